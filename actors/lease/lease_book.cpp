// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_book.hpp"

#include <algorithm>

#include "actors/route/route_uses.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

const lease_book::id_set no_leases;
const lease_work no_work;

bool may_see(const principal& who, const lessee_name& lessee) {
  return who.role == role::operator_ || who.name == lessee;
}

bool takes(const route& path, const resource_name& resource) {
  return takes_any(path, [&](const resource_name& x) { return x == resource; });
}

bool matches(const lease_filter& filter, const lease_info& info) {
  return (!filter.lease || *filter.lease == info.id)
      && (!filter.lessee || *filter.lessee == info.lessee)
      && (!filter.resource || *filter.resource == info.target
          || takes(info.route, *filter.resource))
      && (!filter.gateway || hop_at(info.route, *filter.gateway) != nullptr);
}

bool is_rehearsal(const setting_up& x) {
  return x.admitted.request.intent == request_intent::dry_run;
}

bool takes_the_same(const route_hop& x, const route_hop& y) {
  return std::equal(x.uses.begin(), x.uses.end(), y.uses.begin(), y.uses.end(),
                    [](auto& a, auto& b) {
                      return a.resource == b.resource && a.amount == b.amount;
                    });
}

/// Whether both are in the same indexes with the same amounts, as after most
/// renewals.
bool indexed_alike(const lease_record& x, const lease_record& y) {
  auto restricted = [](const lease_info& info) {
    return info.amount != info.asked;
  };
  auto suspended = [](const lease_info& info) {
    return info.state == lease_state::suspended;
  };
  auto& before = x.info.route.hops;
  auto& after = y.info.route.hops;
  return x.phase == y.phase && x.info.hold == y.info.hold
      && restricted(x.info) == restricted(y.info)
      && suspended(x.info) == suspended(y.info)
      && std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    takes_the_same);
}

template <class Map>
const lease_book::id_set& ids_in(const Map& all,
                                 const typename Map::key_type& key) {
  auto i = all.find(key);
  return i == all.end() ? no_leases : i->second;
}

template <class Map>
void drop(Map& all, const typename Map::key_type& key, lease_id lease) {
  auto i = all.find(key);
  LEASEHOLD_CHECK(i != all.end() && i->second.erase(lease) == 1,
                  "a lease was not in an index of the book");
  if (i->second.empty())
    all.erase(i);
}

} // namespace

const lease_work& lease_entry::work() const noexcept {
  return work_ ? *work_ : no_work;
}

// -- entries ------------------------------------------------------------------

const lease_entry* lease_book::find(lease_id lease) const {
  auto i = entries_.find(lease);
  return i == entries_.end() ? nullptr : &i->second;
}

lease_entry* lease_book::find(lease_id lease) {
  auto i = entries_.find(lease);
  return i == entries_.end() ? nullptr : &i->second;
}

const lease_record* lease_book::record(lease_id lease) const {
  auto entry = find(lease);
  return entry == nullptr ? nullptr : entry->record_.get();
}

const lease_entry* lease_book::find(lease_id lease,
                                    const principal& who) const {
  auto entry = find(lease);
  return entry != nullptr && entry->record_
          && may_see(who, entry->record_->info.lessee)
      ? entry
      : nullptr;
}

lease_entry* lease_book::find(lease_id lease, const principal& who) {
  return const_cast<lease_entry*>(std::as_const(*this).find(lease, who));
}

void lease_book::begin(lease_id lease, setting_up request) {
  auto& asked = request.admitted.request;
  setups_by_lessee_[asked.lessee].insert(lease);
  if (asked.request.value() != 0 && !is_rehearsal(request))
    by_request_[{asked.lessee, asked.request.value()}] = lease;
  auto [i, is_new] = entries_.try_emplace(lease);
  LEASEHOLD_CHECK(is_new, "a lease id was given out twice");
  ++setups_;
  i->second.work_ = std::make_unique<lease_work>();
  i->second.work_->operation = std::move(request);
}

void lease_book::put(record_ptr record) {
  LEASEHOLD_CHECK(record != nullptr, "a lease without a record was entered");
  auto& info = record->info;
  auto [i, is_new] = entries_.try_emplace(info.id);
  auto& entry = i->second;
  auto before = std::exchange(entry.record_, std::move(record));
  if (before && indexed_alike(*before, *entry.record_))
    return;
  if (before) {
    unindex(*before);
  } else {
    if (!is_new)
      leave_setups(info.id, info.lessee);
    by_lessee_[info.lessee].insert(info.id);
    if (auto number = entry.record_->request.value(); number != 0)
      by_request_[{info.lessee, number}] = info.id;
  }
  index(*entry.record_);
}

void lease_book::erase(lease_id lease) {
  auto i = entries_.find(lease);
  LEASEHOLD_CHECK(i != entries_.end() && i->second.record_,
                  "a lease without a record was taken out");
  auto record = std::move(i->second.record_);
  entries_.erase(i);
  auto& lessee = record->info.lessee;
  unindex(*record);
  drop(by_lessee_, lessee, lease);
  remember(lease, lessee, record->request);
}

setting_up lease_book::take_setup(lease_id lease) {
  auto under_way = doing<setting_up>(lease);
  LEASEHOLD_CHECK(under_way != nullptr, "what was taken out is no set-up");
  auto request = std::move(*under_way);
  entries_.erase(lease);
  auto& asked = request.admitted.request;
  leave_setups(lease, asked.lessee);
  auto made = by_request_.find({asked.lessee, asked.request.value()});
  if (made != by_request_.end() && made->second == lease)
    by_request_.erase(made);
  return request;
}

