// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/fault_switch.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace leasehold::test {

shared_fault_switch::shared_fault_switch(std::string path)
    : path_(std::move(path)) {
  const int file =
      open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  void* memory = MAP_FAILED;
  if (file >= 0 && ftruncate(file, sizeof(fault_switch)) == 0)
    memory = mmap(nullptr, sizeof(fault_switch), PROT_READ | PROT_WRITE,
                  MAP_SHARED, file, 0);
  const int why = errno;
  if (file >= 0)
    close(file);
  if (memory == MAP_FAILED)
    throw std::system_error{why, std::generic_category(), path_};
  // The file is all zero: a healthy machine.
  shared_ = static_cast<fault_switch*>(memory);
}

shared_fault_switch::~shared_fault_switch() {
  munmap(shared_, sizeof(fault_switch));
}

} // namespace leasehold::test
