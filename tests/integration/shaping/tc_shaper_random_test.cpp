// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/tc_shaper.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/network_test.hpp"

// A model in a few lines, and the kernel: after each of many random operations
// both have the same channels.
namespace leasehold {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::int64_t mega = 1'000'000;
constexpr std::int64_t available = 19 * mega;

class TcShaperAtRandom : public test::network_test {
protected:
  std::mt19937 chance;
  std::map<std::uint64_t, channel> model;
  std::unique_ptr<shaper> subject;

  int pick(int from, int to) {
    return std::uniform_int_distribution<int>{from, to}(chance);
  }

  void reopen() {
    auto opened = open_tc_shaper({"v0", 20 * mega, mega, {}});
    ASSERT_TRUE(opened) << opened.error().message;
    subject = std::move(*opened);
  }

  packet_match random_match() {
    const bool is_v4 = pick(0, 1) == 0;
    const auto address = [is_v4](int host) {
      return *parse_ip_address((is_v4 ? "10.9.0." : "fd09::")
                               + std::to_string(host));
    };
    packet_match x{address(pick(1, 3)), address(pick(4, 6))};
    if (pick(0, 3) == 0)
      return x;
    x.protocol = pick(0, 1) == 0 ? 6 : 17;
    if (pick(0, 2) == 0)
      return x;
    x.port = static_cast<std::uint16_t>(pick(5000, 5009));
    x.port_of = pick(0, 1) == 0 ? packet_match::end::sender
                                : packet_match::end::receiver;
    return x;
  }

  channel random_channel() {
    channel x;
    x.id = static_cast<std::uint64_t>(pick(1, 12));
    x.version = static_cast<std::uint64_t>(pick(1, 1000));
    x.rate = pick(0, 3) == 0 ? 8 * pick(1000, 12'000)
                             : 8 * std::int64_t{pick(20'000, 800'000)};
    for (int i = pick(1, 4); i > 0; --i) {
      const auto match = random_match();
      if (std::find(x.packets.begin(), x.packets.end(), match)
          == x.packets.end())
        x.packets.push_back(match);
    }
    x.lasts = hours{pick(1, 24)};
    return x;
  }

  errc expected(const channel& wanted) const {
    std::int64_t others = 0;
    std::int64_t before = 0;
    for (const auto& [id, x] : model) {
      (id == wanted.id ? before : others) += x.rate;
      if (id != wanted.id)
        for (const auto& match : x.packets)
          if (std::find(wanted.packets.begin(), wanted.packets.end(), match)
              != wanted.packets.end())
            return errc::conflict;
    }
    return wanted.rate > before && others + wanted.rate > available
        ? errc::above_capacity
        : errc::none;
  }

  void put(const channel& wanted) {
    const auto code = expected(wanted);
    const auto done = subject->put(wanted);
    ASSERT_EQ(done ? errc::none : done.error().code, code)
        << (done ? "" : done.error().message);
    if (code == errc::none)
      model[wanted.id] = wanted;
  }

  void put_for_a_moment() {
    auto wanted = random_channel();
    wanted.lasts = milliseconds{1};
    if (expected(wanted) != errc::none)
      return;
    put(wanted);
    model.erase(wanted.id);
    auto found = subject->read();
    while (found && found->size() != model.size())
      found = subject->read();
    ASSERT_TRUE(found);
  }

  void renew() {
    if (model.empty())
      return;
    auto at = model.begin();
    std::advance(at, pick(0, static_cast<int>(model.size()) - 1));
    ++at->second.version;
    at->second.lasts = hours{pick(1, 24)};
    put(channel{at->second});
  }

  void remove() {
    const auto id = static_cast<std::uint64_t>(pick(1, 12));
    ASSERT_TRUE(subject->remove(id));
    model.erase(id);
  }

  /// Somebody takes the elements of all channels away.
  void disturb() {
    run("nft flush ruleset");
    model.clear();
    ASSERT_TRUE(subject->read());
  }

  void step() {
    const auto what = pick(0, 99);
    if (what < 50)
      put(random_channel());
    else if (what < 75)
      renew();
    else if (what < 90)
      remove();
    else if (what < 95)
      put_for_a_moment();
    else if (what < 99)
      reopen();
    else
      disturb();
  }

  void compare() {
    const auto found = subject->read();
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), model.size());
    auto wanted = model.begin();
    for (const auto& x : *found) {
      const auto& [id, want] = *wanted++;
      ASSERT_EQ(x.id, id);
      ASSERT_EQ(x.version, want.version);
      ASSERT_EQ(x.rate, want.rate);
      ASSERT_THAT(x.packets, testing::UnorderedElementsAreArray(want.packets));
      ASSERT_LE(x.lasts, want.lasts);
      ASSERT_GT(x.lasts, want.lasts - hours{1});
    }
  }
};

TEST_F(TcShaperAtRandom, HasTheChannelsThatAModelHas) {
  constexpr int operations = 1000;
  const unsigned seed = 14;
  SCOPED_TRACE("seed " + std::to_string(seed));
  chance.seed(seed);
  reopen();
  for (int i = 0; i < operations && !HasFatalFailure(); ++i) {
    SCOPED_TRACE("operation " + std::to_string(i));
    step();
    compare();
  }
  // Nothing is left over: what no channel has is gone after the next call.
  for (std::uint64_t id = 0; id < 13; ++id)
    ASSERT_TRUE(subject->remove(id));
  const auto classes = run("tc class show dev v0");
  EXPECT_EQ(std::count(classes.begin(), classes.end(), '\n'), 4) << classes;
}

} // namespace
} // namespace leasehold
