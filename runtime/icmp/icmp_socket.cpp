// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/icmp_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <fmt/format.h>

#include "runtime/check.hpp"

namespace leasehold {

namespace {

using family = ip_address::family;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

/// Replies that wait to be read; the kernel grants what it may.
constexpr int buffer_bytes = 4 << 20;
/// Holds the longest header of IPv4, that of ICMP and the mark: what follows
/// is cut off, for nobody looks at it.
constexpr std::size_t read_bytes = 60 + echo_header_bytes + echo_mark_bytes;
constexpr std::size_t control_bytes = 256;
constexpr std::size_t batches_max = 64;

socklen_t write_address(const ip_address& x, sockaddr_storage& to) {
  to = {};
  if (x.is == family::v4) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(to);
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, x.bytes.data(), sizeof v4.sin_addr);
    return sizeof v4;
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
  v6.sin6_family = AF_INET6;
  std::memcpy(&v6.sin6_addr, x.bytes.data(), sizeof v6.sin6_addr);
  return sizeof v6;
}

ip_address read_address(const void* from) {
  ip_address x;
  sa_family_t is = AF_UNSPEC;
  std::memcpy(&is, from, sizeof is);
  const auto* bytes = static_cast<const char*>(from);
  if (is == AF_INET6) {
    x.is = family::v6;
    std::memcpy(x.bytes.data(), bytes + offsetof(sockaddr_in6, sin6_addr), 16);
  } else if (is == AF_INET) {
    std::memcpy(x.bytes.data(), bytes + offsetof(sockaddr_in, sin_addr), 4);
  }
  return x;
}

/// What is read at a time.
struct read_batch {
  static constexpr std::size_t size = 64;
  std::array<std::array<char, read_bytes>, size> bytes;
  std::array<std::array<char, control_bytes>, size> control;
  std::array<sockaddr_storage, size> from;
  std::array<iovec, size> parts;
  std::array<mmsghdr, size> headers;

  int read(int socket, int flags) {
    for (std::size_t i = 0; i < size; ++i) {
      parts[i] = {bytes[i].data(), bytes[i].size()};
      headers[i] = {};
      auto& header = headers[i].msg_hdr;
      header.msg_name = &from[i];
      header.msg_namelen = sizeof from[i];
      header.msg_iov = &parts[i];
      header.msg_iovlen = 1;
      header.msg_control = control[i].data();
      header.msg_controllen = control[i].size();
    }
    return recvmmsg(socket, headers.data(), size, MSG_DONTWAIT | flags,
                    nullptr);
  }

  std::string_view packet(std::size_t i) const {
    return {bytes[i].data(),
            std::min<std::size_t>(headers[i].msg_len, read_bytes)};
  }
};

/// The kernel stamps by civil time. What lies between then and now is short: a
/// clock that was set meanwhile is not believed.
steady_clock::time_point arrival(msghdr& header, const timespec& civil_now,
                                 steady_clock::time_point now) {
  for (auto* x = CMSG_FIRSTHDR(&header); x != nullptr;
       x = CMSG_NXTHDR(&header, x)) {
    if (x->cmsg_level != SOL_SOCKET || x->cmsg_type != SCM_TIMESTAMPNS)
      continue;
    timespec at{};
    std::memcpy(&at, CMSG_DATA(x), sizeof at);
    const auto ago = std::chrono::seconds{civil_now.tv_sec - at.tv_sec}
        + nanoseconds{civil_now.tv_nsec - at.tv_nsec};
    if (ago > nanoseconds{0} && ago < std::chrono::seconds{1})
      return now - ago;
  }
  return now;
}

/// The error of a message of the error queue, and who says so.
struct told_error {
  sock_extended_err what{};
  std::optional<ip_address> who;
};

std::optional<told_error> read_error(msghdr& header) {
  for (auto* x = CMSG_FIRSTHDR(&header); x != nullptr;
       x = CMSG_NXTHDR(&header, x)) {
    const bool is_one = (x->cmsg_level == SOL_IP && x->cmsg_type == IP_RECVERR)
        || (x->cmsg_level == SOL_IPV6 && x->cmsg_type == IPV6_RECVERR);
    if (!is_one || x->cmsg_len < CMSG_LEN(sizeof(sock_extended_err)))
      continue;
    told_error error;
    std::memcpy(&error.what, CMSG_DATA(x), sizeof error.what);
    const auto* who = CMSG_DATA(x) + sizeof error.what;
    const auto size =
        x->cmsg_level == SOL_IP ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (error.what.ee_origin != SO_EE_ORIGIN_LOCAL
        && x->cmsg_len >= CMSG_LEN(sizeof error.what + size))
      error.who = read_address(who);
    return error;
  }
  return std::nullopt;
}

std::string in_words(const told_error& error, family is) {
  if (!error.who)
    return std::string{"this machine says: "}
    + std::strerror(static_cast<int>(error.what.ee_errno));
  return fmt::format(
      "{} says: {}", to_string(*error.who),
      meaning_of_icmp(is, error.what.ee_type, error.what.ee_code));
}

failure why_none(family is, int datagram_code, int raw_code) {
  const auto* name = is == family::v4 ? "ICMP" : "ICMPv6";
  if (raw_code == EPERM || raw_code == EACCES)
    return failure{
        errc::unavailable,
        fmt::format("cannot send {} echo requests: a datagram socket for it is "
                    "refused ({}), a raw one too ({}): let "
                    "net.ipv4.ping_group_range contain a group of this "
                    "process",
                    name, std::strerror(datagram_code),
                    std::strerror(raw_code))};
  return failure{errc::unavailable,
                 fmt::format("cannot send {} echo requests: {}", name,
                             std::strerror(raw_code))};
}

void set(int socket, int level, int option, int value) {
  setsockopt(socket, level, option, &value, sizeof value);
}

/// Of a raw socket, only replies come: it hears all ICMP of the machine.
void let_replies_only(int socket, family is) {
  if (is == family::v4) {
    constexpr int filter_option = 1; // ICMP_FILTER of linux/icmp.h
    set(socket, SOL_RAW, filter_option, ~1);
    return;
  }
  icmp6_filter filter{};
  ICMP6_FILTER_SETBLOCKALL(&filter);
  ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
  setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
}

} // namespace

