// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How scripts come by a session. The program that hosts the shell knows how
// to dial a node and how to start one inside; the language only asks.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "tools/client/session.hpp"

namespace leasehold::shell {

struct connect_request {
  /// Unset: the node this shell started or simulates, else the default of the
  /// program. In a simulated region it is the name of a node.
  std::optional<std::string> address;
  /// Whom to log in as; unset: the default of the program.
  std::optional<std::string> user;
  /// Files for TLS.
  std::optional<std::string> ca;
  std::optional<std::string> certificate;
  std::optional<std::string> key;
};

struct start_request {
  /// A topology file; unset: the example region, Figure 8.
  std::optional<std::string> topology;
  /// Where the node keeps its journal; unset: a folder that ends with it.
  std::optional<std::string> data;
  std::optional<std::string> user;
  /// Who has the rights of an operator; nobody named: everybody.
  std::vector<std::string> operators;
};

struct simulate_request {
  /// As in `start_request`.
  std::optional<std::string> topology;
  std::optional<std::string> user;
  std::vector<std::string> operators;
  /// What all chance follows from; unset: the default of the program.
  std::optional<std::uint64_t> seed;
  /// How many nodes share the gateways, where the topology names none.
  std::optional<std::size_t> nodes;
};

class session_source {
public:
  virtual ~session_source() = default;

  virtual result<std::shared_ptr<session>>
  connect(const connect_request& request) = 0;

  /// Starts a node in this process that ends with the last session to it.
  virtual result<std::shared_ptr<session>>
  start(const start_request& request) = 0;

  /// Opens a session in a new region that is simulated; sessions without an
  /// address lead there from then on.
  virtual result<std::shared_ptr<session>>
  simulate(const simulate_request& request) = 0;

  /// A number for a request. By chance, and in a simulated region by its seed.
  virtual request_id fresh_request() = 0;
};

} // namespace leasehold::shell
