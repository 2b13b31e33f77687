// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "messages/ip_address.hpp"
#include "messages/result.hpp"
#include "runtime/shaping/htb_classes.hpp"
#include "runtime/shaping/netlink_socket.hpp"
#include "runtime/shaping/nft_commands.hpp"
#include "runtime/shaping/packet_maps.hpp"

namespace leasehold {

/// Sends the packets of channels out through an interface, whatever the main
/// table of the kernel says: they are marked when they come in, and one rule
/// looks marked packets up in a table that knows one way only. One rule and one
/// table for each family, however many channels there are, because every rule
/// costs every packet.
class steering {
public:
  /// @pre all that is referred to outlives it
  steering(netlink_socket& interfaces, netlink_socket& filter,
           nft_commands& commands, network_device device,
           std::vector<ip_address> next_hops);

  /// Whether there is anything to do but to clean up.
  bool is_wanted() const noexcept {
    return !next_hops_.empty();
  }
  const packet_table_name& name() const noexcept {
    return name_;
  }
  std::string title() const;
  /// What marked packets carry; the number of the table, too.
  std::uint32_t mark() const noexcept;

  result<table_owner> whose();

  /// Makes all that is wanted, and takes away what is no more.
  status set_up();

  /// The kernel forgets ways through an interface that goes down: puts them
  /// back. Fails with `errc::unavailable` while that can't be.
  status keep_ways();

  status take_away();

private:
  enum class how : std::uint8_t { where_missing, in_place };

  std::optional<ip_address> next_hop(ip_address::family family) const;
  static netlink_message of_rule(ip_address::family family, std::uint32_t mark,
                                 int type, int flags);
  netlink_message of_way(ip_address::family family, int type, int flags) const;
  netlink_answer put_way(const ip_address& next_hop, how what);
  status put_rule(ip_address::family family);
  status remove_rule_and_way(ip_address::family family);
  status forget_gone_interfaces(ip_address::family family);
  failure failed(const char* what, const netlink_answer& why) const;

  netlink_socket* interfaces_;
  netlink_socket* filter_;
  nft_commands* commands_;
  network_device device_;
  std::vector<ip_address> next_hops_;
  packet_table_name name_;
};

/// Fails with `errc::invalid_request` where there are two of one family.
status validate_next_hops(const std::vector<ip_address>& next_hops);

} // namespace leasehold
