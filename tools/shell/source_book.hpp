// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The text of every chunk that was loaded, so that a failed expectation can
// show the line it stands on.

#include <map>
#include <string>
#include <string_view>

namespace leasehold::shell {

class source_book {
public:
  void add(const std::string& chunk_name, std::string text);

  /// A line (from 1) without its indentation; empty when there is none.
  std::string line(const std::string& chunk_name, int number) const;

private:
  std::map<std::string, std::string> texts_;
};

} // namespace leasehold::shell
