// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>

#include "messages/action.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/peer.hpp"
#include "messages/resource.hpp"
#include "messages/route.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"

// Equality of values, member by member. Only tests compare whole values: the
// product compares ids and epochs.
namespace leasehold {

// A structured binding names every member, so that a new one breaks the build
// here instead of being forgotten.
#define LEASEHOLD_EQUAL(type, ...)                                             \
  inline bool operator==(const type& x, const type& y) {                       \
    auto members = [](const type& value) {                                     \
      const auto& [__VA_ARGS__] = value;                                       \
      return std::tie(__VA_ARGS__);                                            \
    };                                                                         \
    return members(x) == members(y);                                           \
  }

LEASEHOLD_EQUAL(resource_use, a, b)
LEASEHOLD_EQUAL(usage_sums, a, b, c, d)
LEASEHOLD_EQUAL(usage_record, a, b, c, d)
LEASEHOLD_EQUAL(meter_record::reading, a, b)
LEASEHOLD_EQUAL(meter_record, a, b, c, d, e)
LEASEHOLD_EQUAL(nic_traffic, a, b, c, d, e, f, g)
LEASEHOLD_EQUAL(lessee_usage, a, b)
LEASEHOLD_EQUAL(route_hop, a, b, c)
LEASEHOLD_EQUAL(route, a, b)
LEASEHOLD_EQUAL(route_constraints, a, b)

LEASEHOLD_EQUAL(lease_request, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
LEASEHOLD_EQUAL(renewal_request, a, b, c, d)
LEASEHOLD_EQUAL(release_request, a, b, c)
LEASEHOLD_EQUAL(change_request, a, b, c, d, e)
LEASEHOLD_EQUAL(lease_filter, a, b, c, d)

/// Equal terms, whatever their node's civil time is.
inline bool operator==(const lease_info& x, const lease_info& y) {
  auto members = [](const lease_info& value) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t,
                 civil] = value;
    static_cast<void>(civil);
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t);
  };
  return members(x) == members(y);
}
LEASEHOLD_EQUAL(shortened_by, a, b, c)
LEASEHOLD_EQUAL(lease_grant, a, b, c, d)
LEASEHOLD_EQUAL(counter_offer, a, b, c, d)
LEASEHOLD_EQUAL(refusal, a, b, c, d, e, f, g, h)
LEASEHOLD_EQUAL(release_outcome, a, b, c)

LEASEHOLD_EQUAL(lease_event, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q,
                r)
LEASEHOLD_EQUAL(event_page, a, b, c)

