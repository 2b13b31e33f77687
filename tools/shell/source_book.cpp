// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/source_book.hpp"

#include <sstream>
#include <utility>

namespace leasehold::shell {

void source_book::add(const std::string& chunk_name, std::string text) {
  texts_[chunk_name] = std::move(text);
}

std::string source_book::line(const std::string& chunk_name, int number) const {
  auto found = texts_.find(chunk_name);
  if (found == texts_.end())
    return {};
  std::istringstream lines{found->second};
  std::string line;
  for (int i = 0; i < number; ++i)
    if (!std::getline(lines, line))
      return {};
  auto start = line.find_first_not_of(" \t");
  return start == std::string::npos ? "" : line.substr(start);
}

} // namespace leasehold::shell
