// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/period.hpp"
#include "messages/time.hpp"

// How large a thing from outside may be. The schemas state the same numbers:
// raising one is a change of the protocol.
namespace leasehold::bounds {

/// Requests, renewals, releases, orders or events in one call.
inline constexpr std::size_t batch_items = 1000;

/// Bytes of a name, and of a resource's name: two names and a slash.
inline constexpr std::size_t name_bytes = 64;
inline constexpr std::size_t resource_name_bytes = 129;

/// Of anything, in any dimension: so much less than what its type can count
/// that sums over all who take of it stay exact, and that JSON carries it.
inline constexpr std::int64_t capacity_max = (std::int64_t{1} << 53) - 1;

inline constexpr std::size_t labels = 16;
inline constexpr std::size_t label_bytes = 256;
/// A location, a type of machine, a program's name.
inline constexpr std::size_t note_bytes = 256;
/// A message to people; a longer one is cut.
inline constexpr std::size_t message_bytes = 4096;
inline constexpr std::size_t toml_bytes = 4 << 20;

inline constexpr std::size_t route_hops = 64;
inline constexpr std::size_t uses_per_hop = 64;
/// Numbers of renewals of one lease that are known again.
inline constexpr std::size_t renewals_remembered = 16;
/// Names that a route must pass, and those that it must not.
inline constexpr std::size_t constraints = 64;
/// That a lease left, by moving some times, and that have not answered yet.
inline constexpr std::size_t gateways_left = 1024;
inline constexpr std::size_t alternatives = 64;
inline constexpr std::size_t groups = 16;
/// Addresses of one endpoint, and gateways besides its own that reach it.
inline constexpr std::size_t addresses = 16;
inline constexpr std::size_t alternates = 8;
/// The name of a network interface, and an IP address, as text.
inline constexpr std::size_t device_bytes = 15;
inline constexpr std::size_t ip_address_bytes = 45;
/// Levels of service of a region.
inline constexpr std::size_t classes = 256;
/// What may be done to a lease: each at most once.
inline constexpr std::size_t remedies = 5;
inline constexpr std::size_t findings = 1000;
/// Gateways, links, endpoints, resources or rules of a region.
inline constexpr std::size_t region_items = 65536;
/// Nodes of a region: each has a number of its own in the ids of leases.
inline constexpr std::size_t nodes = 4096;
inline constexpr std::size_t probed_resources = 4096;
/// Of all resources of one gateway together.
inline constexpr std::size_t probed_steps = 65536;
/// Leases that make room for one hop, and what all of them will take there.
inline constexpr std::size_t pledges = 1000;
inline constexpr std::size_t pledged_uses = 16384;
/// What one node sends another at once; any message fits into it.
inline constexpr std::size_t peer_frame_bytes = 4 << 20;
/// Of a calendar that is read.
inline constexpr std::size_t calendar_steps = 1024;
/// Leases that a decision names, and decisions that are read at once.
inline constexpr std::size_t considered = 64;
inline constexpr std::size_t decisions = 64;
/// Minutes that the demand for a resource is known for, resources whose demand
/// is told at once, and thresholds of a region.
inline constexpr std::size_t demand_periods = 60;
inline constexpr std::size_t demands = 1000;
inline constexpr std::size_t thresholds = 1000;

/// What is told of the traffic of NICs at once.
inline constexpr std::size_t metered = 1000;

/// Leases that a plan tells of.
inline constexpr std::size_t curtailed = 1000;

/// No instant is further from now than this, except `forever`: a lease may
/// start one longest period from now and last for another, and is stored as
/// counted from the zero of the node's time, long ago.
inline constexpr duration horizon = 3 * period::max;
/// The longest time that a hold may ask for.
inline constexpr duration hold_time = std::chrono::hours{1};
/// A newcomer waits for it with its hops held, which lasts 10 s.
inline constexpr duration ack_within = std::chrono::seconds{5};

} // namespace leasehold::bounds
