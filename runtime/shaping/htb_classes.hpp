// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "runtime/shaping/netlink_socket.hpp"
#include "runtime/shaping/shaper.hpp"

// The kernel's side of rates: the HTB qdisc at the root of an interface, and
// its classes. The kernel reports success for some things that it did not do,
// so what is made is read back.
namespace leasehold {

/// The number of a class within its qdisc.
using class_number = std::uint16_t;

namespace classes {

/// Major number of the qdisc: what is ours is known by it.
inline constexpr std::uint16_t major = 0x4c48;
/// The parent of all others, at the rate of the interface.
inline constexpr class_number all = 1;
/// The parent of the two that follow: what one of them leaves is the other's
/// first.
inline constexpr class_number shared = 2;
/// Address resolution, without which nobody can be reached, and what nodes say
/// to each other.
inline constexpr class_number control = 0xfffe;
/// What belongs to no channel.
inline constexpr class_number rest = 0xffff;
inline constexpr class_number first_channel = 0x100;
inline constexpr class_number last_channel = 0xffef;

constexpr bool is_of_a_channel(class_number x) noexcept {
  return x >= first_channel && x <= last_channel;
}

/// What packets carry as their priority to be put into a class.
constexpr std::uint32_t handle(class_number x) noexcept {
  return static_cast<std::uint32_t>(major) << 16U | x;
}

} // namespace classes

struct network_device {
  std::string name;
  int index = 0;
  /// Of the link layer: with its header.
  std::uint32_t packet_bytes_max = 0;
};

/// Fails with `errc::unknown_name` where there is none of that name.
result<network_device> find_device(netlink_socket& kernel,
                                   const std::string& name);

struct root_qdisc {
  std::string kind;
  /// 0 for one that the kernel chose by itself.
  std::uint32_t handle = 0;
  /// Of HTB.
  std::uint32_t default_class = 0;
  std::uint32_t unshaped = 0;
};

struct class_state {
  class_number number = 0;
  class_number parent = 0;
  /// In bit/s.
  std::int64_t rate = 0;
  std::int64_t ceil = 0;
  /// In bytes.
  std::uint32_t queued = 0;
  traffic counted;
};

/// What a class may send, in bit/s.
struct class_rates {
  std::int64_t rate = 0;
  std::int64_t ceil = 0;
};

/// Keeps no state. Failures are `errc::unavailable` but where said otherwise.
class htb_classes {
public:
  /// @pre `kernel` outlives it.
  htb_classes(netlink_socket& kernel, network_device device);

  /// What is at the root; none where nothing was configured.
  result<root_qdisc> root();

  /// Makes the qdisc, and in the same breath the classes that every packet
  /// finds. Fails with `errc::permission_denied` without CAP_NET_ADMIN.
  status lay_out(std::int64_t rate, std::int64_t rest);
  /// Gives those classes other rates.
  status resize(std::int64_t rate, std::int64_t rest);
  /// Whether they are there, at those rates.
  result<bool> is_laid_out(std::int64_t rate, std::int64_t rest);

  status add(class_number number, std::int64_t rate);
  status change(class_number number, std::int64_t rate);
  /// What waits in its queue is lost.
  status remove(class_number number);
  result<std::optional<class_state>> find(class_number number);
  result<std::vector<class_state>> list();

  /// With all classes. One that is not there is gone already.
  status remove_root();

private:
  enum class does : std::uint8_t { add, change };

  netlink_message of_qdisc() const;
  netlink_message of_class(class_number number, class_number parent,
                           class_rates rates, int flags) const;
  netlink_message of_queue(class_number number, std::int64_t rate) const;
  void put_base(std::vector<netlink_message>& to, std::int64_t rate,
                std::int64_t rest, int flags) const;
  status write(std::vector<netlink_message>& messages, const char* what);
  status write_channel(class_number number, std::int64_t rate, does what);
  failure failed(const char* what, const netlink_answer& why) const;

  netlink_socket* kernel_;
  network_device device_;
};

/// What the classes that every packet finds may send, and their parent.
class_rates rates_of_shared(std::int64_t rate, std::int64_t rest) noexcept;
class_rates rates_of_control(std::int64_t rate, std::int64_t rest) noexcept;
class_rates rates_of_rest(std::int64_t rate, std::int64_t rest) noexcept;

/// A rate as the kernel keeps it: in whole bytes a second.
constexpr std::int64_t kept_rate(std::int64_t rate) noexcept {
  constexpr std::int64_t bits = 8;
  return rate / bits * bits;
}

} // namespace leasehold
