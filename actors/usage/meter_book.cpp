// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/meter_book.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leasehold {

namespace {

constexpr std::uint64_t bits = 8;
constexpr std::uint64_t ms_in_second = 1000;

const meter_key leased{traffic_kind::leased, {}};
const meter_key rest{traffic_kind::rest, {}};

meter_key of_lease(lease_id x) {
  return {traffic_kind::lease, x};
}

/// Whether the one counter may have said both, this after that.
bool follows(const channel_traffic& x, const meter_record::reading& before) {
  return x.counter == before.counter && x.bytes >= before.said.bytes
      && x.packets >= before.said.packets && x.drops >= before.said.drops;
}

traffic difference(const traffic& x, const traffic& before) {
  return {x.bytes - before.bytes, x.packets - before.packets,
          x.drops - before.drops};
}

std::uint64_t rate_of(std::uint64_t bytes, duration over) {
  return over <= duration::zero()
      ? 0
      : bytes * bits * ms_in_second / static_cast<std::uint64_t>(over.count());
}

} // namespace

// -- readings ----------------------------------------------------------------

void meter_book::restore(const meter_record& x, instant now) {
  auto& known = nics_[x.nic];
  known.heard_at = now;
  auto& meter = known.meters[{x.of, x.lease}];
  meter.total = x.total;
  meter.last = x.last;
  meter.written = true;
}

meter_book::meter& meter_book::meter_of(const resource_name& name,
                                        const meter_key& key) {
  return nics_[name].meters[key];
}

traffic meter_book::read(const resource_name& name, const meter_key& key,
                         const channel_traffic& x) {
  auto& meter = meter_of(name, key);
  const auto passed = meter.last && follows(x, *meter.last)
      ? difference(x, meter.last->said)
      : traffic{x};
  const auto is_new = !meter.last || meter.last->counter != x.counter;
  meter.last = meter_record::reading{x.counter, x};
  meter.total += passed;
  if (is_new || passed != traffic{})
    dirty_.emplace(name, key);
  return passed;
}

/// Of what passed while nobody read, it is not known when.
void meter_book::add_step(meter& to, const nic& of, std::uint64_t bytes,
                          instant now) {
  if (!of.read_at || *of.read_at >= now)
    return;
  to.steps.push_back({*of.read_at, now, bytes});
  if (to.steps.size() > traffic_steps)
    to.steps.pop_front();
}

meter_book::deliveries meter_book::note(const note_traffic& x, instant now) {
  deliveries result;
  auto& of = nics_[x.nic];
  of.gateway = x.gateway;
  of.heard_at = now;
  for (auto& lease : x.leases) {
    auto& meter = meter_of(x.nic, of_lease(lease.lease));
    meter.lessee = lease.lessee;
    meter.place = lease.place;
  }
  traffic sum;
  for (auto& [id, meter] : of.meters) {
    if (id.first != traffic_kind::lease)
      continue;
    auto found = x.read.channels.find(id.second.value());
    auto ended = found != x.read.channels.end() || !meter.last
        ? x.read.ended.end()
        : std::find_if(
            x.read.ended.begin(), x.read.ended.end(),
            [&last = *meter.last](auto& each) { return follows(each, last); });
    traffic passed;
    if (found != x.read.channels.end())
      passed = read(x.nic, id, found->second);
    else if (ended != x.read.ended.end())
      passed = read(x.nic, id, *ended);
    if (found == x.read.channels.end() && meter.last) {
      // The next counter is another one, whatever its number.
      meter.last.reset();
      dirty_.emplace(x.nic, id);
    }
    sum += passed;
    add_step(meter, of, passed.bytes, now);
    if (meter.place == metered_at::target && passed.bytes > 0)
      result.push_back({meter.lessee, passed.bytes});
  }
  auto& all = meter_of(x.nic, leased);
  all.total += sum;
  if (sum != traffic{})
    dirty_.emplace(x.nic, leased);
  add_step(all, of, sum.bytes + std::exchange(of.ended_bytes, 0), now);
  auto unleased = read(x.nic, rest, {x.read.rest, 0});
  add_step(meter_of(x.nic, rest), of, unleased.bytes, now);
  of.read_at = now;
  forget_others(x.nic, x);
  return result;
}

