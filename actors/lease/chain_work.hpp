// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <variant>
#include <vector>

#include "actors/lease/lease_terms.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What the root of a lease may be doing: exactly one operation, with what only
// that one needs. The table of phases in docs/internals/lease-chain.md is these
// types.
namespace leasehold::chain_work {

/// Gateways whose answer to the step at `sent_` is missing, and when to stop
/// waiting for them or to ask again.
struct answers {
  std::set<gateway_name> missing;
  instant patience = forever;
};

/// It becomes a lease, or nothing of it is left.
struct setting_up : answers {
  enum class step { holding, waiting, committing, recording };
  step at = step::holding;
  /// Not tried yet, the best last.
  std::vector<route> routes;
  /// Resources that refused: no route through them is tried again.
  std::set<resource_name> refused;
};

/// The lease has its terms. Hops may be told what they are.
struct steady : answers {};

/// It gets another end. A later one goes to the hops first, an earlier one to
/// the record (C4).
struct renewing : answers {
  enum class step { extending, recording };
  step at = step::extending;
  renewal terms;
  bool shortens = false;
};

/// It takes other terms beside its own, then leaves those.
struct changing : answers {
  enum class step { securing, secured, switching, recording };
  step at = step::securing;
  /// With routes not tried yet, the best last.
  new_terms terms;
  /// The route that is being secured.
  route target;
  std::set<resource_name> refused;
  /// Gateways were told which terms count.
  bool told_again = false;
};

/// What is written takes effect at once, or when the lessee has acknowledged
/// it.
struct told_first : answers {
  enum class step { recording, telling };
  step at = step::recording;
  duration ack_within{};
};

/// It gives up part of its terms.
struct yielding : told_first {};

/// It is over for its lessee.
struct ending : told_first {};

/// Hops give back.
struct releasing : answers {};

struct done {};

/// What has to be in step with the record before that is said: nothing is
/// said, every hop, or those and every gateway that the lease left. It
/// outlives the operation that asked for it.
enum class report { none, hops, hops_and_left };

using operation = std::variant<setting_up, steady, renewing, changing, yielding,
                               ending, releasing, done>;

} // namespace leasehold::chain_work
