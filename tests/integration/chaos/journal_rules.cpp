// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/journal_rules.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include <fmt/format.h>

#include "messages/codec/stored_codec.hpp"
#include "runtime/clock/stamp_record.hpp"

namespace leasehold::test {

namespace {

bool is(const record& row, record_kind kind) {
  return row.kind == static_cast<std::uint16_t>(kind);
}

amounts amount_of(const std::vector<resource_use>& uses,
                  const resource_name& resource) {
  amounts sum;
  for (auto& use : uses)
    if (use.resource == resource)
      sum += use.amount;
  return sum;
}

/// Where a hop is to have other terms, it takes the more of both.
amounts taken_at(const hop_record& hop, const resource_name& resource,
                 instant at) {
  auto of = [&](const std::vector<resource_use>& uses, const window& term) {
    auto during = term.start <= at && at < term.end;
    return during ? amount_of(uses, resource) : amounts{};
  };
  auto own = of(hop.uses, hop.term);
  return hop.next ? max(own, of(hop.next->uses, hop.next->term)) : own;
}

/// When it begins or ceases to take something.
std::set<instant> turns_of(const hop_record& hop) {
  std::set<instant> turns{hop.term.start, hop.term.end};
  if (hop.next) {
    turns.insert(hop.next->term.start);
    turns.insert(hop.next->term.end);
  }
  return turns;
}

std::set<resource_name> resources_of(const hop_record& hop) {
  std::set<resource_name> all;
  for (auto& use : hop.uses)
    all.insert(use.resource);
  if (hop.next)
    for (auto& use : hop.next->uses)
      all.insert(use.resource);
  return all;
}

bool lives(const lease_record& lease) {
  return lease.phase == lease_phase::granted;
}

std::string text(instant at) {
  return at == forever ? "forever"
                       : fmt::format("{}", at.time_since_epoch().count());
}

std::string name_of(const hop_record& hop) {
  return fmt::format("hop {} of lease {}", hop.key.gateway.str(),
                     to_string(hop.key.lease));
}

} // namespace

journal_rules::journal_rules(std::map<resource_name, amounts> capacities)
    : capacities_(std::move(capacities)) {}

void journal_rules::check(const std::vector<record>& rows,
                          std::size_t state_rows) {
  for (auto& row : rows) {
    take(row, row_ < state_rows ? section::state : section::history);
    if (++row_ == state_rows)
      end_state();
  }
}

void journal_rules::end_state() {
  for (auto& [id, lease] : leases_)
    check_hops(lease);
}

void journal_rules::violate(const char* rule, std::string what) {
  violations.push_back(
      {rule, fmt::format("journal, row {}: {}", row_, std::move(what))});
}

void journal_rules::violate(const char* rule, lease_id of,
                            const std::string& what) {
  violate(rule, what + "; all of the lease:\n" + stories_[of]);
}

void journal_rules::note(lease_id of, const std::string& what) {
  auto time = stamped_ ? stamped_->time_since_epoch().count() : 0;
  stories_[of] += fmt::format("  row {}, after {} ms: {}\n", row_, time, what);
}

void journal_rules::take(const record& row, section where) {
  if (row.what == record::change::put)
    put(row, where);
  else
    erase(row, where);
}

void journal_rules::put(const record& row, section where) {
  if (row.kind == clock_stamp_kind)
    return put_stamp(row, where);
  auto unreadable = [&](const failure& why) {
    violate("D5",
            fmt::format("kind {}, key {}: {}", row.kind, row.key, why.message));
  };
  if (is(row, record_kind::hop)) {
    auto hop = decode_hop(row.body);
    if (!hop)
      return unreadable(hop.error());
    hop_keys_[row.key] = {hop->key.lease, hop->key.gateway};
    put_hop(std::move(*hop), where);
  } else if (is(row, record_kind::lease)) {
    auto lease = decode_lease(row.body);
    if (!lease)
      return unreadable(lease.error());
    lease_keys_[row.key] = lease->info.id;
    put_lease(std::move(*lease), where);
  } else if (is(row, record_kind::event)) {
    auto event = decode_event(row.body);
    event ? put_event(*event, where) : unreadable(event.error());
  } else if (is(row, record_kind::capacity)) {
    auto capacity = decode_capacity(row.body);
    if (!capacity)
      return unreadable(capacity.error());
    capacities_[capacity->resource] = capacity->capacity;
    if (where == section::history && is_overdrawn(capacity->resource))
      overdrawn_.try_emplace(capacity->resource);
    look_again(capacity->resource);
  } else if (is(row, record_kind::node)) {
    auto node = decode_node(row.body);
    if (!node)
      return unreadable(node.error());
    if (node->boots <= boots_)
      violate(
          "C3",
          fmt::format("start {} comes after start {}", node->boots, boots_));
    boots_ = node->boots;
    for (auto& [resource, stamps] : overdrawn_)
      stamps = 0;
  }
}

void journal_rules::erase(const record& row, section) {
  if (is(row, record_kind::hop)) {
    auto key = hop_keys_.find(row.key);
    auto hop = key == hop_keys_.end() ? hops_.end() : hops_.find(key->second);
    if (hop != hops_.end())
      erase_hop(hop_record{hop->second});
  } else if (is(row, record_kind::lease)) {
    if (auto key = lease_keys_.find(row.key); key != lease_keys_.end())
      erase_lease(key->second);
  }
}

// -- hops --------------------------------------------------------------------

void journal_rules::put_hop(hop_record hop, section where) {
  const hop_name name{hop.key.lease, hop.key.gateway};
  note(name.first,
       fmt::format("hop {}, epoch {}, state {}, from {} to {}, "
                   "deadline {}",
                   name.second.str(), hop.key.epoch.value(),
                   static_cast<int>(hop.state), text(hop.term.start),
                   text(hop.term.end), text(hop.deadline)));
  auto before = hops_.find(name);
  auto known = before != hops_.end();
  if (known && hop.key.epoch < before->second.key.epoch)
    violate("C3",
            fmt::format("{} goes back to epoch {} from {}", name_of(hop),
                        hop.key.epoch.value(),
                        before->second.key.epoch.value()));
  const auto old = known ? before->second : hop_record{};
  for (auto& resource : resources_of(old))
    users_[resource].erase(name);
  for (auto& resource : resources_of(hop))
    users_[resource].insert(name);
  auto& entry = hops_[name] = std::move(hop);
  if (where == section::state)
    return;
  for (auto& resource : resources_of(entry))
    check_room(resource, entry, old);
  for (auto& resource : resources_of(old))
    look_again(resource);
  auto lease = leases_.find(name.first);
  if (lease == leases_.end() || !lives(lease->second))
    return;
  for (auto& wanted : lease->second.info.route.hops)
    if (wanted.gateway == name.second)
      check_hop(lease->second, wanted);
}

void journal_rules::check_room(const resource_name& resource,
                               const hop_record& hop,
                               const hop_record& before) {
  // What is taken at each instant, from what begins and ceases.
  std::map<instant, amounts> steps;
  for (auto& name : users_[resource]) {
    auto& other = hops_.at(name);
    amounts level;
    for (auto at : turns_of(other)) {
      auto taken = taken_at(other, resource, at);
      steps[at] += taken - level;
      level = taken;
    }
  }
  for (auto at : turns_of(before))
    steps.try_emplace(at);
  auto& capacity = capacities_[resource];
  amounts sum;
  for (auto& [at, step] : steps) {
    sum += step;
    // What it had may be too much since: it is what it takes beyond that.
    if (!sum.fits(capacity)
        && !taken_at(hop, resource, at).fits(taken_at(before, resource, at)))
      return violate("C1", hop.key.lease,
                     fmt::format("with {}, {} of {} are taken from {} on, it "
                                 "has {}",
                                 name_of(hop), to_string(sum), resource.str(),
                                 text(at), to_string(capacity)));
  }
}

bool journal_rules::is_overdrawn(const resource_name& resource) const {
  auto users = users_.find(resource);
  if (users == users_.end() || !stamped_)
    return false;
  amounts sum;
  for (auto& name : users->second)
    sum += taken_at(hops_.at(name), resource, *stamped_);
  return !sum.fits(capacities_.at(resource));
}

void journal_rules::look_again(const resource_name& resource) {
  if (auto i = overdrawn_.find(resource);
      i != overdrawn_.end() && !is_overdrawn(resource))
    overdrawn_.erase(i);
}

void journal_rules::count_overdrawn(duration since_last) {
  // The manager looks at what is under way once a second.
  constexpr std::size_t stamps_max = 4;
  constexpr duration stamped_each{1500};
  for (auto i = overdrawn_.begin(); i != overdrawn_.end();) {
    auto& [resource, stamps] = *i;
    if (!is_overdrawn(resource)) {
      i = overdrawn_.erase(i);
      continue;
    }
    stamps = since_last <= stamped_each ? stamps + 1 : 0;
    if (stamps == stamps_max)
      violate("C8",
              fmt::format("{} shrank to {} and has been overdrawn for {} "
                          "stamps of the time",
                          resource.str(), to_string(capacities_.at(resource)),
                          stamps));
    ++i;
  }
}

void journal_rules::erase_hop(const hop_record& hop) {
  const hop_name name{hop.key.lease, hop.key.gateway};
  note(name.first, fmt::format("hop {} is gone", name.second.str()));
  for (auto& resource : resources_of(hop))
    users_[resource].erase(name);
  hops_.erase(name);
  for (auto& resource : resources_of(hop))
    look_again(resource);
  ended_[name] = hop;
  auto lease = leases_.find(hop.key.lease);
  if (lease != leases_.end() && lives(lease->second))
    due_.push_back({"T1", name.first,
                    std::min(hop.deadline, lease->second.info.term.end)});
}

// -- leases ------------------------------------------------------------------

void journal_rules::put_lease(lease_record lease, section where) {
  auto id = lease.info.id;
  note(id,
       fmt::format("lease, epoch {}, phase {}, from {} to {}, event {}",
                   lease.info.epoch.value(), static_cast<int>(lease.phase),
                   text(lease.info.term.start), text(lease.info.term.end),
                   lease.last_sequence));
  auto before = leases_.find(id);
  if (before != leases_.end()) {
    auto& old = before->second;
    if (!lives(old) && lives(lease))
      violate("R1", id,
              fmt::format("lease {} was over and lives", to_string(id)));
    if (lease.info.epoch < old.info.epoch)
      violate("C3",
              fmt::format("lease {} goes back to epoch {} from {}",
                          to_string(id), lease.info.epoch.value(),
                          old.info.epoch.value()));
    if (lease.last_sequence < old.last_sequence)
      violate("N2",
              fmt::format("lease {} goes back to event {} from {}",
                          to_string(id), lease.last_sequence,
                          old.last_sequence));
  }
  auto& entry = leases_[id] = std::move(lease);
  if (where == section::history)
    check_hops(entry);
}

void journal_rules::check_hops(const lease_record& lease) {
  if (lives(lease))
    for (auto& wanted : lease.info.route.hops)
      check_hop(lease, wanted);
}

void journal_rules::check_hop(const lease_record& lease,
                              const route_hop& wanted) {
  auto name = to_string(lease.info.id);
  auto i = hops_.find({lease.info.id, wanted.gateway});
  // A gateway ends its part when its time has come, and the lease may be
  // written as alive a little later. The next stamp tells whether it had come.
  if (i == hops_.end()) {
    auto ended = ended_.find({lease.info.id, wanted.gateway});
    if (ended == ended_.end())
      due_.push_back({"C5", lease.info.id, lease.info.term.end});
    else if (ended->second.term.end < lease.info.term.end)
      violate("C4", lease.info.id,
              fmt::format("lease {} outlives its hop at {}, which is gone",
                          name, wanted.gateway.str()));
    return;
  }
  auto& hop = i->second;
  auto end =
      hop.next ? std::max(hop.term.end, hop.next->term.end) : hop.term.end;
  if (end < lease.info.term.end)
    violate("C4", lease.info.id,
            fmt::format("lease {} outlives its hop at {} by {} ms", name,
                        wanted.gateway.str(),
                        (lease.info.term.end - end).count()));
  for (auto& use : wanted.uses) {
    auto has = amount_of(hop.uses, use.resource);
    if (hop.next)
      has = max(has, amount_of(hop.next->uses, use.resource));
    if (!use.amount.fits(has))
      violate("N1", lease.info.id,
              fmt::format("lease {} has {} of {} and its hop {}", name,
                          to_string(use.amount), use.resource.str(),
                          to_string(has)));
  }
}

void journal_rules::erase_lease(lease_id lease) {
  leases_.erase(lease);
  ended_.erase(ended_.lower_bound({lease, {}}),
               ended_.lower_bound({lease_id{lease.value() + 1}, {}}));
  auto hop = hops_.lower_bound({lease, {}});
  if (hop != hops_.end() && hop->first.first == lease)
    violate("C7", lease, fmt::format("{} is left", name_of(hop->second)));
}

// -- the node's own ----------------------------------------------------------

void journal_rules::put_event(const lease_event& event, section where) {
  note(event.lease,
       fmt::format("event {}: {}, {}", event.number,
                   leasehold::to_string(event.kind),
                   leasehold::to_string(event.reason)));
  if (where == section::history && last_event_ != 0
      && event.number != last_event_ + 1)
    violate("N2",
            fmt::format("event {} comes after {}", event.number, last_event_));
  last_event_ = std::max(last_event_, event.number);
}

void journal_rules::put_stamp(const record& row, section where) {
  auto read = parse_clock_stamp(row);
  auto stamp = std::get_if<clock_stamp>(&read);
  if (stamp == nullptr)
    return violate("D5", "a clock stamp can't be read");
  if (where == section::history && stamped_ && stamp->at < *stamped_)
    violate("T4",
            fmt::format("the timeline goes back by {} ms",
                        (*stamped_ - stamp->at).count()));
  auto since_last = stamped_ ? stamp->at - *stamped_ : duration::max();
  stamped_ = stamp->at;
  count_overdrawn(since_last);
  for (auto& [rule, lease, at] : due_)
    if (at > stamp->at)
      violate(rule, lease,
              fmt::format("lease {} lacks a hop {} ms before its end",
                          to_string(lease), (at - stamp->at).count()));
  due_.clear();
}

} // namespace leasehold::test
