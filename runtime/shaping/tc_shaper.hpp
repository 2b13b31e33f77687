// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "messages/result.hpp"
#include "runtime/shaping/shaper.hpp"

// The shaper of Linux: rates are classes of an HTB qdisc at the root of the
// interface, and a table of nftables says which packets belong to which. What
// the kernel then has, how to look at it and how to remove it by hand is in
// docs/internals/shaping.md.
//
// The kernel keeps the deadlines: the elements of the table have time-outs, and
// a channel whose elements are gone has no packets. So a process that is dead,
// paused or cut off leaves nothing in force behind its term.
namespace leasehold {

/// Divides an interface of the network namespace of the calling thread, or goes
/// on with what an earlier shaper left there, which disturbs nothing.
///
/// Needs CAP_NET_ADMIN and Linux 5.16. Rates are kept in whole bytes a second,
/// so `read` rounds them down to multiples of 8 bit/s.
///
/// A channel that grows from less than 100 kbit/s gets a new class, so that it
/// need not wait for what its last packet owes; its counters begin anew then.
/// What waits in the queue of a channel that ends is still sent, at its rate.
///
/// Fails with
/// - `errc::invalid_request` where the configuration makes no sense,
/// - `errc::unknown_name` where there is no such interface,
/// - `errc::permission_denied` without CAP_NET_ADMIN,
/// - `errc::conflict` where somebody else configured queueing, or a table of
///   that name, and is not to be replaced,
/// - `errc::unavailable` where the kernel can't, or won't.
result<std::unique_ptr<shaper>> open_tc_shaper(const interface_config& config);

} // namespace leasehold
