// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "actors/lease/lease_calls.hpp"
#include "actors/lease/lease_context.hpp"
#include "actors/lease/preemption.hpp"

namespace leasehold {

/// From a request to a grant: admission, a search for routes, and, where
/// nothing fits, one for what others could give up.
class lease_setups {
public:
  lease_setups(lease_context& x, preemptions& others)
      : x_(x), preemptions_(others) {}

  void request(request_leases& msg);
  /// @pre the token is a set-up
  void routes_found(lease_id id,
                    std::variant<std::vector<route>, refusal>& plan,
                    search_scope scope);
  /// The chain secured nothing.
  void refused(const setup_refused& msg);
  /// The grant is durable.
  /// @param done The set-up as it was.
  void granted(setting_up& done, const lease_record& record);
  /// The chain died and left nothing durable.
  void interrupted(lease_id id);

private:
  void request_one(lease_request request, const principal& who,
                   outcome_slot caller);
  std::optional<refusal> check(const lease_request& request,
                               const principal& who) const;
  std::optional<refusal> check_node(const resource_name& target) const;
  std::optional<refusal> check_room() const;
  std::optional<refusal> check_setups(const lessee_name& lessee) const;
  bool asked_before(const lease_request& request, const outcome_slot& caller);

  void seek_room(lease_id id, refusal why);
  void refuse_in_vain(lease_id id, const refusal& why);
  bool make_room(lease_id id, std::vector<route> routes);
  lease_outcome rehearse_on(const setting_up& request,
                            std::vector<route> routes) const;
  void keep_admitted(const admission& asked, refusal& no) const;
  void answer(lease_id id, lease_outcome outcome);
  void spawn(lease_id id, std::vector<route> routes, epoch epochs_from = {},
             pledge_map pledges = {});

  lease_context& x_;
  preemptions& preemptions_;
  std::uint32_t last_id_ = 0;
};

} // namespace leasehold
