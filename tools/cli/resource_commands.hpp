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

/// The words of a command line that sets a threshold.
struct threshold_words {
  std::string subject;
  std::string high;
  std::string low;
  bool kind = false;
};

/// Demand for one resource, or for all where there is no name.
exit_code show_demand(context& run, const std::string& resource);

exit_code set_threshold(context& run, const threshold_words& words);

exit_code show_resource(context& run, const calendar_words& words);

} // namespace leasehold::cli
