// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"
#include "runtime/shaping/netlink_socket.hpp"
#include "runtime/shaping/shaper.hpp"

// Which packets belong to which channel: maps of nftables from addresses,
// protocol and port to a number. Each element has a time-out, by which the
// kernel takes it out when nobody renews it, and a comment that says whose it
// is; so the maps are all there is to know after a restart.
//
// Elements are written and read as messages, not as commands: those have to be
// parsed, and answer in whole seconds.
namespace leasehold {

/// Where maps are: one table of nftables.
struct packet_table_name {
  /// A number of the kernel's, NFPROTO_NETDEV or NFPROTO_INET.
  std::uint8_t family = 0;
  std::string table;
};

/// One packet_match in the kernel.
struct map_element {
  packet_match match;
  std::uint64_t id = 0;
  std::uint64_t version = 0;
  /// What the map gives for such packets.
  std::uint32_t value = 0;
  /// What is left of its time, or its whole time when it is written.
  duration lasts{};
};

/// What nftables has to be told to make the maps of a table, whose values are
/// of a type of its own (`classid`, `mark`).
std::string commands_for_maps(const std::string& table,
                              std::string_view value_type);

/// What it has to be told to look packets up, in one chain for each family of
/// addresses; `statement` says what becomes of the value found.
std::string commands_for_lookups(const std::string& table,
                                 std::string_view v4_chain,
                                 std::string_view v6_chain,
                                 std::string_view statement);

/// All elements of all maps; none where there is no such table. Those that
/// somebody else put there are left out.
result<std::vector<map_element>> list_elements(netlink_socket& kernel,
                                               const packet_table_name& where);

/// Changes of elements that are done at once, or not at all. No packet sees a
/// part of them.
class map_transaction {
public:
  /// It must not be there yet.
  void add(const packet_table_name& where, const map_element& x);
  /// Puts a new element in place of an old one, or where that one was, if its
  /// time is over; `value` is the old one's.
  void renew(const packet_table_name& where, const map_element& x,
             std::uint32_t value);
  /// Whether it is still there or not.
  void remove(const packet_table_name& where, const packet_match& match,
              std::uint32_t value);

  /// Does it all.
  netlink_answer commit(netlink_socket& kernel);

private:
  std::vector<netlink_message> messages_;
};

/// Tables of ours are known by their comment.
enum class table_owner : std::uint8_t { nobody, us, somebody };

result<table_owner> owner_of_table(netlink_socket& kernel,
                                   const packet_table_name& where,
                                   std::string_view our_comment);

result<bool> has_chain(netlink_socket& kernel, const packet_table_name& where,
                       std::string_view chain);

} // namespace leasehold
