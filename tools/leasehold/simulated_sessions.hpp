// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where scripts get their sessions from when nothing is real: whatever a
// script starts or connects to is a simulated region.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/leasehold/node_options.hpp"
#include "tools/shell/session_source.hpp"
#include "tools/simulator/simulated_region.hpp"

namespace leasehold {

/// What scripts need not say.
struct simulation_defaults {
  /// A topology file; absent: the example region.
  std::optional<std::string> topology;
  std::uint64_t seed = 1;
  std::optional<std::size_t> nodes;
  /// What goes wrong at random, in words.
  std::vector<std::string> faults;
  /// Empty: "me".
  std::string name;
  std::string version;
  /// Asked while time runs; true gives calls up.
  std::function<bool()> interrupted;
};

class simulated_sessions final : public shell::session_source {
public:
  simulated_sessions(simulation_defaults defaults, file_reader read)
      : defaults_(std::move(defaults)), read_(std::move(read)) {}

  /// With the region opened last, or a new one; an address is a node's name.
  result<std::shared_ptr<session>>
  connect(const shell::connect_request& request) override;
  /// As `simulate`: there is no disk to keep a journal on.
  result<std::shared_ptr<session>>
  start(const shell::start_request& request) override;
  result<std::shared_ptr<session>>
  simulate(const shell::simulate_request& request) override;
  /// @pre `current()`
  request_id fresh_request() override;

  /// The region opened last; null where there is none.
  const std::shared_ptr<sim::simulated_region>& current() const noexcept {
    return current_;
  }
  /// From now on there is none.
  void leave() noexcept {
    current_ = nullptr;
  }

private:
  lessee_name name_for(const std::optional<std::string>& user) const;

  simulation_defaults defaults_;
  file_reader read_;
  std::shared_ptr<sim::simulated_region> current_;
};

} // namespace leasehold
