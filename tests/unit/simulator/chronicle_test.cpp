// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/chronicle.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

struct counter final : observer {
  void stepped(true_time at, const step_note&) override {
    last = at;
    ++steps;
  }
  true_time last{0};
  int steps = 0;
};

TEST(Chronicle, TellsObserversUntilTheyAreRemoved) {
  chronicle told;
  counter seen;
  told.add(seen);
  told.move_to(5s);
  told.stepped({0, 1, "a"});
  EXPECT_EQ(seen.last, 5s);
  told.remove(seen);
  told.stepped({0, 1, "b"});
  EXPECT_EQ(seen.steps, 1);
  EXPECT_EQ(told.steps(), 2U);
}

/// The trace of two notes, after `first` of whose kind may be anything.
template <class First, class Second>
std::uint64_t trace_of(First first, Second second) {
  chronicle told;
  first(told);
  second(told);
  return told.trace();
}

TEST(Chronicle, TracesOrderTimeAndEveryPartOfANote) {
  const auto step = [](node_index node, std::uint64_t actor,
                       std::string_view message) {
    return [node, actor, message](chronicle& to) {
      to.stepped({node, actor, message});
    };
  };
  const auto later = [](chronicle& to) {
    to.move_to(1ns);
  };
  const auto frame = [](frame_fate fate, std::string_view bytes) {
    return [fate, bytes](chronicle& to) {
      to.framed({0, 1, 7, bytes, fate});
    };
  };
  const auto row = [](std::string body) {
    return [body](chronicle& to) {
      const std::vector<record_group> groups{
          {{1, "key", body, record::change::put}}};
      to.appended({0, groups, append_outcome::durable});
    };
  };
  const auto nothing = [](chronicle&) {
  };
  const std::vector<std::uint64_t> traces{
      trace_of(step(0, 1, "a"), step(0, 2, "b")),
      trace_of(step(0, 2, "b"), step(0, 1, "a")),
      trace_of(step(1, 1, "a"), step(0, 2, "b")),
      trace_of(step(0, 1, "a"), nothing),
      trace_of(later, step(0, 1, "a")),
      trace_of(frame(frame_fate::sent, "x"), nothing),
      trace_of(frame(frame_fate::lost, "x"), nothing),
      trace_of(frame(frame_fate::sent, "y"), nothing),
      trace_of(row("x"), nothing),
      trace_of(row("y"), nothing),
  };
  for (std::size_t i = 0; i < traces.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(traces[i], traces[j]) << i << " and " << j;
}

TEST(TraceHash, TellsApartWhereOneTextEnds) {
  trace_hash one;
  one.fold("ab");
  one.fold("c");
  trace_hash other;
  other.fold("a");
  other.fold("bc");
  EXPECT_NE(one.value(), other.value());
}

} // namespace
} // namespace leasehold::sim
