// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// One Lua state with the shell's whole language in it. Whoever embeds scripts
// (the terminal, the simulator, a test) makes one, adds what else its scripts
// may do, and drives a `script_run`.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/shell/api.hpp"
#include "tools/shell/catalogue.hpp"
#include "tools/shell/lua_state.hpp"
#include "tools/shell/script_host.hpp"
#include "tools/shell/source_book.hpp"

namespace leasehold::shell {

struct environment_options {
  script_limits limits;
  /// Where `require` looks.
  std::filesystem::path folder = ".";
  /// The script's own arguments: the global `arg`.
  std::vector<std::string> arguments;
};

class environment {
public:
  /// @pre The host outlives it.
  /// @throws std::runtime_error when the limits are too small to start in.
  explicit environment(script_host& host, environment_options options = {});

  lua_state& state() {
    return state_;
  }

  const catalogue& known() const {
    return known_;
  }

  source_book& sources() {
    return sources_;
  }

  script_host& host() {
    return *host_;
  }

  /// Adds to the language.
  /// @throws std::runtime_error when `bind` fails.
  void extend(const std::function<void(api&, lua_State*)>& bind);

private:
  // The state comes last: what its functions refer to must outlive it.
  script_host* host_;
  catalogue known_;
  source_book sources_;
  lua_state state_;
};

} // namespace leasehold::shell
