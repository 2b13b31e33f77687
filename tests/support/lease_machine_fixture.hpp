// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "actors/directory/silent_nodes.hpp"
#include "actors/lease/lease_machine.hpp"
#include "actors/route/search.hpp"
#include "actors/route/topology_file.hpp"

// The lease machine with real chain machines, gateways that agree to what they
// have room for, and a journal that never fails. What is said is delivered in
// any order that actors would allow, and chains die at any moment.
namespace leasehold::test {

inline constexpr const char* two_ways = R"(
region = "two-ways"
[[gateway]]
name = "A"
[[gateway]]
name = "B"
[[gateway]]
name = "C"
[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "100Mbit/s"
[[link]]
name = "A-C"
between = ["A", "C"]
bandwidth = "60Mbit/s"
cost = 5
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "C"
bandwidth = "1Gbit/s"
)";

class lease_machine_fixture : public ::testing::Test {
protected:
  using queue = std::deque<std::function<void()>>;

  lease_machine_fixture() {
    specs_ = *parse_topology(two_ways, "the topology");
    set_region();
    settle_down();
  }

  // -- the region

  void set_region() {
    auto next = std::make_shared<region_map>();
    next->specs = specs_;
    next->graph = std::make_shared<route_graph>(specs_);
    silent_nodes silent{duration::zero()};
    for (auto& gateway : lost_) {
      next->elsewhere.emplace(gateway, node_name{"of-" + gateway.str()});
      silent.hear({node_name{"of-" + gateway.str()}}, now_);
    }
    silent.mark(*next, now_);
    region_ = next;
    step([&](auto& machine) { machine.region_changed(region_); });
  }

  /// Its node can't be reached: it hears nothing, and answers nothing.
  void lose(const std::string& gateway) {
    lost_.insert(gateway_name{gateway});
    set_region();
  }

  void find_again(const std::string& gateway) {
    lost_.erase(gateway_name{gateway});
    set_region();
  }

  void set_link(const std::string& name, const std::string& rate) {
    for (auto& link : specs_.links)
      if (link.name.str() == name)
        link.bandwidth_a = link.bandwidth_b =
            (*parse_amounts(rate))[unit::bit_per_second];
    set_region();
  }

  void set_nic(const std::string& endpoint, const std::string& rate) {
    for (auto& x : specs_.endpoints)
      if (x.name.str() == endpoint)
        x.bandwidth = (*parse_amounts(rate))[unit::bit_per_second];
    set_region();
  }

  // -- one step, and what comes of it

  template <class Input>
  void step(Input input) {
    machine_.begin({clock(), now_});
    input(machine_);
    for (auto& effect : machine_.finish())
      std::visit([this](auto& x) { carry(x); }, effect);
  }

  time_base clock() const {
    return {now_, civil_zero_ + now_.time_since_epoch()};
  }

