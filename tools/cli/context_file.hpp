// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file in which a user names regions: where they are, and as whom and with
// which certificate they are asked. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"

namespace leasehold::cli {

/// One region by its name. What is empty is as it is without a context.
struct named_context {
  std::string name;
  std::string address;
  std::string user;
  std::string ca;
  std::string certificate;
  std::string key;
};

struct context_file {
  /// Which one counts where nobody names another; empty for none.
  std::string current;
  std::vector<named_context> all;

  /// Null where there is none of that name.
  const named_context* find(const std::string& name) const;
};

/// Reads the file; paths in it begin at its folder. Fails with
/// `errc::invalid_request`, naming line and column.
result<context_file> parse_contexts(std::string_view toml,
                                    const std::string& path);

/// The text that `parse_contexts` reads back to it.
std::string write_contexts(const context_file& x);

/// Why there is no context of that name, and which there are.
failure unknown_context(const std::string& name, const context_file& known,
                        const std::string& path);

} // namespace leasehold::cli
