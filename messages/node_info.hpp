// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "messages/ids.hpp"

// Links between the nodes of a region, as their nodes see them.
namespace leasehold {

enum class reachability : std::uint8_t {
  /// The other cannot be reached, or has not been yet.
  down,
  /// It has been silent for longer than it should.
  suspect,
  up,
};

const char* to_string(reachability x) noexcept;

/// How one node sees another of its region.
struct node_info {
  node_name node;
  /// Where it listens; empty where it only dials out.
  std::string address;
  reachability state = reachability::down;
  /// Why it is not up, where that is known.
  std::string why;
  /// Of the last beat that was answered; nothing before the first.
  std::optional<std::chrono::microseconds> round_trip;
  /// Since anything was heard of it; nothing where nothing ever was.
  std::optional<std::chrono::milliseconds> silence;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  /// Frames that were left out because it could not be reached or did not read.
  std::uint64_t frames_dropped = 0;
  /// Of the program that it runs; empty before it said so.
  std::string version;
  /// Whether it has the same topology, as far as it said.
  bool same_topology = true;
};

} // namespace leasehold