  void carry(spawn_root& x) {
    auto id = x.machine->record().info.id;
    EXPECT_EQ(chains_.count(id), 0u) << "two chains of one lease";
    auto& chain = chains_[id];
    chain = std::make_shared<root>(root{std::move(*x.machine), 0, 0});
    follow(id, chain, chain->machine.start(now_));
  }
  void carry(order_root& x) {
    auto i = chains_.find(x.lease);
    if (i == chains_.end())
      return;
    if (std::holds_alternative<sleep_chain>(x.order)) {
      EXPECT_TRUE(i->second->machine.rests());
      chains_.erase(i);
      ++slept_;
      return;
    }
    ++i->second->told;
    say("to " + to_string(x.lease),
        [this, id = x.lease, chain = i->second, order = std::move(x.order)] {
          if (!is_chain(id, chain))
            return;
          ++chain->obeyed;
          follow(id, chain,
                 std::visit([&](auto& o) { return tell(chain->machine, o); },
                            order));
          offer_to_sleep(id, chain);
        });
  }
  void carry(settle_root& x) {
    say("log", [this, id = x.lease] {
      step([&](auto& machine) { machine.settled(id); });
    });
  }
  void carry(search_routes& x) {
    searches_[x.token].push_back(x.scope);
    EXPECT_TRUE(x.relief.empty() || x.scope == search_scope::whole_region);
    say("planner", [this, x] {
      auto room = [&](const resource_name& resource) {
        auto found = region_->graph->find_resource(resource);
        auto extra = x.relief.find(resource);
        auto room = found->capacity - machine_.book().taken(resource);
        if (extra != x.relief.end())
          room += extra->second;
        if (x.wish.own)
          for (auto& use : x.wish.own->uses)
            if (use.resource == resource)
              room += use.amount;
        return room;
      };
      std::variant<std::vector<route>, refusal> plan;
      auto found = find_routes(*region_->graph, x.wish.query, room, 4);
      if (auto routes = std::get_if<route_search>(&found)) {
        plan = routes->routes;
      } else {
        refusal why;
        why.code = std::get<route_failure>(found).code;
        why.resource = std::get<route_failure>(found).resource;
        plan = why;
      }
      step(
          [&](auto& machine) { machine.routes_found(x.token, plan, x.scope); });
    });
  }
  void carry(search_offer& x) {
    EXPECT_EQ(searches_[x.token].back(), search_scope::whole_region)
        << "refused for what was kept";
    say("planner", [this, token = x.token] {
      refusal why;
      why.code = errc::insufficient_capacity;
      std::variant<std::vector<route>, refusal> plan = why;
      step([&](auto& machine) { machine.routes_found(token, plan); });
    });
  }
  void carry(keep_refusal&) {}
  void carry(keep_decision&) {}
  void carry(report_demand&) {}
  void carry(ration_node&) {}

  // -- chains

  struct root {
    chain_machine machine;
    std::uint64_t told;
    std::uint64_t obeyed;
  };
  using chain_ptr = std::shared_ptr<root>;

  /// A root that rests says so; what it was told meanwhile counts more.
  void offer_to_sleep(lease_id id, const chain_ptr& chain) {
    if (!is_chain(id, chain) || !chain->machine.rests())
      return;
    const root_rests word{id, chain->obeyed,
                          chain->machine.next_deadline().value_or(forever),
                          chain->machine.sent()};
    say("from " + to_string(id), [this, word, chain] {
      if (is_chain(word.lease, chain) && chain->told == word.orders)
        step([&](auto& machine) { machine.root_rests(word); });
    });
  }

  bool is_chain(lease_id id, const chain_ptr& chain) const {
    auto i = chains_.find(id);
    return i != chains_.end() && i->second == chain;
  }

  chain_effects tell(chain_machine& chain, const change_recorded& x) {
    return chain.durable(x.sequence, now_);
  }
  chain_effects tell(chain_machine& chain, const renew_chain& x) {
    return chain.renew(x.terms, now_);
  }
  chain_effects tell(chain_machine& chain, const end_chain& x) {
    return chain.end(x.reason, now_, {x.resource, x.gateway}, x.ack_within);
  }
  chain_effects tell(chain_machine& chain, const lease_acknowledged& x) {
    return chain.acknowledged(x.sequence, now_);
  }
  chain_effects tell(chain_machine& chain, const yield_chain& x) {
    return chain.yield(x.terms, now_);
  }
  chain_effects tell(chain_machine& chain, const change_chain& x) {
    chain.rest_on(x.pledges);
    return chain.change_to(x.terms, now_);
  }
  chain_effects tell(chain_machine& chain, const stay_chain&) {
    return chain.stay(now_);
  }
  chain_effects tell(chain_machine& chain, const go_on_chain&) {
    return chain.go_on();
  }
  chain_effects tell(chain_machine& chain, const keep_chain& x) {
    return chain.holder_alive(x.deadline);
  }
  chain_effects tell(chain_machine& chain, const align_chain&) {
    return chain.align(now_);
  }
  chain_effects tell(chain_machine& chain, const suspend_chain& x) {
    return chain.suspend(x.origin, now_);
  }
  chain_effects tell(chain_machine& chain, const resume_chain&) {
    return chain.resume(now_);
  }
  chain_effects tell(chain_machine& chain, const look_at_time&) {
    return chain.due(now_);
  }
  chain_effects tell(chain_machine& chain, const hop_lost& x) {
    return chain.lost(x, now_);
  }
  chain_effects tell(chain_machine&, const sleep_chain&) {
    return {};
  }

