// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Scripts in a test: virtual time, and everything printed is kept. A wait
// moves the clock to its end at once, or in small steps while a condition is
// looked at.

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tools/shell/environment.hpp"
#include "tools/shell/shell.hpp"

namespace leasehold::shell {

class fake_host : public script_host {
public:
  wait_outcome wait(const wait_request& request) override {
    ++waits;
    if (interrupt_waits)
      return wait_outcome::interrupted;
    auto end = now + request.at_most.value_or(std::chrono::hours{1});
    while (request.ready && !request.ready() && now < end)
      now += duration{10};
    if (request.ready && now < end)
      return wait_outcome::ready;
    now = end;
    return wait_outcome::timed_out;
  }

  duration elapsed() const override {
    return now;
  }

  std::int64_t unix_seconds() const override {
    return 1'800'000'000
        + std::chrono::duration_cast<std::chrono::seconds>(now).count();
  }

  void write(std::string_view text) override {
    printed += text;
  }

  void complain(std::string_view text) override {
    complaints += text;
  }

  duration now{0};
  int waits = 0;
  bool interrupt_waits = false;
  std::string printed;
  std::string complaints;
};

class ScriptTest : public testing::Test {
protected:
  /// Starts over with these options.
  void open(environment_options options) {
    env.reset();
    env = std::make_unique<environment>(host, std::move(options));
  }

  /// The exit code of a script called test.lua.
  int run(const std::string& source) {
    return run_script(*env, source, "@test.lua");
  }

  /// Runs a script that must succeed; what it printed.
  std::string output(const std::string& source) {
    host.printed.clear();
    EXPECT_EQ(run(source), exit_success) << host.complaints;
    return host.printed;
  }

  /// Runs a script that must fail; what was complained about.
  std::string complaint(const std::string& source) {
    host.complaints.clear();
    EXPECT_EQ(run(source), exit_failed);
    return host.complaints;
  }

  fake_host host;
  std::unique_ptr<environment> env = std::make_unique<environment>(host);
};

/// Whether `text` contains `part`.
inline testing::AssertionResult contains(const std::string& text,
                                         const std::string& part) {
  if (text.find(part) != std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
      << "no \"" << part << "\" in \"" << text << "\"";
}

} // namespace leasehold::shell
