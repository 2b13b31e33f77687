// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/policy/policy_messages.hpp"
#include "messages/decision.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"
#include "runtime/rpc/reply.hpp"

// What is asked of the LEASE MANAGER, and what its chains tell it, as values.
namespace leasehold {

struct region_map;

// -- asked by sessions --------------------------------------------------------
// One answer for each item, in order.

struct request_leases {
  principal who;
  std::vector<lease_request> batch;
  reply_to<std::vector<lease_outcome>> reply;
};

struct renew_leases {
  principal who;
  std::vector<renewal_request> batch;
  reply_to<std::vector<lease_outcome>> reply;
};

struct change_leases {
  principal who;
  std::vector<change_request> batch;
  reply_to<std::vector<lease_outcome>> reply;
};

/// The lessee knows of all that it was told of the lease, up to this sequence.
struct acknowledge_lease {
  principal who;
  lease_id lease;
  std::uint32_t sequence = 0;
  reply_to<status> reply;
};

struct release_leases {
  principal who;
  std::vector<release_request> batch;
  reply_to<std::vector<release_outcome>> reply;
};

struct lease_page {
  /// By growing id.
  std::vector<lease_info> leases;
  enum class rest : std::uint8_t { none, more };
  rest after = rest::none;
};

struct list_leases {
  principal who;
  lease_filter filter;
  lease_id after;
  std::uint32_t count_max = 1000;
  reply_to<lease_page> reply;
};

/// The lessee has a session that lives: its infinite leases go on.
struct holder_seen {
  lessee_name lessee;
};

/// What would become of leases if this were the region; asked by the
/// DIRECTORY.
struct plan_region {
  std::shared_ptr<const region_map> next;
  reply_to<result<curtailment>> reply;
};

/// All leases, for an audit, or only how many there are: anybody may ask that
/// often.
struct read_lease_book {
  enum class detail : std::uint8_t { count, leases };
  detail wanted = detail::leases;
};

struct lease_snapshot {
  std::uint64_t count = 0;
  /// Durable, and not yet forgotten.
  std::vector<std::shared_ptr<const lease_record>> leases;
  std::uint64_t in_setup = 0;
};

/// INTERNAL: asks the STORE how full the disk is, and forgets holders that
/// are gone.
struct check_disk {};

/// INTERNAL: all that was in the mailbox when the turn began is done.
struct end_of_wave {};

// -- told by chains -----------------------------------------------------------

/// Names a CHAIN among those of its manager.
using chain_id = id<struct chain_tag>;

/// The set-up failed and left nothing behind.
struct setup_refused {
  lease_id lease;
  hop_answer why;
};

/// All its hops are held, and what some of them rest on is still to be given
/// back by others.
struct lease_waits {
  lease_id lease;
};

/// Its hops have the terms of its record and nothing more, at the gateways of
/// its route and at those that it left.
struct lease_yielded {
  lease_id lease;
};

/// Its lessee has acknowledged what the lease gave up, or had as long as its
/// class gives it; or there was nothing to give up. Its terms are in force.
struct lease_told {
  lease_id lease;
};

struct change_failed {
  lease_id lease;
  hop_answer why;
};

struct renewal_failed {
  lease_id lease;
  request_id request;
  hop_answer why;
};

/// Nothing is under way for the lease, its hops have what its record says, and
/// what it wrote is durable: a root made from the record would go on as this
/// one.
struct root_rests {
  lease_id lease;
  /// How many orders it has obeyed: another may be on its way.
  std::uint64_t orders = 0;
  /// When it has to look at the time.
  instant wakes_at = forever;
  /// The highest epoch that its hops have seen.
  epoch sent;
};

/// It holds nothing any more.
struct root_done {
  lease_id lease;
};

using chain_word =
    std::variant<setup_refused, renewal_failed, change_failed, lease_waits,
                 lease_yielded, lease_told, root_rests, root_done>;

/// All that the roots of one CHAIN have to say after one message.
struct chain_report {
  chain_id chain;
  std::vector<chain_word> words;
};

} // namespace leasehold