result<std::unique_ptr<icmp_socket>> icmp_socket::open(family is) {
  const int domain = is == family::v4 ? AF_INET : AF_INET6;
  const int protocol = is == family::v4 ? static_cast<int>(IPPROTO_ICMP)
                                        : static_cast<int>(IPPROTO_ICMPV6);
  constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  int type = SOCK_DGRAM;
  int made = socket(domain, type | flags, protocol);
  if (made < 0) {
    const int code = errno;
    type = SOCK_RAW;
    made = socket(domain, type | flags, protocol);
    if (made < 0)
      return why_none(is, code, errno);
    let_replies_only(made, is);
  }
  set(made, SOL_SOCKET, SO_RCVBUF, buffer_bytes);
  set(made, SOL_SOCKET, SO_RCVBUFFORCE, buffer_bytes);
  set(made, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  if (is == family::v4)
    set(made, SOL_IP, IP_RECVERR, 1);
  else
    set(made, SOL_IPV6, IPV6_RECVERR, 1);
  return std::unique_ptr<icmp_socket>{new icmp_socket{made, is, type}};
}

icmp_socket::icmp_socket(int socket, family family, int type)
    : socket_(socket), family_(family), type_(type), packets_(batch_max) {
  // Guessed, or the same as another's, it does no harm: the cookie decides.
  if (getrandom(&identifier_, sizeof identifier_, GRND_NONBLOCK) < 0)
    identifier_ = static_cast<std::uint16_t>(getpid());
}

icmp_socket::~icmp_socket() {
  close(socket_);
}

icmp_socket::outcome
icmp_socket::send(const std::vector<const echo_request*>& requests) {
  LEASEHOLD_CHECK(requests.size() <= batch_max, "a batch is bounded");
  std::array<sockaddr_storage, batch_max> to;
  std::array<iovec, batch_max> parts;
  std::array<mmsghdr, batch_max> headers{};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& request = *requests[i];
    write_echo_request(family_, identifier_, request.mark, request.payload,
                       packets_[i]);
    parts[i] = {packets_[i].bytes.data(), packets_[i].size};
    auto& header = headers[i].msg_hdr;
    header.msg_name = &to[i];
    header.msg_namelen = write_address(request.host, to[i]);
    header.msg_iov = &parts[i];
    header.msg_iovlen = 1;
  }
  // An ICMP error for one request is also given once to whoever sends the
  // next: what fails is tried again before it is believed.
  constexpr int tries_max = 3;
  outcome x;
  for (int tries = 0; x.sent < requests.size() && tries < tries_max;) {
    const int count =
        sendmmsg(socket_, headers.data() + x.sent,
                 static_cast<unsigned>(requests.size() - x.sent), 0);
    if (count > 0) {
      x.sent += static_cast<std::size_t>(count);
      tries = 0;
      continue;
    }
    x.code = errno;
    if (x.code == EAGAIN || x.code == ENOBUFS)
      return x;
    ++tries;
  }
  if (x.sent == requests.size())
    x.code = 0;
  return x;
}

bool icmp_socket::is_ours(std::uint16_t identifier) const noexcept {
  return type_ == SOCK_DGRAM || identifier == identifier_;
}

bool icmp_socket::receive(const on_reply& tell) {
  read_batch batch;
  for (std::size_t turn = 0; turn < batches_max; ++turn) {
    const int count = batch.read(socket_, 0);
    if (count < 0 && errno == EAGAIN)
      return true;
    timespec civil_now{};
    clock_gettime(CLOCK_REALTIME, &civil_now);
    const auto now = steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      std::optional<std::string_view> icmp = batch.packet(at);
      if (type_ == SOCK_RAW && family_ == family::v4)
        icmp = after_ipv4_header(*icmp);
      const auto reply = icmp ? read_echo_reply(family_, *icmp) : std::nullopt;
      if (reply && is_ours(reply->identifier))
        tell(reply->mark, read_address(&batch.from[at]),
             arrival(batch.headers[at].msg_hdr, civil_now, now));
    }
    if (count >= 0 && static_cast<std::size_t>(count) < read_batch::size)
      return true;
  }
  return false;
}

void icmp_socket::receive_errors(const on_error& tell) {
  read_batch batch;
  for (std::size_t turn = 0; turn < batches_max; ++turn) {
    const int count = batch.read(socket_, MSG_ERRQUEUE);
    if (count <= 0)
      return;
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const auto error = read_error(batch.headers[at].msg_hdr);
      const auto request = read_quoted_request(family_, batch.packet(at));
      if (error && request && is_ours(request->identifier))
        tell(*request, read_address(&batch.from[at]),
             in_words(*error, family_));
    }
  }
}

} // namespace leasehold
