// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/folder_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

std::string lock_path(const std::string& folder) {
  return folder + "/lock";
}

std::string holder_of(int file) {
  std::array<char, 32> text{};
  const auto length = pread(file, text.data(), text.size(), 0);
  std::string pid{text.data(), length > 0 ? static_cast<size_t>(length) : 0};
  while (!pid.empty() && pid.back() == '\n')
    pid.pop_back();
  return pid.empty() ? "another process" : "process " + pid;
}

// Fails with `locked` when some process has the lock on `locked`; `file` tells
// which.
store_error try_lock(const std::string& folder, int locked, int file,
                     int mode) {
  if (flock(locked, mode | LOCK_NB) == 0)
    return {};
  if (errno != EWOULDBLOCK)
    return {store_errc::cannot_open,
            fmt::format("cannot lock {}: {}", lock_path(folder),
                        std::strerror(errno))};
  return {store_errc::locked,
          fmt::format("the journal in {} is in use by {}: stop that node "
                      "first, or choose another folder",
                      folder, holder_of(file))};
}

int open_folder(const std::string& folder) {
  return open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

} // namespace

store_result<std::unique_ptr<folder_lock>>
folder_lock::take(const std::string& folder) {
  const auto path = lock_path(folder);
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0)
    return store_error{store_errc::cannot_open,
                       fmt::format("cannot open {}: {}; check that the folder "
                                   "may be written",
                                   path, std::strerror(errno))};
  const int place = open_folder(folder);
  std::unique_ptr<folder_lock> lock{new folder_lock{file, place}};
  if (place < 0)
    return store_error{
        store_errc::cannot_open,
        fmt::format("cannot open {}: {}", folder, std::strerror(errno))};
  for (const auto locked : {place, file})
    if (auto failed = try_lock(folder, locked, file, LOCK_EX))
      return failed;
  // Only for people: a full disk must not keep the node from starting.
  const auto pid = fmt::format("{}\n", getpid());
  if (ftruncate(file, 0) == 0)
    (void)!pwrite(file, pid.data(), pid.size(), 0);
  return lock;
}

store_error folder_lock::check(const std::string& folder) {
  const int place = open_folder(folder);
  if (place < 0) // It can't be read at all.
    return {};
  const int file = open(lock_path(folder).c_str(), O_RDONLY | O_CLOEXEC);
  folder_lock held{file, place};
  if (auto failed = try_lock(folder, place, file, LOCK_SH))
    return failed;
  // Without the file nobody ever held it, or the file was deleted.
  return file < 0 ? store_error{} : try_lock(folder, file, file, LOCK_SH);
}

folder_lock::~folder_lock() {
  for (const auto each : {file_, folder_})
    if (each >= 0)
      close(each);
}

} // namespace leasehold
