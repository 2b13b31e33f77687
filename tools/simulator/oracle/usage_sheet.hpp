// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Adds up what hops take of each resource, without any code of the ledger: a
// map of steps, summed from its beginning each time it is asked (C1).

#include <map>
#include <optional>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/resource.hpp"
#include "messages/route.hpp"
#include "messages/stored.hpp"
#include "messages/time.hpp"

namespace leasehold::sim {

class usage_sheet {
public:
  void set_capacity(const resource_name& resource, const amounts& capacity) {
    lines_[resource].capacity = capacity;
  }
  amounts capacity(const resource_name& resource) const;

  void add(const hop_record& hop);
  void remove(const hop_record& hop);

  /// What is taken of a resource at one instant.
  amounts taken(const resource_name& resource, instant at) const;

  /// The resources of which more is taken than there is, at some instant from
  /// `from` on.
  std::vector<resource_name> overdrawn(instant from) const;

  /// The most that is taken at some instant of the window, where that is more
  /// than there is.
  std::optional<amounts> overdraft(const resource_name& resource,
                                   const window& over) const;

private:
  struct line {
    amounts capacity;
    /// What is added at an instant, and what is taken away.
    std::map<instant, amounts> steps;
  };

  void change(const std::vector<resource_use>& uses, const window& over,
              int sign);
  void change_all(const hop_record& hop, int sign);

  std::map<resource_name, line> lines_;
};

} // namespace leasehold::sim
