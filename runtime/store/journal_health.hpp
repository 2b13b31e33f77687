// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <utility>

#include "runtime/store/store_error.hpp"

namespace leasehold {

/// Remembers the first error of any write to a journal, for ever: a write or
/// fsync that failed once may succeed when tried again without having written
/// anything (D3). Shared by the threads that write.
class journal_health {
public:
  /// Keeps `why` unless there was an error before; returns the first.
  store_error fail(store_error why) {
    const std::lock_guard guard{mutex_};
    if (!first_)
      first_ = std::move(why);
    return first_;
  }

  store_error first() const {
    const std::lock_guard guard{mutex_};
    return first_;
  }

private:
  mutable std::mutex mutex_;
  store_error first_;
};

} // namespace leasehold
