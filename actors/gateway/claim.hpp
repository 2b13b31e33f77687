// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What a hop takes of a gateway, as a function of time. Pure.
namespace leasehold {

/// Refers to the uses; they must outlive it.
struct claim_part {
  const std::vector<resource_use>* uses;
  window over;
};

/// At each instant the most, of each resource and in each dimension, of the
/// parts that hold then. So old and new terms of one lease are charged once
/// where both need the same (H3).
using claim = std::vector<claim_part>;

/// A window throughout which both claims take a constant amount of a resource,
/// and not the same.
struct claim_step {
  resource_name resource;
  window over;
  amounts before;
  amounts after;
};

/// Where and by how much the second claim differs from the first.
std::vector<claim_step> difference(const claim& before, const claim& after);

/// The resources that a claim names, each once. They live as long as its uses.
std::vector<const resource_name*> resources_of(const claim& x);

/// Whether `uses` has no more of anything than the parts have at most.
bool within(const std::vector<resource_use>& uses, const claim& bound);

} // namespace leasehold
