// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/answer_gate.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <kj/async-io.h>

namespace leasehold {
namespace {

/// A connection of which only the queue matters.
class connection final : public connection_context {
public:
  const std::string& peer_name() const override {
    return name_;
  }
  const std::string& remote_address() const override {
    return name_;
  }
  state current_state() const override {
    return state::logged_in;
  }
  void authenticated() override {}
  void close(std::string) override {}
  std::uint32_t calls_in_flight() const override {
    return 0;
  }
  std::size_t queued_bytes() const override {
    return queued;
  }

  std::size_t queued = 0;

private:
  std::string name_;
};

class AnswerGate : public testing::Test {
protected:
  using place = kj::Own<answer_gate::place>;
  struct caller {
    std::shared_ptr<connection> at = std::make_shared<connection>();
    std::shared_ptr<answer_gate::session> answers;
  };

  ~AnswerGate() noexcept override = default;
  AnswerGate() : io_(kj::setupAsyncIo()) {
    limits_.session_bytes = 100;
    limits_.lessee_bytes = 250;
    limits_.all_bytes = 400;
    limits_.unread_bytes = 50;
    gate_ = std::make_shared<answer_gate>(io_.provider->getTimer(), limits_);
  }

  caller enter(const std::string& name) {
    caller x;
    x.answers = gate_->open(lessee_name{name}, x.at);
    return x;
  }

  /// Takes a place that there has to be.
  place take(caller& x, std::size_t bytes) {
    auto waits = x.answers->enter(bytes);
    EXPECT_TRUE(waits.poll(io_.waitScope));
    return waits.wait(io_.waitScope);
  }

  kj::AsyncIoContext io_;
  answer_limits limits_;
  std::shared_ptr<answer_gate> gate_;
};

TEST_F(AnswerGate, BoundsTheBytesOfOneSessionAndKeepsItsOrder) {
  auto alice = enter("alice");
  auto first = take(alice, 60);
  auto second = alice.answers->enter(60);
  auto third = alice.answers->enter(1);
  EXPECT_FALSE(second.poll(io_.waitScope));
  EXPECT_FALSE(third.poll(io_.waitScope));
  first = nullptr;
  auto held = second.wait(io_.waitScope);
  EXPECT_TRUE(third.poll(io_.waitScope));
  EXPECT_EQ(gate_->in_progress(), 61u);
}

TEST_F(AnswerGate, LetsOneAnswerThroughHoweverLarge) {
  auto alice = enter("alice");
  auto large = take(alice, 10'000);
  EXPECT_FALSE(alice.answers->enter(1).poll(io_.waitScope));
}

TEST_F(AnswerGate, BoundsAllSessionsOfOneLessee) {
  std::vector<caller> all;
  std::vector<place> places;
  for (int i = 0; i < 4; ++i)
    all.push_back(enter("alice"));
  for (int i = 0; i < 2; ++i)
    places.push_back(take(all[static_cast<std::size_t>(i)], 100));
  EXPECT_FALSE(all[2].answers->enter(100).poll(io_.waitScope));
  // That is nothing to others.
  auto bob = enter("bob");
  places.push_back(take(bob, 100));
}

TEST_F(AnswerGate, BoundsAllTogether) {
  std::vector<caller> all;
  std::vector<place> places;
  for (int i = 0; i < 5; ++i)
    all.push_back(enter("lessee-" + std::to_string(i)));
  for (std::size_t i = 0; i < 4; ++i)
    places.push_back(take(all[i], 100));
  auto last = all[4].answers->enter(100);
  EXPECT_FALSE(last.poll(io_.waitScope));
  places.pop_back();
  last.wait(io_.waitScope);
}

// Who does not read what it has gets no more.
TEST_F(AnswerGate, WaitsUntilTheSocketHasTakenWhatWasAnswered) {
  auto alice = enter("alice");
  alice.at->queued = 51;
  auto next = alice.answers->enter(1);
  EXPECT_FALSE(next.poll(io_.waitScope));
  alice.at->queued = 50;
  next.wait(io_.waitScope);
}

TEST_F(AnswerGate, ForgetsCallsWhoseCallersAreGone) {
  auto alice = enter("alice");
  auto first = take(alice, 100);
  for (int i = 0; i < 1000; ++i)
    alice.answers->enter(100).poll(io_.waitScope);
  auto last = alice.answers->enter(100);
  first = nullptr;
  last.wait(io_.waitScope);
}

TEST_F(AnswerGate, OutlivesNobody) {
  auto alice = enter("alice");
  auto first = take(alice, 100);
  auto waits = alice.answers->enter(100);
  alice = caller{};
  gate_.reset();
  EXPECT_FALSE(waits.poll(io_.waitScope));
}

} // namespace
} // namespace leasehold
