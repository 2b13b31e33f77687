// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/endpoint_address.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/ip_address.hpp"
#include "messages/mac_address.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// Action objects: a verb, and the targets that it is for. An action ends with
// exactly one status for each target, whatever fails on the way (A1).
namespace leasehold {

/// Names one action in its region, for ever; made as ids of leases are.
using action_id = id<struct action_tag>;

/// ICMP echo requests, sent by the target's gateway.
struct ping {
  /// To each target.
  std::uint32_t count = 1;
  /// Between two to one target.
  duration interval = std::chrono::seconds{1};
  /// For each.
  duration timeout = std::chrono::seconds{1};
  /// Bytes after the ICMP header.
  std::uint32_t payload = 56;
};

/// A magic packet, sent by the target's gateway: it starts a machine that
/// sleeps.
struct wake {};

/// What is done with each target. Data, never code.
using verb = std::variant<ping, wake>;

/// Whether it may be done again where nobody knows if it was done.
bool is_repeatable(const verb& x) noexcept;

/// The word for it in commands and logs.
const char* name_of(const verb& x) noexcept;

/// How long it takes where every target is silent.
duration longest_of(const verb& x) noexcept;

namespace bounds {

inline constexpr std::size_t action_targets = 65536;
inline constexpr std::size_t target_bytes = 128;
/// Of what one gateway is asked at once; an action has as many such parts as
/// it takes.
inline constexpr std::size_t child_targets = 16384;
/// Likewise, of what must not be repeated: all of it is unknown where the
/// gateway is lost while it is at it.
inline constexpr std::size_t once_targets = 64;
/// Told at once, and the bytes that one says of why.
inline constexpr std::size_t statuses = 1000;
inline constexpr std::size_t status_bytes = 256;
inline constexpr std::size_t located = 1000;
inline constexpr std::size_t actions_listed = 1000;
inline constexpr std::uint8_t action_priority_max = 7;
inline constexpr duration action_time = std::chrono::hours{1};
inline constexpr duration status_wait = std::chrono::seconds{10};
inline constexpr std::uint32_t ping_count = 1000;
inline constexpr duration ping_interval_min{10};
inline constexpr duration ping_time_max = std::chrono::minutes{1};
inline constexpr std::uint32_t ping_payload_min = 16;
inline constexpr std::uint32_t ping_payload_max = 1400;

} // namespace bounds

struct action_request {
  leasehold::verb verb;
  /// Endpoints by name or address, and `group:NAME`.
  std::vector<std::string> targets;
  /// When all of it ends.
  instant deadline;
  /// 0, the first, to 7.
  std::uint8_t priority = 4;
  request_id request;
};

/// Of what is asked for, to know the request again; never 0.
std::uint64_t fingerprint_of(const action_request& x);

enum class outcome : std::uint8_t {
  ok = 1,
  /// Nothing happened, or it may be done again without harm.
  failed = 2,
  /// It may have happened, and is not done again.
  unknown = 3,
};

const char* to_string(outcome x) noexcept;

/// Round trips of one target.
struct echo_report {
  std::uint32_t sent = 0;
  std::uint32_t received = 0;
  std::uint32_t duplicates = 0;
  std::chrono::microseconds least{0};
  std::chrono::microseconds mean{0};
  std::chrono::microseconds most{0};
};

/// What came of one target, by the place that it has in its action.
struct child_status {
  std::uint32_t number = 0;
  leasehold::outcome outcome = outcome::failed;
  errc code = errc::none;
  /// Why it is not ok.
  std::string message;
  std::optional<echo_report> echo{};
};

struct target_status {
  /// As the request named it.
  std::string target;
  endpoint_name endpoint;
  /// That did it, or was asked last.
  gateway_name gateway;
  /// How many gateways were asked.
  std::uint32_t attempt = 0;
  child_status said;
};

/// How many targets have which outcome.
struct status_counts {
  std::uint32_t ok = 0;
  std::uint32_t failed = 0;
  std::uint32_t unknown = 0;

