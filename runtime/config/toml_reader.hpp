// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"
#include "runtime/config/toml_tree.hpp"

// Reads files that operators write. Every complaint says where; the first one
// is kept, so a reader goes on with whatever it has and nobody asks after
// each value.
namespace leasehold {

class toml_section;

/// Calls `read` with the top level of the file. Fails with
/// `errc::invalid_request` where the text is no TOML, and with the first
/// complaint of `read`.
status read_toml(std::string_view text, std::string_view file_name,
                 const std::function<void(const toml_section&)>& read);

/// One table of the file; valid during `read`.
class toml_section {
public:
  /// Complains about every key that is none of these.
  void allow(std::initializer_list<const char*> keys) const;

  bool has(const char* key) const;
  bool is_array(const char* key) const;

  /// What stands there, or nothing; complains where it is of another type.
  std::optional<std::string> text(const char* key) const;
  std::optional<std::vector<std::string>> texts(const char* key) const;
  std::optional<std::int64_t> integer(const char* key, std::int64_t least,
                                      std::int64_t most) const;
  /// `key = { ... }`.
  std::optional<toml_section> section(const char* key) const;
  /// All `[[key]]`.
  std::vector<toml_section> sections(const char* key) const;

  /// The text, or an empty one and a complaint where there is none.
  std::string required(const char* key, const char* example) const;

  /// What `parse` makes of the text, or nothing; complains as `parse` does.
  template <class T>
  std::optional<T> parsed(const char* key,
                          result<T> (*parse)(std::string_view)) const {
    auto typed = text(key);
    if (!typed)
      return std::nullopt;
    auto y = parse(*typed);
    if (y)
      return *y;
    complain(key, y.error().message);
    return std::nullopt;
  }

  /// About the section, and about the value of a key; one that is absent is a
  /// complaint about the section.
  void complain(std::string_view message) const;
  void complain(const char* key, std::string_view message) const;

private:
  /// The first complaint about one file.
  struct report {
    std::string file_name;
    std::optional<failure> first;
  };

  toml_section(const toml_node& node, std::string title, report& out)
      : node_(&node), title_(std::move(title)), out_(&out) {}

  void complain_at(toml_place place, std::string_view message) const;

  const toml_node* node_;
  /// As the file has it: "[[printer]]".
  std::string title_;
  report* out_;

  friend status read_toml(std::string_view, std::string_view,
                          const std::function<void(const toml_section&)>&);
};

} // namespace leasehold
