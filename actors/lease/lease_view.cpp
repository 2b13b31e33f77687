// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_view.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

namespace {

constexpr duration clock_tick{1};

/// How long what hops of other nodes count may be believed, however fast their
/// clocks are and however slow this one.
duration believed_there(const lease_context& x, instant deadline,
                        const belief_origin& from) {
  auto until = believed_until(from.believed,
                              std::max(deadline - from.at, duration::zero()),
                              x.settings.rates);
  return until - std::min(until, x.time.believed);
}

/// The tick of the clock that shows `now` may be nearly over.
duration left_until(instant end, instant now) {
  return std::max(end - now - clock_tick, duration::zero());
}

std::optional<belief_origin> believed_of(const lease_context& x,
                                         lease_id lease) {
  auto entry = x.book.find(lease);
  return entry == nullptr ? std::nullopt : entry->believed;
}

} // namespace

bool is_spread(const lease_context& x, const route& path) {
  return x.region
      && std::any_of(path.hops.begin(), path.hops.end(), [&](auto& hop) {
           return x.region->node_of(hop.gateway) != nullptr;
         });
}

lease_info describe(const lease_context& x, const lease_record& record) {
  auto info = record.info;
  if (info.state == lease_state::active && x.now() < info.term.start)
    info.state = lease_state::booked;
  if (info.term.end == forever)
    if (auto i = x.holders.find(info.lessee); i != x.holders.end())
      info.deadline = std::max(info.deadline, i->second);
  return info;
}

lease_grant grant_of(const lease_context& x, const lease_record& record,
                     const std::optional<belief_origin>& believed) {
  lease_grant grant;
  grant.lease = describe(x, record);
  if (grant.lease.state == lease_state::suspended)
    return grant;
  auto left = left_until(grant.lease.deadline, x.now());
  if (is_spread(x, record.info.route))
    left = believed
        ? std::min(left, believed_there(x, record.info.deadline, *believed))
        : duration::zero();
  grant.valid_for = believed_term(left, x.settings.rates);
  return grant;
}

lease_grant grant_of(const lease_context& x, const lease_record& record) {
  return grant_of(x, record, believed_of(x, record.info.id));
}

duration ends_sooner(const lease_context& x, const lease_record& record,
                     instant end) {
  if (end == forever || !is_spread(x, record.info.route))
    return duration::zero();
  auto left = left_until(end, x.now());
  auto believed = believed_of(x, record.info.id);
  return believed ? left - std::min(left, believed_there(x, end, *believed))
                  : left;
}

refusal refuse(errc code, std::string message) {
  refusal answer;
  answer.code = code;
  answer.message = std::move(message);
  return answer;
}

refusal not_yet(const lease_context& x, lease_id lease) {
  if (!x.region)
    return refuse(errc::unavailable, "the node is still starting; try again");
  return refuse(
      errc::unavailable,
      fmt::format("lease {} is being recovered; try again", to_string(lease)));
}

refusal over(lease_id lease) {
  return refuse(errc::lease_over,
                fmt::format("lease {} is over", to_string(lease)));
}

refusal absent(const lease_context& x, lease_id lease, const principal& who) {
  if (x.book.find(lease, who) != nullptr || x.book.was(lease, who))
    return refuse(
        errc::lease_over,
        fmt::format("lease {} is over; request a new one", to_string(lease)));
  return refuse(errc::unknown_lease,
                fmt::format("there is no lease {} of yours: `leasehold lease "
                            "list` shows them",
                            to_string(lease)));
}

std::optional<refusal> unenforceable(const hop_answer& why) {
  std::string message;
  if (why.code == errc::driver_failed)
    message = fmt::format(
        "{} at {} could not be set up to enforce the lease: ask again, or for "
        "another route; the log of that gateway's node says why",
        why.resource.str(), why.key.gateway.str());
  else if (why.code == errc::conflict && why.in_the_way != lease_id{})
    message = fmt::format(
        "lease {} has the same packets at {} then: ask for others with --flow, "
        "like tcp/5001, or for another time",
        to_string(why.in_the_way), why.resource.str());
  else
    return std::nullopt;
  auto answer = refuse(why.code, std::move(message));
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  return answer;
}

refusal keeps_terms(lease_id lease, const hop_answer& why, std::string booked,
                    std::string otherwise) {
  auto id = to_string(lease);
  if (auto enforced = unenforceable(why)) {
    enforced->message =
        fmt::format("lease {} keeps its terms: {}", id, enforced->message);
    return *enforced;
  }
  auto answer = refuse(why.code, {});
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  switch (why.code) {
  case errc::lease_over:
    answer.message = fmt::format("lease {} is over; request a new one", id);
    break;
  case errc::conflict:
    answer.message = fmt::format("lease {} is being changed; try again", id);
    break;
  case errc::insufficient_capacity:
    answer.message = std::move(booked);
    break;
  default:
    answer.message = std::move(otherwise);
  }
  return answer;
}

} // namespace leasehold
