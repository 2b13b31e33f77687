// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "runtime/clock/clock_source.hpp"

namespace leasehold {

/// The clocks of this machine.
class system_clock_source final : public clock_source {
public:
  /// Reads the boot id, once.
  system_clock_source();

  clock_ticks ticks() const override;
  wall_time wall() const override;
  const std::string& boot_id() const override;

private:
  std::string boot_id_;
};

} // namespace leasehold
