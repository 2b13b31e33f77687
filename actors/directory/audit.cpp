// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/audit.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "actors/route/route_uses.hpp"

namespace leasehold {

namespace {

using hop_map = std::map<std::pair<lease_id, gateway_name>, const hop_record*>;

bool same_uses(const std::vector<resource_use>& x,
               const std::vector<resource_use>& y) {
  std::map<resource_name, amounts> left;
  std::map<resource_name, amounts> right;
  add_uses(x, left);
  add_uses(y, right);
  return left == right;
}

/// Whether the hop has all of it, beside what the lease may have given up and
/// the hop was not told of yet.
bool covers(const hop_record& hop, const std::vector<resource_use>& uses) {
  return takes_no_more(uses, hop.uses)
      || (hop.next && takes_no_more(uses, hop.next->uses));
}

void check_lease(const lease_info& lease, const hop_map& hops,
                 const std::set<gateway_name>& elsewhere,
                 audit_report& report) {
  for (auto& wanted : lease.route.hops) {
    if (elsewhere.count(wanted.gateway) > 0)
      continue;
    auto subject = fmt::format("lease {} at {}", to_string(lease.id),
                               wanted.gateway.str());
    auto i = hops.find({lease.id, wanted.gateway});
    if (i == hops.end()) {
      report.findings.push_back({"C5", subject, "its hop is not active"});
      continue;
    }
    auto& hop = *i->second;
    auto told = !hop.next && !(hop.key.epoch < lease.epoch);
    if (told ? !same_uses(hop.uses, wanted.uses) : !covers(hop, wanted.uses))
      report.findings.push_back(
          {"C5", subject, "its hop takes something else than the lease says"});
    auto end =
        hop.next ? std::max(hop.term.end, hop.next->term.end) : hop.term.end;
    if (end < lease.term.end)
      report.findings.push_back({"C4", subject, "its hop ends before it"});
  }
}

} // namespace

audit_report audit_region(const lease_snapshot& before,
                          const std::vector<gateway_audit>& gateways,
                          const lease_snapshot& after, instant now,
                          const std::set<gateway_name>& elsewhere) {
  audit_report report;
  hop_map hops;
  for (auto& gateway : gateways) {
    report.hops += gateway.report.hops;
    report.resources += gateway.report.resources;
    report.findings.insert(report.findings.end(),
                           gateway.report.findings.begin(),
                           gateway.report.findings.end());
    for (auto& hop : gateway.hops)
      hops[{hop.key.lease, gateway.gateway}] = &hop;
  }
  std::map<lease_id, epoch> then;
  std::set<lease_id> known;
  for (auto& record : before.leases) {
    known.insert(record->info.id);
    if (record->phase == lease_phase::granted)
      then.emplace(record->info.id, record->info.epoch);
  }
  for (auto& record : after.leases) {
    known.insert(record->info.id);
    auto i = then.find(record->info.id);
    if (record->phase != lease_phase::granted || i == then.end()
        || i->second != record->info.epoch || record->info.term.end <= now)
      continue;
    ++report.leases;
    check_lease(record->info, hops, elsewhere, report);
  }
  if (before.in_setup + after.in_setup == 0)
    for (auto& [key, hop] : hops)
      if (known.count(key.first) == 0 && elsewhere.count(hop->root) == 0)
        report.findings.push_back(
            {"C7",
             fmt::format("lease {} at {}", to_string(key.first),
                         key.second.str()),
             "the hop is active and its lease is not"});
  return report;
}

} // namespace leasehold
