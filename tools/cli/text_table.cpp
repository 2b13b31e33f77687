// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/text_table.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace leasehold::cli {

namespace {

/// Characters of UTF-8 text: all bytes but the continuations.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void print_line(std::ostream& out, const std::vector<std::string>& cells,
                const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size())
      line.append(widths[i] + 2 - width(cells[i]), ' ');
  }
  out << line << '\n';
}

} // namespace

std::string printable(std::string_view text) {
  std::string shown{text};
  for (auto& c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  return shown;
}

text_table::text_table(std::vector<std::string> headings)
    : headings_(std::move(headings)) {}

void text_table::add(std::vector<std::string> cells) {
  assert(cells.size() == headings_.size());
  for (auto& cell : cells)
    cell = cell.empty() ? "-" : printable(cell);
  rows_.push_back(std::move(cells));
}

bool text_table::empty() const noexcept {
  return rows_.empty();
}

void text_table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    widths.push_back(width(headings_[i]));
    for (const auto& row : rows_)
      widths[i] = std::max(widths[i], width(row[i]));
  }
  print_line(out, headings_, widths);
  for (const auto& row : rows_)
    print_line(out, row, widths);
}

void field_list::add(std::string name, std::string_view value) {
  if (!value.empty())
    fields_.emplace_back(std::move(name), printable(value));
}

void field_list::print(std::ostream& out) const {
  std::size_t widest = 0;
  for (const auto& [name, value] : fields_)
    widest = std::max(widest, name.size());
  for (const auto& [name, value] : fields_)
    out << name << ':' << std::string(widest - name.size() + 1, ' ') << value
        << '\n';
}

} // namespace leasehold::cli
