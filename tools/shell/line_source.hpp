// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the prompt gets its lines: a terminal with editing, or a test.

#include <string>

namespace leasehold::shell {

struct typed_line {
  enum class kind {
    text,
    /// Ctrl-C: forget what was typed.
    interrupted,
    /// Ctrl-D: leave.
    end,
  };

  kind what = kind::end;
  std::string text = {};
};

class line_source {
public:
  virtual ~line_source() = default;

  virtual typed_line read(const std::string& prompt) = 0;
};

} // namespace leasehold::shell
