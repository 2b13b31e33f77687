// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/ip_address.hpp"

namespace leasehold {

/// What a request carries, so that its reply is known again and nobody else's
/// counts: whoever has not seen the request can't know its cookie. The first
/// bytes after the ICMP header.
struct echo_mark {
  /// Random, another for each host.
  std::uint64_t cookie = 0;
  /// The place of the host, and which of its requests this is.
  std::uint32_t host = 0;
  std::uint16_t number = 0;
  /// The place of the request among those that wait for a reply. Also the
  /// sequence number of the header, which is all that some errors quote.
  std::uint16_t flight = 0;

  friend bool operator==(const echo_mark& x, const echo_mark& y) noexcept {
    return x.cookie == y.cookie && x.host == y.host && x.number == y.number
        && x.flight == y.flight;
  }
};

inline constexpr std::size_t echo_header_bytes = 8;
inline constexpr std::size_t echo_mark_bytes = 16;
inline constexpr std::size_t echo_payload_bytes_max = 1400;

struct echo_packet {
  std::array<std::uint8_t, echo_header_bytes + echo_payload_bytes_max> bytes;
  std::size_t size = 0;
};

/// Writes an echo request. The checksum of ICMPv6 is left to the kernel, which
/// knows the addresses it covers.
/// @pre `payload` is from `echo_mark_bytes` to `echo_payload_bytes_max`
void write_echo_request(ip_address::family family, std::uint16_t identifier,
                        const echo_mark& mark, std::size_t payload,
                        echo_packet& packet);

/// An echo reply, of whatever was sent to whom: `bytes` begin with the header
/// of ICMP, and may be cut off after the mark. Nothing if it is none.
struct echo_reply {
  std::uint16_t identifier = 0;
  echo_mark mark;
};
std::optional<echo_reply> read_echo_reply(ip_address::family family,
                                          std::string_view bytes);

/// What an ICMP error quotes of an echo request, from its ICMP header on; the
/// mark only where it quotes that much. Nothing if it is of none.
struct quoted_request {
  std::uint16_t identifier = 0;
  std::uint16_t flight = 0;
  std::optional<echo_mark> mark;
};
std::optional<quoted_request> read_quoted_request(ip_address::family family,
                                                  std::string_view bytes);

/// What follows the header of an IPv4 packet; nothing where that is no header,
/// or longer than the packet.
std::optional<std::string_view> after_ipv4_header(std::string_view packet);

/// What an ICMP error means, in words: "host unreachable".
std::string meaning_of_icmp(ip_address::family family, std::uint8_t type,
                            std::uint8_t code);

} // namespace leasehold
