// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/workload.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "actors/route/graph.hpp"
#include "actors/route/topology_file.hpp"
#include "tools/simulator/play/fault_plan.hpp"
#include "tools/simulator/play/region_plan.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t megabit = 1'000'000;

class writer {
public:
  writer(scenario& to, topology region, mix work)
      : to_(to),
        chance_(dice{to.seed}.fork("workload")),
        classes_(dice{to.seed}.fork("classes")),
        changes_(dice{to.seed}.fork("alterations")),
        flows_(dice{to.seed}.fork("flows")),
        verbs_(dice{to.seed}.fork("verbs")),
        region_(std::move(region)),
        graph_(region_),
        work_(work) {
    change_in_ = crowded() ? 3 : changes_.below(6) == 0 ? 2 : 0;
  }

  /// An operator defines a class of its own, and some lessees watch their
  /// events, as its leases ask for. What is drawn here shifts nothing else.
  void write_class() {
    if (!crowded() && classes_.below(6) != 0)
      return;
    auto x = any_class();
    class_ = x.name;
    add_apart(milliseconds{50}, define_class{std::move(x)});
    for (lessee_index who = 0; who < to_.lessee_rates.size(); ++who)
      if (classes_.below(3) != 0)
        add_apart(milliseconds{60},
                  watch{who, duration{classes_.between(300, 2'500)}});
  }

  /// Actions, all through the run. Drawn apart, like classes.
  void write_verbs() {
    for (auto n = verbs_.between(4, 12); n > 0; --n)
      add_apart(verbs_.between(true_time{milliseconds{100}}, to_.length),
                any_verb());
  }

  /// One thing that somebody does, and what follows from it.
  void write(true_time at) {
    auto before = to_.operations.size();
    choose(at);
    for (auto i = before; i < to_.operations.size(); ++i)
      if (waits(to_.operations[i]))
        to_.operations[i].during =
            static_cast<phase>(chance_.below(phase_count));
  }

private:
  /// Operators and lessees that go care for nobody's convenience.
  bool waits(const operation& x) {
    auto rude = std::holds_alternative<set_room>(x.what)
        || std::holds_alternative<set_region>(x.what)
        || std::holds_alternative<leave>(x.what);
    return rude && chance_.below(3) != 0;
  }

  void choose(true_time at) {
    switch (work_) {
    case mix::shrinks:
      if (chance_.below(4) == 0)
        return write_shrink(at);
      break;
    case mix::changes:
      if (chance_.below(5) == 0)
        return write_change(at);
      break;
    case mix::contention:
      if (chance_.below(6) == 0)
        return write_rush(at);
      break;
    case mix::flood:
      if (chance_.below(6) == 0)
        return write_flood(at);
      break;
    default:
      break;
    }
    if (chance_.below(25) == 0)
      return add(at,
                 leave{any_lessee(),
                       chance_.below(2) == 0 ? leave::manner::with_release
                                             : leave::manner::without_release});
    if (chance_.below(15) == 0)
      return add(at, read_on{any_lessee()});
    write_lease(at);
  }

  void add(true_time at, deed what) {
    to_.operations.push_back({++last_, at, std::move(what), std::nullopt});
  }

  bool crowded() const {
    return work_ == mix::contention || work_ == mix::oversubscribed;
  }

  void add_apart(true_time at, deed what) {
    to_.operations.push_back(
        {++last_apart_, at, std::move(what), std::nullopt});
  }

  service_class any_class() {
    service_class x;
    x.name = class_name{"considerate"};
    x.setup = static_cast<priority>(classes_.between(5, 6));
    x.hold = static_cast<priority>(classes_.between(4, 5));
    x.remedies = {remedy::reroute, remedy::shrink};
    if (classes_.below(2) == 0)
      x.remedies.push_back(remedy::shorten);
    if (classes_.below(2) == 0)
      x.remedies.push_back(remedy::terminate);
    x.notice = duration{classes_.between(0, 2'000)};
    x.ack_within = duration{classes_.between(1'000, 4'000)};
    x.victims =
        all_victim_objectives[classes_.below(std::size(all_victim_objectives))];
    x.sharing = all_share_schemes[classes_.below(std::size(all_share_schemes))];
    x.weight = static_cast<share_weight>(classes_.between(1, 10));
    return x;
  }

  run_verb any_verb() {
    run_verb x;
    x.who = verbs_.below(to_.lessee_rates.size());
    x.via = verbs_.below(to_.nodes);
    x.what = wake{};
    if (verbs_.below(3) == 0)
      x.what = ping{static_cast<std::uint32_t>(verbs_.between(1, 4)),
                    duration{verbs_.between(10, 500)},
                    duration{verbs_.between(50, 1'500)}, 56};
    for (auto n = verbs_.between(1, 3); n > 0; --n)
      x.targets.push_back(
          region_.endpoints[verbs_.below(region_.endpoints.size())].name.str());
    x.within = duration{verbs_.between(300, 20'000)};
    x.priority = static_cast<std::uint8_t>(
        verbs_.between(0, bounds::action_priority_max));
    if (verbs_.below(6) == 0)
      x.cancel_after = duration{verbs_.between(0, 2'000)};
    return x;
  }

  lessee_index any_lessee() {
    return chance_.below(to_.lessee_rates.size());
  }

  true_time any_time(milliseconds from, milliseconds to) {
    return chance_.between(true_time{from}, true_time{to});
  }

  amounts any_rate(std::int64_t most) {
    return amounts{unit::bit_per_second, chance_.between(1, most) * megabit};
  }

  std::string any_endpoint() {
    return region_.endpoints[chance_.below(region_.endpoints.size())]
        .name.str();
  }

  period any_period() {
    auto extreme = work_ == mix::extremes ? 2u : 25u;
    if (chance_.below(extreme) == 0)
      switch (chance_.below(6)) {
      case 0:
        return period::any();
      case 1:
        return period::zero();
      case 2:
        return period::finite(period::max);
      case 3:
        return period::finite(duration{chance_.between(1, 50)});
      default:
        return period::infinite();
      }
    auto longest = work_ == mix::renewals ? 12'000 : 25'000;
    return period::finite(duration{chance_.between(1'500, longest)});
  }

  void choose_target(ask& x) {
    auto printers = !region_.resources.empty() && chance_.below(4) == 0;
    if (printers) {
      auto& one = region_.resources[chance_.below(region_.resources.size())];
      x.target = one.name.str();
      x.amount = amounts{unit::count, 1};
      if (chance_.below(2) == 0)
        x.amount += any_rate(10);
      return;
    }
    // The two that are far apart, often: their chains share the most.
    auto far = work_ == mix::opposite || chance_.below(2) == 0;
    x.target = far ? region_.endpoints[1].name.str() : any_endpoint();
    if (far)
      x.source = region_.endpoints[0].name.str();
    if (work_ == mix::opposite && chance_.below(2) == 0)
      std::swap(x.target, x.source);
    x.amount = any_rate(work_ == mix::oversubscribed ? 60 : 30);
  }

  /// The one that answers for the target; now and then another, which says so.
  node_index node_for(const std::string& target) {
    if (chance_.below(20) == 0)
      return chance_.below(to_.nodes);
    auto name = graph_.resolve_target(target);
    auto& gateway = graph_.find_resource(*name)->gateway;
    auto& node = graph_.find_gateway(gateway)->spec.node;
    for (node_index i = 0; i < to_.nodes; ++i)
      if (node_name_at(i) == node.str())
        return i;
    return 0;
  }

  void choose_class(ask& x) {
    choose_shipped(x);
    if (!class_ || classes_.below(3) != 0)
      return;
    x.service = class_->str();
    if (x.amount[unit::count] == 0)
      x.minimum =
          amounts{unit::bit_per_second, x.amount[unit::bit_per_second] / 3 + 1};
  }

  void choose_shipped(ask& x) {
    auto plain = work_ != mix::contention && work_ != mix::shrinks
        && work_ != mix::oversubscribed;
    if (plain && chance_.below(4) != 0)
      return;
    switch (chance_.below(4)) {
    case 0:
      x.service = "guaranteed";
      break;
    case 1:
      x.service = "elastic";
      break;
    case 2:
      x.service = "best-effort";
      break;
    default:
      return;
    }
    if (x.service != "guaranteed" && x.amount[unit::count] == 0)
      x.minimum =
          amounts{unit::bit_per_second, x.amount[unit::bit_per_second] / 3 + 1};
  }

  /// Where packets are told apart, mostly others than those of other leases.
  flow_selector any_flow() {
    if (to_.enforces == enforcement::none || flows_.below(6) == 0)
      return {};
    auto port = flows_.between(5001, 5040);
    return {flows_.below(2) == 0 ? flow_selector::protocol::tcp
                                 : flow_selector::protocol::udp,
            static_cast<std::uint16_t>(port)};
  }

  void write_lease(true_time at) {
    ask x;
    x.who = any_lessee();
    x.source = any_endpoint();
    choose_target(x);
    x.via = node_for(x.target);
    choose_class(x);
    x.wanted = any_period();
    x.flow = any_flow();
    if (chance_.below(12) == 0)
      x.intent = request_intent::dry_run;
    auto finite = x.wanted.type() == period::kind::finite;
    if (finite && chance_.below(work_ == mix::ahead ? 2 : 10) == 0)
      x.ahead = duration{chance_.between(200, 20'000)};
    auto begins = at + x.ahead;
    auto length = finite ? std::min(x.wanted.length(), duration{25'000})
                         : duration{15'000};
    auto lessee = x.who;
    add(at, std::move(x));
    auto last_asked = last_;
    follow(last_, lessee, begins, length);
    if (change_in_ > 0 && changes_.below(change_in_) == 0)
      write_change_of(last_asked, begins, length);
  }

  /// What a lessee does with what it was given.
  void follow(operation_id of, lessee_index, true_time begins,
              duration length) {
    auto ends = begins + length;
    for (auto n = chance_.below(3); n > 0; --n)
      add(chance_.between(begins, ends), act{of, act::manner::believing});
    auto renewals =
        work_ == mix::renewals ? 1 + chance_.below(4) : chance_.below(2);
    for (auto n = renewals; n > 0; --n) {
      auto early = chance_.below(8) != 0;
      auto when = early
          ? chance_.between(begins + length / 4, begins + length * 9 / 10)
          : ends + any_time(milliseconds{0}, seconds{3});
      auto more = duration{chance_.between(500, 20'000)};
      add(when,
          renew{of,
                chance_.below(12) == 0 ? period::infinite()
                                       : period::finite(more)});
      ends = std::max(ends, when + more);
    }
    if (chance_.below(3) == 0) {
      auto naming = static_cast<give_back::naming>(chance_.below(3));
      add(chance_.between(begins, ends + seconds{1}), give_back{of, naming});
    }
    if (chance_.below(4) == 0)
      add(ends + any_time(milliseconds{0}, seconds{2}),
          act{of, act::manner::zombie});
  }

  /// Other terms, less of it as often as more. Drawn apart, like classes.
  void write_change_of(operation_id of, true_time begins, duration length) {
    change_terms x;
    x.of = of;
    x.tenths = changes_.between(3, 15);
    if (changes_.below(3) == 0)
      x.wanted = period::finite(duration{changes_.between(1'000, 20'000)});
    add_apart(changes_.between(begins, begins + length), std::move(x));
  }

  /// Newcomers of one moment: for each of them others may have to give way, and
  /// not for all is there enough.
  void write_rush(true_time at) {
    for (auto n = chance_.between(2, 5); n > 0; --n)
      write_lease(at + any_time(milliseconds{0}, milliseconds{3}));
  }

  void write_flood(true_time at) {
    for (auto n = chance_.between(5, 20); n > 0; --n) {
      ask x;
      x.who = any_lessee();
      x.source = any_endpoint();
      choose_target(x);
      x.via = node_for(x.target);
      x.wanted = period::finite(duration{chance_.between(500, 4'000)});
      x.flow = any_flow();
      add(at + any_time(milliseconds{0}, milliseconds{400}), std::move(x));
    }
  }

  void write_shrink(true_time at) {
    auto& all = graph_.resources();
    auto& resource = all[chance_.below(all.size())];
    auto part = resource.capacity;
    for (auto u : all_units)
      part.set(u, resource.capacity[u] * chance_.between(0, 9) / 10);
    add(at, set_room{resource.name.str(), part});
    add(at + any_time(milliseconds{300}, seconds{12}),
        set_room{resource.name.str(), resource.capacity});
  }

  void write_change(true_time at) {
    auto other = region_;
    auto how = set_region::manner::changes;
    if (chance_.below(2) == 0 && region_.gateways.size() > 1) {
      how = set_region::manner::loses_a_gateway;
      auto& gone = region_.gateways[chance_.below(region_.gateways.size())];
      other = without(other, gone.name);
    } else {
      for (auto& link : other.links)
        set_bandwidth(link, chance_.between(10, 100) * megabit);
    }
    add(at, set_region{write_topology(other), how});
    add(at + any_time(milliseconds{300}, seconds{10}),
        set_region{write_topology(region_), set_region::manner::changes});
  }

  static void set_bandwidth(link_spec& link, std::int64_t bandwidth) {
    link.bandwidth_a = link.bandwidth_b = bandwidth;
    for (auto* x : {&link.interface_a, &link.interface_b})
      if (*x)
        (*x)->line_rate = bandwidth + (*x)->unleased;
  }

  scenario& to_;
  dice chance_;
  dice classes_;
  dice changes_;
  dice flows_;
  dice verbs_;
  topology region_;
  route_graph graph_;
  mix work_;
  /// One lease in so many is changed; none where it is 0.
  std::uint64_t change_in_ = 0;
  /// What the operator defined.
  std::optional<class_name> class_;
  operation_id last_ = 0;
  /// Of operations that take no number of the others.
  operation_id last_apart_ = 900'000;
};

constexpr std::size_t gateways_max = 9;

/// Rates within the bound r.
constexpr std::int64_t rate_max = 950;

/// One region in ten is Figure 8's.
region_shape draw_shape(dice& chance) {
  if (chance.below(10) == 0)
    return region_shape::figure8;
  return static_cast<region_shape>(chance.below(unnamed_shape_count));
}

void choose_world(scenario& to, const scenario_wishes& wishes, workload does,
                  dice chance, topology& region) {
  auto drawn = draw_shape(chance);
  auto shape = wishes.shape.value_or(drawn);
  region_size size;
  size.gateways = 1 + chance.below(gateways_max);
  size.endpoints = 2 + chance.below(5);
  auto nodes = 1 + chance.below(size.gateways);
  size.nodes = wishes.nodes.value_or(nodes);
  size.gateways = std::max(size.gateways, size.nodes);
  region = make_region(shape, size, chance.fork("region"));
  if (to.enforces != enforcement::none)
    region = wired(std::move(region), chance.fork("wires"));
  if (does == workload::leases_and_actions)
    region = with_hosts(std::move(region), chance.fork("hosts"));
  to.nodes = std::min(size.nodes, region.gateways.size());
  to.topology = write_topology(region);
  auto rate = [&chance] {
    return static_cast<rate_error>(chance.between(-rate_max, rate_max));
  };
  for (std::size_t i = 0; i < to.nodes; ++i)
    to.node_rates.push_back(rate());
  for (auto n = chance.between(2, 5); n > 0; --n)
    to.lessee_rates.push_back(rate());
}

} // namespace

const char* to_string(mix x) noexcept {
  static constexpr const char* words[mix_count]{
      "steady",  "renewals", "flood",    "ahead",    "contention",
      "shrinks", "changes",  "extremes", "opposite", "oversubscribed",
  };
  return words[static_cast<std::size_t>(x)];
}

scenario make_scenario(std::uint64_t seed, const scenario_wishes& wishes) {
  scenario result;
  result.seed = seed;
  dice chance = dice{seed}.fork("scenario");
  result.enforces = wishes.enforces;
  const auto does = wishes.does.value_or(chance.fork("verbs").below(3) == 0
                                             ? workload::leases_and_actions
                                             : workload::leases);
  topology region;
  choose_world(result, wishes, does, chance.fork("world"), region);
  auto work = wishes.work.value_or(static_cast<mix>(chance.below(mix_count)));
  result.name =
      fmt::format("{} on {} of {} gateways and {} nodes", to_string(work),
                  region.region.str(), region.gateways.size(), result.nodes);
  result.length = chance.between(seconds{20}, seconds{60});
  writer write{result, region, work};
  write.write_class();
  if (does == workload::leases_and_actions)
    write.write_verbs();
  auto count = chance.between(10, 35);
  for (auto n = count; n > 0; --n)
    write.write(chance.between(milliseconds{100}, result.length));
  add_faults(result, wishes.faults);
  std::stable_sort(result.operations.begin(), result.operations.end(),
                   [](auto& x, auto& y) { return x.at < y.at; });
  return result;
}

} // namespace leasehold::sim
