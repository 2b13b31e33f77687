// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every command is given: the world, the global options, and the one
// session of this run.

#include <memory>
#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "tools/cli/environment.hpp"
#include "tools/cli/exit_code.hpp"
#include "tools/client/session.hpp"

namespace leasehold::cli {

enum class output_format { table, json, name };

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
  const lessee_name& name() const noexcept {
    return where_.name;
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
  /// The same for words of the command line that do not make sense.
  exit_code misuse(std::string_view text);
  /// This build lacks a part.
  exit_code lacks(std::string_view part);

private:
  cli_environment& env_;
  connect_options where_;
  output_format format_;
  std::unique_ptr<session> session_;
};

} // namespace leasehold::cli
