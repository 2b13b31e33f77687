// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/fate.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>

#include "actors/action/actions_actor.hpp"
#include "actors/action/queue_actor.hpp"
#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "actors/resource/resource_actor.hpp"
#include "tools/simulator/play/actor_state.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// How long a supervisor waits before it starts a node again.
constexpr true_time restart_after = milliseconds{300};
constexpr true_time snapshot_every = seconds{8};
/// Within the bound r of belief.
constexpr std::int64_t rate_max = 950;

} // namespace

fate::fate(world& where, const scenario& from, oracle& judge)
    : world_(where), scenario_(from), oracle_(judge), machines_(where.size()) {
  for (auto at = snapshot_every / 2; at < from.length; at += snapshot_every)
    world_.at(at, [this] {
      for (node_index i = 0; i < world_.size(); ++i)
        world_.node(i).storage().take_snapshot();
    });
}

void fate::befall(const operation& x, const trouble& what) {
  auto chance = dice{scenario_.seed}.fork("trouble", x.id);
  oracle_.disturbed(what.node, world_.now() + what.length + seconds{1});
  last(what);
  if (what.kind <= fault::older_disk)
    to_process(what, chance);
  else if (what.kind <= fault::disk_full)
    to_disk(what, chance);
  else if (what.kind <= fault::late_timers)
    to_clock(what, chance);
  else if (is_of_wires(what.kind))
    to_wires(what, chance);
  else
    to_network(what, chance);
}

void fate::last(const trouble& what) {
  lasting_.push_back({what.kind, what.node, world_.now() + what.length});
}

const std::vector<fate::lasting>& fate::lasting_faults() {
  auto now = world_.now();
  lasting_.erase(std::remove_if(lasting_.begin(), lasting_.end(),
                                [now](auto& x) { return x.until < now; }),
                 lasting_.end());
  return lasting_;
}

void fate::after(true_time length, std::function<void()> what) {
  world_.at(world_.now() + length, std::move(what));
}

// -- processes ---------------------------------------------------------------

void fate::to_process(const trouble& what, dice& chance) {
  auto i = what.node;
  auto& node = world_.node(i);
  switch (what.kind) {
  case fault::kill:
    machines_[i].held_until = world_.now() + what.length;
    return world_.kill(i);
  case fault::kill_at_failpoint:
    return world_.arm_failpoint(
        i, static_cast<failpoint>(chance.below(failpoint_count)),
        static_cast<std::uint32_t>(1 + chance.below(12)));
  case fault::crash_loop:
    world_.tell(i, fault::crash_loop);
    for (int n = 0; n < 4; ++n)
      after(n * (restart_after + milliseconds{200}), [this, i] {
        if (!healed_)
          world_.kill(i);
      });
    return;
  case fault::pause:
    return world_.pause(i, what.length);
  case fault::slow_node:
    world_.tell(i, fault::slow_node);
    // The STORE is as slow as all others.
    oracle_.disk_lags(i, world_.now() + what.length + seconds{1});
    node.set_step_cost(chance.between(true_time{microseconds{50}},
                                      true_time{milliseconds{2}}));
    return after(what.length, [&node] { node.set_step_cost(true_time{0}); });
  case fault::actor_crash:
    if (node.running())
      strike_some_actor(i, chance);
    return;
  default:
    machines_[i].held_until = world_.now() + what.length;
    world_.kill(i);
    return restore(i, what.kind);
  }
}

/// The operator puts another disk in; leases that are not on it are lost.
void fate::restore(node_index i, fault how) {
  auto& disk = world_.node(i).storage();
  if (how == fault::empty_disk)
    disk.wipe();
  else if (!disk.restore_snapshot())
    return;
  machines_[i].loss = data_loss::by_operator;
  world_.node(i).config().number =
      number_of(i, world_.size(), ++machines_[i].restored);
  world_.tell(i, how);
}

/// Mostly one that the node outlives: the root of a lease, or a hop.
void fate::strike_some_actor(node_index i, dice& chance) {
  if (auto apart = chance.fork("actions");
      apart.below(3) == 0 && strike_actions(i, apart))
    return;
  auto& all = world_.node(i).services();
  switch (chance.below(8)) {
  case 0:
    return world_.strike(i, all.leases, "the lease manager");
  case 1:
    return world_.strike(i, all.events, "the event log");
  case 2:
    return world_.strike(i, all.directory, "the directory");
  case 3:
  case 4:
    return strike_hops(i, chance);
  default:
    return strike_chains(i, chance);
  }
}

