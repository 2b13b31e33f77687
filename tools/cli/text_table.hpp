// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Columns for people. What comes from a node is shown without its control
// characters, so that no label can drive the terminal.

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leasehold::cli {

/// `text` with a '?' for each control character.
std::string printable(std::string_view text);

class text_table {
public:
  explicit text_table(std::vector<std::string> headings);

  /// @pre as many cells as there are headings
  void add(std::vector<std::string> cells);

  bool empty() const noexcept;

  /// Left-aligned, two blanks between columns; an empty cell is "-".
  void print(std::ostream& out) const;

private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

/// Name and value, a line each.
class field_list {
public:
  /// Leaves out what is empty.
  void add(std::string name, std::string_view value);

  void print(std::ostream& out) const;

private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

} // namespace leasehold::cli
