// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"
#include "actors/route/route_uses.hpp"

// How a lease gives up terms for others.
namespace leasehold {

namespace {

/// Whether the lease would be any less for it.
bool takes_less(const yield_terms& terms, const lease_info& lease) {
  return (terms.end && *terms.end < lease.term.end)
      || (terms.amount && *terms.amount != lease.amount)
      || (terms.next && *terms.next != lease.next);
}

} // namespace

chain_effects chain_machine::yield(const yield_terms& terms, instant now) {
  if (!is<steady>())
    return {};
  auto& info = record_.info;
  // It may have changed since it was asked, or have done so before: then there
  // is nothing to give up, and the one who waits finds out.
  auto in_vain = terms.smaller && !is_part_of(*terms.smaller, info.route);
  if (in_vain || !takes_less(terms, info))
    return {chain_told{}, chain_yielded{}};
  if (terms.end && *terms.end < info.term.end) {
    info.term.end = *terms.end;
    info.deadline = *terms.end;
    info.granted = period::finite(*terms.end - info.term.start);
  }
  if (terms.amount && terms.smaller) {
    info.amount = *terms.amount;
    // The way and what enforces it stay.
    for (std::size_t i = 0; i < info.route.hops.size(); ++i)
      info.route.hops[i].uses = terms.smaller->hops[i].uses;
    if (info.state != lease_state::suspended)
      info.state = lease_state::restricted;
  }
  auto kind = event_kind::restricted;
  if (terms.next) {
    info.next = *terms.next;
    kind = event_kind::no_renewal;
  }
  sent_ = next_epoch(sent_);
  info.epoch = sent_;
  become(yielding{}).ack_within = terms.ack_within;
  report_at_least(report::hops);
  auto told = change(kind, event_reason::contention, now, terms.origin);
  auto& remaining = told.event.remaining;
  if (remaining != duration::max())
    remaining = std::max(remaining - terms.sooner, duration::zero());
  return {std::move(told)};
}

chain_effects chain_machine::acknowledged(std::uint32_t sequence, instant now) {
  return phase() == chain_phase::telling && sequence >= record_.last_sequence
      ? written(now)
      : chain_effects{};
}

} // namespace leasehold
