// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D1, D2, C1, C5, R1, H1, T4: a node that is killed at any moment has lost
// nothing that it acknowledged, does nothing twice, and adds up afterwards.
// docs/internals/crash-testing.md says what is checked, and how to run it for
// longer.

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include <sys/wait.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "messages/time.hpp"
#include "tests/integration/crash/book.hpp"
#include "tests/integration/crash/load.hpp"
#include "tests/integration/crash/node_process.hpp"
#include "tests/integration/crash/tested_node.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  auto text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

/// A node that starts and dies again and again under load.
class mortal_node {
public:
  mortal_node()
      : seed_(from_environment("LEASEHOLD_CRASH_SEED", std::random_device{}())),
        random_(seed_) {
    fmt::print("LEASEHOLD_CRASH_SEED={}\n", seed_);
  }

  /// Starts the node and logs in; whether it could.
  ::testing::AssertionResult start() {
    if (auto started = node_.start(); !started)
      return ::testing::AssertionFailure() << started.error().message;
    return ::testing::AssertionSuccess();
  }

  void inspect() {
    node_.inspect();
    judge();
  }

  /// Puts load on the node and ends it with the signal after that time.
  void load_and_end(duration after, int signal) {
    test::load load{node_.sessions, node_.clock, node_.facts, node_.settings,
                    random_};
    auto listening = node_.listen().eagerlyEvaluate(nullptr);
    auto strike = node_.timer()
                      .afterDelay(after.count() * kj::MILLISECONDS)
                      .then([this, &load, signal] {
                        load.expect_end();
                        node_.tell(signal);
                      })
                      .eagerlyEvaluate(nullptr);
    load.run().wait(node_.io.waitScope);
    strike.wait(node_.io.waitScope);
    count_unanswered();
    gone(signal);
  }

  void end(int signal) {
    node_.sessions.clear();
    node_.tell(signal);
    gone(signal);
  }

  /// Kills the node while it recovers.
  void kill_at_start() {
    auto usual = test::median(node_.start_times());
    node_.spawn();
    node_.wait(draw(usual.count()));
    end(SIGKILL);
  }

  void audit_folder() {
    auto done = test::run_program(
        {test::node_program, "audit", "--data", node_.data()}, node_.log());
    if (!WIFEXITED(done.status) || WEXITSTATUS(done.status) != 0)
      node_.facts.violate("audit", "of the folder: " + done.output);
    ++audits_;
    judge();
  }

  void print_figures() const {
    auto& f = figures();
    fmt::print("kills {}, acknowledged: grants {}, renewals {}, releases {}; "
               "refusals {}, expiries {}, displaced {}, events {} ({} pushed)\n"
               "without an answer {}, of these grants that were made {}\n"
               "violations {}, audits of the folder {}\n"
               "start: median {} ms, longest {} ms; adds up after: median {} "
               "ms, longest {} ms\n",
               f.kills, f.grants, f.renewals, f.releases, f.refusals,
               f.expiries, f.displaced, f.events, f.events_pushed, f.unanswered,
               f.unanswered_done, node_.facts.violations.size(), audits_,
               test::median(node_.start_times()).count(),
               test::longest(node_.start_times()).count(),
               test::median(node_.settle_times()).count(),
               test::longest(node_.settle_times()).count());
  }

  /// At most so many milliseconds.
  duration draw(std::int64_t most) {
    return duration{
        std::uniform_int_distribution<std::int64_t>{0, most}(random_)};
  }

  const test::crash_figures& figures() const {
    return node_.facts.figures;
  }

  std::string last_words() const {
    return node_.last_words();
  }

private:
  void count_unanswered() {
    auto& figures = node_.facts.figures;
    figures.unanswered += node_.facts.unanswered().size();
    for (auto id : node_.facts.open()) {
      auto& lease = node_.facts.lease(id);
      figures.unanswered += lease.renewing ? 1 : 0;
      figures.unanswered +=
          lease.released == test::known_lease::release::asked ? 1 : 0;
    }
  }

  /// The node was told to end: how it did.
  void gone(int signal) {
    auto status = node_.reap();
    if (signal == SIGKILL) {
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
          << "the node ended by itself: " << status;
      ++node_.facts.figures.kills;
    } else {
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
          << "the node did not stop in order: " << status;
    }
    node_.facts.node_gone({});
    judge();
  }

  /// Fails the test for what the book has found.
  void judge() {
    auto& found = node_.facts.violations;
    for (; judged_ < found.size(); ++judged_)
      ADD_FAILURE() << found[judged_].rule << ": " << found[judged_].what;
  }

  const std::uint64_t seed_;
  test::load::random_engine random_;
  test::temp_folder folder_;
  test::tested_node node_{{folder_.path()}};
  std::uint64_t audits_ = 0;
  std::size_t judged_ = 0;
};

TEST(NodeCrash, LosesNothingAcknowledgedAndDoesNothingTwice) {
  const auto kills = from_environment("LEASEHOLD_CRASH_KILLS", 200);
  mortal_node node;
  for (std::uint64_t round = 0; node.figures().kills < kills && !HasFailure();
       ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    ASSERT_TRUE(node.start());
    node.inspect();
    node.load_and_end(node.draw(300), round % 20 == 13 ? SIGTERM : SIGKILL);
    if (round % 10 == 9)
      node.audit_folder();
    if (round % 8 == 5)
      node.kill_at_start();
  }
  // The last word is the node's.
  ASSERT_TRUE(node.start());
  node.inspect();
  node.end(SIGTERM);
  node.print_figures();
  if (HasFailure())
    fmt::print("{}\n", node.last_words());
}

} // namespace
} // namespace leasehold
