// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/shell/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace leasehold::test {

namespace {

constexpr auto path = "tools/leasehold/leasehold";

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

void close_end(int& end) {
  if (end >= 0)
    close(end);
  end = -1;
}

} // namespace

program::program(const std::vector<std::string>& words, variables environment)
    : temporary_(folder_.path() + "/tmp") {
  // A program that does not read must not end the test.
  std::signal(SIGPIPE, SIG_IGN);
  std::filesystem::create_directory(temporary_);
  environment.insert({{"HOME", folder_.path()},
                      {"TMPDIR", temporary_},
                      {"LEASEHOLD_NAME", "me"}});
  std::vector<std::string> variables_text;
  for (auto& [name, value] : environment)
    variables_text.push_back(name + "=" + value);
  std::vector<std::string> words_text{path};
  words_text.insert(words_text.end(), words.begin(), words.end());
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"no pipes"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
                                   (folder_.path() + "/stderr").c_str(),
                                   O_WRONLY | O_CREAT, 0600);
  auto failed =
      posix_spawn(&process_, path, &actions, nullptr,
                  pointers(words_text).data(), pointers(variables_text).data());
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (failed != 0)
    throw std::runtime_error{std::string{"can't run "} + path};
}

program::~program() {
  if (process_ == 0)
    return;
  kill(process_, SIGKILL);
  finish();
}

void program::write(const std::string& text) {
  if (::write(input_, text.data(), text.size())
      != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"the program does not read"};
}

void program::signal(int number) {
  kill(process_, number);
}

std::string program::read_line() {
  while (true) {
    auto end = unread_.find('\n');
    if (end != std::string::npos) {
      auto line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> buffer{};
    auto count = read(output_, buffer.data(), buffer.size());
    if (count <= 0)
      return std::exchange(unread_, {});
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

program_end program::finish() {
  program_end result;
  close_end(input_);
  std::array<char, 4096> buffer{};
  while (auto count = read(output_, buffer.data(), buffer.size())) {
    if (count < 0)
      break;
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close_end(output_);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = 0;
  result.code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = std::move(unread_);
  std::ifstream err{folder_.path() + "/stderr"};
  result.err.assign(std::istreambuf_iterator<char>{err}, {});
  return result;
}

program_end run_program(const std::vector<std::string>& words,
                        const std::string& input,
                        program::variables environment) {
  program running{words, std::move(environment)};
  if (!input.empty())
    running.write(input);
  return running.finish();
}

} // namespace leasehold::test
