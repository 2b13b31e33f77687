// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Real nodes of one region, each with its own journal, and the sockets between
// them.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"
#include "tools/client/rpc_session.hpp"
#include "tools/leasehold/node_server.hpp"

namespace leasehold::test {

/// A port that nobody listens on just now.
inline std::uint16_t free_port() {
  const auto probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(probe, generic, size), 0);
  EXPECT_EQ(getsockname(probe, generic, &size), 0);
  close(probe);
  return ntohs(address.sin_port);
}

struct site {
  temp_folder folder;
  std::uint16_t port = free_port();
  server_config config;
  std::unique_ptr<node_server> server;

  std::string address() const {
    return "127.0.0.1:" + std::to_string(port);
  }
};

/// Three gateways in a row, A, B and C, on nodes a, b and c. Leases of E1 for
/// E2 are rooted at c.
class links_fixture : public testing::Test {
protected:
  links_fixture() {
    std::uint32_t number = 0;
    for (auto name : {"a", "b", "c"}) {
      auto& x = sites[name];
      x.config.folder = x.folder.path() + "/data";
      x.config.node.name = name;
      x.config.node.number = ++number;
      x.config.node.version = "1.2.3";
      x.config.node.on_fatal = [](const std::string& why) {
        ADD_FAILURE() << why;
      };
      x.config.door.listen.address = x.address();
    }
    for (auto& [name, x] : sites)
      x.config.node.first_topology = topology_with("");
  }

  std::string topology_with(const std::string& without_address,
                            const std::string& region = "row") {
    auto text = fmt::format("region = \"{}\"\n", region);
    for (auto& [name, x] : sites) {
      text += fmt::format("[[node]]\nname = \"{}\"\n", name);
      if (name != without_address)
        text += fmt::format("address = \"{}\"\n", x.address());
    }
    return text + R"(
[[gateway]]
name = "A"
node = "a"
[[gateway]]
name = "B"
node = "b"
[[gateway]]
name = "C"
node = "c"
[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "100Mbit/s"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "C"
bandwidth = "1Gbit/s"
)";
  }

  void start(const std::string& name) {
    auto& x = sites.at(name);
    auto started = node_server::start(x.config);
    ASSERT_TRUE(started) << started.error().message;
    x.server = std::move(*started);
  }

  void start_all() {
    for (auto& [name, x] : sites)
      start(name);
  }

  std::unique_ptr<session> log_in(const std::string& node,
                                  const std::string& name = "alice") {
    session_config wanted;
    wanted.address = sites.at(node).address();
    wanted.name = lessee_name{name};
    wanted.program = "test";
    wanted.tls = tls;
    auto connected = connect(wanted);
    if (!connected) {
      ADD_FAILURE() << connected.error().message;
      return nullptr;
    }
    return std::move(*connected);
  }

  static node_info look(session& at, const std::string& other) {
    auto all = at.nodes();
    if (!all) {
      ADD_FAILURE() << all.error().message;
      return {};
    }
    for (auto& each : *all)
      if (each.node.str() == other)
        return each;
    ADD_FAILURE() << "no node " << other;
    return {};
  }

  /// Waits until one node sees another so.
  static node_info await(session& at, const std::string& other,
                         reachability state) {
    while (!HasFailure()) {
      auto seen = look(at, other);
      if (seen.state == state)
        return seen;
    }
    return {};
  }

  /// Waits until one node says so of another.
  static node_info await_why(session& at, const std::string& other,
                             const std::string& why) {
    while (!HasFailure()) {
      auto seen = look(at, other);
      if (seen.why.find(why) != std::string::npos)
        return seen;
    }
    return {};
  }

  void await_all() {
    for (auto& [name, x] : sites) {
      auto session = log_in(name);
      ASSERT_TRUE(session);
      for (auto& [other, y] : sites)
        if (other != name)
          await(*session, other, reachability::up);
    }
  }

  static lease_request wish(const std::string& rate, const std::string& time) {
    lease_request request;
    request.target = resource_name{"E2"};
    request.source = endpoint_name{"E1"};
    request.amount = *parse_amounts(rate);
    request.wanted = *parse_period(time);
    return request;
  }

  static std::string outcome(session& lessee, lease_request x) {
    auto all = lessee.request({std::move(x)});
    if (!all)
      return all.error().message;
    if (auto no = std::get_if<refusal>(&all->front()))
      return no->message;
    return "granted";
  }

  /// Hops of a node, active ones.
  static std::uint64_t hops(session& at, const std::string& gateway) {
    auto all = at.gateways();
    if (all)
      for (auto& each : *all)
        if (each.name.str() == gateway)
          return each.hops_active;
    return 0;
  }

  std::map<std::string, site> sites;
  std::optional<tls_config> tls;
};

} // namespace leasehold::test
