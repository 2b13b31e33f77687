// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/echo_packet.hpp"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <fmt/format.h>

#include "runtime/check.hpp"

namespace leasehold {

namespace {

using family = ip_address::family;

std::uint8_t request_type(family is) {
  return is == family::v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
}

std::uint8_t reply_type(family is) {
  return is == family::v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
}

/// Writes values in network order, one after the other.
class field_writer {
public:
  explicit field_writer(std::uint8_t* to) : to_(to) {}

  template <class T>
  void write(T value) {
    for (auto shift = 8 * sizeof(T); shift > 0; shift -= 8)
      *to_++ = static_cast<std::uint8_t>(value >> (shift - 8));
  }

private:
  std::uint8_t* to_;
};

/// Reads them again. @pre They are there.
class field_reader {
public:
  explicit field_reader(std::string_view from) : from_(from) {}

  template <class T>
  T read() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value = value << 8 | static_cast<std::uint8_t>(from_[i]);
    from_.remove_prefix(sizeof(T));
    return static_cast<T>(value);
  }

private:
  std::string_view from_;
};

/// RFC 1071.
std::uint16_t checksum(const std::uint8_t* bytes, std::size_t size) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < size; i += 2)
    sum += static_cast<std::uint32_t>(bytes[i]) << 8 | bytes[i + 1];
  if (size % 2 != 0)
    sum += static_cast<std::uint32_t>(bytes[size - 1]) << 8;
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

struct echo_header {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
};

std::optional<echo_header> read_header(std::string_view bytes) {
  if (bytes.size() < echo_header_bytes)
    return std::nullopt;
  field_reader in{bytes};
  echo_header x;
  x.type = in.read<std::uint8_t>();
  x.code = in.read<std::uint8_t>();
  in.read<std::uint16_t>(); // the kernel has looked at the checksum
  x.identifier = in.read<std::uint16_t>();
  x.sequence = in.read<std::uint16_t>();
  return x;
}

std::optional<echo_mark> read_mark(std::string_view bytes) {
  if (bytes.size() < echo_header_bytes + echo_mark_bytes)
    return std::nullopt;
  field_reader in{bytes.substr(echo_header_bytes)};
  echo_mark x;
  x.cookie = in.read<std::uint64_t>();
  x.host = in.read<std::uint32_t>();
  x.number = in.read<std::uint16_t>();
  x.flight = in.read<std::uint16_t>();
  return x;
}

/// The code of an unreachable destination of ICMP; null where it has no words.
const char* unreachable_v4(std::uint8_t code) {
  switch (code) {
  case ICMP_NET_UNREACH:
  case ICMP_NET_UNKNOWN:
    return "network unreachable";
  case ICMP_HOST_UNREACH:
  case ICMP_HOST_UNKNOWN:
  case ICMP_HOST_ISOLATED:
    return "host unreachable";
  case ICMP_PROT_UNREACH:
    return "ICMP is not spoken there";
  case ICMP_FRAG_NEEDED:
    return "the packet is too large";
  case ICMP_NET_ANO:
  case ICMP_HOST_ANO:
  case ICMP_PKT_FILTERED:
    return "forbidden by a filter";
  default:
    return nullptr;
  }
}

const char* unreachable_v6(std::uint8_t code) {
  constexpr std::uint8_t source_failed_policy = 5; // RFC 4443
  constexpr std::uint8_t rejected = 6;
  switch (code) {
  case ICMP6_DST_UNREACH_NOROUTE:
  case rejected:
    return "network unreachable";
  case ICMP6_DST_UNREACH_ADDR:
  case ICMP6_DST_UNREACH_BEYONDSCOPE:
    return "host unreachable";
  case ICMP6_DST_UNREACH_ADMIN:
  case source_failed_policy:
    return "forbidden by a filter";
  default:
    return nullptr;
  }
}

const char* words_v4(std::uint8_t type, std::uint8_t code) {
  switch (type) {
  case ICMP_DEST_UNREACH:
    return unreachable_v4(code);
  case ICMP_TIME_EXCEEDED:
    return "too many hops";
  case ICMP_PARAMETERPROB:
    return "the packet is not understood";
  default:
    return nullptr;
  }
}

const char* words_v6(std::uint8_t type, std::uint8_t code) {
  switch (type) {
  case ICMP6_DST_UNREACH:
    return unreachable_v6(code);
  case ICMP6_PACKET_TOO_BIG:
    return "the packet is too large";
  case ICMP6_TIME_EXCEEDED:
    return "too many hops";
  case ICMP6_PARAM_PROB:
    return "the packet is not understood";
  default:
    return nullptr;
  }
}

} // namespace

void write_echo_request(ip_address::family family, std::uint16_t identifier,
                        const echo_mark& mark, std::size_t payload,
                        echo_packet& packet) {
  LEASEHOLD_CHECK(payload >= echo_mark_bytes
                      && payload <= echo_payload_bytes_max,
                  "the payload of a request has room for its mark");
  packet.size = echo_header_bytes + payload;
  field_writer out{packet.bytes.data()};
  out.write(request_type(family));
  out.write(std::uint8_t{0});
  out.write(std::uint16_t{0});
  out.write(identifier);
  out.write(mark.flight);
  out.write(mark.cookie);
  out.write(mark.host);
  out.write(mark.number);
  out.write(mark.flight);
  for (auto i = echo_header_bytes + echo_mark_bytes; i < packet.size; ++i)
    packet.bytes[i] = static_cast<std::uint8_t>(i);
  if (family == ip_address::family::v4)
    field_writer{packet.bytes.data() + 2}.write(
        checksum(packet.bytes.data(), packet.size));
}

std::optional<echo_reply> read_echo_reply(ip_address::family family,
                                          std::string_view bytes) {
  const auto header = read_header(bytes);
  const auto mark = read_mark(bytes);
  if (!header || !mark || header->type != reply_type(family)
      || header->code != 0 || header->sequence != mark->flight)
    return std::nullopt;
  return echo_reply{header->identifier, *mark};
}

std::optional<quoted_request> read_quoted_request(ip_address::family family,
                                                  std::string_view bytes) {
  const auto header = read_header(bytes);
  if (!header || header->type != request_type(family) || header->code != 0)
    return std::nullopt;
  return quoted_request{header->identifier, header->sequence, read_mark(bytes)};
}

std::optional<std::string_view> after_ipv4_header(std::string_view packet) {
  constexpr std::size_t header_bytes_min = 20;
  if (packet.size() < header_bytes_min)
    return std::nullopt;
  const auto first = static_cast<std::uint8_t>(packet.front());
  const std::size_t size = 4 * (first & 0xfu);
  if (first >> 4 != 4 || size < header_bytes_min || size > packet.size())
    return std::nullopt;
  return packet.substr(size);
}

std::string meaning_of_icmp(ip_address::family family, std::uint8_t type,
                            std::uint8_t code) {
  const auto* words = family == ip_address::family::v4 ? words_v4(type, code)
                                                       : words_v6(type, code);
  return words != nullptr
      ? words
      : fmt::format("ICMP error of type {}, code {}", type, code);
}

} // namespace leasehold
