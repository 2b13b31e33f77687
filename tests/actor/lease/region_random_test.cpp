// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Random work on a whole node, which is struck and killed between any two
// messages. Whatever happens: what was acknowledged holds, what was not leaves
// nothing behind (C1, C4, C5, C7, D1, H1). Everything follows from the seed.

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/topology_file.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/journal_sum.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using strings = std::vector<std::string>;

constexpr unsigned seeds = 200;
constexpr int operations = 30;

class RegionRandom : public test::region_test {
protected:
  using outcomes = std::vector<lease_outcome>;
  using release_outcomes = std::vector<release_outcome>;
  template <class T>
  using answer = std::shared_ptr<std::optional<T>>;

  /// What a lessee knows of one lease.
  struct known {
    lessee_name lessee;
    /// When it ends: one instant where the last answer came, more otherwise.
    std::vector<window> ends;
    enum class release { none, asked, done };
    release released = release::none;
    /// Unanswered.
    answer<outcomes> renewal;
    window renewal_end{};
    answer<release_outcomes> giving_back;
  };

  int any(int from, int to) {
    return static_cast<int>(random() % static_cast<unsigned>(to - from + 1))
        + from;
  }

  const manager_state& manager() const {
    return test::state_of<manager_state>(node_services().leases);
  }

  const gateway_children& gateways() const {
    return test::state_of<directory_state>(node_services().directory).gateways;
  }

  // -- what a lessee does ----------------------------------------------------

  principal someone() {
    return lessee(any(0, 1) == 0 ? "alice" : "bob");
  }

  std::string some_period() {
    return any(0, 9) == 0 ? "infinite" : std::to_string(any(1, 20)) + "s";
  }

  void pose_request() {
    auto kind = any(0, 3);
    auto x = kind == 0 ? wish("E2/P1", "1count", some_period())
        : kind == 1
        ? wish("E2/P2", "1count+5Mbit/s", some_period())
        : wish("E2", std::to_string(any(1, 60)) + "Mbit/s", some_period());
    if (any(0, 4) == 0 && x.wanted.type() == period::kind::finite)
      x.start = date(now() + seconds{any(1, 20)});
    requests.push_back(pose<outcomes>(node_services().leases,
                                      request_leases{someone(), {x}, {}}));
  }

  known* some_lease() {
    if (leases_known.empty())
      return nullptr;
    auto i = leases_known.begin();
    std::advance(i, any(0, static_cast<int>(leases_known.size()) - 1));
    chosen = i->first;
    return &i->second;
  }

  void pose_renewal() {
    auto lease = some_lease();
    if (lease == nullptr || lease->renewal)
      return;
    renewal_request x;
    x.lease = chosen;
    x.wanted = *parse_period(some_period());
    lease->renewal =
        pose<outcomes>(node_services().leases,
                       renew_leases{{lease->lessee, role::lessee}, {x}, {}});
    // It may be decided a little later, and begins no earlier than its lease.
    auto end = now() + x.wanted.length();
    lease->renewal_end = x.wanted.type() == period::kind::infinite
        ? window{forever, forever}
        : window{end, end + seconds{41}};
  }

  void pose_release() {
    auto lease = some_lease();
    if (lease == nullptr || lease->giving_back)
      return;
    release_request x;
    x.lease = chosen;
    lease->released = std::max(lease->released, known::release::asked);
    lease->giving_back = pose<release_outcomes>(
        node_services().leases,
        release_leases{{lease->lessee, role::lessee}, {x}, {}});
  }

  void hear_requests() {
    for (auto& x : requests) {
      if (!*x)
        continue;
      if (auto got = std::get_if<lease_grant>(&(**x).front())) {
        auto& info = got->lease;
        leases_known[info.id] = {info.lessee, {{info.term.end, info.term.end}}};
      }
      x = nullptr;
    }
    requests.erase(std::remove(requests.begin(), requests.end(), nullptr),
                   requests.end());
  }

  static void hear_renewal(known& lease) {
    auto& outcome = (**lease.renewal).front();
    if (auto got = std::get_if<lease_grant>(&outcome))
      lease.ends = {{got->lease.term.end, got->lease.term.end}};
    else if (std::get<refusal>(outcome).code == errc::unknown_outcome)
      lease.ends.push_back(lease.renewal_end);
    lease.renewal = nullptr;
  }

  /// Takes note of all answers that came.
  void hear() {
    hear_requests();
    for (auto& [id, lease] : leases_known) {
      if (lease.renewal && *lease.renewal)
        hear_renewal(lease);
      if (lease.giving_back && *lease.giving_back) {
        if ((**lease.giving_back).front().code == errc::none)
          lease.released = known::release::done;
        lease.giving_back = nullptr;
      }
    }
  }

