// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the scripts of this program get their sessions: from a node that
// runs elsewhere, or from one that is started inside for them.

#include <atomic>
#include <memory>
#include <string>

#include "messages/result.hpp"
#include "tools/client/session.hpp"
#include "tools/leasehold/node_options.hpp"
#include "tools/leasehold/simulated_sessions.hpp"
#include "tools/shell/session_source.hpp"

namespace leasehold {

/// What scripts need not say. The TLS files are empty on a connection without
/// TLS.
struct session_defaults {
  std::string address = "127.0.0.1:7420";
  std::string name;
  std::string ca;
  std::string certificate;
  std::string key;
};

/// Sessions do not outlive it.
class node_sessions : public shell::session_source {
public:
  node_sessions(session_defaults defaults, file_reader read,
                std::string version);

  result<std::shared_ptr<session>>
  connect(const shell::connect_request& request) override;

  result<std::shared_ptr<session>>
  start(const shell::start_request& request) override;

  /// Sessions without an address, or with the name of a node for it, lead to
  /// the region that was simulated last, until a node is started.
  result<std::shared_ptr<session>>
  simulate(const shell::simulate_request& request) override;

  request_id fresh_request() override;

  /// Null where sessions lead to real nodes.
  const std::shared_ptr<sim::simulated_region>& simulated() const noexcept {
    return simulated_.current();
  }

  /// Calls that wait are given up when `flag` becomes true. Null: nothing
  /// interrupts them.
  void interrupt_by(const std::atomic<bool>* flag) {
    interrupt_ = flag;
  }

  const session_defaults& defaults() const {
    return defaults_;
  }

private:
  struct inside_node;

  result<std::shared_ptr<session>>
  connect_inside(const std::shared_ptr<inside_node>& node,
                 const std::string& user) const;
  std::string program() const;
  simulation_defaults simulation() const;
  bool is_interrupted() const {
    return interrupt_ != nullptr && *interrupt_;
  }

  session_defaults defaults_;
  file_reader read_;
  std::string version_;
  const std::atomic<bool>* interrupt_ = nullptr;
  simulated_sessions simulated_;
  /// The one started last, for as long as a session keeps it.
  std::weak_ptr<inside_node> inside_;
};

} // namespace leasehold
