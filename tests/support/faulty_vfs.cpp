// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/faulty_vfs.hpp"

#include <new>

#include <sqlite3.h>

namespace leasehold::test {

namespace {

using kind = disk_faults::file;

// SQLite allocates it, followed by the room of the real file.
struct faulty_file {
  sqlite3_file base;
  kind which;

  sqlite3_file* real() {
    return reinterpret_cast<sqlite3_file*>(this + 1);
  }
};

faulty_file& self(sqlite3_file* file) {
  return *reinterpret_cast<faulty_file*>(file);
}

sqlite3_file* real(sqlite3_file* file) {
  return self(file).real();
}

bool concerns(sqlite3_file* file) {
  const auto where = faults().where.load();
  return where == kind::any || where == self(file).which;
}

// Whether this call is the one that fails, or comes after it. Decided before
// the call is counted: a test that sees the count may end the fault.
bool is_due(std::atomic<std::int64_t>& left) {
  if (left < 0)
    return false;
  if (left == 0)
    return true;
  --left;
  return false;
}

int do_write(sqlite3_file* file, const void* data, int size,
             sqlite3_int64 offset) {
  if (concerns(file)) {
    const bool fails = is_due(faults().writes_left);
    ++faults().writes;
    if (fails)
      return SQLITE_IOERR_WRITE;
    if (offset + size > faults().bytes_max)
      return SQLITE_FULL;
  }
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}

int do_sync(sqlite3_file* file, int flags) {
  if (concerns(file)) {
    const bool fails = is_due(faults().syncs_left);
    ++faults().syncs;
    if (fails)
      return SQLITE_IOERR_FSYNC;
  }
  return real(file)->pMethods->xSync(real(file), flags);
}

// Hands a method on to the real file. The member pointer is the method.
template <auto Method, class... Ts>
int hand_on(sqlite3_file* file, Ts... xs) {
  return (real(file)->pMethods->*Method)(real(file), xs...);
}

void do_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}

using io = sqlite3_io_methods;

// Version 2: without memory mapping, so that every write is a call.
const io methods = {
    2,
    hand_on<&io::xClose>,
    hand_on<&io::xRead, void*, int, sqlite3_int64>,
    do_write,
    hand_on<&io::xTruncate, sqlite3_int64>,
    do_sync,
    hand_on<&io::xFileSize, sqlite3_int64*>,
    hand_on<&io::xLock, int>,
    hand_on<&io::xUnlock, int>,
    hand_on<&io::xCheckReservedLock, int*>,
    hand_on<&io::xFileControl, int, void*>,
    hand_on<&io::xSectorSize>,
    hand_on<&io::xDeviceCharacteristics>,
    hand_on<&io::xShmMap, int, int, int, void volatile**>,
    hand_on<&io::xShmLock, int, int, int>,
    do_barrier,
    hand_on<&io::xShmUnmap, int>,
    nullptr,
    nullptr,
};

int do_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
            int* out) {
  auto* made = new (file) faulty_file{};
  made->which = (flags & SQLITE_OPEN_WAL) != 0 ? kind::log : kind::database;
  auto* system = sqlite3_vfs_find(nullptr);
  const int failed = system->xOpen(system, name, made->real(), flags, out);
  // SQLite closes what has methods, even after a failed open.
  if (failed == SQLITE_OK)
    made->base.pMethods = &methods;
  return failed;
}

} // namespace

void disk_faults::reset() {
  where = file::any;
  writes_left = -1;
  syncs_left = -1;
  bytes_max = INT64_MAX;
  writes = 0;
  syncs = 0;
}

const std::string& faulty_vfs() {
  static const std::string name = "faulty";
  static sqlite3_vfs layer = [] {
    auto copy = *sqlite3_vfs_find(nullptr);
    copy.zName = name.c_str();
    copy.szOsFile += static_cast<int>(sizeof(faulty_file));
    copy.xOpen = do_open;
    copy.pNext = nullptr;
    return copy;
  }();
  static const int registered = sqlite3_vfs_register(&layer, 0);
  static_cast<void>(registered);
  return name;
}

disk_faults& faults() {
  static disk_faults instance;
  return instance;
}

} // namespace leasehold::test
