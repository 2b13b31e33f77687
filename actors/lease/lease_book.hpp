// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/lease/lease_operation.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"

namespace leasehold {

/// What the newest numbered renewal of a lease asked for.
struct past_renewal {
  request_id request;
  period wanted;
};

/// All that a node knows of one lease whose root is here.
class lease_entry {
public:
  /// What is durable; null while the lease is set up.
  const std::shared_ptr<const lease_record>& record() const noexcept {
    return record_;
  }
  bool granted() const noexcept {
    return record_ && record_->phase == lease_phase::granted;
  }

  /// What is under way and owed; all of it empty for most leases.
  const lease_work& work() const noexcept;

  template <class Operation>
  const Operation* doing() const noexcept {
    return std::get_if<Operation>(&work().operation);
  }
  bool is_idle() const noexcept {
    return doing<idle>() != nullptr;
  }

  root_condition root = root_condition::absent;
  /// Where the root that slept last came to rest.
  epoch slept_at;
  /// The last epoch that a root before may have given out and never written.
  epoch unknown_up_to;
  /// Of terms that were granted or extended since the node began; of others
  /// nothing is believed that hops of other nodes count.
  std::optional<belief_origin> believed;
  std::optional<past_renewal> renewed;

private:
  friend class lease_book;
  std::shared_ptr<const lease_record> record_;
  std::unique_ptr<lease_work> work_;
};

/// The leases of a node: one entry each, from the request until the last hop
/// has given back. The book alone keeps the indexes, so no lease is in one of
/// them and not in another. Of leases that are gone it remembers for a while
/// whose they were, so that a second release is no mistake, and which request
/// made them, so that a late retry makes no other.
class lease_book {
public:
  using id_set = std::set<lease_id>;
  using record_ptr = std::shared_ptr<const lease_record>;

  // -- entries

  const lease_entry* find(lease_id lease) const;
  lease_entry* find(lease_id lease);
  /// The durable record; null where there is none.
  const lease_record* record(lease_id lease) const;
  /// Null also for what `who` may not see: the two look the same (S3).
  const lease_entry* find(lease_id lease, const principal& who) const;
  lease_entry* find(lease_id lease, const principal& who);

  /// @pre the lease is not in the book
  void begin(lease_id lease, setting_up request);
  /// Enters what is durable now.
  void put(record_ptr record);
  /// Takes out a lease whose last hop has given back, and remembers it.
  /// @pre it has a record
  void erase(lease_id lease);
  /// Takes out a set-up.
  /// @pre it is one
  setting_up take_setup(lease_id lease);

  // -- what is under way and owed. References end with the next call.

  /// Replaces the operation, and returns the one before.
  lease_operation exchange(lease_id lease, lease_operation next);
  /// The operation, to be changed in place; null where it is another.
  template <class Operation>
  Operation* doing(lease_id lease) {
    auto entry = find(lease);
    return entry == nullptr || !entry->work_
        ? nullptr
        : std::get_if<Operation>(&entry->work_->operation);
  }
  std::optional<renewing>& next_renewal(lease_id lease);
  std::optional<owed_change>& owed_change_of(lease_id lease);
  std::optional<owed_end>& owed_end_of(lease_id lease);
  /// Frees what an idle lease does not need.
  void tidy(lease_id lease);

  // -- of the time before a restart, and of leases that are gone

  void remember(lease_id lease, const lessee_name& lessee,
                request_id request = {});
  /// Whether it was a lease of `who` and is no more.
  bool was(lease_id lease, const principal& who) const;
  /// The lease or set-up that this numbered request made, also where the lease
  /// is gone and remembered.
  std::optional<lease_id> made_by(const lessee_name& lessee,
                                  request_id request) const;

  // -- indexes

  /// Leases that are not over, by growing id, above `after`; one more than
  /// `count_max` where there are more.
  std::vector<record_ptr> page(const lease_filter& filter, const principal& who,
                               lease_id after, std::size_t count_max) const;
  /// With a record, over or not.
  const id_set& of_lessee(const lessee_name& lessee) const;
  /// That are being set up, rehearsals among them.
  const id_set& setups_of(const lessee_name& lessee) const;
  /// Granted leases that take something of the resource.
  const id_set& on_resource(const resource_name& resource) const;
  /// What granted leases take of it in sum, whenever they do.
  amounts taken(const resource_name& resource) const;
  /// Granted leases that have less than they were asked for.
  const id_set& restricted() const noexcept {
    return restricted_;
  }
  /// Granted leases that pass a gateway that can't be reached.
  const id_set& suspended() const noexcept {
    return suspended_;
  }
  /// Granted leases of this hold priority.
  const id_set& of_hold(priority hold) const {
    return by_hold_.at(hold);
  }

  const std::map<lease_id, lease_entry>& all() const noexcept {
    return entries_;
  }
  /// Entries with a record.
  std::size_t leases() const noexcept {
    return entries_.size() - setups_;
  }
  /// Entries without one.
  std::size_t setups() const noexcept {
    return setups_;
  }

private:
  static constexpr std::size_t ended_max = 100'000;

  struct past_lease {
    lessee_name lessee;
    request_id request;
  };
  struct resource_index {
    id_set leases;
    amounts taken;
  };

  lease_work& work_of(lease_id lease);
  void index(const lease_record& record);
  void unindex(const lease_record& record);
  void leave_setups(lease_id lease, const lessee_name& lessee);
  void forget_oldest();

  std::map<lease_id, lease_entry> entries_;
  std::size_t setups_ = 0;
  std::unordered_map<lessee_name, id_set> by_lessee_;
  std::unordered_map<lessee_name, id_set> setups_by_lessee_;
  std::unordered_map<resource_name, resource_index> by_resource_;
  std::array<id_set, priority_weakest + 1> by_hold_;
  id_set restricted_;
  id_set suspended_;
  std::map<std::pair<lessee_name, std::uint64_t>, lease_id> by_request_;
  std::unordered_map<lease_id, past_lease> ended_;
  std::deque<lease_id> ended_order_;
};

} // namespace leasehold
