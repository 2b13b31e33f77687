// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D1, D2, C1, C5, R1, H1, T4: a node that is killed at any moment has lost
// nothing that it acknowledged, does nothing twice, and adds up afterwards.
// docs/internals/crash-testing.md says what is checked, and how to run it for
// longer.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <sys/wait.h>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "messages/time.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "tests/integration/crash/book.hpp"
#include "tests/integration/crash/inspection.hpp"
#include "tests/integration/crash/load.hpp"
#include "tests/integration/crash/node_process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold {
namespace {

constexpr const char* program = "tools/leasehold/leasehold";
constexpr const char* region = "tests/integration/crash/region.toml";
constexpr std::size_t holders = 4;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  auto text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

/// A node on one folder that starts and dies again and again, and its clients.
class mortal_node {
public:
  mortal_node()
      : seed_(from_environment("LEASEHOLD_CRASH_SEED", std::random_device{}())),
        random_(seed_),
        io_(kj::setupAsyncIo()) {
    fmt::print("LEASEHOLD_CRASH_SEED={}\n", seed_);
  }

  KJ_DISALLOW_COPY(mortal_node);

  /// Starts the node and logs in; whether it could.
  ::testing::AssertionResult start() {
    spawn();
    auto address = node_->listening().wait(io_.waitScope);
    if (address.empty())
      return ::testing::AssertionFailure() << "the node does not start";
    auto now = read_clocks(clock_).now;
    start_times_.push_back(now - spawned_);
    book_.calm(now);
    for (std::size_t i = 0; i < holders; ++i) {
      session_config config;
      config.address = address;
      config.name = test::name_of(i);
      config.program = "crash test";
      auto opened = async_session::open(io_.provider->getNetwork(), timer(),
                                        clock_, config)
                        .wait(io_.waitScope);
      if (!opened)
        return ::testing::AssertionFailure() << opened.error().message;
      sessions_.add(kj::mv(*opened));
    }
    return ::testing::AssertionSuccess();
  }

  void inspect() {
    test::inspection inspection{io_, clock_, book_, settings_, sessions_};
    inspection.run();
    judge();
    settle_times_.push_back(inspection.settled_after());
  }

  /// Puts load on the node and ends it with the signal after that time.
  void load_and_end(duration after, int signal) {
    test::load load{sessions_, clock_, book_, settings_, random_};
    auto listening = listen().eagerlyEvaluate(nullptr);
    auto strike = timer()
                      .afterDelay(after.count() * kj::MILLISECONDS)
                      .then([this, &load, signal] {
                        load.expect_end();
                        node_->tell(signal);
                      })
                      .eagerlyEvaluate(nullptr);
    load.run().wait(io_.waitScope);
    strike.wait(io_.waitScope);
    count_unanswered();
    gone(signal);
  }

  void end(int signal) {
    sessions_.clear();
    node_->tell(signal);
    gone(signal);
  }

  /// Kills the node while it recovers.
  void kill_at_start() {
    auto usual = median(start_times_);
    spawn();
    timer()
        .afterDelay(draw(usual.count()).count() * kj::MILLISECONDS)
        .wait(io_.waitScope);
    end(SIGKILL);
  }

  void audit_folder() {
    auto done = test::run_program({program, "audit", "--data", data()}, log());
    if (!WIFEXITED(done.status) || WEXITSTATUS(done.status) != 0)
      book_.violate("audit", "of the folder: " + done.output);
    ++audits_;
    judge();
  }

  void print_figures() const {
    auto& f = book_.figures;
    fmt::print("kills {}, acknowledged: grants {}, renewals {}, releases {}; "
               "refusals {}, expiries {}, displaced {}, events {} ({} pushed)\n"
               "without an answer {}, of these grants that were made {}\n"
               "violations {}, audits of the folder {}\n"
               "start: median {} ms, longest {} ms; adds up after: median {} "
               "ms, longest {} ms\n",
               f.kills, f.grants, f.renewals, f.releases, f.refusals,
               f.expiries, f.displaced, f.events, f.events_pushed, f.unanswered,
               f.unanswered_done, book_.violations.size(), audits_,
               median(start_times_).count(), longest(start_times_).count(),
               median(settle_times_).count(), longest(settle_times_).count());
  }

  /// At most so many milliseconds.
  duration draw(std::int64_t most) {
    return duration{
        std::uniform_int_distribution<std::int64_t>{0, most}(random_)};
  }

  const test::crash_figures& figures() const {
    return book_.figures;
  }

  std::string last_words() const {
    std::ifstream file{log()};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    constexpr std::size_t most = 4000;
    return text.size() > most ? text.substr(text.size() - most) : text;
  }

private:
  kj::Timer& timer() {
    return io_.provider->getTimer();
  }

  void spawn() {
    spawned_ = read_clocks(clock_).now;
    node_ = kj::heap<test::node_process>(
        *io_.lowLevelProvider,
        std::vector<std::string>{
            program, "node", "run", "--data", data(), "--listen", "127.0.0.1:0",
            "--topology", region, "--hold-timeout", "1s", "--liveness", "10m",
            "--events-kept", "3000", "--journal-rows", "5000"},
        log());
  }

  /// Hears what the node tells its first holder, an operator.
  kj::Promise<void> listen() {
    event_query query;
    query.from = book_.next_event();
    book_.listen_from(query.from);
    auto hear = [this](result<event_page> page) -> kj::Promise<void> {
      if (page)
        for (auto& event : page->events)
          book_.hear(event, read_clocks(clock_).now);
      return kj::READY_NOW;
    };
    return sessions_.front()
        ->subscribe(query, hear)
        .then([](result<rpc::Subscription::Client> subscribed)
                  -> kj::Promise<void> {
          return kj::Promise<void>{kj::NEVER_DONE}.attach(kj::mv(subscribed));
        });
  }

  void count_unanswered() {
    book_.figures.unanswered += book_.unanswered().size();
    for (auto id : book_.open()) {
      auto& lease = book_.lease(id);
      book_.figures.unanswered += lease.renewing ? 1 : 0;
      book_.figures.unanswered +=
          lease.released == test::known_lease::release::asked ? 1 : 0;
    }
  }

  /// The node was told to end: how it did.
  void gone(int signal) {
    node_->ended().wait(io_.waitScope);
    auto status = node_->reap();
    if (signal == SIGKILL) {
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
          << "the node ended by itself: " << status;
      ++book_.figures.kills;
    } else {
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
          << "the node did not stop in order: " << status;
    }
    sessions_.clear();
    node_ = nullptr;
    book_.node_gone({});
    judge();
  }

  /// Fails the test for what the book has found.
  void judge() {
    for (; judged_ < book_.violations.size(); ++judged_)
      ADD_FAILURE() << book_.violations[judged_].rule << ": "
                    << book_.violations[judged_].what;
  }

  static duration median(std::vector<duration> all) {
    std::sort(all.begin(), all.end());
    return all.empty() ? duration{} : all[all.size() / 2];
  }

  static duration longest(const std::vector<duration>& all) {
    return all.empty() ? duration{} : *std::max_element(all.begin(), all.end());
  }

  std::string data() const {
    return folder_.path() + "/data";
  }
  std::string log() const {
    return folder_.path() + "/node.log";
  }

  const std::uint64_t seed_;
  test::load::random_engine random_;
  test::temp_folder folder_;
  system_clock_source clock_;
  kj::AsyncIoContext io_;
  test::book book_;
  test::known_settings settings_;
  kj::Own<test::node_process> node_;
  test::load::sessions sessions_;
  instant spawned_;
  std::vector<duration> start_times_;
  std::vector<duration> settle_times_;
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
