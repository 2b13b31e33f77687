// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Capacity that is taken back, while requests for it are on their way. What
// the journal says is what a crash would leave, so each row is held against
// those before it.

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "messages/codec/stored_codec.hpp"
#include "messages/stored.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

bool is(const record& row, record_kind kind) {
  return row.kind == static_cast<std::uint16_t>(kind)
      && row.what == record::change::put;
}

class TakenBack : public test::region_test {
protected:
  TakenBack() {
    start();
  }

  template <class Msg>
  std::shared_ptr<std::optional<status>> change(Msg msg) {
    return pose<status>(node_services().directory, std::move(msg));
  }

  auto ask_for(const std::string& rate) {
    return pose<std::vector<lease_outcome>>(
        node_services().leases,
        request_leases{lessee("alice"), {wish("E2", rate, "60s")}, {}});
  }

  bool steps(int count) {
    while (count > 0 && step())
      --count;
    return count == 0;
  }

  /// The gateways that rows from `first` on give something to a lease at,
  /// after the first row of `kind` there.
  std::set<std::string> given_after(record_kind kind, std::size_t first) {
    std::set<std::string> found;
    auto there = false;
    for (auto i = first; i < journal->rows.size(); ++i) {
      auto& row = journal->rows[i];
      there = there || is(row, kind);
      if (there && is(row, record_kind::hop))
        found.insert(decode_hop(row.body)->key.gateway.str());
    }
    return found;
  }

  /// Ends all leases, with the region as it was first.
  void begin_anew() {
    auto loaded = change(load_topology{test::row_of_three, {}});
    drain();
    ASSERT_TRUE(*loaded && **loaded);
    for (auto& lease : leases())
      release(lease.id, admin());
    ASSERT_TRUE(leases().empty());
  }

  const resource_name nic{"E2/nic"};
};

// C8: as long as a request may take, and the other way round.
TEST_F(TakenBack, IsWrittenAfterAllThatWasGivenOfIt) {
  auto seen_both = 0;
  for (auto before = -60; before < 60; ++before) {
    begin_anew();
    const auto first = journal->rows.size();
    auto shrink = [this] {
      return change(set_capacity{nic, *parse_amounts("50Mbit/s"), {}});
    };
    std::shared_ptr<std::optional<status>> shrunk;
    if (before < 0) {
      shrunk = shrink();
      steps(-before);
    }
    auto asked = ask_for("60Mbit/s");
    if (before >= 0) {
      steps(before);
      shrunk = shrink();
    }
    drain();
    ASSERT_TRUE(*shrunk && **shrunk) << before;
    EXPECT_EQ(given_after(record_kind::capacity, first).count("C"), 0u)
        << before;
    // Who got in before gives way.
    pass(seconds{2});
    EXPECT_EQ(audit(), std::vector<std::string>{}) << before;
    seen_both += std::holds_alternative<lease_grant>((**asked).front()) ? 1 : 0;
  }
  EXPECT_GT(seen_both, 0);
  EXPECT_LT(seen_both, 120);
}

// C8, D1: a region without a gateway that a request has passed meanwhile is
// refused, or nothing is given there once it is written.
TEST_F(TakenBack, IsNothingThatALeaseHasWhereAGatewayGoes) {
  const std::string smaller = "region = \"row\"\n[[gateway]]\nname = \"A\"\n";
  auto loaded = 0;
  for (auto before = -60; before < 60; ++before) {
    begin_anew();
    const auto first = journal->rows.size();
    std::shared_ptr<std::optional<status>> answer;
    if (before < 0) {
      answer = change(load_topology{smaller, {}});
      steps(-before);
    }
    auto asked = ask_for("60Mbit/s");
    if (before >= 0) {
      steps(before);
      answer = change(load_topology{smaller, {}});
    }
    drain();
    ASSERT_TRUE(*answer) << before;
    ASSERT_TRUE(*asked) << before;
    const auto granted = std::holds_alternative<lease_grant>((**asked).front());
    EXPECT_FALSE(granted && **answer) << before;
    EXPECT_EQ(given_after(record_kind::topology, first),
              std::set<std::string>{})
        << before;
    loaded += **answer ? 1 : 0;
  }
  EXPECT_GT(loaded, 0);
  EXPECT_LT(loaded, 120);
}

// L28: a topology takes nothing from leases that no operator has planned.
TEST_F(TakenBack, IsNothingByATopologyThatMayNotHarmLeases) {
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  std::string smaller = test::row_of_three;
  smaller.replace(smaller.find("100Mbit/s"), 9, "50Mbit/s");
  auto load = [this](const std::string& toml) {
    auto loaded = change(load_topology{
        toml, {}, lessee_name{"root"}, load_topology::harm::refused});
    drain();
    return *loaded ? **loaded : status{failure{errc::timed_out, "no answer"}};
  };
  auto no = load(smaller);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, errc::conflict);
  EXPECT_NE(no.error().message.find("such as " + to_string(id) + " of alice"),
            std::string::npos)
      << no.error().message;
  EXPECT_EQ(free("A/A-B"), *parse_amounts("40Mbit/s")) << "all is as it was";
  EXPECT_EQ(load("region = ").error().code, errc::invalid_request)
      << "what is wrong with it is still said";
  EXPECT_TRUE(load(test::row_of_three));
  release(id);
  EXPECT_TRUE(load(smaller));
  EXPECT_EQ(free("A/A-B"), *parse_amounts("50Mbit/s"));
}

// None left of what is accounted is not the same as not accounted.
TEST_F(TakenBack, MayBeAllBuffersOfAGateway) {
  std::string toml = test::row_of_three;
  const std::string name = "name = \"B\"\n";
  toml.insert(toml.find(name) + name.size(), "buffers = \"4MiB\"\n");
  auto loaded = change(load_topology{toml, {}});
  drain();
  ASSERT_TRUE(*loaded && **loaded);
  const resource_name buffers{"B/buffers"};
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  auto set = change(set_capacity{buffers, amounts{}, {}});
  drain();
  ASSERT_TRUE(*set && **set);
  event_query query;
  query.lease = id;
  auto told = events(query).events;
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().kind, event_kind::ended);
  EXPECT_EQ(told.back().reason, event_reason::contention);
  restart();
  EXPECT_EQ(refused(wish("E2", "60Mbit/s", "60s")).code, errc::above_capacity);
  set = change(set_capacity{buffers, *parse_amounts("4MiB"), {}});
  drain();
  ASSERT_TRUE(*set && **set);
  grant(wish("E2", "60Mbit/s", "60s"));
}

TEST_F(TakenBack, IsNothingWhereBuffersAreNotAccounted) {
  auto set = change(
      set_capacity{resource_name{"B/buffers"}, *parse_amounts("4MiB"), {}});
  drain();
  ASSERT_TRUE(*set);
  EXPECT_EQ((*set)->error().code, errc::unknown_name);
}

} // namespace
} // namespace leasehold
