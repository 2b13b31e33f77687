// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"

// A TOML file as plain values that know where they stand. The only unit that
// sees the TOML library: its header costs seconds in every file that includes
// it.
namespace leasehold {

/// Both count from 1.
struct toml_place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct toml_node {
  /// `other` is a fraction or a date, which no file here uses.
  enum class type : std::uint8_t {
    table,
    array,
    text,
    integer,
    boolean,
    other,
  };

  type what = type::table;
  toml_place place;
  /// In a table.
  std::string key;
  toml_place key_place;

  std::string text;
  std::int64_t integer = 0;
  bool truth = false;
  /// Of a table, ordered by key, or of an array.
  std::vector<toml_node> items;

  /// The item of a table, or null.
  const toml_node* find(std::string_view wanted) const noexcept;
};

/// "FILE:LINE:COLUMN: MESSAGE", for `errc::invalid_request`.
failure toml_failure(std::string_view file_name, toml_place place,
                     std::string_view message);

/// The top-level table of a file of at most `bounds::toml_bytes`. Fails with
/// `errc::invalid_request`.
result<toml_node> parse_toml(std::string_view text, std::string_view file_name);

/// The text as a TOML string that reads back to it.
std::string toml_quoted(std::string_view text);

} // namespace leasehold
