// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/node_process.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace leasehold::test {

namespace {

struct started {
  pid_t id = 0;
  int output = -1;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

started start(const std::vector<std::string>& words,
              const std::string& error_file,
              std::vector<std::string> environment) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipe"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_file.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  // KJ blocks signals that it waits for; the program has none of them blocked.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  for (auto word = environ; *word != nullptr; ++word)
    environment.emplace_back(*word);
  started child;
  auto failed =
      posix_spawn(&child.id, words.front().c_str(), &actions, &attributes,
                  pointers_to(words).data(), pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  child.output = ends[0];
  if (failed != 0) {
    close(ends[0]);
    throw std::runtime_error{"can't start " + words.front()};
  }
  return child;
}

int wait_for(pid_t id) {
  int status = 0;
  if (waitpid(id, &status, 0) != id)
    throw std::runtime_error{"waitpid"};
  return status;
}

} // namespace

finished_program run_program(const std::vector<std::string>& words,
                             const std::string& error_file) {
  auto child = start(words, error_file, {});
  finished_program done;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(child.output, buffer, sizeof(buffer))) > 0;)
    done.output.append(buffer, static_cast<std::size_t>(got));
  close(child.output);
  done.status = wait_for(child.id);
  return done;
}

node_process::node_process(kj::LowLevelAsyncIoProvider& io,
                           const std::vector<std::string>& words,
                           const std::string& error_file,
                           std::vector<std::string> environment) {
  auto child = start(words, error_file, std::move(environment));
  id_ = child.id;
  constexpr auto flags = kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP
      | kj::LowLevelAsyncIoProvider::ALREADY_CLOEXEC;
  output_ = io.wrapInputFd(child.output, flags);
}

node_process::~node_process() noexcept(false) {
  if (id_ == 0)
    return;
  tell(SIGKILL);
  reap();
}

kj::Promise<std::string> node_process::listening() {
  return read_line({});
}

kj::Promise<std::string> node_process::read_line(std::string so_far) {
  return output_->tryRead(buffer_, 1, sizeof(buffer_))
      .then([this, so_far = std::move(so_far)](
                std::size_t got) mutable -> kj::Promise<std::string> {
        if (got == 0)
          return std::string{};
        so_far.append(buffer_, got);
        auto end = so_far.find('\n');
        if (end == std::string::npos)
          return read_line(std::move(so_far));
        const std::string opening = "listening on ";
        if (so_far.compare(0, opening.size(), opening) != 0)
          throw std::runtime_error{"the node said: " + so_far};
        return so_far.substr(opening.size(), end - opening.size());
      });
}

kj::Promise<void> node_process::ended() {
  return output_->tryRead(buffer_, 1, sizeof(buffer_))
      .then([this](std::size_t got) -> kj::Promise<void> {
        if (got == 0)
          return kj::READY_NOW;
        return ended();
      });
}

void node_process::tell(int signal) {
  kill(id_, signal);
}

int node_process::reap() {
  return wait_for(std::exchange(id_, 0));
}

} // namespace leasehold::test
