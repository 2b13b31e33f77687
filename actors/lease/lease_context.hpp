// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "actors/lease/admission.hpp"
#include "actors/lease/lease_book.hpp"
#include "actors/lease/lease_effects.hpp"
#include "actors/lease/lease_terms.hpp"
#include "actors/policy/policy.hpp"
#include "actors/route/region_map.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "runtime/clock/belief.hpp"
#include "runtime/store/journal_backend.hpp"
#include "runtime/time/deadline_queue.hpp"

namespace leasehold {

struct lease_settings {
  chain_timing timing;
  admission_terms terms;
  rate_bound rates;
  /// How often the node was started.
  std::uint64_t boots = 0;
  /// The upper half of the ids of this run: node and boot.
  std::uint32_t id_prefix = 0;
  std::size_t leases_max = 1'000'000;
  /// Requests that are being set up or rehearsed at the same time: the calls
  /// of one connection, or some full batches.
  std::size_t setups_max = 16'384;
  /// How many of them may be one lessee's: nobody takes all there are.
  std::size_t setups_of_lessee_max = 4'096;
};

/// The time of one step: the node's, and that of whoever believes in what
/// owners on other nodes count.
struct moment {
  time_base base;
  instant believed;
};

/// What leases of roots here may have of a resource that is short, as its owner
/// on this node or another said.
struct own_quota {
  amounts amount;
  instant from;
  /// When it is forgotten, unless it is told again.
  instant until;
};

/// What the parts of the lease machine share: what they know, and what they
/// want done.
struct lease_context {
  lease_settings settings;
  /// Null until the DIRECTORY has told it.
  std::shared_ptr<const region_map> region;
  std::shared_ptr<const policy> laws = std::make_shared<policy>();
  lease_book book;
  /// Until when holders of infinite leases are taken to live.
  std::unordered_map<lessee_name, instant> holders;
  std::map<resource_name, own_quota> quotas;
  disk_space disk = disk_space::ample;
  moment time;
  /// When leases without a root need one again.
  deadline_queue<lease_id> alarms;
  /// Roots that took the place of one that died, since the node began.
  std::uint64_t respawned = 0;
  lease_effects effects;
  /// Leases for which something has changed in this step: what is next for
  /// each is looked up at its end.
  std::set<lease_id> touched;

  instant now() const noexcept {
    return time.base.now;
  }
  belief_origin begin_to_believe() const noexcept {
    return {time.base.now, time.believed};
  }

  void touch(lease_id lease) {
    touched.insert(lease);
  }
  template <class Effect>
  void emit(Effect effect) {
    effects.emplace_back(std::move(effect));
  }
  /// Tells the root of a lease; one that is asleep is given a root first.
  void tell(lease_id lease, root_order order);
  /// Gives a lease a root that goes on with it as it was last written.
  /// @pre it has none
  void give_root(lease_id lease, lease_record record);
  /// The last epoch that a root which is gone may have used.
  epoch unknown_epochs() const;
};

} // namespace leasehold
