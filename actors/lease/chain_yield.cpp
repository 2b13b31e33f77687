// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"
#include "actors/route/route_uses.hpp"

// How a lease gives up terms for others.
namespace leasehold {

namespace {

/// Whether the path is the same, and nowhere more is taken.
bool is_part_of(const route& less, const route& all) {
  return less.links == all.links
      && std::equal(less.hops.begin(), less.hops.end(), all.hops.begin(),
                    all.hops.end(), [](const route_hop& x, const route_hop& y) {
                      return x.gateway == y.gateway
                          && takes_no_more(x.uses, y.uses);
                    });
}

/// Whether the lease would be any less for it.
bool takes_less(const yield_terms& terms, const lease_info& lease) {
  return (terms.end && *terms.end < lease.term.end)
      || (terms.amount && *terms.amount != lease.amount)
      || (terms.next && *terms.next != lease.next);
}

} // namespace

chain_effects chain_machine::yield(const yield_terms& terms, instant now) {
  asked_ = terms;
  return yield_if_asked(now);
}

chain_effects chain_machine::yield_if_asked(instant now) {
  return asked_ && phase_ == chain_phase::granted ? yield_now(now)
                                                  : chain_effects{};
}

chain_effects chain_machine::yield_now(instant now) {
  auto terms = *std::exchange(asked_, std::nullopt);
  auto& info = record_.info;
  // It was asked again before it was known that it had done so.
  if (!takes_less(terms, info))
    return {chain_yielded{}};
  if (terms.end && *terms.end < info.term.end) {
    info.term.end = *terms.end;
    info.deadline = *terms.end;
    info.granted = period::finite(*terms.end - info.term.start);
  }
  // It may have changed since it was asked: then whoever waits finds out.
  if (terms.smaller && !is_part_of(*terms.smaller, info.route))
    return {chain_yielded{}};
  if (terms.amount && terms.smaller) {
    info.amount = *terms.amount;
    info.route = *terms.smaller;
    info.state = lease_state::restricted;
  }
  auto kind = event_kind::restricted;
  if (terms.next) {
    info.next = *terms.next;
    kind = event_kind::no_renewal;
  }
  sent_ = next_epoch(sent_);
  info.epoch = sent_;
  phase_ = chain_phase::recording_renewal;
  order_ = renewal_order::lease_first;
  giving_ = giving::terms;
  ack_within_ = terms.ack_within;
  origin_ = terms.origin;
  auto told = change(kind, event_reason::contention, now);
  origin_ = {};
  auto& remaining = told.event.remaining;
  if (remaining != duration::max())
    remaining = std::max(remaining - terms.sooner, duration::zero());
  return {std::move(told)};
}

/// Whoever waits may have what the lease gave up: every hop has said so, and
/// where it moved, every gateway that it left.
chain_effects chain_machine::gave_back() {
  auto waits = phase_ != chain_phase::granted || !missing_.empty()
      || (giving_ == giving::route && !record_.left.empty());
  if (waits || std::exchange(giving_, giving::nothing) == giving::nothing)
    return {};
  return {chain_yielded{}};
}

bool chain_machine::is_telling_terms() const noexcept {
  return phase_ == chain_phase::telling
      && record_.phase == lease_phase::granted;
}

chain_effects chain_machine::acknowledged(std::uint32_t sequence, instant now) {
  return phase_ == chain_phase::telling && sequence >= record_.last_sequence
      ? written(now)
      : chain_effects{};
}

} // namespace leasehold
