// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole node on a real socket and a journal on disk, in this process.

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"
#include "tools/client/rpc_session.hpp"
#include "tools/leasehold/node_server.hpp"

namespace leasehold::test {

/// The text of a file of the source tree; the test names it in `data`.
inline std::string read_source(const std::string& path) {
  std::ifstream file{path};
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

class node_fixture : public ::testing::Test {
protected:
  node_fixture() {
    config.folder = folder.path() + "/data";
    config.node.first_topology = read_source("tools/regions/figure8.toml");
    config.node.on_fatal = [](const std::string& why) {
      ADD_FAILURE() << why;
    };
    config.door.listen.address = "127.0.0.1:0";
  }

  /// Starts the node; answers why not.
  failure start() {
    auto started = node_server::start(config);
    if (!started)
      return started.error();
    server = std::move(*started);
    return {};
  }

  std::string address() const {
    return "127.0.0.1:" + std::to_string(server->port());
  }

  /// A session that must come about.
  std::unique_ptr<session> log_in(const std::string& name) {
    session_config wanted;
    wanted.address = address();
    wanted.name = lessee_name{name};
    wanted.program = "test";
    auto connected = connect(wanted);
    if (!connected) {
      ADD_FAILURE() << connected.error().message;
      return nullptr;
    }
    return std::move(*connected);
  }

  static lease_request wish(const std::string& target,
                            const std::string& source,
                            const std::string& amount,
                            const std::string& time) {
    lease_request request;
    request.target = resource_name{target};
    request.source = endpoint_name{source};
    request.amount = *parse_amounts(amount);
    request.wanted = *parse_period(time);
    return request;
  }

  temp_folder folder;
  server_config config;
  std::unique_ptr<node_server> server;
};

} // namespace leasehold::test
