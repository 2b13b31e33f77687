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
#include "messages/codec/utf8.hpp"
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

/// A refusal says what is wrong: the code of its interface, and a text that
/// can be shown whatever was tried.
inline void require_explained(const failure& why, errc code) {
  auto require_that = [&why](bool holds, const std::string& rule) {
    if (!holds)
      broken(rule + ", not: " + to_plain_utf8(why.message));
  };
  require_that(why.code == code, "a failure has the code of its interface");
  require_that(!why.message.empty(), "a failure says why");
  require_that(why.message.size() <= bounds::message_bytes,
               "a failure's message is bounded");
  require_that(is_plain_utf8(why.message), "a failure's message can be shown");
}

/// A file of these bytes, as `parse` reads it; a complaint about it names it.
template <class Parse>
auto read_file(std::string_view bytes, Parse parse) {
  auto read = parse(bytes, "in.toml");
  if (!read) {
    require_explained(read.error(), errc::invalid_request);
    require(read.error().message.rfind("in.toml:", 0) == 0,
            "a complaint names the file");
  }
  return read;
}

} // namespace leasehold::fuzz
