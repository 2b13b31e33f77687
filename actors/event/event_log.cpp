// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/event/event_log.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// Drops the oldest number of an index entry, and the entry with its last.
template <class Index, class Key>
void drop_front(Index& index, const Key& key) {
  auto i = index.find(key);
  i->second.pop_front();
  if (i->second.empty())
    index.erase(i);
}

bool may_see(const principal& who, const lease_event& event) noexcept {
  return who.role == role::operator_ || who.name == event.lessee;
}

} // namespace

std::uint64_t event_log::append(lease_event event) {
  assert(events_.empty() || event.number == next_);
  next_ = event.number + 1;
  by_lease_[event.lease].push_back(event.number);
  by_lessee_[event.lessee].push_back(event.number);
  events_.push_back(std::move(event));
  if (events_.size() <= kept_max_)
    return 0;
  auto& old = events_.front();
  auto dropped = old.number;
  drop_front(by_lease_, old.lease);
  drop_front(by_lessee_, old.lessee);
  events_.pop_front();
  return dropped;
}

bool event_log::concerns(const event_query& query, const principal& who,
                         const lease_event& event) noexcept {
  return event.number >= query.from && may_see(who, event)
      && (!query.lease || *query.lease == event.lease);
}

event_page event_log::read(const event_query& query,
                           const principal& who) const {
  event_page page;
  page.oldest = oldest();
  page.next = next_;
  const auto from = std::max(query.from, oldest());
  const auto count_max =
      std::min<std::size_t>(query.count_max, bounds::batch_items);
  // Whether the event was taken, or there was no room for it.
  const auto take = [&](std::uint64_t number) {
    if (!may_see(who, at(number)))
      return true;
    if (page.events.size() == count_max) {
      page.next = number;
      return false;
    }
    page.events.push_back(at(number));
    return true;
  };
  const auto take_all = [&](const auto& index, const auto& key) {
    auto i = index.find(key);
    if (i == index.end())
      return;
    auto& list = i->second;
    for (auto n = std::lower_bound(list.begin(), list.end(), from);
         n != list.end() && take(*n); ++n) {
    }
  };
  if (query.lease)
    take_all(by_lease_, *query.lease);
  else if (who.role != role::operator_)
    take_all(by_lessee_, who.name);
  else
    for (auto n = from; n < next_ && take(n); ++n) {
    }
  return page;
}

const lease_event& event_log::at(std::uint64_t number) const {
  return events_[number - events_.front().number];
}

} // namespace leasehold
