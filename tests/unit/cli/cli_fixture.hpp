// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Command lines against a node in a few lines, on the test's clock. Waiting
// moves the clock; Ctrl-C comes after so many slices of waiting.

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_session.hpp"
#include "tools/cli/app.hpp"
#include "tools/cli/environment.hpp"

namespace leasehold::cli {

using words = std::vector<std::string>;

class CliTest : public testing::Test {
protected:
  CliTest() {
    node.elapsed = [this] {
      return now;
    };
    node.wait = [this](duration length) {
      now += length;
      ++slices;
    };
    env.user = "ann";
    env.version = "1.2.3";
    env.connect = [this](const connect_options& options)
        -> result<std::unique_ptr<session>> {
      connects.push_back(options);
      if (unreachable)
        return failure{errc::unavailable, "cannot reach " + options.address};
      return std::unique_ptr<session>{std::make_unique<fake_session>(
          node, options.name.str(), options.give_up)};
    };
    env.sleep = [this](duration length) {
      now += length;
      if (asleep)
        asleep();
    };
    env.interrupted = [this] {
      return slices >= interrupt_after;
    };
    env.read_file = [this](const std::string& path) -> result<std::string> {
      if (path != "region.toml" && path != "rules.toml")
        return failure{errc::unknown_name, "there is no file " + path};
      return file;
    };
  }

  /// The exit code. What was printed by the line before is forgotten.
  int run(const words& arguments) {
    out.str({});
    err.str({});
    return run_cli(arguments, env);
  }

  int run_request(const words& more) {
    words all{"lease", "request", "EP51", "--from", "EP11"};
    all.insert(all.end(), more.begin(), more.end());
    return run(all);
  }

  duration now{0};
  int slices = 0;
  int interrupt_after = 1000;
  bool unreachable = false;
  /// What happens while a command waits.
  std::function<void()> asleep;
  std::string file = "[topology]";
  std::ostringstream out;
  std::ostringstream err;
  fake_node node;
  std::vector<connect_options> connects;
  cli_environment env{out, err};
};

} // namespace leasehold::cli
