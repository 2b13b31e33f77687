// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// One script on its way from its first line to its end. The run stops
// wherever the script waits and goes on when it is told to, so one thread can
// drive many scripts, on any clock.
//
//   script_run run{env};
//   if (auto error = run.load(text, "@figure8.lua")) ...
//   for (run.start(); run.wait(); ) run.resume(host.wait(*run.wait()));

#include <optional>
#include <string>

#include "tools/shell/environment.hpp"

namespace leasehold::shell {

class script_run {
public:
  enum class state { loaded, waiting, finished, exited, failed };

  explicit script_run(environment& env);
  ~script_run();

  script_run(const script_run&) = delete;
  script_run& operator=(const script_run&) = delete;

  /// Compiles. A chunk name is "@file" or "=what it is".
  std::optional<script_error> load(const std::string& source,
                                   const std::string& chunk_name);

  /// Runs to the first wait or the end. @pre loaded
  void start();

  /// Goes on after the wait. @pre `status() == state::waiting`
  void resume(wait_outcome outcome);

  state status() const {
    return state_;
  }

  /// What the script waits for, or null when it has ended.
  const wait_request* wait() const;

  /// @pre failed
  const script_error& error() const {
    return error_;
  }

  /// @pre exited
  int exit_code() const {
    return exit_code_;
  }

  /// What the finished script returned, one text a value.
  std::vector<std::string> results();

private:
  void step();
  void fail(int status);
  /// Runs the `<close>` handlers of a script that failed.
  void close();

  environment* env_;
  lua_State* thread_ = nullptr;
  int anchor_ = LUA_NOREF;
  int result_count_ = 0;
  int exit_code_ = 0;
  state state_ = state::finished;
  script_error error_;
};

/// Runs a loaded script to its end on the environment's host.
void run_to_end(script_run& run, script_host& host);

} // namespace leasehold::shell
