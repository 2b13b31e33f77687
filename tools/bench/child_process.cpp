// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace leasehold::bench {

namespace {

/// Whoever waits for signals has blocked them, and a child would inherit that:
/// it could not be told to stop.
class default_signals {
public:
  default_signals() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~default_signals() {
    posix_spawnattr_destroy(&attributes_);
  }
  default_signals(const default_signals&) = delete;
  default_signals& operator=(const default_signals&) = delete;

  const posix_spawnattr_t* get() const {
    return &attributes_;
  }

private:
  posix_spawnattr_t attributes_{};
};

std::chrono::nanoseconds cpu_time_of(clockid_t clock) {
  timespec read{};
  clock_gettime(clock, &read);
  return std::chrono::seconds{read.tv_sec}
  + std::chrono::nanoseconds{read.tv_nsec};
}

} // namespace

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
  const default_signals signals;
  auto failed = posix_spawnp(&pid, arguments.front(), &files, signals.get(),
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
  if (output_ >= 0)
    close(output_);
  if (pid_ < 0)
    return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

int child_process::take_output() {
  return std::exchange(output_, -1);
}

bool child_process::ended() {
  if (pid_ >= 0 && waitpid(pid_, nullptr, WNOHANG) == pid_)
    pid_ = -1;
  return pid_ < 0;
}

std::uint64_t child_process::resident_bytes() const {
  std::ifstream file{fmt::format("/proc/{}/statm", pid_)};
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::chrono::nanoseconds child_process::cpu_time() const {
  clockid_t clock{};
  if (clock_getcpuclockid(pid_, &clock) != 0)
    return {};
  return cpu_time_of(clock);
}

std::optional<std::uint64_t> child_process::bytes_written() const {
  std::ifstream file{fmt::format("/proc/{}/io", pid_)};
  std::string name;
  std::uint64_t value = 0;
  while (file >> name >> value)
    if (name == "write_bytes:")
      return value;
  return std::nullopt;
}

std::chrono::nanoseconds own_cpu_time() {
  return cpu_time_of(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace leasehold::bench
