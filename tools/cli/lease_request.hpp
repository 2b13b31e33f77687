// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// `lease request` as it was typed.
struct request_words {
  std::string target;
  std::string from;
  std::string amount;
  std::string length = "any";
  std::string at;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::string> labels;
  std::string service = "standard";
  /// What it may be reduced to; nothing where empty.
  std::string at_least;
  std::string flow = "all";
  /// As the class says where absent.
  std::optional<unsigned> setup;
  std::optional<unsigned> hold;
  /// Random where absent.
  std::optional<std::uint64_t> request;
  bool dry_run = false;
  bool keep = false;
};

/// Asks for one lease. One that ends with its session, and one to be kept,
/// are held until Ctrl-C.
exit_code request_lease(context& run, const request_words& words);

} // namespace leasehold::cli
