// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/channel_book.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include <netinet/in.h>

#include <fmt/format.h>

#include "runtime/check.hpp"

namespace leasehold {

namespace {

bool has_ports(std::uint8_t protocol) noexcept {
  switch (protocol) {
  case IPPROTO_TCP:
  case IPPROTO_UDP:
  case IPPROTO_DCCP:
  case IPPROTO_SCTP:
  case IPPROTO_UDPLITE:
    return true;
  default:
    return false;
  }
}

auto parts(const packet_match& x) noexcept {
  return std::tie(x.from, x.to, x.protocol, x.port, x.port_of);
}

std::string in_words(const packet_match& x) {
  auto text = fmt::format("from {} to {}", to_string(x.from), to_string(x.to));
  if (x.protocol != 0)
    text += fmt::format(" of protocol {}", x.protocol);
  if (x.port != 0)
    text += fmt::format(" with port {} at the {}", x.port,
                        x.port_of == packet_match::end::sender ? "sender"
                                                               : "receiver");
  return text;
}

/// The ends of a port that is none are alike.
packet_match normal(packet_match x) {
  if (x.port == 0)
    x.port_of = packet_match::end::receiver;
  return x;
}

} // namespace

bool packet_match_less::operator()(const packet_match& x,
                                   const packet_match& y) const noexcept {
  return parts(x) < parts(y);
}

status validate(const channel& x) {
  const auto fail = [&x](const std::string& why) -> status {
    return failure{errc::invalid_request,
                   fmt::format("channel {}: {}", x.id, why)};
  };
  if (x.rate < channel_rate_min || x.rate > channel_rate_max)
    return fail(fmt::format("its rate is {} bit/s: it must be {} to {}", x.rate,
                            channel_rate_min, channel_rate_max));
  if (x.lasts <= duration::zero() || x.lasts > channel_lasts_max)
    return fail(fmt::format("it lasts {} ms: it must be 1 to {}",
                            x.lasts.count(), channel_lasts_max.count()));
  if (x.packets.empty() || x.packets.size() > channel_packets_max)
    return fail(fmt::format("it has {} kinds of packets: it must have 1 to {}",
                            x.packets.size(), channel_packets_max));
  std::set<packet_match, packet_match_less> seen;
  for (const auto& match : x.packets) {
    if (match.from.is != match.to.is)
      return fail(fmt::format("packets {} are of two families: both ends must "
                              "be IPv4, or both IPv6",
                              in_words(match)));
    if (match.port != 0 && !has_ports(match.protocol))
      return fail(fmt::format("packets {}: that protocol has no ports; leave "
                              "the port out, or name TCP (6) or UDP (17)",
                              in_words(match)));
    if (!seen.insert(normal(match)).second)
      return fail(fmt::format("packets {} are named twice: name them once",
                              in_words(match)));
  }
  return success();
}

void channel_book::clear() {
  *this = channel_book{available_};
}

const held_channel* channel_book::find(std::uint64_t id) const {
  const auto found = held_.find(id);
  return found == held_.end() ? nullptr : &found->second;
}

status channel_book::check(const channel& wanted) const {
  for (const auto& match : wanted.packets) {
    const auto owner = owners_.find(normal(match));
    if (owner != owners_.end() && owner->second != wanted.id)
      return failure{
          errc::conflict,
          fmt::format(
              "channel {}: packets {} belong to channel {} already; end "
              "that one first",
              wanted.id, in_words(match), owner->second)};
  }
  const auto* old = find(wanted.id);
  const auto before = old == nullptr ? 0 : old->terms.rate;
  const auto others = used_ - before;
  // What is no more than before may stay, whatever the interface has now.
  if (wanted.rate > before && wanted.rate > available_ - others)
    return failure{
        errc::above_capacity,
        fmt::format(
            "channel {}: {} bit/s are more than the {} that are left of "
            "{}; end others or make them smaller first",
            wanted.id, wanted.rate,
            std::max<std::int64_t>(0, available_ - others), available_)};
  // One is kept for a channel that moves to another class, and one number is
  // the qdisc's.
  if (old == nullptr && numbers_.size() + 2 >= channels_max)
    return failure{errc::too_much,
                   fmt::format("channel {}: the interface has {} already, and "
                               "can't have more; end some first",
                               wanted.id, held_.size())};
  return success();
}

class_number channel_book::free_number() const {
  auto number = classes::first_channel;
  // Queues are named after their classes, and the qdisc has that name.
  while (numbers_.count(number) != 0 || number == classes::major) {
    LEASEHOLD_CHECK(number < classes::last_channel, "a class is free");
    ++number;
  }
  return number;
}

void channel_book::set(const channel& terms, class_number number,
                       shaping_time ends) {
  if (const auto* old = find(terms.id)) {
    const auto left = old->number;
    erase(terms.id);
    if (left == number)
      garbage_.erase(number);
  }
  auto& held = held_[terms.id];
  held = {terms, number, ends};
  ends_.emplace(ends, terms.id);
  for (auto& match : held.terms.packets) {
    match = normal(match);
    owners_[match] = terms.id;
  }
  numbers_.insert(number);
  used_ += terms.rate;
}

void channel_book::erase(std::uint64_t id) {
  const auto found = held_.find(id);
  if (found == held_.end())
    return;
  for (const auto& match : found->second.terms.packets)
    owners_.erase(match);
  used_ -= found->second.terms.rate;
  garbage_.insert(found->second.number);
  ends_.erase({found->second.ends, id});
  held_.erase(found);
}

void channel_book::expire(shaping_time now) {
  while (!ends_.empty() && ends_.begin()->first <= now)
    erase(ends_.begin()->second);
}

void channel_book::add_garbage(class_number number) {
  numbers_.insert(number);
  garbage_.insert(number);
}

void channel_book::forget_garbage(class_number number) {
  garbage_.erase(number);
  numbers_.erase(number);
}

} // namespace leasehold
