// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// FAULT SHIM: preloaded into a node, it takes the place of the calls by which
// the node meets its disk and the wall clock, and does what the FAULT SWITCH
// says. Whatever is not asked for goes straight to the kernel, by its number:
// looking up the real functions would allocate, and allocators read clocks.

#include "tests/integration/chaos/fault_switch.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

using leasehold::test::call_fault;
using leasehold::test::fault_switch;
using leasehold::test::fault_switch_variable;
using leasehold::test::file_fault;
using leasehold::test::journal_file;

fault_switch* shared = nullptr;

__attribute__((constructor)) void attach() {
  const char* path = std::getenv(fault_switch_variable);
  if (path == nullptr)
    return;
  const auto file = static_cast<int>(
      syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0));
  if (file < 0)
    _exit(126);
  void* memory = mmap(nullptr, sizeof(fault_switch), PROT_READ | PROT_WRITE,
                      MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (memory == MAP_FAILED)
    _exit(126);
  shared = static_cast<fault_switch*>(memory);
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size()
      && text.substr(text.size() - end.size()) == end;
}

/// Whether the open file is one of these of the journal.
bool is_at(journal_file where, int file) {
  constexpr std::string_view folder = "/proc/self/fd/";
  char link[64] = {};
  char path[512];
  std::memcpy(link, folder.data(), folder.size());
  std::to_chars(link + folder.size(), std::end(link), file);
  const auto length =
      syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof(path));
  if (length <= 0)
    return false;
  const std::string_view name{path, static_cast<std::size_t>(length)};
  const bool log = ends_with(name, "/journal.db-wal");
  const bool database = ends_with(name, "/journal.db");
  switch (where) {
  case journal_file::log:
    return log;
  case journal_file::database:
    return database;
  case journal_file::any:
    break;
  }
  return log || database;
}

void note_failure() {
  timespec now{};
  syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now);
  std::int64_t never = 0;
  shared->first_failure_ns.compare_exchange_strong(
      never, std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec);
  ++shared->failures;
}

/// What is wrong with this call; what is wrong once is right afterwards.
call_fault fault_of(std::atomic<file_fault>& which, int file) {
  auto fault = which.load();
  if (fault.what == call_fault::none || !is_at(fault.where, file))
    return call_fault::none;
  if (fault.what != call_fault::fail_once
      && fault.what != call_fault::fail_once_done)
    return fault.what;
  return which.compare_exchange_strong(fault, file_fault{}) ? fault.what
                                                            : call_fault::none;
}

template <class Call>
long do_or_fail(std::atomic<file_fault> fault_switch::*which, int file,
                Call call) {
  const auto fault =
      shared == nullptr ? call_fault::none : fault_of(shared->*which, file);
  if (fault == call_fault::none)
    return call();
  if (fault == call_fault::fail_once_done)
    call();
  note_failure();
  errno = fault == call_fault::no_space ? ENOSPC : EIO;
  return -1;
}

int sync_file(int file, long number) {
  if (shared != nullptr
      && (shared->sync_delay_ms > 0 || shared->syncs_stalled != 0)) {
    ++shared->delays;
    poll(nullptr, 0, static_cast<int>(shared->sync_delay_ms.load()));
    while (shared->syncs_stalled != 0)
      poll(nullptr, 0, 1);
  }
  return static_cast<int>(
      do_or_fail(&fault_switch::syncs, file,
                 [number, file] { return syscall(number, file); }));
}

int read_clock(clockid_t clock, timespec* to) {
  const auto done = static_cast<int>(syscall(SYS_clock_gettime, clock, to));
  if (done != 0 || shared == nullptr)
    return done;
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
    to->tv_sec += shared->wall_shift_s.load();
    ++shared->wall_reads;
  }
  return done;
}

template <class Figures>
int read_space(const char* path, Figures* to, const char* name) {
  using function = int (*)(const char*, Figures*);
  const auto real = reinterpret_cast<function>(dlsym(RTLD_NEXT, name));
  const int done = real(path, to);
  const auto most = shared == nullptr ? 0 : shared->bytes_free_max.load();
  if (done == 0 && most != 0 && to->f_frsize != 0) {
    const auto blocks = most / to->f_frsize;
    to->f_bavail = blocks < to->f_bavail ? blocks : to->f_bavail;
    to->f_bfree = blocks < to->f_bfree ? blocks : to->f_bfree;
  }
  return done;
}

} // namespace

extern "C" {

int fsync(int file) {
  return sync_file(file, SYS_fsync);
}

int fdatasync(int file) {
  return sync_file(file, SYS_fdatasync);
}

ssize_t pwrite(int file, const void* from, std::size_t size, off_t at) {
  return do_or_fail(&fault_switch::writes, file, [file, from, size, at] {
    return syscall(SYS_pwrite64, file, from, size, at);
  });
}

ssize_t pwrite64(int file, const void* from, std::size_t size, off64_t at) {
  return pwrite(file, from, size, at);
}

ssize_t write(int file, const void* from, std::size_t size) {
  return do_or_fail(&fault_switch::writes, file, [file, from, size] {
    return syscall(SYS_write, file, from, size);
  });
}

int clock_gettime(clockid_t clock, timespec* to) noexcept {
  return read_clock(clock, to);
}

int gettimeofday(timeval* to, void* /*zone*/) noexcept {
  timespec now{};
  read_clock(CLOCK_REALTIME, &now);
  to->tv_sec = now.tv_sec;
  to->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* to) noexcept {
  timespec now{};
  read_clock(CLOCK_REALTIME, &now);
  if (to != nullptr)
    *to = now.tv_sec;
  return now.tv_sec;
}

int statvfs(const char* path, struct statvfs* to) noexcept {
  return read_space(path, to, "statvfs");
}

int statvfs64(const char* path, struct statvfs64* to) noexcept {
  return read_space(path, to, "statvfs64");
}

} // extern "C"
