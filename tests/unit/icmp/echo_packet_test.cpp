// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/echo_packet.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using family = ip_address::family;

constexpr echo_mark mark{0x0123456789abcdef, 0x01020304, 77, 513};

std::string request_of(family x, std::size_t payload = 56) {
  echo_packet packet;
  write_echo_request(x, 0xbeef, mark, payload, packet);
  return {reinterpret_cast<const char*>(packet.bytes.data()), packet.size};
}

std::string reply_of(family x, std::size_t payload = 56) {
  auto bytes = request_of(x, payload);
  bytes[0] = static_cast<char>(x == family::v4 ? 0 : 129);
  return bytes;
}

TEST(echo_packet, has_the_size_that_was_asked_for) {
  for (std::size_t payload : {16, 17, 56, 1400})
    for (auto x : {family::v4, family::v6}) {
      const auto bytes = request_of(x, payload);
      EXPECT_EQ(bytes.size(), echo_header_bytes + payload);
      EXPECT_EQ(static_cast<std::uint8_t>(bytes[0]), x == family::v4 ? 8 : 128);
    }
}

TEST(echo_packet, sums_up_to_nothing) {
  for (std::size_t payload : {16, 17, 1400}) {
    auto bytes = request_of(family::v4, payload);
    if (bytes.size() % 2 != 0)
      bytes.push_back('\0');
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2)
      sum += static_cast<std::uint8_t>(bytes[i]) << 8
          | static_cast<std::uint8_t>(bytes[i + 1]);
    while (sum >> 16 != 0)
      sum = (sum & 0xffff) + (sum >> 16);
    EXPECT_EQ(sum, 0xffffu);
  }
}

TEST(echo_packet, is_known_again_in_its_reply) {
  for (auto x : {family::v4, family::v6}) {
    const auto reply = read_echo_reply(x, reply_of(x));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->mark, mark);
    EXPECT_EQ(reply->identifier, 0xbeef);
  }
}

TEST(echo_packet, is_no_reply_where_it_is_cut_off_or_of_another_kind) {
  for (auto x : {family::v4, family::v6}) {
    const auto bytes = reply_of(x);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_EQ(read_echo_reply(x, std::string_view{bytes}.substr(0, size))
                    .has_value(),
                size >= echo_header_bytes + echo_mark_bytes)
          << size;
    EXPECT_FALSE(read_echo_reply(x, request_of(x)));
    for (int type = 0; type < 256; ++type) {
      auto other = bytes;
      other[0] = static_cast<char>(type);
      EXPECT_EQ(read_echo_reply(x, other).has_value(),
                type == (x == family::v4 ? 0 : 129));
    }
  }
}

TEST(echo_packet, is_known_again_in_what_an_error_quotes) {
  for (auto x : {family::v4, family::v6}) {
    const auto bytes = request_of(x);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      const auto quoted =
          read_quoted_request(x, std::string_view{bytes}.substr(0, size));
      ASSERT_EQ(quoted.has_value(), size >= echo_header_bytes) << size;
      if (!quoted)
        continue;
      EXPECT_EQ(quoted->flight, mark.flight);
      EXPECT_EQ(quoted->mark.has_value(),
                size >= echo_header_bytes + echo_mark_bytes);
    }
    EXPECT_FALSE(read_quoted_request(x, reply_of(x)));
  }
}

TEST(echo_packet, follows_a_header_of_any_length) {
  std::string packet(60, '\0');
  packet[0] = 0x45;
  EXPECT_EQ(after_ipv4_header(packet)->size(), 40u);
  packet[0] = 0x4f;
  EXPECT_EQ(after_ipv4_header(packet)->size(), 0u);
  packet.pop_back();
  EXPECT_FALSE(after_ipv4_header(packet));
  packet[0] = 0x44;
  EXPECT_FALSE(after_ipv4_header(packet));
  packet[0] = 0x65;
  EXPECT_FALSE(after_ipv4_header(packet));
  EXPECT_FALSE(after_ipv4_header(""));
}

TEST(echo_packet, has_words_for_every_error) {
  EXPECT_EQ(meaning_of_icmp(family::v4, 3, 1), "host unreachable");
  for (auto x : {family::v4, family::v6})
    for (int type = 0; type < 256; ++type)
      EXPECT_FALSE(
          meaning_of_icmp(x, static_cast<std::uint8_t>(type), 200).empty());
}

} // namespace
} // namespace leasehold
