// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/contention/problem.hpp"

// Answers the question of `problem.hpp`. Pure: the same question has the same
// answer, in whatever order its leases come.
namespace leasehold {

inline constexpr int choices_max = 16'384;

/// The changes after which it fits, or nothing where no changes help.
///
/// With a newcomer, only leases with `hold > setup` are touched, only as their
/// class allows, and nobody is touched unless the newcomer then fits at every
/// instant of its term (P1). Within its minimum tenure a lease is not shrunk or
/// terminated; it may be told that it ends at the end of it. Without one a
/// capacity is gone: leases are touched as their class allows first, and where
/// that does not do, terminated whatever their class says, so that there is
/// always a plan (C8).
///
/// Milder remedies come before harsher ones in the order that each class
/// gives, and among those whom the newcomer's `victims` say, weaker leases
/// before stronger ones, younger before older, greater ids before smaller. No
/// change of the plan can be left out, or made milder by itself; but where a
/// lease of a share scheme is reduced, those of its hold and scheme share with
/// it what is left.
///
/// Exact but for one kind of class: to give what a lease may lose either now
/// (`shrink`) or later (`shorten`), but not both (`terminate`), is a knapsack
/// problem. With many leases of such a class the search is given up after
/// `choices_max` steps, and the answer may be that none of it helps.
std::optional<contention_plan> plan(const contention& problem);

} // namespace leasehold
