// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How scripts come by a session. The program that hosts the shell knows how
// to dial a node and how to start one inside; the language only asks.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/client/session.hpp"

namespace leasehold::shell {

struct connect_request {
  /// Unset: the node this shell started, else the default of the program.
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

class session_source {
public:
  virtual ~session_source() = default;

  virtual result<std::shared_ptr<session>>
  connect(const connect_request& request) = 0;

  /// Starts a node in this process that ends with the last session to it.
  virtual result<std::shared_ptr<session>>
  start(const start_request& request) = 0;
};

} // namespace leasehold::shell
