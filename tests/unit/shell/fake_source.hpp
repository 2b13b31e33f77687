// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where scripts of a test get their sessions from: one fake node.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_session.hpp"
#include "tools/shell/session_source.hpp"

namespace leasehold::shell {

class fake_source : public session_source {
public:
  explicit fake_source(fake_node& node) : node_(&node) {}

  result<std::shared_ptr<session>>
  connect(const connect_request& request) override {
    connects.push_back(request);
    if (node_->broken)
      return *node_->broken;
    return open(request.user);
  }

  result<std::shared_ptr<session>>
  start(const start_request& request) override {
    starts.push_back(request);
    return open(request.user);
  }

  result<std::shared_ptr<session>>
  simulate(const simulate_request& request) override {
    simulations.push_back(request);
    return open(request.user);
  }

  request_id fresh_request() override {
    return request_id{++numbers};
  }

  std::vector<connect_request> connects;
  std::vector<start_request> starts;
  std::vector<simulate_request> simulations;
  std::uint64_t numbers = 0;

private:
  std::shared_ptr<session> open(const std::optional<std::string>& user) {
    return std::make_shared<fake_session>(*node_, user.value_or("me"));
  }

  fake_node* node_;
};

} // namespace leasehold::shell
