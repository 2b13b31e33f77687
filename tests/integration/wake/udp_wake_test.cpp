// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/wake/udp_wake.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/network_test.hpp"

namespace leasehold {
namespace {

using packets = std::vector<std::vector<std::uint8_t>>;

const mac_address nic = *parse_mac_address("02:00:5e:10:00:51");

/// What comes to the discard port of the network namespace that it was made in.
class listener {
public:
  explicit listener(const char* device)
      : socket_(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in6 at{};
    at.sin6_family = AF_INET6;
    at.sin6_port = htons(9);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0)
        << std::strerror(errno);
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_BINDTODEVICE, device,
                           static_cast<socklen_t>(std::strlen(device))),
              0)
        << std::strerror(errno);
  }
  ~listener() {
    ::close(socket_);
  }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  /// Waits for the first, and takes what is there with it.
  packets take() {
    packets all;
    pollfd ready{socket_, POLLIN, 0};
    ::poll(&ready, 1, 10'000);
    std::array<std::uint8_t, 256> buffer;
    for (;;) {
      const auto size =
          ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size < 0)
        return all;
      all.emplace_back(buffer.begin(), buffer.begin() + size);
    }
  }

private:
  int socket_;
};

class UdpWake : public test::network_test {
protected:
  /// Sends as anybody may, and gives what the host saw.
  packets send(const std::string& host) {
    std::unique_ptr<listener> there;
    at_host([&] { there = std::make_unique<listener>("v1"); });
    done = wake(host);
    return done ? there->take() : packets{};
  }

  static status wake(const std::string& host) {
    const test::without_capabilities nobody;
    return udp_wake{}.wake(*parse_ip_address(host), nic);
  }

  status done = success();
};

TEST(magic_packet, has_ones_and_then_the_address_sixteen_times) {
  const auto packet = magic_packet(nic);
  for (auto i = 0u; i < 6; ++i)
    EXPECT_EQ(packet[i], 0xff);
  for (auto i = 6u; i < packet.size(); ++i)
    EXPECT_EQ(packet[i], nic.bytes[i % 6]);
}

TEST_F(UdpWake, SendsOnePacketToTheNetworkOfTheHost) {
  // Nobody has the address: a machine that sleeps answers no ARP.
  for (auto host : {"10.9.0.77", "fd09::77"}) {
    const auto seen = send(host);
    ASSERT_TRUE(done) << host << ": " << done.error().message;
    ASSERT_EQ(seen.size(), 1u) << host;
    const auto packet = magic_packet(nic);
    EXPECT_EQ(seen[0], std::vector<std::uint8_t>(packet.begin(), packet.end()));
  }
}

TEST_F(UdpWake, SaysThatItIsNotOnTheNetworkOfTheHost) {
  for (auto host : {"192.0.2.1", "fd0a::1", "127.0.0.1"}) {
    const auto refused = wake(host);
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_NE(refused.error().message.find("is on the network of "
                                           + std::string{host}),
              std::string::npos)
        << refused.error().message;
  }
}

TEST_F(UdpWake, SendsNothingByAnInterfaceThatIsDown) {
  run("ip link set v0 down");
  EXPECT_EQ(wake("10.9.0.77").error().code, errc::unavailable);
}

} // namespace
} // namespace leasehold
