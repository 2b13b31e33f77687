// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/process/program_run.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

using clock = std::chrono::steady_clock;

/// Of what a program says of its failure.
constexpr std::size_t reason_bytes_max = 200;

class owned_file {
public:
  explicit owned_file(int file = -1) : file_(file) {}
  ~owned_file() {
    reset();
  }
  owned_file(owned_file&& other) noexcept
      : file_(std::exchange(other.file_, -1)) {}
  owned_file& operator=(owned_file&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }

  int get() const noexcept {
    return file_;
  }
  void reset() {
    if (file_ >= 0)
      close(std::exchange(file_, -1));
  }

private:
  int file_;
};

/// What a program writes, as far as it is let.
struct written {
  owned_file from;
  owned_file to;
  std::string text;
  std::size_t bytes_max = 0;
  enum class end : std::uint8_t { open, closed, too_much };
  end is = end::open;

  bool open_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      return false;
    from = owned_file{ends[0]};
    to = owned_file{ends[1]};
    return fcntl(from.get(), F_SETFL, O_NONBLOCK) == 0;
  }

  /// Reads what there is, without waiting.
  void read_on() {
    std::array<char, 16 << 10> part{};
    while (is == end::open) {
      const auto size = read(from.get(), part.data(), part.size());
      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0)
        return;
      if (size == 0)
        is = end::closed;
      else if (text.size() + static_cast<std::size_t>(size) > bytes_max)
        is = end::too_much;
      else
        text.append(part.data(), static_cast<std::size_t>(size));
    }
  }
};

/// A file in memory: whoever reads it needs nobody who writes.
owned_file file_of(const std::string& text) {
  owned_file file{memfd_create("input", MFD_CLOEXEC)};
  std::size_t done = 0;
  while (file.get() >= 0 && done < text.size()) {
    const auto size = write(file.get(), text.data() + done, text.size() - done);
    if (size < 0 && errno != EINTR)
      return owned_file{};
    done += static_cast<std::size_t>(std::max<ssize_t>(size, 0));
  }
  if (file.get() >= 0)
    lseek(file.get(), 0, SEEK_SET);
  return file;
}

class started_program {
public:
  explicit started_program(const program_call& call) : call_(&call) {
    output_.bytes_max = call.output_max;
    errors_.bytes_max = call.errors_max;
  }
  ~started_program() {
    end();
  }
  started_program(const started_program&) = delete;
  started_program& operator=(const started_program&) = delete;

  status start();
  result<std::string> run();

private:
  failure failed(const std::string& what) const {
    return {errc::unavailable, fmt::format("program {} {}", call_->path, what)};
  }
  int spawn(int input);
  status await_end();
  std::string reason() const;
  void end();

  const program_call* call_;
  written output_;
  written errors_;
  pid_t process_ = -1;
  owned_file process_file_;
  int how_it_ended_ = 0;
};

/// Returns 0 or an errno.
int started_program::spawn(int input) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, output_.to.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, errors_.to.get(), STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawn_file_actions_addchdir_np(&files, "/");
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  posix_spawnattr_setflags(&how,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF
                               | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&how, 0);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&how, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&how, &signals);

  auto path = call_->path;
  std::string search = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  std::string language = "LC_ALL=C.UTF-8";
  const std::array<char*, 2> words{path.data(), nullptr};
  const std::array<char*, 3> variables{search.data(), language.data(), nullptr};
  const int code = posix_spawn(&process_, path.c_str(), &files, &how,
                               words.data(), variables.data());
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return code;
}

status started_program::start() {
  const auto input = file_of(call_->input);
  if (input.get() < 0 || !output_.open_pipe() || !errors_.open_pipe())
    return failed(fmt::format("can't be started: {}", std::strerror(errno)));
  if (const int code = spawn(input.get()); code != 0) {
    process_ = -1;
    return failed(fmt::format("can't be started: {}; it must be there, and "
                              "executable for the node's user",
                              std::strerror(code)));
  }
  output_.to.reset();
  errors_.to.reset();
  process_file_ =
      owned_file{static_cast<int>(syscall(SYS_pidfd_open, process_, 0))};
  if (process_file_.get() < 0)
    return failed(fmt::format("can't be watched: {}", std::strerror(errno)));
  return success();
}

/// Until the program has ended, or must.
status started_program::await_end() {
  const auto until = clock::now() + call_->patience;
  for (;;) {
    std::array<pollfd, 3> files{
        {{process_file_.get(), POLLIN, 0},
         {output_.is == written::end::open ? output_.from.get() : -1, POLLIN,
          0},
         {errors_.is == written::end::open ? errors_.from.get() : -1, POLLIN,
          0}}};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    if (left.count() <= 0)
      return failed(fmt::format("had not ended after {} ms, and was killed",
                                call_->patience.count()));
    poll(files.data(), files.size(), static_cast<int>(left.count()));
    output_.read_on();
    errors_.read_on();
    for (const auto* each : {&output_, &errors_})
      if (each->is == written::end::too_much)
        return failed(fmt::format("wrote more than {} bytes, and was killed",
                                  each->bytes_max));
    if (files[0].revents != 0)
      return success();
  }
}

/// Kills what is left of its group while its number is still taken.
void started_program::end() {
  if (process_ < 0)
    return;
  kill(-process_, SIGKILL);
  while (waitpid(process_, &how_it_ended_, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

/// The first line that it wrote to standard error, as far as people can read
/// it.
std::string started_program::reason() const {
  auto line = errors_.text.substr(0, errors_.text.find('\n'));
  line.resize(std::min(line.size(), reason_bytes_max));
  std::replace_if(
      line.begin(), line.end(),
      [](unsigned char x) { return x < ' ' || x > '~'; }, '?');
  return line.empty() ? line : ": " + line;
}

result<std::string> started_program::run() {
  if (auto done = await_end(); !done)
    return done.error();
  end();
  if (WIFSIGNALED(how_it_ended_))
    return failed(fmt::format("was ended by signal {}{}",
                              WTERMSIG(how_it_ended_), reason()));
  if (const int code = WEXITSTATUS(how_it_ended_); code != 0)
    return failed(fmt::format("ended with the code {}{}", code, reason()));
  return std::move(output_.text);
}

} // namespace

result<std::string> run_program(const program_call& call) {
  started_program program{call};
  if (auto started = program.start(); !started)
    return started.error();
  return program.run();
}

} // namespace leasehold