LEASEHOLD_EQUAL(schedule, a, b, c, d)
LEASEHOLD_EQUAL(limit_rule, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
LEASEHOLD_EQUAL(service_class, a, b, c, d, e, f, g, h, i, j)

LEASEHOLD_EQUAL(gateway_spec, a, b, c, d)
LEASEHOLD_EQUAL(link_spec, a, b, c, d, e, f, g, h)
LEASEHOLD_EQUAL(endpoint_spec, a, b, c, d, e, f, g, h, i)
LEASEHOLD_EQUAL(resource_spec, a, b, c, d, e, f, g)
LEASEHOLD_EQUAL(node_spec, a, b)
LEASEHOLD_EQUAL(topology, a, b, c, d, e, f)

LEASEHOLD_EQUAL(resource_info, a, b, c, d, e, f, g, h)
LEASEHOLD_EQUAL(calendar_step, a, b, c)
LEASEHOLD_EQUAL(resource_calendar, a, b, c, d)
LEASEHOLD_EQUAL(considered_lease, a, b, c)
LEASEHOLD_EQUAL(decision, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r,
                s, t, u, v)
LEASEHOLD_EQUAL(demand_threshold, a, b, c)
LEASEHOLD_EQUAL(demand_period, a, b, c, d, e, f)
LEASEHOLD_EQUAL(resource_demand, a, b, c, d, e, f, g, h, i)
LEASEHOLD_EQUAL(outage, a, b, c, d)
LEASEHOLD_EQUAL(curtailment, a, b)
LEASEHOLD_EQUAL(gateway_info, a, b, c, d, e)
LEASEHOLD_EQUAL(audit_finding, a, b, c)
LEASEHOLD_EQUAL(audit_report, a, b, c, d)
LEASEHOLD_EQUAL(node_status, a, b, c, d, e, f, g, h, i)

LEASEHOLD_EQUAL(hop_key, a, b, c)
LEASEHOLD_EQUAL(hop_terms, a, b, c, d)
LEASEHOLD_EQUAL(lost_epochs, a, b)
LEASEHOLD_EQUAL(hop_record, a, b, c, d, e, f, g, h, i, j, k)
LEASEHOLD_EQUAL(lease_record, a, b, c, d, e, f, g, h, i, j, k, l)
LEASEHOLD_EQUAL(node_record, a, b)
LEASEHOLD_EQUAL(capacity_record, a, b)

LEASEHOLD_EQUAL(pledge, a, b, c)
LEASEHOLD_EQUAL(hold_hop, a, b, c, d, e, f, g, h)
LEASEHOLD_EQUAL(commit_hop, a, b)
LEASEHOLD_EQUAL(confirm_hop, a, b)
LEASEHOLD_EQUAL(renew_hop, a, b, c, d, e)
LEASEHOLD_EQUAL(release_hop, a)
LEASEHOLD_EQUAL(hop_answer, a, b, c, d, e, f, g, h)
LEASEHOLD_EQUAL(hop_lost, a, b, c)
LEASEHOLD_EQUAL(find_root, a, b)
LEASEHOLD_EQUAL(curtail_leases, a, b, c, d)
LEASEHOLD_EQUAL(root_answer, a, b, c, d)
LEASEHOLD_EQUAL(probe, a, b, c)
LEASEHOLD_EQUAL(free_step, a, b)
LEASEHOLD_EQUAL(resource_view, a, b, c, d, e)
LEASEHOLD_EQUAL(probe_answer, a, b, c)
LEASEHOLD_EQUAL(peer_order, a, b)
LEASEHOLD_EQUAL(peer_probe, a, b)
LEASEHOLD_EQUAL(peer_watch, a, b)
LEASEHOLD_EQUAL(load_hint, a, b, c)

LEASEHOLD_EQUAL(failure, a, b)
LEASEHOLD_EQUAL(ping, a, b, c, d)
inline bool operator==(const wake&, const wake&) {
  return true;
}
LEASEHOLD_EQUAL(echo_report, a, b, c, d, e, f)
LEASEHOLD_EQUAL(child_status, a, b, c, d, e)
LEASEHOLD_EQUAL(target_status, a, b, c, d, e)
LEASEHOLD_EQUAL(action_request, a, b, c, d, e)
LEASEHOLD_EQUAL(status_counts, a, b, c)
LEASEHOLD_EQUAL(action_info, a, b, c, d, e, f, g, h, i)
LEASEHOLD_EQUAL(status_page, a, b, c)
LEASEHOLD_EQUAL(location, a, b, c, d, e, f, g, h, i)
LEASEHOLD_EQUAL(action_record, a, b, c, d, e, f)
LEASEHOLD_EQUAL(statuses_record, a, b, c, d)
LEASEHOLD_EQUAL(child_target, a, b, c)
LEASEHOLD_EQUAL(child_task, a, b, c, d, e)
LEASEHOLD_EQUAL(child_word, a, b, c, d, e, f)
LEASEHOLD_EQUAL(child_end, a)
LEASEHOLD_EQUAL(permit_record, a, b, c)

inline bool operator==(const child_order& x, const child_order& y) {
  return x.key == y.key && x.heard == y.heard && x.permit == y.permit
      && (x.task == nullptr) == (y.task == nullptr)
      && (x.task == nullptr || *x.task == *y.task);
}

#undef LEASEHOLD_EQUAL

} // namespace leasehold
