// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace leasehold {

void check_failed(const char* condition, const char* meaning, const char* file,
                  int line) noexcept {
  std::fprintf(stderr, "%s:%d: check failed: %s (%s)\n", file, line, meaning,
               condition);
  std::abort();
}

} // namespace leasehold
