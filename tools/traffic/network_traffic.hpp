// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Traffic between network namespaces of one machine. One process has both ends
// of a flow: a socket stays in the namespace where it was made. So one clock
// counts, and nothing is left running when the process is gone.

#include <memory>
#include <string>
#include <vector>

#include "tools/shell/traffic_source.hpp"

namespace leasehold {

class network_traffic : public shell::traffic_source {
public:
  /// The file of an endpoint's namespace is `prefix` and its name.
  explicit network_traffic(std::string prefix) : prefix_(std::move(prefix)) {}
  ~network_traffic() override;

  /// Fails with `errc::unavailable` where an end can't be made.
  result<std::shared_ptr<shell::running_traffic>>
  start(const shell::traffic_request& request) override;

private:
  std::string prefix_;
  std::vector<std::shared_ptr<shell::running_traffic>> started_;
};

} // namespace leasehold
