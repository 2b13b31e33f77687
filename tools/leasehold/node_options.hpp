// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/leasehold/node_server.hpp"

namespace leasehold {

/// What `leasehold node run` was told.
struct node_options {
  enum class wanted { run, help };
  wanted what = wanted::run;
  server_config config;
};

/// Reads a file of bounded size.
using file_reader = std::function<result<std::string>(const std::string& path)>;

/// Reads the words behind `leasehold node`. Fails with
/// `errc::invalid_request` for a word it does not know and a value that can't
/// be; the message names both and the way out.
result<node_options> parse_node_options(const std::vector<std::string>& words,
                                        const file_reader& read);

/// What `leasehold node run --help` prints.
std::string node_usage();

} // namespace leasehold