namespace {

/// All of them, or as often only one.
template <class Map>
void choose(Map& all, dice& chance) {
  if (all.empty() || chance.below(2) == 0)
    return;
  auto only = std::next(all.begin(),
                        static_cast<std::ptrdiff_t>(chance.below(all.size())));
  Map one{{only->first, only->second}};
  all.swap(one);
}

} // namespace

void fate::strike_chains(node_index i, dice& chance) {
  auto manager = state_of<manager_state>(world_.node(i).services().leases);
  if (manager == nullptr)
    return;
  std::map<chain_id, chain_actor> all{manager->chains.begin(),
                                      manager->chains.end()};
  choose(all, chance);
  for (auto& [id, chain] : all)
    world_.strike(i, chain, "chain " + std::to_string(id.value()));
}

/// Each by what people call it.
void fate::strike_some(node_index i, std::map<std::string, caf::actor>& all,
                       dice& chance) {
  choose(all, chance);
  for (auto& [what, actor] : all)
    world_.strike(i, actor, what);
}

/// ORIGINs, QUEUEs and PERFORMERs, where there are any.
bool fate::strike_actions(node_index i, dice& chance) {
  auto actions = state_of<actions_state>(world_.node(i).services().actions);
  if (actions == nullptr)
    return false;
  std::map<std::string, caf::actor> all;
  for (auto& [id, origin] : actions->origins)
    all.emplace("the origin of action " + std::to_string(id.value()),
                caf::actor_cast<caf::actor>(origin));
  for (auto& [name, queue] : actions->queues) {
    all.emplace("the queue of " + name.str(),
                caf::actor_cast<caf::actor>(queue));
    if (auto known = state_of<queue_state>(queue))
      for (auto& [child, performer] : known->performers)
        all.emplace("the performer of child " + child,
                    caf::actor_cast<caf::actor>(performer));
  }
  strike_some(i, all, chance);
  return !all.empty();
}

namespace {

/// Calls back with the state of each gateway that the node runs.
template <class Visit>
void for_each_gateway(world& where, node_index i, Visit visit) {
  auto region = state_of<directory_state>(where.node(i).services().directory);
  if (region == nullptr)
    return;
  for (auto& [name, actor] : region->gateways)
    if (auto gateway = state_of<gateway_state>(actor))
      visit(name, *gateway);
}

} // namespace

void fate::strike_hops(node_index i, dice& chance) {
  for_each_gateway(world_, i, [&](auto& name, auto& gateway) {
    std::map<std::uint64_t, hop_actor> all{gateway.hops.begin(),
                                           gateway.hops.end()};
    choose(all, chance);
    for (auto& [token, hop] : all)
      world_.strike(i, hop, name.str() + "'s hop " + std::to_string(token));
  });
}

/// DRIVERs, and as often as not the RESOURCEs whose interfaces they have.
void fate::strike_drivers(node_index i, dice& chance) {
  std::map<std::string, caf::actor> all;
  for_each_gateway(world_, i, [&](auto&, auto& gateway) {
    for (auto& [nic, resource] : gateway.resources) {
      auto known = state_of<resource_state>(resource);
      if (known == nullptr || !known->circuits)
        continue;
      if (chance.below(2) == 0)
        all.emplace(nic.str(), caf::actor_cast<caf::actor>(resource));
      for (auto& [device, driver] : known->drivers)
        all.emplace("the driver of " + device,
                    caf::actor_cast<caf::actor>(driver));
    }
  });
  strike_some(i, all, chance);
}

void fate::node_ended(node_index i, node_change how) {
  auto& machine = machines_[i];
  if (std::exchange(machine.power, machine::power::stays)
      == machine::power::goes_with_the_process)
    after(true_time{0}, [this, i] { world_.reboot(i); });
  auto delay = std::max(restart_after, machine.held_until - world_.now());
  if (how == node_change::start_failed)
    after(restart_after / 2, [this, i] {
      // What can't be read never will be: only another disk helps (D5).
      auto& disk = world_.node(i).storage();
      if (!world_.node(i).running()
          && disk.read([](auto&&) { return store_error{}; }))
        restore(i, fault::empty_disk);
    });
  start_later(i, delay);
}

