// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/ids.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"

namespace leasehold {

/// All leases of a node as they are durable: a lease enters with its grant and
/// leaves when its last hop has given back. Of those that left, the table
/// remembers for a while whose they were, so that a second release is no
/// mistake, and which requests made them, so that a late retry makes no other.
class lease_table {
public:
  using entry = std::shared_ptr<const lease_record>;

  void put(entry record);
  void erase(lease_id lease);
  /// Of the time before a restart.
  void remember(lease_id lease, const lessee_name& lessee,
                request_id request = {});

  const lease_record* find(lease_id lease) const;
  /// Null also for what `who` may not see: the two look the same (S3).
  const lease_record* find(lease_id lease, const principal& who) const;
  /// Whether it was a lease of `who` and is no more.
  bool was(lease_id lease, const principal& who) const;

  /// The lease that this request made; none for request 0.
  const lease_record* find(const lessee_name& lessee, request_id request) const;
  /// The same, also where the lease left and is remembered.
  std::optional<lease_id> made_by(const lessee_name& lessee,
                                  request_id request) const;

  /// Leases that are not over, by growing id, above `after`; one more than
  /// `count_max` where there are more.
  std::vector<entry> page(const lease_filter& filter, const principal& who,
                          lease_id after, std::size_t count_max) const;

  const std::set<lease_id>& of_lessee(const lessee_name& lessee) const;

  std::size_t size() const noexcept {
    return leases_.size();
  }
  const std::map<lease_id, entry>& all() const noexcept {
    return leases_;
  }

private:
  static constexpr std::size_t ended_max = 100'000;

  struct past_lease {
    lessee_name lessee;
    request_id request;
  };

  void forget_oldest();

  std::map<lease_id, entry> leases_;
  std::unordered_map<lessee_name, std::set<lease_id>> by_lessee_;
  std::map<std::pair<lessee_name, std::uint64_t>, lease_id> by_request_;
  std::unordered_map<lease_id, past_lease> ended_;
  std::deque<lease_id> ended_order_;
};

} // namespace leasehold
