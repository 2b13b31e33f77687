// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/listening_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <fmt/format.h>

#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

kj::Own<kj::NetworkAddress> to_kj(kj::Network& network,
                                  const socket_address& address) {
  const auto* host =
      address.host == "localhost" ? "127.0.0.1" : address.host.c_str();
  sockaddr_in v4{};
  if (::inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port);
    return network.getSockaddr(&v4, sizeof(v4));
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(address.port);
  ::inet_pton(AF_INET6, host, &v6.sin6_addr);
  return network.getSockaddr(&v6, sizeof(v6));
}

} // namespace

result<kj::Own<kj::ConnectionReceiver>>
listen_on(kj::Network& network, const socket_address& address) {
  using receiver = kj::Own<kj::ConnectionReceiver>;
  try {
    return result<receiver>(to_kj(network, address)->listen());
  } catch (const kj::Exception& e) {
    return failure{errc::unavailable,
                   fmt::format("cannot listen on {}: {}; is another process "
                               "using it?",
                               address.to_string(), explain(e))};
  }
}

} // namespace leasehold
