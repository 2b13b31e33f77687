// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What was typed so far at the prompt, and whether it can run yet. An
// expression is turned into `return expression`, so that its value shows; a
// leading `local` is dropped, because each entry is a chunk of its own and
// its locals would be gone at the next prompt.

#include <string>

#include "tools/shell/lua_state.hpp"

namespace leasehold::shell {

enum class chunk_status { complete, incomplete, wrong };

struct prompt_chunk {
  chunk_status status = chunk_status::wrong;
  /// What to run, or to have compiled for its error message.
  std::string source;
};

/// Judges the lines typed so far.
prompt_chunk read_chunk(lua_state& state, const std::string& typed);

} // namespace leasehold::shell
