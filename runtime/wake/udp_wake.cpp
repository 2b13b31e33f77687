// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/wake/udp_wake.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace leasehold {

namespace {

constexpr std::uint16_t discard_port = 9;

/// Where the packet goes, and by which interface.
struct way_out {
  ip_address to;
  unsigned interface = 0;
};

/// Nothing for addresses of other families.
std::optional<ip_address> read(const sockaddr* from) {
  ip_address x;
  if (from == nullptr)
    return std::nullopt;
  if (from->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, from, sizeof v4);
    std::memcpy(x.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return x;
  }
  if (from->sa_family != AF_INET6)
    return std::nullopt;
  sockaddr_in6 v6{};
  std::memcpy(&v6, from, sizeof v6);
  x.is = ip_address::family::v6;
  std::memcpy(x.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
  return x;
}

bool is_of_network(const ip_address& host, const ip_address& own,
                   const ip_address& mask) {
  if (host.is != own.is || host.is != mask.is)
    return false;
  for (std::size_t i = 0; i < host.bytes.size(); ++i)
    if (((host.bytes[i] ^ own.bytes[i]) & mask.bytes[i]) != 0)
      return false;
  return true;
}

/// Whether or not the interface was told.
ip_address broadcast_of(ip_address own, const ip_address& mask) {
  for (std::size_t i = 0; i < 4; ++i)
    own.bytes[i] |= static_cast<std::uint8_t>(~mask.bytes[i]);
  return own;
}

ip_address all_nodes() {
  ip_address x;
  x.is = ip_address::family::v6;
  x.bytes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return x;
}

std::optional<way_out> way_by(const ifaddrs& x, const ip_address& host) {
  if ((x.ifa_flags & IFF_UP) == 0 || (x.ifa_flags & IFF_LOOPBACK) != 0)
    return std::nullopt;
  const auto own = read(x.ifa_addr);
  const auto mask = read(x.ifa_netmask);
  if (!own || !mask || !is_of_network(host, *own, *mask))
    return std::nullopt;
  const auto interface = if_nametoindex(x.ifa_name);
  if (host.is == ip_address::family::v6)
    return way_out{all_nodes(), interface};
  if ((x.ifa_flags & IFF_BROADCAST) == 0)
    return std::nullopt;
  return way_out{broadcast_of(*own, *mask), interface};
}

result<way_out> way_to(const ip_address& host) {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0)
    return failure{errc::unavailable,
                   fmt::format("this machine's interfaces can't be read: {}",
                               std::strerror(errno))};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> all{first, ::freeifaddrs};
  for (const auto* x = first; x != nullptr; x = x->ifa_next)
    if (auto way = way_by(*x, host))
      return *way;
  return failure{
      errc::unavailable,
      fmt::format("no interface of this machine is on the network of "
                  "{}, so it can't wake it",
                  to_string(host))};
}

/// Closed at the end.
class udp_socket {
public:
  explicit udp_socket(int family)
      : number_(
          ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~udp_socket() {
    if (number_ >= 0)
      ::close(number_);
  }
  udp_socket(const udp_socket&) = delete;
  udp_socket& operator=(const udp_socket&) = delete;

  template <class T>
  bool set(int level, int option, const T& to) const {
    return ::setsockopt(number_, level, option, &to, sizeof to) == 0;
  }

  template <class Packet, class Address>
  bool send(const Packet& packet, const Address& to) const {
    sockaddr_storage at{};
    std::memcpy(&at, &to, sizeof to);
    return ::sendto(number_, packet.data(), packet.size(), 0,
                    reinterpret_cast<const sockaddr*>(&at), sizeof to)
        == static_cast<ssize_t>(packet.size());
  }

private:
  int number_;
};

bool send_v4(const way_out& way, const mac_address& nic) {
  const udp_socket socket{AF_INET};
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(discard_port);
  std::memcpy(&to.sin_addr, way.to.bytes.data(), sizeof to.sin_addr);
  return socket.set(SOL_SOCKET, SO_BROADCAST, 1)
      && socket.set(IPPROTO_IP, IP_UNICAST_IF, htonl(way.interface))
      && socket.send(magic_packet(nic), to);
}

bool send_v6(const way_out& way, const mac_address& nic) {
  const udp_socket socket{AF_INET6};
  sockaddr_in6 to{};
  to.sin6_family = AF_INET6;
  to.sin6_port = htons(discard_port);
  to.sin6_scope_id = way.interface;
  std::memcpy(&to.sin6_addr, way.to.bytes.data(), sizeof to.sin6_addr);
  return socket.send(magic_packet(nic), to);
}

} // namespace

std::array<std::uint8_t, 102> magic_packet(const mac_address& nic) noexcept {
  std::array<std::uint8_t, 102> x;
  x.fill(0xff);
  for (std::size_t i = 6; i < x.size(); i += nic.bytes.size())
    std::copy(nic.bytes.begin(), nic.bytes.end(), x.begin() + i);
  return x;
}

status udp_wake::wake(const ip_address& host, const mac_address& nic) {
  const auto way = way_to(host);
  if (!way)
    return way.error();
  const auto sent = host.is == ip_address::family::v4 ? send_v4(*way, nic)
                                                      : send_v6(*way, nic);
  if (sent)
    return success();
  return failure{errc::unavailable,
                 fmt::format("the magic packet to {} could not be sent: {}",
                             to_string(way->to), std::strerror(errno))};
}

} // namespace leasehold