void lease_book::leave_setups(lease_id lease, const lessee_name& lessee) {
  drop(setups_by_lessee_, lessee, lease);
  LEASEHOLD_CHECK(setups_ > 0, "more set-ups ended than began");
  --setups_;
}

// -- what is under way and owed -----------------------------------------------

lease_work& lease_book::work_of(lease_id lease) {
  auto entry = find(lease);
  LEASEHOLD_CHECK(entry != nullptr, "work for a lease that is not in the book");
  if (!entry->work_)
    entry->work_ = std::make_unique<lease_work>();
  return *entry->work_;
}

lease_operation lease_book::exchange(lease_id lease, lease_operation next) {
  return std::exchange(work_of(lease).operation, std::move(next));
}

std::optional<renewing>& lease_book::next_renewal(lease_id lease) {
  return work_of(lease).next;
}

std::optional<owed_change>& lease_book::owed_change_of(lease_id lease) {
  return work_of(lease).change;
}

std::optional<owed_end>& lease_book::owed_end_of(lease_id lease) {
  return work_of(lease).end;
}

void lease_book::tidy(lease_id lease) {
  auto entry = find(lease);
  if (entry != nullptr && entry->work_ && entry->work_->empty())
    entry->work_.reset();
}

// -- leases that are gone -----------------------------------------------------

void lease_book::remember(lease_id lease, const lessee_name& lessee,
                          request_id request) {
  auto [i, is_new] = ended_.try_emplace(lease, past_lease{lessee, request});
  if (request.value() != 0) {
    i->second.request = request;
    by_request_[{lessee, request.value()}] = lease;
  }
  if (!is_new)
    return;
  ended_order_.push_back(lease);
  if (ended_order_.size() > ended_max)
    forget_oldest();
}

void lease_book::forget_oldest() {
  auto lease = ended_order_.front();
  ended_order_.pop_front();
  auto past = ended_.extract(lease).mapped();
  auto made = by_request_.find({past.lessee, past.request.value()});
  if (made != by_request_.end() && made->second == lease
      && entries_.count(lease) == 0)
    by_request_.erase(made);
}

bool lease_book::was(lease_id lease, const principal& who) const {
  auto i = ended_.find(lease);
  return i != ended_.end() && may_see(who, i->second.lessee);
}

std::optional<lease_id> lease_book::made_by(const lessee_name& lessee,
                                            request_id request) const {
  if (request.value() == 0)
    return std::nullopt;
  auto i = by_request_.find({lessee, request.value()});
  return i == by_request_.end() ? std::nullopt : std::optional{i->second};
}

// -- indexes ------------------------------------------------------------------

void lease_book::index(const lease_record& record) {
  if (record.phase != lease_phase::granted)
    return;
  auto& info = record.info;
  for (auto& hop : info.route.hops)
    for (auto& use : hop.uses) {
      auto& of = by_resource_[use.resource];
      of.leases.insert(info.id);
      of.taken += use.amount;
    }
  by_hold_.at(info.hold).insert(info.id);
  if (info.amount != info.asked)
    restricted_.insert(info.id);
  if (info.state == lease_state::suspended)
    suspended_.insert(info.id);
}

void lease_book::unindex(const lease_record& record) {
  if (record.phase != lease_phase::granted)
    return;
  auto& info = record.info;
  for (auto& hop : info.route.hops)
    for (auto& use : hop.uses) {
      auto i = by_resource_.find(use.resource);
      // A link is used at both of its ends: its second use finds the lease
      // gone.
      if (i == by_resource_.end())
        continue;
      i->second.leases.erase(info.id);
      i->second.taken -= use.amount;
      if (i->second.leases.empty())
        by_resource_.erase(i);
    }
  by_hold_.at(info.hold).erase(info.id);
  restricted_.erase(info.id);
  suspended_.erase(info.id);
}

const lease_book::id_set&
lease_book::of_lessee(const lessee_name& lessee) const {
  return ids_in(by_lessee_, lessee);
}

const lease_book::id_set&
lease_book::setups_of(const lessee_name& lessee) const {
  return ids_in(setups_by_lessee_, lessee);
}

const lease_book::id_set&
lease_book::on_resource(const resource_name& resource) const {
  auto i = by_resource_.find(resource);
  return i == by_resource_.end() ? no_leases : i->second.leases;
}

amounts lease_book::taken(const resource_name& resource) const {
  auto i = by_resource_.find(resource);
  return i == by_resource_.end() ? amounts{} : i->second.taken;
}

std::vector<lease_book::record_ptr>
lease_book::page(const lease_filter& filter, const principal& who,
                 lease_id after, std::size_t count_max) const {
  std::vector<record_ptr> result;
  auto take = [&](const lease_entry& entry) {
    if (entry.granted() && may_see(who, entry.record_->info.lessee)
        && matches(filter, entry.record_->info))
      result.push_back(entry.record_);
    return result.size() <= count_max;
  };
  auto take_from = [&](const id_set& ids) {
    for (auto i = ids.upper_bound(after);
         i != ids.end() && take(entries_.at(*i)); ++i) {
    }
  };
  if (filter.lease) {
    auto entry = find(*filter.lease);
    if (entry != nullptr && after < *filter.lease)
      take(*entry);
    return result;
  }
  auto lessee =
      who.role == role::operator_ ? filter.lessee : std::optional{who.name};
  if (lessee) {
    take_from(of_lessee(*lessee));
  } else {
    for (auto i = entries_.upper_bound(after);
         i != entries_.end() && take(i->second); ++i) {
    }
  }
  return result;
}

} // namespace leasehold
