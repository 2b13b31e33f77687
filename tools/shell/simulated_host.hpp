// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "tools/shell/script_host.hpp"
#include "tools/simulator/simulated_region.hpp"

namespace leasehold::shell {

/// Lets the time of a simulated region pass where a script waits, once the
/// script has opened one; until then, and for all that is written, another
/// host serves.
class simulated_host final : public script_host {
public:
  /// `current` gives the region that was opened last, or null. A wait without
  /// an end is over after `endless`: what has not come by then will not.
  /// @pre `outer` outlives it.
  simulated_host(
      script_host& outer,
      std::function<std::shared_ptr<sim::simulated_region>()> current,
      duration endless = std::chrono::hours{24})
      : outer_(outer), current_(std::move(current)), endless_(endless) {}

  wait_outcome wait(const wait_request& request) override;
  duration elapsed() const override;
  std::int64_t unix_seconds() const override;
  void write(std::string_view text) override {
    outer_.write(text);
  }
  bool broken() const override {
    return outer_.broken();
  }
  void complain(std::string_view text) override {
    outer_.complain(text);
  }

private:
  script_host& outer_;
  std::function<std::shared_ptr<sim::simulated_region>()> current_;
  duration endless_;
};

} // namespace leasehold::shell
