// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace leasehold::bench {

result<child_process>
child_process::start(const std::vector<std::string>& words,
                     const std::string& log) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return failure{errc::unavailable,
                   fmt::format("no pipe: {}", std::strerror(errno))};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0644);
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  auto failed = posix_spawnp(&pid, arguments.front(), &files, nullptr,
                             arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  if (failed != 0) {
    close(ends[0]);
    return failure{errc::unavailable,
                   fmt::format("can't start {}: {}", words.front(),
                               std::strerror(failed))};
  }
  return child_process{pid, ends[0]};
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)) {}

child_process::~child_process() {
  if (pid_ < 0)
    return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  close(output_);
}

std::string child_process::read_line() {
  std::string line;
  char next = 0;
  while (read(output_, &next, 1) == 1 && next != '\n')
    line.push_back(next);
  return line;
}

std::uint64_t child_process::resident_bytes() const {
  std::ifstream file{fmt::format("/proc/{}/statm", pid_)};
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace leasehold::bench
