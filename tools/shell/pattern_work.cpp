// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/pattern_work.hpp"

#include <algorithm>

namespace leasehold::shell {

namespace {

/// Takes one item that matches a character, or a text of its own length.
/// Answers whether it is of the second kind.
enum class item { character, text };

item take_item(std::string_view& rest) {
  const auto first = rest.front();
  rest.remove_prefix(1);
  if (first == '%' && !rest.empty()) {
    const auto kind = rest.front();
    rest.remove_prefix(1);
    if (kind == 'b') {
      rest.remove_prefix(std::min<std::size_t>(rest.size(), 2));
      return item::text;
    }
    return kind >= '0' && kind <= '9' ? item::text : item::character;
  }
  if (first == '[') {
    // A "]" that comes first stands for itself.
    if (!rest.empty() && rest.front() == '^')
      rest.remove_prefix(1);
    for (auto inside = false; !rest.empty(); inside = true) {
      const auto c = rest.front();
      rest.remove_prefix(1);
      if (c == ']' && inside)
        break;
      if (c == '%' && !rest.empty())
        rest.remove_prefix(1);
    }
  }
  return item::character;
}

} // namespace

double pattern_work(std::string_view pattern, std::size_t text_bytes) {
  const auto anchored = !pattern.empty() && pattern.front() == '^';
  if (anchored)
    pattern.remove_prefix(1);
  const auto places = static_cast<double>(text_bytes) + 1;
  auto ways = anchored ? 1 : places;
  auto items = 1.0;
  auto shares = 0.0;
  for (auto rest = pattern; !rest.empty(); ++items) {
    const auto kind = take_item(rest);
    const auto next = rest.empty() ? '\0' : rest.front();
    if (kind == item::text)
      items += places;
    else if (next == '*' || next == '+' || next == '-') {
      // Parts that share a text among them: as many as there are ways to
      // choose where each of them ends.
      ++shares;
      ways *= (places + shares - 1) / shares;
    } else if (next == '?')
      ways *= 2;
    else
      continue;
    if (kind == item::character)
      rest.remove_prefix(1);
  }
  return ways * items;
}

double plain_work(std::size_t pattern_bytes, std::size_t text_bytes) {
  if (pattern_bytes > text_bytes)
    return 1;
  // A comparison takes many bytes at a time.
  constexpr double bytes_at_once = 16;
  return (static_cast<double>(text_bytes - pattern_bytes) + 1)
      * (static_cast<double>(pattern_bytes) / bytes_at_once + 1);
}

} // namespace leasehold::shell