void fate::start_later(node_index i, true_time delay) {
  auto turn = ++machines_[i].starts_asked;
  after(delay, [this, i, turn] {
    if (turn == machines_[i].starts_asked && !world_.node(i).running())
      static_cast<void>(world_.start(i));
  });
}

data_loss fate::take_loss(node_index i) {
  return std::exchange(machines_[i].loss, data_loss::none);
}

// -- disks -------------------------------------------------------------------

void fate::to_disk(const trouble& what, dice& chance) {
  auto i = what.node;
  auto& disk = world_.node(i).storage();
  switch (what.kind) {
  case fault::disk_slow:
    world_.tell(i, what.kind);
    oracle_.disk_lags(i, world_.now() + what.length + seconds{1});
    disk.set_timing({milliseconds{5}, milliseconds{300}});
    return after(what.length, [&disk] { disk.set_timing({}); });
  case fault::disk_stall:
    world_.tell(i, what.kind);
    oracle_.disk_lags(i, world_.now() + what.length + seconds{1});
    return disk.stall_until(world_.now() + what.length);
  case fault::disk_write_error:
    return disk.fail_next(disk_fault::write_error);
  case fault::disk_sync_error:
    return disk.fail_next(disk_fault::sync_error);
  case fault::disk_commit_persists:
    return disk.fail_next(disk_fault::commit_persists);
  case fault::disk_tail_lost:
  case fault::disk_torn_row:
    machines_[i].power = machine::power::goes_with_the_process;
    return world_.arm_failpoint(
        i, failpoint::after_write,
        static_cast<std::uint32_t>(1 + chance.below(6)));
  case fault::disk_flipped_bit:
    if (!disk.flip_bit())
      return;
    world_.tell(i, what.kind);
    machines_[i].held_until = world_.now() + what.length;
    return world_.kill(i);
  case fault::disk_low:
    world_.tell(i, what.kind);
    disk.set_space(disk_space::low);
    return after(what.length, [&disk] { disk.set_space(disk_space::ample); });
  default:
    world_.tell(i, what.kind);
    disk.set_room(disk::room::none);
    return after(what.length, [&disk] { disk.set_room(disk::room::some); });
  }
}

// -- clocks ------------------------------------------------------------------

void fate::to_clock(const trouble& what, dice& chance) {
  auto i = what.node;
  auto& node = world_.node(i);
  switch (what.kind) {
  case fault::clock_rate: {
    world_.tell(i, what.kind);
    auto rate = [&chance] {
      return static_cast<std::int32_t>(chance.between(-rate_max, rate_max));
    };
    return node.clock().set_rates({rate(), rate()});
  }
  case fault::wall_jump:
    world_.tell(i, what.kind);
    return node.clock().jump_wall(
        duration{std::chrono::hours{chance.between(-50'000, 50'000)}});
  case fault::suspend:
    oracle_.stood_still(i, what.length);
    return world_.suspend(i, what.length);
  case fault::reboot:
    machines_[i].held_until = world_.now() + what.length;
    world_.reboot(i);
    return start_later(i, what.length);
  default:
    world_.tell(i, what.kind);
    node.set_timer_lateness(
        chance.between(true_time{milliseconds{20}}, true_time{seconds{2}}));
    return after(what.length,
                 [&node] { node.set_timer_lateness(true_time{0}); });
  }
}

// -- networks ----------------------------------------------------------------

void fate::change_weather(const trouble& what, network_weather next) {
  world_.between().set_weather(next);
  after(what.length, [this] { world_.between().set_weather({}); });
}

