// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/room_search.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;

constexpr const char* one_gateway = R"(
region = "one"
[[gateway]]
name = "A"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "20bit/s"
)";

const resource_name nic{"E1/nic"};

/// Leases of one NIC of 20 bit/s, and a refused request for some of it.
class RefusedRenewals : public ::testing::Test {
protected:
  struct lease {
    std::int64_t rate;
    /// Not to be told: it ends late, or is too strong.
    bool fixed;
  };

  RefusedRenewals() {
    auto region = std::make_shared<region_map>();
    region->specs = *parse_topology(one_gateway, "the topology");
    region->graph = std::make_shared<route_graph>(region->specs);
    service_class last;
    last.name = class_name{"last"};
    last.setup = last.hold = 6;
    last.remedies = {remedy::refuse_renewal};
    auto laws = std::make_shared<policy>();
    laws->classes.emplace(last.name, last);
    laws->classes.at(class_name{"standard"}).victims = victim_objective::fewest;
    x_.region = region;
    x_.laws = laws;
  }

  void add(std::uint64_t id, const lease& x) {
    auto record = std::make_shared<lease_record>();
    auto& info = record->info;
    info.id = lease_id{id};
    info.lessee = lessee_name{"alice"};
    info.target = nic;
    info.service = class_name{"last"};
    info.hold = 6;
    info.amount = info.asked = {unit::bit_per_second, x.rate};
    info.term = {instant{}, instant{x.fixed ? minutes{60} : minutes{1}}};
    route_hop hop;
    hop.gateway = gateway_name{"A"};
    hop.uses.push_back({nic, info.amount});
    info.route.hops.push_back(std::move(hop));
    x_.book.put(std::move(record));
  }

  /// The leases that are told that they are not renewed.
  std::set<std::uint64_t> told_for(std::int64_t rate) {
    admission request;
    request.request.amount = {unit::bit_per_second, rate};
    request.term = {instant{}, instant{minutes{5}}};
    refusal why;
    why.resource = nic;
    why.offer.earliest_start = instant{minutes{1}};
    refuse_renewals(x_, request, why);
    std::set<std::uint64_t> result;
    for (auto& [id, entry] : x_.book.all())
      if (auto& owed = entry.work().change) {
        EXPECT_TRUE(owed->only_marks());
        result.insert(id.value());
      }
    return result;
  }

  lease_context x_;
};

/// How few leases have to end for the request to fit; nothing where not even
/// all do. Looks at every set of them.
template <class Lease>
std::optional<std::size_t> fewest(const std::vector<Lease>& all,
                                  std::int64_t wanted, std::int64_t capacity) {
  std::optional<std::size_t> best;
  for (unsigned chosen = 0; chosen < 1u << all.size(); ++chosen) {
    auto taken = wanted;
    std::size_t count = 0;
    auto allowed = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto ends = (chosen >> i & 1u) != 0;
      allowed = allowed && !(ends && all[i].fixed);
      count += ends ? 1 : 0;
      taken += ends ? 0 : all[i].rate;
    }
    if (allowed && taken <= capacity && (!best || count < *best))
      best = count;
  }
  return best;
}

TEST_F(RefusedRenewals, TellsTheFewestThatDo) {
  std::mt19937 dice{11};
  auto below = [&](int bound) {
    return std::uniform_int_distribution<int>{0, bound - 1}(dice);
  };
  auto some = 0;
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE(round);
    std::vector<lease> all;
    std::int64_t taken = 0;
    while (all.size() < 8 && taken < 20) {
      lease next{1 + below(8), below(4) == 0};
      next.rate = std::min<std::int64_t>(next.rate, 20 - taken);
      taken += next.rate;
      all.push_back(next);
    }
    x_.book = lease_book{};
    for (std::size_t i = 0; i < all.size(); ++i)
      add(i + 1, all[i]);
    const auto wanted = 1 + below(20);
    auto told = told_for(wanted);
    auto expected = fewest(all, wanted, 20);
    EXPECT_EQ(told.size(), expected.value_or(0));
    some += told.empty() ? 0 : 1;
    auto left = static_cast<std::int64_t>(wanted);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (told.count(i + 1) == 0)
        left += all[i].rate;
      else
        EXPECT_FALSE(all[i].fixed);
    EXPECT_TRUE(told.empty() || left <= 20);
  }
  EXPECT_GT(some, 100);
}

} // namespace
} // namespace leasehold
