// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Owns one Lua interpreter and bounds what runs inside it.
//
// Invariants:
// - Nothing of ours calls into Lua unprotected: an unprotected Lua error ends
//   the process. `protect` is the way in; a `script_run` is the other.
// - A stop (limit reached, Ctrl-C, exit) can't be caught by the script. The
//   hook suspends the coroutine where it can; where a C function is on the
//   stack it raises an error at every single instruction instead, so a script
//   that catches one dies of the next.
// - Memory beyond the limit is refused while a script runs; the shell itself
//   keeps a little headroom to say what happened.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <lua5.4/lua.hpp>

#include "tools/shell/script_error.hpp"
#include "tools/shell/waiting.hpp"

namespace leasehold::shell {

struct script_limits {
  std::size_t memory_bytes = std::size_t{256} << 20;
  /// For one script or one line at the prompt; unset: no limit.
  std::optional<std::uint64_t> instructions;
};

/// Why a running script has to end although it raised no error.
enum class stop_reason { none, instruction_limit, interrupted, exit };

/// A wait the script is suspended in, and how to go on after it.
struct pending_wait {
  wait_request request;
  /// Pushes the results on the script's stack and counts them.
  std::function<int(lua_State*, wait_outcome)> resume;
  wait_outcome outcome = wait_outcome::ready;
};

/// What the hook, the bindings and the driver of a script share.
struct run_control {
  std::atomic<bool> interrupt{false};
  stop_reason stop = stop_reason::none;
  std::uint64_t executed = 0;
  std::optional<pending_wait> wait;
  int exit_code = 0;
  /// Set while `<close>` handlers run: nothing may be suspended then.
  bool closing = false;
};

class lua_state {
public:
  /// @throws std::bad_alloc when the limit is too small to start in.
  explicit lua_state(const script_limits& limits = {});
  ~lua_state();

  lua_state(const lua_state&) = delete;
  lua_state& operator=(const lua_state&) = delete;

  /// The interpreter a C function was called in.
  static lua_state& of(lua_State* lua);

  lua_State* get() const {
    return lua_.get();
  }

  run_control& control() {
    return control_;
  }

  const script_limits& limits() const {
    return limits_;
  }

  std::size_t memory_in_use() const {
    return memory_in_use_;
  }

  /// Runs `body` so that Lua errors and C++ exceptions come back as a value;
  /// the stack is left as it was.
  std::optional<script_error> protect(const std::function<void(lua_State*)>&);

  /// Ends whatever runs at the next chance. Safe in a signal handler.
  void interrupt() noexcept {
    control_.interrupt.store(true);
  }

  /// Ends the running script for `reason`; called by bound functions.
  void stop(lua_State* lua, stop_reason reason);

  /// Watches `lua` for limits and interrupts; begins counting afresh.
  void begin_run(lua_State* lua);
  void end_run();

  /// The error value for the message on top of `lua`'s stack, or for the
  /// stop that was asked for.
  script_error error_from(lua_State* lua, int status);

private:
  static void* allocate(void* self, void* block, std::size_t old_size,
                        std::size_t new_size);
  static void on_count(lua_State* lua, lua_Debug* where);
  void watch(lua_State* lua);

  struct closer {
    void operator()(lua_State* lua) const {
      lua_close(lua);
    }
  };

  script_limits limits_;
  run_control control_;
  std::size_t memory_in_use_ = 0;
  bool running_ = false;
  std::unique_ptr<lua_State, closer> lua_;
};

} // namespace leasehold::shell
