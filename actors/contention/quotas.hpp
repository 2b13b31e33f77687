// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/resource.hpp"
#include "messages/time.hpp"

// What is left of a resource when it falls short, divided among the nodes whose
// leases take of it. Which of its leases give way each node decides, since no
// other knows their classes. Pure.
namespace leasehold {

using quota_map = std::map<node_name, amounts>;

/// What each may have, in proportion to what it takes where that is too much in
/// sum, rounded down.
quota_map divide(const amounts& capacity, const quota_map& taken);

/// A shortage is told of again and again until it is over. Its quotas stay as
/// they were first, so that nobody gives way twice.
class quota_book {
public:
  const quota_map& quotas(const shortage& found, const quota_map& taken,
                          instant now);

private:
  struct episode {
    amounts capacity;
    quota_map quotas;
    instant seen;
  };

  std::map<resource_name, episode> episodes_;
};

} // namespace leasehold
