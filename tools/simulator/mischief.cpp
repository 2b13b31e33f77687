// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/mischief.hpp"

#include <utility>

namespace leasehold::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds pause_shortest = seconds{1};
constexpr nanoseconds pause_longest = seconds{20};
constexpr nanoseconds lasts_shortest = milliseconds{100};
constexpr nanoseconds lasts_longest = seconds{10};
/// How far a clock may be off, in parts per million, for terms to be kept.
constexpr std::int64_t rate_bound_ppm = 1000;
constexpr std::uint32_t common = 100'000;

} // namespace

mischief::mischief(world& where)
    : where_(where), chance_(where.chance().fork("mischief")) {
  where_.add(*this);
}

mischief::~mischief() {
  where_.remove(*this);
}

void mischief::begin(std::vector<fault> kinds) {
  end();
  kinds_ = std::move(kinds);
  schedule();
}

void mischief::end() {
  if (!going_on())
    return;
  ++era_;
  kinds_.clear();
  where_.between().open_all();
  where_.between().set_weather({});
  for (node_index i = 0; i < where_.size(); ++i) {
    auto& node = where_.node(i);
    node.set_step_cost({});
    node.set_timer_lateness({});
    node.clock().set_rates({});
    node.storage().fail_next(disk_fault::none);
    node.storage().set_timing({});
    node.storage().stall_until({});
    node.storage().set_space(disk_space::ample);
    node.storage().set_room(disk::room::some);
    if (!node.running() && left_down_.count(i) == 0)
      static_cast<void>(where_.start(i));
  }
}

void mischief::after(nanoseconds length, std::function<void()> what) {
  where_.at(where_.now() + length, [this, era = era_, what = std::move(what)] {
    if (era == era_)
      what();
  });
}

void mischief::schedule() {
  if (kinds_.empty())
    return;
  after(chance_.between(pause_shortest, pause_longest), [this] {
    strike(kinds_[chance_.below(kinds_.size())], chance_.below(where_.size()));
    schedule();
  });
}

// Told of by whoever ends a process, so it may not be started in here.
void mischief::node_changed(true_time, const node_note& note) {
  if (going_on()
      && (note.change == node_change::killed || note.change == node_change::died
          || note.change == node_change::start_failed))
    start_later(note.node);
}

void mischief::start_later(node_index node) {
  after(chance_.between(seconds{1}, seconds{5}), [this, node] {
    if (!where_.node(node).running() && left_down_.count(node) == 0)
      static_cast<void>(where_.start(node));
  });
}

void mischief::strike(fault kind, node_index node) {
  ++count_;
  const auto length = chance_.between(lasts_shortest, lasts_longest);
  if (kind < fault::disk_slow)
    return strike_process(kind, node, length);
  if (kind < fault::clock_rate)
    return strike_disk(kind, node, length);
  if (kind < fault::frame_lost)
    return strike_process(kind, node, length);
  strike_network(kind, node, length);
}

void mischief::strike_process(fault kind, node_index node, nanoseconds length) {
  auto& target = where_.node(node);
  switch (kind) {
  case fault::kill:
    return where_.kill(node);
  case fault::pause:
    return where_.pause(node, length);
  case fault::suspend:
    return where_.suspend(node, length);
  case fault::reboot:
    return where_.reboot(node);
  case fault::slow_node:
    target.set_step_cost(milliseconds{1});
    after(length, [&target] { target.set_step_cost({}); });
    break;
  case fault::late_timers:
    target.set_timer_lateness(milliseconds{500});
    after(length, [&target] { target.set_timer_lateness({}); });
    break;
  case fault::clock_rate: {
    const auto draw = [this] {
      return static_cast<std::int32_t>(
          chance_.between(-rate_bound_ppm, rate_bound_ppm));
    };
    const auto steered = draw();
    target.clock().set_rates({steered, draw()});
    break;
  }
  case fault::wall_jump:
    target.clock().jump_wall(
        duration{chance_.between(-duration{std::chrono::hours{8760}}.count(),
                                 duration{std::chrono::hours{8760}}.count())});
    break;
  default:
    break;
  }
  where_.tell(node, kind);
}

void mischief::strike_disk(fault kind, node_index node, nanoseconds length) {
  auto& disk = where_.node(node).storage();
  switch (kind) {
  case fault::disk_slow:
    disk.set_timing({milliseconds{20}, seconds{1}});
    after(length, [&disk] { disk.set_timing({}); });
    break;
  case fault::disk_stall:
    disk.stall_until(where_.now() + length);
    break;
  case fault::disk_write_error:
    disk.fail_next(disk_fault::write_error);
    break;
  case fault::disk_sync_error:
    disk.fail_next(disk_fault::sync_error);
    break;
  case fault::disk_commit_persists:
    disk.fail_next(disk_fault::commit_persists);
    break;
  case fault::disk_low:
    disk.set_space(disk_space::low);
    after(length, [&disk] { disk.set_space(disk_space::ample); });
    break;
  case fault::disk_full:
    disk.set_room(disk::room::none);
    after(length, [&disk] { disk.set_room(disk::room::some); });
    break;
  default:
    break;
  }
  where_.tell(node, kind);
}

void mischief::spoil_weather(fault kind, nanoseconds length) {
  network_weather weather;
  switch (kind) {
  case fault::frame_lost:
    weather.lost = common;
    break;
  case fault::frame_doubled:
    weather.doubled = common;
    break;
  case fault::frame_replayed:
    weather.replayed = common;
    break;
  case fault::frame_truncated:
    weather.truncated = common;
    break;
  default:
    weather.delayed = common;
    break;
  }
  where_.between().set_weather(weather);
  after(length, [this] { where_.between().set_weather({}); });
}

void mischief::strike_network(fault kind, node_index node, nanoseconds length) {
  // A node alone has no network.
  if (where_.size() < 2)
    return;
  const auto other =
      (node + 1 + chance_.below(where_.size() - 1)) % where_.size();
  auto& between = where_.between();
  switch (kind) {
  case fault::partition_one_way:
  case fault::partition_groups:
    between.close(node, other, kind);
    if (kind == fault::partition_groups)
      between.close(other, node, kind);
    after(length, [&between, node, other] {
      between.open(node, other);
      between.open(other, node);
    });
    return;
  case fault::clogged:
    return between.clog(node, other, where_.now() + length);
  case fault::connection_reset:
    return between.reset(node, other);
  default:
    spoil_weather(kind, length);
  }
}

} // namespace leasehold::sim
