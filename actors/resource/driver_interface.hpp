// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/resource/resource_messages.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/shaping/shaper.hpp"

namespace leasehold {

struct interface_read {
  std::string device;
  result<std::vector<channel>> found;
  /// Of the same moment; nothing where it can't be read.
  std::optional<interface_traffic> counted{};
};

struct channels_changed {
  std::string device;
  /// One for each order.
  std::vector<status> outcomes;
  /// What had passed through those that went.
  std::map<std::uint64_t, channel_traffic> last{};
};

struct counters_read {
  std::string device;
  result<interface_traffic> counted;
};

/// Whether packets can leave through the interface.
struct carrier_read {
  std::string device;
  carrier is = carrier::up;
};

/// The RESOURCE, as its DRIVER knows it.
using driver_parent_actor = caf::typed_actor<
    // What is in force, or why that can't be said.
    caf::reacts_to<interface_read>,
    // What came of each order.
    caf::reacts_to<channels_changed>,
    // How its cable is.
    caf::reacts_to<carrier_read>,
    // What has passed.
    caf::reacts_to<counters_read>>;

/// Asks a DRIVER what is in force, and to open its interface for that. Who asks
/// is in each question: a DRIVER keeps nobody alive.
struct read_interface {
  driver_parent_actor asker;
};

/// Asks a DRIVER for these, in their order.
struct change_channels {
  std::vector<channel_order> orders;
  /// When their `lasts` were counted.
  instant at;
  driver_parent_actor asker;
};

/// Asks a DRIVER how its cable is.
struct read_carrier {
  driver_parent_actor asker;
};

/// Asks a DRIVER what has passed.
struct read_counters {
  driver_parent_actor asker;
};

/// Takes away from the interface all that was made there, and is done.
struct clear_interface {};

/// The DRIVER actor: makes the blocking calls of the kernel for one RESOURCE.
using driver_actor = caf::typed_actor<
    // What is in force on the interface.
    caf::reacts_to<read_interface>,
    // What is to be.
    caf::reacts_to<change_channels>,
    // How its cable is.
    caf::reacts_to<read_carrier>,
    // What has passed.
    caf::reacts_to<read_counters>,
    // Nothing is enforced there any more.
    caf::reacts_to<clear_interface>>;

} // namespace leasehold
