// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/carriers.hpp"

#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "runtime/shaping/link_watch.hpp"

namespace leasehold {

carrier_reader watch_carrier(const std::string& device) {
  auto opened = link_watch::open();
  if (!opened) {
    spdlog::warn("{}: the loss of its carrier will not be seen: {}", device,
                 opened.error().message);
    return [] {
      return true;
    };
  }
  std::shared_ptr<link_watch> watch = std::move(*opened);
  return [watch, device] {
    // What could not be read is asked for the next time.
    watch->read([](const std::string&, const link_state&) {});
    return watch->links().find(device).works();
  };
}

} // namespace leasehold