  void follow(lease_id id, const chain_ptr& chain, chain_effects effects) {
    for (auto& effect : effects)
      std::visit([&](auto& x) { follow(id, chain, x); }, effect);
  }
  void follow(lease_id id, const chain_ptr& chain, hop_order& order) {
    hop_answer answer;
    answer.key = key_of(order);
    if (std::holds_alternative<confirm_hop>(order)
        || lost_.count(answer.key.gateway) > 0)
      return;
    if (std::holds_alternative<hold_hop>(order) && holds_to_refuse_ > 0) {
      --holds_to_refuse_;
      answer.code = errc::insufficient_capacity;
      answer.resource = resource_name{"A/A-B"};
    } else if (auto full = book(order)) {
      answer.code = errc::insufficient_capacity;
      answer.resource = *full;
    }
    answer.step = std::holds_alternative<hold_hop>(order) ? hop_step::hold
        : std::holds_alternative<commit_hop>(order)       ? hop_step::commit
        : std::holds_alternative<renew_hop>(order)        ? hop_step::renew
                                                          : hop_step::release;
    say("hop " + answer.key.gateway.str() + to_string(id),
        [this, id, chain, answer] {
          if (!is_chain(id, chain))
            return;
          follow(id, chain, chain->machine.answered(answer, now_));
          offer_to_sleep(id, chain);
        });
  }
  /// What a gateway does with an order. Answers with what has no room for it.
  std::optional<resource_name> book(const hop_order& order) {
    auto key = key_of(order);
    auto hold = std::get_if<hold_hop>(&order);
    auto renewal = std::get_if<renew_hop>(&order);
    for (auto& use : hold == nullptr ? std::vector<resource_use>{} : hold->uses)
      if (!fits_beside(key.lease, use))
        return use.resource;
    if (renewal != nullptr || std::holds_alternative<release_hop>(order))
      for (auto& resource : region_->graph->resources_of(key.gateway))
        booked_[resource.name].erase(key.lease);
    auto& uses = hold != nullptr ? hold->uses
        : renewal != nullptr     ? renewal->uses
                                 : std::vector<resource_use>{};
    for (auto& use : uses) {
      auto& has = booked_[use.resource][key.lease];
      has = max(has, use.amount);
    }
    return std::nullopt;
  }

  bool fits_beside(lease_id lease, const resource_use& use) {
    auto left = region_->graph->find_resource(use.resource)->capacity;
    for (auto& [other, amount] : booked_[use.resource])
      if (other != lease)
        left -= amount;
    return use.amount.fits(left)
        || use.amount.fits(booked_[use.resource][lease]);
  }

  void follow(lease_id, const chain_ptr&, chain_change& change) {
    auto record = std::make_shared<lease_record>(change.record);
    told_[record->info.id].push_back(change.event);
    say("log", [this, record, event = change.event] {
      step([&](auto& machine) { machine.recorded(record, event); });
    });
  }
  void follow(lease_id id, const chain_ptr&, chain_refused& x) {
    chains_.erase(id);
    // Both are in one report.
    say_up(id, [msg = setup_refused{id, x.why}](auto& machine) {
      machine.setup_refused(msg);
      machine.root_down(msg.lease, lease_machine::exit::done);
    });
  }
  void follow(lease_id id, const chain_ptr&, renewal_refused& x) {
    say_up(id, [msg = renewal_failed{id, x.request, x.why}](auto& machine) {
      machine.renewal_failed(msg);
    });
  }
  void follow(lease_id id, const chain_ptr&, change_refused& x) {
    say_up(id, [msg = change_failed{id, x.why}](auto& machine) {
      machine.change_failed(msg);
    });
  }
  void follow(lease_id id, const chain_ptr&, chain_waits&) {
    say_up(id, [msg = lease_waits{id}](auto& machine) {
      machine.lease_waits(msg);
    });
  }
  void follow(lease_id id, const chain_ptr&, chain_yielded&) {
    say_up(id, [msg = lease_yielded{id}](auto& machine) {
      machine.lease_yielded(msg);
    });
  }
  void follow(lease_id id, const chain_ptr&, chain_told&) {
    say_up(id,
           [msg = lease_told{id}](auto& machine) { machine.lease_told(msg); });
  }
  void follow(lease_id id, const chain_ptr&, chain_done&) {
    quit(id, lease_machine::exit::done);
  }

