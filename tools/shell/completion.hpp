// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What could follow at the cursor: globals and keywords, the fields of a
// table, the members of an object, and inside `lease{` the names of the
// arguments. Nothing is called to find out, so completion has no effects.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/shell/catalogue.hpp"
#include "tools/shell/lua_state.hpp"

namespace leasehold::shell {

struct completion {
  /// How much of the word is typed already.
  std::size_t typed = 0;
  /// Whole words, sorted.
  std::vector<std::string> words;
};

/// @param line The input up to the cursor.
completion complete(lua_state& state, const catalogue& known,
                    std::string_view line);

/// What all words begin with.
std::string common_prefix(const std::vector<std::string>& words);

} // namespace leasehold::shell
