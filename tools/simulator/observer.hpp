// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a simulated world lets others see of it, as it happens. Observers look
// and take notes; what they want done they do between two steps.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/shaping/shaper.hpp"
#include "runtime/store/record.hpp"
#include "tools/simulator/fault.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// One actor of a node took one message.
struct step_note {
  node_index node = 0;
  /// Of the actor, in its process.
  std::uint64_t actor = 0;
  /// The type of the message, without its namespace.
  std::string_view message;
};

/// What became of a transaction.
enum class append_outcome : std::uint8_t {
  durable,
  /// It is durable, but the node was told of an error, or ended.
  durable_untold,
  /// In the page cache, not known to be durable; the node was told of an
  /// error, or ended.
  unsure,
  refused,
};

struct append_note {
  node_index node = 0;
  const std::vector<record_group>& groups;
  append_outcome outcome = append_outcome::durable;
};

enum class frame_fate : std::uint8_t { sent, delivered, lost };

struct frame_note {
  node_index from = 0;
  node_index to = 0;
  /// Counts the frames of a world; a frame that comes twice has one number.
  std::uint64_t number = 0;
  std::string_view bytes;
  frame_fate fate = frame_fate::sent;
};

enum class node_change : std::uint8_t {
  started,
  /// The journal could not be read, or its first region.
  start_failed,
  /// From outside, or at a failpoint.
  killed,
  /// It ended itself: its `on_fatal` was told why.
  died,
  /// It was told to, and wrote what it still wanted to.
  stopped,
  paused,
  resumed,
};

const char* to_string(node_change x) noexcept;

struct node_note {
  node_index node = 0;
  node_change change = node_change::started;
  std::string why;
};

struct fault_note {
  node_index node = 0;
  fault kind = fault::kill;
  /// For the story, such as the other node of a partition.
  std::string detail;
};

/// What became of an order to a driver.
struct wire_note {
  node_index node = 0;
  std::string_view device;
  std::uint64_t channel = 0;
  /// Why it was refused; empty where it was not.
  std::string refused;
  /// By the ids of channels.
  std::map<std::uint64_t, leasehold::channel> in_force;
};

/// A magic packet was sent.
struct wake_note {
  node_index node = 0;
  /// The hardware address that it is for.
  std::string nic;
};

class observer {
public:
  virtual ~observer() = default;
  virtual void stepped(true_time, const step_note&) {}
  virtual void appended(true_time, const append_note&) {}
  virtual void framed(true_time, const frame_note&) {}
  virtual void node_changed(true_time, const node_note&) {}
  virtual void injected(true_time, const fault_note&) {}
  virtual void wired(true_time, const wire_note&) {}
  virtual void woken(true_time, const wake_note&) {}
};

} // namespace leasehold::sim
