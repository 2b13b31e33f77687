// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"

// What a chain tells of a change of its lease.
namespace leasehold {

chain_change chain_machine::change(event_kind kind, event_reason reason,
                                   instant now, const event_origin& origin) {
  auto& info = record_.info;
  lease_event event;
  event.lease = info.id;
  event.epoch = info.epoch;
  event.sequence = ++record_.last_sequence;
  event.kind = kind;
  event.reason = reason;
  event.lessee = info.lessee;
  event.resource = origin.resource;
  event.gateway = origin.gateway;
  event.amount = info.amount;
  auto left_of = [now](instant end) {
    return end == forever ? duration::max()
                          : std::max(end - now, duration::zero());
  };
  if (kind != event_kind::ended)
    event.remaining = left_of(info.term.end);
  event.takes_effect = kind == event_kind::expiring_soon ? info.term.end : now;
  if (told_) {
    event.amount_before = told_->amount;
    event.remaining_before = left_of(told_->end);
  }
  told_ = {info.amount, info.term.end};
  event.labels = info.labels;
  return {record_, std::move(event)};
}

} // namespace leasehold
