// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "runtime/store/store_error.hpp"

namespace leasehold {

/// Holds a folder for this process alone, until it is destroyed or the process
/// ends in any way. The locks are the kernel's, on the folder itself and on the
/// file `lock` in it, which tells people which process has it. Deleting the
/// file lets nobody else in.
class folder_lock {
public:
  static store_result<std::unique_ptr<folder_lock>>
  take(const std::string& folder);

  /// `store_errc::locked` while some process holds `folder`; changes nothing.
  static store_error check(const std::string& folder);

  folder_lock(const folder_lock&) = delete;
  folder_lock& operator=(const folder_lock&) = delete;
  ~folder_lock();

private:
  folder_lock(int file, int folder) : file_(file), folder_(folder) {}

  int file_;
  int folder_;
};

} // namespace leasehold