  std::uint32_t all() const noexcept {
    return ok + failed + unknown;
  }
  void add(outcome x) noexcept {
    ++(x == outcome::ok ? ok : x == outcome::failed ? failed : unknown);
  }
};

struct action_info {
  action_id id;
  leasehold::verb verb;
  lessee_name lessee;
  std::uint32_t targets = 0;
  status_counts done;
  instant begun;
  instant deadline;
  std::uint8_t priority = 4;
  bool cancelled = false;

  bool is_over() const noexcept {
    return done.all() == targets;
  }
};

struct status_page {
  action_info action;
  std::vector<target_status> statuses;
  /// Where to read on.
  std::uint32_t next = 0;
};

struct action_list {
  /// By growing id.
  std::vector<action_info> actions;
  /// Whether there are others after these.
  bool more = false;
  /// Nodes that could not be asked.
  std::vector<std::string> missing{};
};

/// Where a target is, and how it is reached.
struct location {
  /// As it was asked for.
  std::string target;
  endpoint_name endpoint;
  /// That serves it, and the node that runs this gateway.
  gateway_name gateway;
  std::string node;
  /// Whether that node is reached.
  bool reached = true;
  std::vector<gateway_name> alternates;
  std::vector<endpoint_address> addresses;
  std::string place;
  std::string machine_type;
};

// -- between an origin and a gateway ------------------------------------------

/// The part of an action that one gateway does.
struct child_key {
  action_id action;
  gateway_name gateway;
  /// Grows with each gateway that is asked for a target: what came of an older
  /// one is not heard any more (A5).
  std::uint64_t attempt = 0;
};

inline bool operator==(const child_key& x, const child_key& y) noexcept {
  return x.action == y.action && x.attempt == y.attempt
      && x.gateway == y.gateway;
}
inline bool operator<(const child_key& x, const child_key& y) noexcept {
  return x.action != y.action  ? x.action < y.action
      : x.attempt != y.attempt ? x.attempt < y.attempt
                               : x.gateway < y.gateway;
}

struct child_target {
  std::uint32_t number = 0;
  ip_address address;
  std::optional<mac_address> mac{};
};

struct child_task {
  leasehold::verb verb;
  lessee_name lessee;
  std::uint8_t priority = 4;
  instant deadline;
  std::vector<child_target> targets;
};

/// From the origin to a gateway, again and again until all of it was heard.
struct child_order {
  child_key key;
  /// How many statuses the origin has: it wants those after.
  std::uint32_t heard = 0;
  /// Null where the gateway has answered before.
  std::shared_ptr<const child_task> task{};
  /// That of the gateway's word, which may begin; 0 while it may not.
  std::uint64_t permit = 0;
};

enum class child_state : std::uint8_t {
  /// The gateway has no such child: it wants the task.
  unknown = 1,
  queued = 2,
  running = 3,
  /// There are no statuses after these.
  done = 4,
  refused = 5,
  /// It is its turn, and it must not be repeated: the gateway waits for the
  /// origin's permit.
  ready = 6,
};

const char* to_string(child_state x) noexcept;

/// From a gateway to the origin.
struct child_word {
  child_key key;
  child_state state = child_state::unknown;
  /// How many statuses were before these.
  std::uint32_t from = 0;
  std::vector<child_status> statuses{};
  /// Why it is refused.
  failure why{};
  /// Where it is ready: what the permit has to name. No two are alike.
  std::uint64_t permit = 0;
};

/// From the origin to a gateway: nothing more of the child is wanted.
struct child_end {
  child_key key;
};

// -- as it is stored ----------------------------------------------------------

/// An action at its origin. Key: its id.
struct action_record {
  action_id id;
  lessee_name lessee;
  /// Its targets are endpoints, each once.
  action_request request;
  instant begun;
  bool cancelled = false;
  /// Of what was asked, to know that again.
  std::uint64_t fingerprint = 0;
};

/// A gateway may begin a child that must not be repeated: from then on its
/// targets are nobody else's. Key: the action, the attempt.
struct permit_record {
  child_key key;
  std::uint64_t permit = 0;
  /// Places of its targets among those of the action.
  std::vector<std::uint32_t> targets;
};

/// Statuses that became durable at once. Key: the action, how many were before.
struct statuses_record {
  action_id action;
  std::uint32_t from = 0;
  instant at;
  std::vector<target_status> statuses;
};

} // namespace leasehold
