// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one resource has, over time.

#include <cstddef>
#include <string>

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// The words of a command line that shows a calendar.
struct calendar_words {
  std::string resource;
  std::string from;
  std::string length;
  std::size_t rows = 24;
  bool ascii = false;
};

exit_code show_resource(context& run, const calendar_words& words);

} // namespace leasehold::cli
