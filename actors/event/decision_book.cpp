// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/event/decision_book.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

template <class Index, class Key>
void drop_front(Index& index, const Key& key) {
  auto i = index.find(key);
  if (i == index.end())
    return;
  i->second.pop_front();
  if (i->second.empty())
    index.erase(i);
}

bool may_see(const principal& who, const lessee_name& lessee) {
  return who.role == role::operator_ || who.name == lessee;
}

decision told_to(const principal& who, decision x) {
  if (who.role == role::operator_)
    return x;
  x.cause = {};
  for (auto& each : x.considered)
    if (each.lessee != who.name)
      each = {{}, {}, each.what};
  return x;
}

} // namespace

std::uint64_t decision_book::append(decision x) {
  assert(all_.empty() || x.number > all_.rbegin()->first);
  if (x.lease != lease_id{})
    by_lease_[x.lease].push_back(x.number);
  if (x.request != request_id{})
    by_request_[x.request.value()].push_back(x.number);
  auto number = x.number;
  all_.emplace(number, std::move(x));
  if (all_.size() <= kept_max_)
    return 0;
  auto oldest = all_.begin();
  auto dropped = oldest->first;
  if (oldest->second.lease != lease_id{})
    drop_front(by_lease_, oldest->second.lease);
  if (oldest->second.request != request_id{})
    drop_front(by_request_, oldest->second.request.value());
  all_.erase(oldest);
  return dropped;
}

std::vector<decision> decision_book::of_lease(lease_id lease,
                                              const principal& who) const {
  auto i = by_lease_.find(lease);
  return i == by_lease_.end() ? std::vector<decision>{} : read(i->second, who);
}

std::vector<decision> decision_book::of_request(const principal& who,
                                                request_id request) const {
  auto i = by_request_.find(request.value());
  return i == by_request_.end() ? std::vector<decision>{}
                                : read(i->second, who);
}

std::vector<decision> decision_book::read(const numbers& found,
                                          const principal& who) const {
  std::vector<decision> result;
  for (auto i = found.rbegin();
       i != found.rend() && result.size() < bounds::decisions; ++i)
    if (auto& x = all_.at(*i); may_see(who, x.lessee))
      result.push_back(told_to(who, x));
  std::reverse(result.begin(), result.end());
  return result;
}

bool refusal_budget::spend(instant now) {
  auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second_ != second) {
    second_ = second;
    left_ = per_second_;
  }
  if (left_ == 0)
    return false;
  --left_;
  return true;
}

} // namespace leasehold
