// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_table.hpp"

#include <algorithm>

#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

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

} // namespace

void lease_table::put(entry record) {
  auto& info = record->info;
  by_lessee_[info.lessee].insert(info.id);
  if (record->request.value() != 0)
    by_request_[{info.lessee, record->request.value()}] = info.id;
  auto id = info.id;
  leases_.insert_or_assign(id, std::move(record));
}

void lease_table::erase(lease_id lease) {
  auto i = leases_.find(lease);
  if (i == leases_.end())
    return;
  auto record = i->second;
  leases_.erase(i);
  auto& lessee = record->info.lessee;
  auto of = by_lessee_.find(lessee);
  of->second.erase(lease);
  if (of->second.empty())
    by_lessee_.erase(of);
  remember(lease, lessee, record->request);
}

void lease_table::remember(lease_id lease, const lessee_name& lessee,
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

void lease_table::forget_oldest() {
  auto lease = ended_order_.front();
  ended_order_.pop_front();
  auto past = ended_.extract(lease).mapped();
  auto made = by_request_.find({past.lessee, past.request.value()});
  if (made != by_request_.end() && made->second == lease
      && leases_.count(lease) == 0)
    by_request_.erase(made);
}

const lease_record* lease_table::find(lease_id lease) const {
  auto i = leases_.find(lease);
  return i == leases_.end() ? nullptr : i->second.get();
}

const lease_record* lease_table::find(lease_id lease,
                                      const principal& who) const {
  auto record = find(lease);
  return record != nullptr && may_see(who, record->info.lessee) ? record
                                                                : nullptr;
}

bool lease_table::was(lease_id lease, const principal& who) const {
  auto i = ended_.find(lease);
  return i != ended_.end() && may_see(who, i->second.lessee);
}

const lease_record* lease_table::find(const lessee_name& lessee,
                                      request_id request) const {
  auto made = made_by(lessee, request);
  return made ? find(*made) : nullptr;
}

std::optional<lease_id> lease_table::made_by(const lessee_name& lessee,
                                             request_id request) const {
  if (request.value() == 0)
    return std::nullopt;
  auto i = by_request_.find({lessee, request.value()});
  return i == by_request_.end() ? std::nullopt : std::optional{i->second};
}

std::vector<lease_table::entry> lease_table::page(const lease_filter& filter,
                                                  const principal& who,
                                                  lease_id after,
                                                  std::size_t count_max) const {
  std::vector<entry> result;
  auto take = [&](const entry& record) {
    if (record->phase == lease_phase::granted
        && may_see(who, record->info.lessee) && matches(filter, record->info))
      result.push_back(record);
    return result.size() <= count_max;
  };
  if (filter.lease) {
    auto i = leases_.find(*filter.lease);
    if (i != leases_.end() && after < i->first)
      take(i->second);
    return result;
  }
  auto one =
      who.role == role::operator_ ? filter.lessee : std::optional{who.name};
  if (!one) {
    for (auto i = leases_.upper_bound(after);
         i != leases_.end() && take(i->second); ++i) {
    }
    return result;
  }
  auto& ids = of_lessee(*one);
  for (auto i = ids.upper_bound(after); i != ids.end() && take(leases_.at(*i));
       ++i) {
  }
  return result;
}

const std::set<lease_id>&
lease_table::of_lessee(const lessee_name& lessee) const {
  static const std::set<lease_id> none;
  auto i = by_lessee_.find(lessee);
  return i == by_lessee_.end() ? none : i->second;
}

} // namespace leasehold