void fate::to_network(const trouble& what, dice& chance) {
  auto& net = world_.between();
  auto weather = net.weather();
  auto often = static_cast<std::uint32_t>(chance.between(50'000, 400'000));
  auto a = what.node;
  auto b = what.other;
  switch (what.kind) {
  case fault::frame_lost:
    weather.lost = often;
    return change_weather(what, weather);
  case fault::frame_doubled:
    weather.doubled = often;
    return change_weather(what, weather);
  case fault::frame_overtaken:
    weather.delay_longest = milliseconds{300};
    return change_weather(what, weather);
  case fault::frame_delayed:
    weather.delayed = often;
    return change_weather(what, weather);
  case fault::frame_replayed:
    weather.replayed = often;
    return change_weather(what, weather);
  case fault::frame_truncated:
    weather.truncated = often;
    return change_weather(what, weather);
  case fault::frame_damaged:
    weather.damaged = often;
    return change_weather(what, weather);
  case fault::queue_overflow:
    weather.queue_max = 2;
    return change_weather(what, weather);
  case fault::partition_one_way:
  case fault::half_open:
    net.close(a, b, what.kind);
    return after(what.length, [&net, a, b] { net.open(a, b); });
  case fault::partition_groups: {
    std::vector<std::vector<node_index>> groups(2);
    for (node_index i = 0; i < world_.size(); ++i)
      groups[i == a || (i != b && chance.below(2) == 0) ? 0 : 1].push_back(i);
    net.part(groups);
    return after(what.length, [&net] { net.open_all(); });
  }
  case fault::flapping:
    for (true_time t{0}; t < what.length; t += milliseconds{400}) {
      after(t, [&net, a, b] { net.close(a, b, fault::flapping); });
      after(t + milliseconds{200}, [&net, a, b] { net.open(a, b); });
    }
    return;
  case fault::clogged:
    return net.clog(a, b, world_.now() + what.length);
  default:
    return net.reset(a, b);
  }
}

// -- interfaces --------------------------------------------------------------

namespace {

/// What may be wrong with an interface is found by the next look at all of it,
/// or by the next try of a driver that failed.
constexpr true_time noticed_after = seconds{31};

} // namespace

void fate::to_wires(const trouble& what, dice& chance) {
  auto i = what.node;
  auto& wires = world_.node(i).wires();
  const auto end = world_.now() + what.length;
  // What is late is no other than it should be.
  if (what.kind != fault::driver_slow)
    oracle_.wires_troubled(i, end + noticed_after);
  if (what.kind == fault::driver_crash) {
    if (!world_.node(i).running())
      return;
    // A driver that dies once is replaced; again, and its NIC has failed.
    if (machines_[i].drivers_struck++ > 0)
      oracle_.nic_failed(i, {});
    return strike_drivers(i, chance);
  }
  world_.tell(i, what.kind);
  switch (what.kind) {
  case fault::driver_slow:
    oracle_.nic_failed(i, {});
    return wires.slow_until(end);
  case fault::driver_error:
    oracle_.nic_failed(i, {});
    return wires.fail_until(end);
  case fault::driver_lies:
    return wires.lie_until(end);
  case fault::wire_forgets:
    return wires.forget();
  default: {
    const auto all = wires.in_force();
    if (all.empty())
      return;
    auto& device =
        std::next(all.begin(),
                  static_cast<std::ptrdiff_t>(chance.below(all.size())))
            ->first;
    oracle_.nic_failed(i, device);
    return wires.unplug_until(device, end);
  }
  }
}

// -- the end -----------------------------------------------------------------

void fate::heal() {
  healed_ = true;
  lasting_.clear();
  world_.between().set_weather({});
  world_.between().open_all();
  for (node_index i = 0; i < world_.size(); ++i) {
    auto& node = world_.node(i);
    node.set_step_cost(true_time{0});
    node.set_timer_lateness(true_time{0});
    node.storage().set_timing({});
    node.storage().set_space(disk_space::ample);
    node.storage().set_room(disk::room::some);
    node.storage().stall_until(world_.now());
    node.wires().heal();
    static_cast<void>(node.storage().take_fault());
    for (std::size_t n = 0; n < failpoint_count; ++n)
      world_.arm_failpoint(i, static_cast<failpoint>(n), 0);
    if (node.clock().suspended())
      node.clock().wake();
    if (node.paused())
      node.resume();
    machines_[i].held_until = world_.now();
    machines_[i].power = machine::power::stays;
    if (!node.running())
      start_later(i, true_time{0});
  }
}

} // namespace leasehold::sim
