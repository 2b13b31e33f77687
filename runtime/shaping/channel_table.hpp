// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "runtime/shaping/netlink_socket.hpp"
#include "runtime/shaping/nft_commands.hpp"
#include "runtime/shaping/packet_maps.hpp"

namespace leasehold {

/// The table of nftables that gives each packet that leaves an interface the
/// class that it belongs to. One for each interface, so that those of others
/// are never touched.
class channel_table {
public:
  /// @pre `kernel` and `commands` outlive it; `device` is the name of an
  /// interface.
  channel_table(netlink_socket& kernel, nft_commands& commands,
                std::string device, std::vector<std::uint16_t> control_ports);

  const packet_table_name& name() const noexcept {
    return name_;
  }
  /// As `nft list table` wants it.
  std::string title() const;

  result<table_owner> whose();

  /// Makes the table, or repairs it: elements of its maps stay, and no packet
  /// finds a half of it.
  status lay_out();

  /// A table that is not there is gone already.
  status take_away();

private:
  netlink_socket* kernel_;
  nft_commands* commands_;
  std::string device_;
  std::vector<std::uint16_t> control_ports_;
  packet_table_name name_;
};

} // namespace leasehold
