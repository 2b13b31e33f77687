// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/harmless.hpp"

#include <memory>
#include <string>
#include <utility>

#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/directory/region_draft.hpp"
#include "actors/route/topology_file.hpp"

namespace leasehold {

namespace {

failure harms_leases(const curtailment& plan) {
  auto& first = plan.leases.front();
  return {errc::conflict,
          fmt::format("the topology takes from {} what they have, such as {} "
                      "of {}: lower capacities by `leasehold resource "
                      "set-capacity`, which plans it with --dry-run, or drain, "
                      "and load it then",
                      plan.count == 1 ? std::string{"a lease"}
                                      : fmt::format("{} leases", plan.count),
                      to_string(first.lease), first.lessee.str())};
}

} // namespace

void load_harmless(directory_actor::stateful_pointer<directory_state> self,
                   const load_topology& msg) {
  auto& state = self->state;
  auto parsed = parse_topology(msg.toml, "the topology");
  auto harmless = msg;
  harmless.to_leases = load_topology::harm::allowed;
  const directory_actor here{self};
  if (!parsed) {
    caf::anon_send(here, harmless);
    return;
  }
  auto planned = reply_to<result<curtailment>>::calling(
      [here, harmless](const result<curtailment>& plan) {
        if (!plan)
          harmless.reply(plan.error());
        else if (plan->count > 0)
          harmless.reply(harms_leases(*plan));
        else
          caf::anon_send(here, harmless);
      });
  self->send(
      state.config.manager,
      plan_region{std::make_shared<region_map>(draft(
                      *parsed, {}, state.outages, state.config.clock->now())),
                  std::move(planned)});
}

} // namespace leasehold
