// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A run as data: what the world is made of, and a list of what lessees,
// operators and fate do to it, each at its true time. A scenario follows from
// a seed; a shrunken one is the same list with less in it. So that nothing
// else shifts when an operation is left out, each has a number of its own and
// dice that follow from it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/action.hpp"
#include "messages/amount.hpp"
#include "messages/flow.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "messages/service_class.hpp"
#include "tools/simulator/enforcement.hpp"
#include "tools/simulator/fault.hpp"
#include "tools/simulator/play/hazard.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

using lessee_index = std::size_t;
using operation_id = std::uint32_t;

/// A lessee asks for a lease, now or ahead.
struct ask {
  lessee_index who = 0;
  node_index via = 0;
  std::string target;
  std::string source;
  amounts amount;
  amounts minimum;
  period wanted;
  duration ahead{};
  std::string service = "standard";
  std::optional<priority> setup;
  request_intent intent = request_intent::grant;
  flow_selector flow;
};

/// It renews what an earlier `ask` gave it, also after its end.
struct renew {
  operation_id of = 0;
  period wanted;
};

/// It asks that the lease have another amount, in tenths of what it has, and
/// maybe another end.
struct change_terms {
  operation_id of = 0;
  std::int64_t tenths = 10;
  std::optional<period> wanted;
};

/// It gives that back, naming the epoch it knows, one before it, or none.
struct give_back {
  enum class naming { none, known, stale };
  operation_id of = 0;
  naming epoch = naming::none;
};

/// It acts on what it believes to have, at every gateway of the route; a
/// zombie acts whatever it believes.
struct act {
  enum class manner { believing, zombie };
  operation_id of = 0;
  manner how = manner::believing;
};

/// It reads its events from where it left off.
struct read_on {
  lessee_index who = 0;
};

/// It reads its events from then on, every so often, and says that it knows of
/// them.
struct watch {
  lessee_index who = 0;
  duration every{};
};

/// It is gone for good, or gives all back that it has.
struct leave {
  enum class manner { without_release, with_release };
  lessee_index who = 0;
  manner how = manner::without_release;
};

/// It has something done with endpoints, and reads what came of it until it
/// has heard all; maybe it cancels that.
struct run_verb {
  lessee_index who = 0;
  node_index via = 0;
  verb what;
  std::vector<std::string> targets;
  duration within{};
  std::uint8_t priority = 4;
  std::optional<duration> cancel_after;
};

/// An operator changes a capacity.
struct set_room {
  std::string resource;
  amounts capacity;
};

/// An operator loads another region.
struct set_region {
  enum class manner { changes, loses_a_gateway };
  std::string toml;
  manner how = manner::changes;
};

/// An operator defines a class on every node.
struct define_class {
  service_class value;
};

/// A fault begins; most of them end after `length`.
struct trouble {
  fault kind{};
  node_index node = 0;
  /// The other end of a link, or the size of a group.
  node_index other = 0;
  true_time length{};
};

using deed =
    std::variant<ask, renew, change_terms, give_back, act, read_on, watch,
                 leave, run_verb, set_room, set_region, define_class, trouble>;

struct operation {
  operation_id id = 0;
  true_time at{};
  deed what;
  /// Waits from then on until some lease at the node it strikes, or else at
  /// any other, is in the middle of this; then it strikes there.
  std::optional<phase> during;
};

/// How far a clock is off, in parts per million.
using rate_error = std::int32_t;

/// From when a lessee counts how long it may believe. The second is a bug that
/// bit others, planted to see that it is caught.
enum class counting { from_sending, from_arrival };

struct scenario {
  std::uint64_t seed = 0;
  /// For people: which mix and which region.
  std::string name;
  std::string topology;
  std::size_t nodes = 1;
  enforcement enforces = enforcement::none;
  std::vector<rate_error> node_rates;
  std::vector<rate_error> lessee_rates;
  counting lessees_count = counting::from_sending;
  /// In the order of time.
  std::vector<operation> operations;
  /// When faults stop and the region is left to itself.
  true_time length{};
};

/// What a lessee is called.
lessee_name lessee_at(lessee_index who);

/// One line of a story.
std::string to_string(const operation& x);

} // namespace leasehold::sim