meter_book::deliveries meter_book::note(const note_last_traffic& x,
                                        instant now) {
  auto& of = nics_[x.nic];
  of.gateway = x.gateway;
  of.heard_at = now;
  const auto id = of_lease(x.whose.lease);
  auto& meter = meter_of(x.nic, id);
  if (!x.whose.lessee.empty()) {
    meter.lessee = x.whose.lessee;
    meter.place = x.whose.place;
  }
  const auto passed = read(x.nic, id, x.read);
  meter.last.reset();
  dirty_.emplace(x.nic, id);
  meter_of(x.nic, leased).total += passed;
  dirty_.emplace(x.nic, leased);
  of.ended_bytes += passed.bytes;
  if (meter.place != metered_at::target || passed.bytes == 0)
    return {};
  return {{meter.lessee, passed.bytes}};
}

// -- what is kept ------------------------------------------------------------

void meter_book::forget(const resource_name& name, const meter_key& key,
                        const meter& x) {
  dirty_.erase({name, key});
  if (x.written)
    gone_.push_back(record_of(name, key, x));
}

void meter_book::forget_others(const resource_name& name,
                               const note_traffic& x) {
  std::set<lease_id> here;
  for (auto& each : x.leases)
    here.insert(each.lease);
  auto& meters = nics_.at(name).meters;
  for (auto i = meters.begin(); i != meters.end();) {
    auto& [kind, lease] = i->first;
    if (kind != traffic_kind::lease || here.count(lease) > 0
        || x.read.channels.count(lease.value()) > 0) {
      ++i;
      continue;
    }
    forget(name, i->first, i->second);
    i = meters.erase(i);
  }
}

void meter_book::drop_silent(instant now) {
  for (auto i = nics_.begin(); i != nics_.end();) {
    auto& [name, of] = *i;
    if (now < saturating_add(of.heard_at, silence_max)) {
      ++i;
      continue;
    }
    for (auto& [id, meter] : of.meters)
      forget(name, id, meter);
    i = nics_.erase(i);
  }
}

meter_record meter_book::record_of(const resource_name& name,
                                   const meter_key& key, const meter& x) {
  return {name, key.first, key.second, x.total, x.last};
}

meter_book::changes meter_book::take_changes(instant now) {
  drop_silent(now);
  changes result;
  for (auto& [name, id] : std::exchange(dirty_, {})) {
    auto& meter = nics_.at(name).meters.at(id);
    meter.written = true;
    result.put.push_back(record_of(name, id, meter));
  }
  result.erased = std::exchange(gone_, {});
  return result;
}

// -- questions ---------------------------------------------------------------

nic_traffic meter_book::view(const resource_name& name, const nic& of,
                             const meter_key& key, const meter& x) {
  nic_traffic y;
  y.nic = name;
  y.gateway = of.gateway;
  y.of = key.first;
  y.lease = key.second;
  y.total = x.total;
  std::uint64_t bytes = 0;
  duration over{0};
  for (auto& each : x.steps) {
    y.steps.push_back(rate_of(each.bytes, each.to - each.from));
    if (each.to > *of.read_at - rate_over) {
      bytes += each.bytes;
      over += each.to - each.from;
    }
  }
  y.rate = rate_of(bytes, over);
  return y;
}

std::vector<nic_traffic> meter_book::tell(const traffic_query& question,
                                          const principal& who) const {
  std::vector<nic_traffic> result;
  for (auto& [name, of] : nics_) {
    // Before it is read it is not known what there is.
    if (!of.read_at || (question.nic && *question.nic != name))
      continue;
    if (!question.lease) {
      for (auto& id : {leased, rest})
        result.push_back(view(name, of, id, of.meters.at(id)));
      continue;
    }
    auto i = of.meters.find(of_lease(*question.lease));
    if (i != of.meters.end()
        && (who.role == role::operator_ || i->second.lessee == who.name))
      result.push_back(view(name, of, i->first, i->second));
  }
  return result;
}

} // namespace leasehold