  template <class Input>
  void say_up(lease_id id, Input input) {
    say("from " + to_string(id), [this, input] { step(input); });
  }
  void quit(lease_id id, lease_machine::exit how) {
    chains_.erase(id);
    say_up(id, [id, how](auto& machine) { machine.root_down(id, how); });
  }
  void kill(lease_id id) {
    if (chains_.count(id) > 0)
      quit(id, lease_machine::exit::died);
  }
  /// Gives a lease that is asleep a root: a gateway says what means nothing any
  /// more.
  void wake(lease_id id) {
    if (chains_.count(id) == 0)
      step([&](auto& machine) {
        machine.hop_lost({{id, epoch{}, gateway_name{"A"}}, {}, {}});
      });
    EXPECT_EQ(chains_.count(id), 1u);
  }
  /// The machine knows of it; what the chain had recorded is not yet settled.
  void kill_and_tell(lease_id id) {
    wake(id);
    kill(id);
    for (auto i = channels_.find("from " + to_string(id)); i != channels_.end();
         i = channels_.find("from " + to_string(id)))
      deliver(i);
  }
  void kill_any() {
    if (chains_.empty())
      return;
    auto victim = chains_.begin();
    std::advance(victim, below(static_cast<int>(chains_.size())));
    kill(victim->first);
  }

  // -- messages: in order between two, in any order otherwise

  void say(const std::string& channel, std::function<void()> what) {
    channels_[channel].push_back(std::move(what));
  }
  bool deliver_any() {
    if (channels_.empty())
      return false;
    auto i = channels_.begin();
    std::advance(i, below(static_cast<int>(channels_.size())));
    return deliver(i);
  }
  bool deliver(std::map<std::string, queue>::iterator i) {
    auto what = std::move(i->second.front());
    i->second.pop_front();
    if (i->second.empty())
      channels_.erase(i);
    what();
    return true;
  }
  void pass(duration time) {
    now_ += time;
    std::map<lease_id, chain_ptr> all = chains_;
    for (auto& [id, chain] : all)
      if (is_chain(id, chain) && !chain->machine.rests()) {
        follow(id, chain, chain->machine.due(now_));
        offer_to_sleep(id, chain);
      }
    step([](auto& machine) {
      machine.look_around();
      machine.look_at_time();
    });
  }
  /// Lets everything that is under way end.
  void settle_down() {
    for (int i = 0; i < 30; ++i) {
      while (deliver_any()) {
      }
      pass(std::chrono::seconds{1});
    }
    while (deliver_any()) {
    }
  }

  // -- lessees

  static principal alice() {
    return {lessee_name{"alice"}, role::lessee};
  }

  using answers = std::shared_ptr<std::vector<lease_outcome>>;

