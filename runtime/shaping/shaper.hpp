// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/ip_address.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"
#include "messages/traffic.hpp"

// What leaves one network interface, divided into channels of a fixed rate
// each, and a rest that shares what they do not use. An interface is divided by
// one shaper at a time.
//
// A shaper has no threads and no timers, and its calls block for as long as the
// kernel takes. It keeps nothing that the kernel does not keep too, so one that
// is opened again goes on where the last one stopped, without disturbing the
// packets that pass meanwhile.
namespace leasehold {

/// Packets by their sender and receiver.
struct packet_match {
  enum class end : std::uint8_t { sender, receiver };

  /// Of one family.
  ip_address from;
  ip_address to;
  /// IP's number of the protocol; 0 for all.
  std::uint8_t protocol = 0;
  /// Of the protocol, at one of both ends; 0 for all.
  std::uint16_t port = 0;
  end port_of = end::receiver;

  friend bool operator==(const packet_match& x,
                         const packet_match& y) noexcept {
    return x.from == y.from && x.to == y.to && x.protocol == y.protocol
        && x.port == y.port && x.port_of == y.port_of;
  }
  friend bool operator!=(const packet_match& x,
                         const packet_match& y) noexcept {
    return !(x == y);
  }
};

struct channel {
  /// Whose it is, and under which version of the terms.
  std::uint64_t id = 0;
  std::uint64_t version = 0;
  /// In bit/s, counted in bytes of the link layer; above 0.
  std::int64_t rate = 0;
  /// No two channels of an interface have packets in common.
  std::vector<packet_match> packets;
  /// Its packets are its own for so long, by the kernel's clock, and even if
  /// nobody is there to end it. Above 0, at most `channel_lasts_max`.
  duration lasts{};
};

/// In whatever order they are given.
inline bool same_packets(const std::vector<packet_match>& x,
                         const std::vector<packet_match>& y) {
  return std::is_permutation(x.begin(), x.end(), y.begin(), y.end());
}

/// What is to be done with one channel.
struct channel_order {
  std::uint64_t id = 0;
  /// As it is to be; nothing where it goes.
  std::optional<channel> as;
};

inline constexpr duration channel_lasts_max = std::chrono::hours{24};
inline constexpr std::size_t channels_max = 0xfff0 - 0x100;

struct channel_traffic : traffic {
  /// Which of the kernel's counters says so. Another one counts from 0.
  std::uint32_t counter = 0;
};

struct interface_traffic {
  std::map<std::uint64_t, channel_traffic> channels;
  /// What counters have whose channel has ended, until they go.
  std::vector<channel_traffic> ended;
  /// Of everything that belongs to no channel.
  traffic rest;
  /// Packets that went round the shaper; none, where it is in force.
  std::uint64_t unshaped = 0;
};

struct interface_config {
  /// Its name: 1 to 15 of the characters A-Z a-z 0-9 . _ -
  std::string device;
  /// Of the interface in bit/s, above 0.
  std::int64_t rate = 0;
  /// What the rest has in any case, in bit/s; above 0, less than `rate`.
  std::int64_t rest = 0;
  /// Who is next on the far side, one of each family at most: packets of
  /// channels that pass through this machine leave through this interface then,
  /// wherever the routing table would send them.
  std::vector<ip_address> next_hops;
  enum class foreign : std::uint8_t { refuse, replace };
  /// What to do about queueing that somebody else configured there.
  foreign others = foreign::refuse;
  /// TCP ports, at either end, whose packets get through however full the rest
  /// is: those by which nodes agree. They share a part of what the rest has.
  std::vector<std::uint16_t> control_ports{7420};

  friend bool operator==(const interface_config& x, const interface_config& y) {
    return x.device == y.device && x.rate == y.rate && x.rest == y.rest
        && x.next_hops == y.next_hops && x.others == y.others
        && x.control_ports == y.control_ports;
  }
  friend bool operator!=(const interface_config& x, const interface_config& y) {
    return !(x == y);
  }
};

class shaper {
public:
  virtual ~shaper() = default;

  /// What is in force, read from the kernel; `lasts` is what is left of it.
  virtual result<std::vector<channel>> read() = 0;

  /// Makes the channel, or changes the one of that id in place: a change of its
  /// rate loses no packet. Done means that the kernel was asked and says so.
  /// Fails with `errc::invalid_request` for what can't be a channel, with
  /// `errc::conflict` where another channel has packets of it, with
  /// `errc::above_capacity` where channels would have more than `rate - rest`
  /// in all and it is not getting smaller, with `errc::too_much` where there
  /// are too many of them, else with `errc::unavailable`; then the channel is
  /// as it was.
  virtual status put(const channel& wanted) = 0;

  /// Ends a channel; one that is not there has ended already.
  virtual status remove(std::uint64_t id) = 0;

  /// These, in their order, each as `put` or `remove` does it. One outcome for
  /// each.
  virtual std::vector<status> change(const std::vector<channel_order>& orders) {
    std::vector<status> outcomes;
    for (const auto& order : orders)
      outcomes.push_back(order.as ? put(*order.as) : remove(order.id));
    return outcomes;
  }

  /// What has passed since the kernel began to count.
  virtual result<interface_traffic> count() = 0;
  /// The same of those of these channels that are there.
  virtual result<std::map<std::uint64_t, channel_traffic>>
  count_of(const std::vector<std::uint64_t>& ids) {
    auto all = count();
    if (!all)
      return all.error();
    std::map<std::uint64_t, channel_traffic> some;
    for (const auto id : ids)
      if (const auto i = all->channels.find(id); i != all->channels.end())
        some.insert(*i);
    return some;
  }

  /// Takes everything away that it made, channels too.
  virtual status clear() = 0;
};

/// Opens an interface to divide it.
using shaper_maker =
    std::function<result<std::unique_ptr<shaper>>(const interface_config&)>;

} // namespace leasehold
