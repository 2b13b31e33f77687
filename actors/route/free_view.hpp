// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>
#include <vector>

#include "actors/route/room.hpp"
#include "messages/resource.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What the gateways said is free. Of a resource that none spoke of, nothing
/// is: a gateway that is silent is not asked to grant.
class free_view {
public:
  /// @param asked_from The start of the window that was asked about: so the
  /// first step begins there. The word of another node was on its way, and its
  /// instants seem that much later.
  void add(std::vector<resource_view> views, instant asked_from = forever);

  /// Counts what a lease has as free to itself, in the steps that were asked
  /// for. What was free stays so beside it, and what was over-booked is no less
  /// its own (C8).
  void lend(const std::vector<resource_use>& uses, const window& over);

  /// The least over the window that the gateways were asked about.
  free_lookup lookup() const;

  /// The least over another window, from the steps that were asked for. It
  /// begins no earlier than the window that was.
  free_lookup lookup(const window& over) const;

  const resource_view* find(const resource_name& resource) const;

  /// Every instant at which something free changes, in order, each once.
  std::vector<instant> changes() const;

private:
  std::unordered_map<resource_name, resource_view> views_;
};

/// The least that is free over the window.
amounts free_over(const resource_view& view, const window& over);

} // namespace leasehold