  template <class Call>
  answers pose(Call call, void (lease_machine::*what)(Call&)) {
    auto answer = std::make_shared<std::vector<lease_outcome>>();
    ++asked_;
    call.reply = reply_to<std::vector<lease_outcome>>::calling(
        [this, answer](std::vector<lease_outcome> x) {
          EXPECT_TRUE(answer->empty()) << "answered twice";
          ++answered_;
          *answer = std::move(x);
        });
    step([&](auto& machine) { (machine.*what)(call); });
    return answer;
  }
  answers request(const std::string& rate, const std::string& level,
                  const std::string& least = "") {
    lease_request x;
    x.target = resource_name{"E2"};
    x.source = endpoint_name{"E1"};
    x.amount = *parse_amounts(rate);
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    x.wanted = *parse_period("20h");
    x.service = class_name{level};
    return pose(request_leases{alice(), {x}, {}}, &lease_machine::request);
  }
  answers renew(lease_id lease, const std::string& time,
                std::uint64_t number = 0) {
    renewal_request x;
    x.lease = lease;
    x.wanted = *parse_period(time);
    x.request = request_id{number};
    return pose(renew_leases{alice(), {x}, {}}, &lease_machine::renew);
  }
  answers change(lease_id lease, const std::string& rate) {
    change_request x;
    x.lease = lease;
    x.amount = *parse_amounts(rate);
    return pose(change_leases{alice(), {x}, {}}, &lease_machine::change);
  }
  void release(lease_id lease) {
    release_leases call;
    call.who = alice();
    call.batch.push_back({lease, {}, {}});
    ++asked_;
    call.reply = reply_to<std::vector<release_outcome>>::calling(
        [this](std::vector<release_outcome>) { ++answered_; });
    step([&](auto& machine) { machine.release(call); });
  }

  lease_id grant(const std::string& rate, const std::string& level,
                 const std::string& least = "") {
    auto answer = request(rate, level, least);
    settle_down();
    if (answer->empty()
        || !std::holds_alternative<lease_grant>(answer->front())) {
      ADD_FAILURE() << "not granted";
      return {};
    }
    return std::get<lease_grant>(answer->front()).lease.id;
  }

  const lease_info* look(lease_id id) const {
    auto entry = machine_.book().find(id);
    return entry == nullptr || !entry->granted() ? nullptr
                                                 : &entry->record()->info;
  }

  std::vector<event_kind> kinds_of(lease_id id) {
    std::vector<event_kind> result;
    for (auto& event : told_[id])
      result.push_back(event.kind);
    return result;
  }

  // -- what must hold at rest

  void expect_rest() {
    EXPECT_EQ(asked_, answered_) << "a caller waits for ever";
    for (auto& [id, entry] : machine_.book().all()) {
      EXPECT_TRUE(entry.work().empty()) << to_string(id);
      EXPECT_TRUE(entry.granted()) << to_string(id);
      EXPECT_EQ(entry.root, root_condition::asleep) << to_string(id);
    }
    EXPECT_TRUE(chains_.empty());
    for (auto& resource : region_->graph->resources())
      EXPECT_TRUE(machine_.book().taken(resource.name).fits(resource.capacity))
          << resource.name.str() << " has " << to_string(resource.capacity)
          << ", taken " << to_string(machine_.book().taken(resource.name));
  }

  int below(int bound) {
    return std::uniform_int_distribution<int>{0, bound - 1}(dice_);
  }

  instant now_{std::chrono::minutes{1}};
  /// The date at which the node's timeline began.
  wall_time civil_zero_{};
  topology specs_;
  std::shared_ptr<const region_map> region_;
  std::set<gateway_name> lost_;
  /// What leases have at gateways; while one takes other terms, the more of
  /// both.
  std::map<resource_name, std::map<lease_id, amounts>> booked_;
  /// What each lessee was told of its lease.
  std::map<lease_id, std::vector<lease_event>> told_;
  lease_machine machine_{lease_settings{}, restored_leases{}};
  std::map<lease_id, chain_ptr> chains_;
  std::map<std::string, queue> channels_;
  /// Who was asked in each search for a lease so far.
  std::map<lease_id, std::vector<search_scope>> searches_;
  /// By the gateways that are asked first.
  int holds_to_refuse_ = 0;
  int asked_ = 0;
  int answered_ = 0;
  int slept_ = 0;
  std::mt19937 dice_{1};
};

} // namespace leasehold::test
