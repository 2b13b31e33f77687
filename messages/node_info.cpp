// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/node_info.hpp"

namespace leasehold {

const char* to_string(reachability x) noexcept {
  switch (x) {
  case reachability::down:
    return "down";
  case reachability::suspect:
    return "suspect";
  case reachability::up:
    return "up";
  }
  return "?";
}

} // namespace leasehold
