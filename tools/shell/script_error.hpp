// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A script that fails is an expected outcome for the shell, so it travels as
// a value. The message already says where ("figure8.lua:12: ..."); the
// traceback is empty when nothing was being called.

#include <string>

namespace leasehold::shell {

/// Why a script ended before its last line.
enum class script_fault {
  /// The text is not Lua.
  syntax,
  /// An error was raised and nobody caught it.
  runtime,
  /// It ran longer than its limit allows; `pcall` can't catch this.
  instruction_limit,
  /// It needed more memory than its limit allows.
  out_of_memory,
  /// Somebody pressed Ctrl-C; `pcall` can't catch this.
  interrupted,
};

struct script_error {
  script_fault fault = script_fault::runtime;
  std::string message;
  std::string traceback;
};

} // namespace leasehold::shell
