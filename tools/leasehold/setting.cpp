// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/setting.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace leasehold {

std::string flag_of(const setting& x) {
  return "--" + x.name;
}

std::string variable_of(const setting& x) {
  // "node-name" is LEASEHOLD_NODE_NAME: nobody would guess another.
  constexpr std::string_view node = "node-";
  auto name = x.name.rfind(node, 0) == 0 ? x.name.substr(node.size()) : x.name;
  for (auto& c : name)
    c = c == '-'
        ? '_'
        : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return node_variable_prefix + name;
}

const setting* find_setting(const std::vector<setting>& table,
                            const std::string& name) {
  auto found = std::find_if(table.begin(), table.end(),
                            [&name](auto& x) { return x.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string help_line(const std::string& words, const std::string& help) {
  constexpr std::size_t indent = 26;
  constexpr std::size_t columns = 79;
  auto text = fmt::format("  {:{}}", words, indent - 2);
  if (text.size() > indent)
    text += '\n' + std::string(indent, ' ');
  auto column = indent;
  std::string_view rest{help};
  while (!rest.empty()) {
    const auto word = rest.substr(0, rest.find(' '));
    if (column > indent && column + 1 + word.size() > columns) {
      text += '\n' + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  return text + '\n';
}

std::string full_help(const setting& x) {
  const auto& unless = x.preset.empty() ? x.otherwise : x.preset;
  return unless.empty() ? x.help : fmt::format("{} [{}]", x.help, unless);
}

} // namespace leasehold
