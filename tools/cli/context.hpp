// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every command is given: the world, the global options, and the one
// session of this run.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "messages/result.hpp"
#include "tools/cli/environment.hpp"
#include "tools/cli/exit_code.hpp"
#include "tools/client/session.hpp"

namespace leasehold::cli {

enum class output_format { table, json, name, csv };

class context {
public:
  context(cli_environment& env, connect_options where, output_format format);

  /// Opens the session on first use. A failure has been told to the user; the
  /// command returns `exit_for` of it.
  result<session*> open();

  /// A session instead of one that was lost, which stays where there is none.
  /// Says nothing: whoever lost it knows what that means.
  result<session*> reopen();

  cli_environment& env() noexcept {
    return env_;
  }
  std::ostream& out() noexcept {
    return env_.out;
  }
  output_format format() const noexcept {
    return format_;
  }
  const connect_options& where() const noexcept {
    return where_;
  }
  const lessee_name& name() const noexcept {
    return where_.name;
  }
  /// Whether what was printed can't be written: the rest is of no use then.
  bool output_failed() const {
    return !env_.out || (env_.output_gone && env_.output_gone());
  }
  /// Asked ten times a second while a call waits for the node; true gives the
  /// call up. For what must be known in time, whatever a call waits for.
  void watch_calls(std::function<bool()> give_up) {
    *give_up_ = std::move(give_up);
  }
  bool interrupted() const {
    return env_.interrupted && env_.interrupted();
  }
  /// What is asked from now on, to clean up, is not interrupted any more.
  void heed_interrupt() const {
    if (env_.heed_interrupt)
      env_.heed_interrupt();
  }

  /// A line of talk.
  void say(std::string_view text);
  /// A line of talk for people only: nothing where output goes to a program.
  void hint(std::string_view text);
  /// Tells what went wrong and how the command ends because of it.
  exit_code fail(const failure& why);
  /// The same for a call whose answer may be lost though it was done: only the
  /// same request finds out.
  exit_code fail_request(const failure& why, request_id request);
  /// The same for words of the command line that do not make sense.
  exit_code misuse(std::string_view text);
  /// This build lacks a part.
  exit_code lacks(std::string_view part);

private:
  cli_environment& env_;
  connect_options where_;
  output_format format_;
  /// Shared with the sessions.
  std::shared_ptr<std::function<bool()>> give_up_;
  std::unique_ptr<session> session_;
};

} // namespace leasehold::cli
