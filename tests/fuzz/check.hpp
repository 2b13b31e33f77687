// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every fuzz target says of what it tries: a rule that is broken ends the
// process, which is what a fuzzer takes for a finding and a replay for a
// failure. Never compiled away.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "messages/bounds.hpp"
#include "messages/result.hpp"

namespace leasehold::fuzz {

[[noreturn]] inline void broken(const std::string& rule) {
  std::fprintf(stderr, "broken rule: %s\n", rule.c_str());
  std::fflush(stderr);
  std::abort();
}

inline void require(bool holds, const char* rule) {
  if (!holds)
    broken(rule);
}

/// What a text is that people and terminals are shown.
inline bool is_printable(std::string_view text) {
  for (auto c : text)
    if (c < ' ' || c > '~')
      return false;
  return true;
}

/// A refusal says what is wrong: one code, and one line that can be printed
/// whatever was tried.
inline void require_explained(const failure& why, errc code) {
  require(why.code == code, "a failure has the code of its interface");
  require(!why.message.empty(), "a failure says why");
  require(why.message.size() <= bounds::message_bytes,
          "a failure's message is bounded");
  require(is_printable(why.message), "a failure's message can be printed");
}

} // namespace leasehold::fuzz