  // -- what befalls the node -------------------------------------------------

  void strike_a_chain() {
    auto& chains = manager().chains;
    if (chains.empty())
      return;
    test::strike(any(0, 1) == 0 ? chains.begin()->second
                                : std::prev(chains.end())->second);
  }

  void strike_hops() {
    auto gateway = gateways().begin();
    std::advance(gateway, any(0, static_cast<int>(gateways().size()) - 1));
    auto& hops = test::state_of<gateway_state>(gateway->second).hops;
    std::map<std::uint64_t, hop_actor> sorted{hops.begin(), hops.end()};
    for (auto& [id, hop] : sorted)
      test::strike(hop);
  }

  void kill_node() {
    hear();
    // Nobody hears what a dead node says.
    lost_requests += requests.size();
    requests.clear();
    for (auto& [id, lease] : leases_known) {
      if (std::exchange(lease.renewal, nullptr))
        lease.ends.push_back(lease.renewal_end);
      lease.giving_back = nullptr;
    }
    kill();
    clock->pass(duration{any(0, 3000)});
    ASSERT_EQ(start().message, "");
  }

  void pass_a_little() {
    pass(duration{any(1, 20) * 100});
  }

  void act() {
    for (auto name : {"alice", "bob"})
      caf::anon_send(node_services().leases, holder_seen{lessee_name{name}});
    switch (any(0, 11)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return pose_request();
    case 4:
    case 5:
      return pose_renewal();
    case 6:
      return pose_release();
    case 7:
      return strike_a_chain();
    case 8:
      return strike_hops();
    case 9:
      return kill_node();
    default:
      return pass_a_little();
    }
  }

  // -- what must hold --------------------------------------------------------

  void come_to_rest() {
    drain();
    for (int i = 0; i < 13; ++i) {
      for (auto name : {"alice", "bob"})
        tell(node_services().leases, holder_seen{lessee_name{name}});
      pass(seconds{1});
    }
    hear();
  }

  void expect_acknowledged(const std::map<lease_id, lease_info>& listed) {
    for (auto& [id, lease] : leases_known) {
      SCOPED_TRACE("lease " + to_string(id));
      auto i = listed.find(id);
      if (i == listed.end()) {
        auto over = std::any_of(
            lease.ends.begin(), lease.ends.end(),
            [this](const window& end) { return end.start <= now(); });
        EXPECT_TRUE(over || lease.released != known::release::none);
        continue;
      }
      auto end = i->second.term.end;
      EXPECT_GT(end.time_since_epoch().count(),
                now().time_since_epoch().count());
      EXPECT_NE(lease.released, known::release::done);
      EXPECT_TRUE(std::any_of(
          lease.ends.begin(), lease.ends.end(),
          [end](const window& x) { return x.start <= end && end <= x.end; }));
    }
  }

  void judge() {
    come_to_rest();
    EXPECT_TRUE(requests.empty()) << "a request was never answered";
    EXPECT_EQ(audit(), strings{});
    std::map<lease_id, lease_info> listed;
    std::uint64_t hops_listed = 0;
    std::size_t strangers = 0;
    for (auto& lease : leases()) {
      listed.emplace(lease.id, lease);
      hops_listed += lease.route.hops.size();
      strangers += leases_known.count(lease.id) == 0 ? 1 : 0;
    }
    expect_acknowledged(listed);
    EXPECT_LE(strangers, lost_requests);
    EXPECT_EQ(hops(), std::make_pair(std::uint64_t{0}, hops_listed));
    std::map<resource_name, amounts> capacities;
    const route_graph graph{*parse_topology(test::row_of_three, "the test")};
    for (auto& x : graph.resources())
      capacities[x.name] = x.capacity;
    EXPECT_EQ(test::journal_sum{capacities}.check(*journal), strings{});
    EXPECT_TRUE(deaths->empty());
  }

  void begin(unsigned seed) {
    running.reset();
    drain();
    random.seed(seed + 1);
    requests.clear();
    leases_known.clear();
    lost_requests = 0;
    journal = std::make_shared<test::memory_journal>();
    ASSERT_EQ(start().message, "");
  }

  std::minstd_rand random;
  std::vector<answer<outcomes>> requests;
  std::map<lease_id, known> leases_known;
  std::size_t lost_requests = 0;
  lease_id chosen;
};

TEST_F(RegionRandom, KeepsWhatItPromisedWhateverDies) {
  for (unsigned seed = 0; seed < seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    begin(seed);
    for (int i = 0; i < operations; ++i) {
      act();
      for (auto n = any(0, 25); n > 0; --n)
        step();
      hear();
    }
    judge();
  }
}

} // namespace
} // namespace leasehold
