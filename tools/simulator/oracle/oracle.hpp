// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ORACLE holds what a region does against docs/internals/simulator.md,
// rule by rule, as it happens. It is driven by what is new, a record or an
// answer, so that a step costs what it changed.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/service.hpp"
#include "messages/topology.hpp"
#include "runtime/shaping/shaper.hpp"
#include "tools/simulator/oracle/action_judge.hpp"
#include "tools/simulator/oracle/belief_book.hpp"
#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/oracle/region_book.hpp"

namespace leasehold::sim {

/// How one try of a request, named in its label, was answered.
struct answered_request {
  std::string attempt;
  period wanted;
  request_intent intent = request_intent::grant;
  lease_outcome outcome;
  /// When its lessee asked.
  true_time sent{};
};

/// What a node says of itself when a run has come to rest.
struct node_at_rest {
  node_moment at;
  std::vector<gateway_info> gateways;
  std::vector<resource_info> resources;
  std::vector<lease_info> leases;
  audit_report audit;
};

class oracle {
public:
  /// What the ledgers of a node show now.
  using ledger_reader = std::function<instant(std::size_t node)>;

  /// Channels by their ids; and what is in force on the interfaces of a node.
  using channels = std::map<std::uint64_t, channel>;
  using wire_reader =
      std::function<std::map<std::string, channels>(std::size_t node)>;

  explicit oracle(region_facts facts, ledger_reader ledger_of = {},
                  wire_reader wires_of = {})
      : book_(std::move(facts)),
        ledger_of_(std::move(ledger_of)),
        wires_of_(std::move(wires_of)),
        actions_(book_.facts.nodes,
                 [this](const char* rule, std::string what, true_time at) {
                   broken(rule, std::move(what), at);
                 }) {}

  // -- told by disks ---------------------------------------------------------

  /// The groups will survive.
  void durable(const node_moment& at, const std::vector<record_group>& groups);

  /// A write or sync was answered with an error: whether the groups will
  /// survive, the next start tells.
  void write_failed(const node_moment& at,
                    const std::vector<record_group>& groups);

  /// A node starts and reads these, oldest first. Answers how many hops are
  /// among them.
  std::size_t started(const node_moment& at, const std::vector<record>& stored,
                      data_loss how);

  /// A node started although its disk is damaged (D5).
  void started_on_damage(const node_moment& at);

  // -- told by lessees -------------------------------------------------------

  /// A release is on its way; an epoch of 0 is whichever is current.
  enum class giving_back { in_earnest, by_mistake };
  void gives_back(lease_id lease, epoch named, giving_back how, true_time now);

  /// A renewal of that number is on its way that may end the lease earlier than
  /// its lessee believed: it counts on nothing until it hears.
  void asks_for_less(lease_id lease, std::uint64_t number, true_time now);

  /// It heard.
  void heard(lease_id lease, std::uint64_t number);

  /// Its word that it knows all events of the lease up to that one has reached
  /// the node of the root.
  void acknowledged(lease_id lease, std::uint32_t sequence);
  /// A grant or a renewal reached its lessee.
  void believes(belief x, true_time now);

  /// What a lease has, as far as it is durable.
  std::optional<amounts> promised(lease_id lease);

  // -- told where words leave a node -----------------------------------------

  void answered(const node_moment& at, const answered_request& x);
  /// @param sent When the lessee asked.
  void answered_renewal(const node_moment& at, lease_id lease,
                        const lease_outcome& x, true_time sent);
  /// @param had What the lease had when its node was asked.
  void answered_change(const node_moment& at, const change_request& asked,
                       const std::optional<amounts>& had,
                       const lease_outcome& x, true_time sent);
  void answered_release(const node_moment& at, const release_outcome& x);
  /// An effect was let happen.
  /// @param uses What the lessee knows to have there under that epoch.
  void admitted(const node_moment& at, const hop_key& key,
                const std::vector<resource_use>& uses);
  /// A page of one lessee's events.
  void read(const node_moment& at, const event_page& page);

  // -- told by wires ---------------------------------------------------------

  /// A driver was told what its interface can't have.
  void driver_refused(const node_moment& at, const std::string& device,
                      lease_id lease, const std::string& why);

  /// Compares what is in force on a node's interfaces with what is durable
  /// there. Once in a while.
  enum class process_is { running, over };
  void look_at_wires(const node_moment& at, process_is process);

  /// Until then, what is in force there may be anything.
  void wires_troubled(std::size_t node, true_time until);

  /// An interface of the node carries nothing for a while; all of them, where
  /// it has no name.
  void nic_failed(std::size_t node, const std::string& device);

  // -- told by the world -----------------------------------------------------

  /// Until then, the node can't be expected to be on time.
  void disturbed(std::size_t node, true_time until);

  /// For so long its ledgers stood still, or may have: it was off or asleep.
  void stood_still(std::size_t node, true_time length);

  /// Actors of the node came down, and until then others take their place.
  void interrupted(std::size_t node, true_time until);
  /// Until then, its disk may lack what the node has decided long ago.
  void disk_lags(std::size_t node, true_time until);

  /// C7, C8, H1, L1: what must be so when all faults are over.
  void at_rest(const std::vector<node_at_rest>& nodes);

  /// A request, renewal or release that never got an answer (L1).
  void unanswered(const std::string& what, true_time now);

  action_judge& actions() noexcept {
    return actions_;
  }

  const std::vector<violation>& violations() const noexcept {
    return violations_;
  }

private:
  void take(const node_moment& at, const record& x,
            const std::vector<lease_event>& events);
  void take_topology(const node_moment& at, const record& x);
  void take_capacity(const node_moment& at, const resource_name& resource,
                     const amounts& capacity);
  void take_hop(const node_moment& at, const std::string& body);
  void drop_hop(const node_moment& at, const hop_record& gone);
  void take_lease(const node_moment& at, const lease_record& x,
                  const std::vector<lease_event>& events);
  void drop_lease(const node_moment& at, lease_id lease);
  void take_event(const node_moment& at, const lease_event& x);
  void forget(const node_moment& at, const record& x);
  void waive(lease_id lease, true_time now);

  void
  check_capacity(const node_moment& at, const hop_record& x,
                 const std::map<resource_name, std::optional<amounts>>& before);
  enum class cover { taken_up, changed };
  void check_cover(const node_moment& at, const hop_record& x, cover how);
  void check_hops(const node_moment& at, const lease_record& x,
                  epoch lapsed_from);
  void check_wait(const node_moment& at, const answered_request& x);
  void check_end(const node_moment& at, const lease_event& x, lease_fact& fact);
  void check_lifetime(const node_moment& at, lease_id lease,
                      const lease_fact& fact);
  void check_contention(const node_moment& at, const lease_event& x,
                        const lease_fact& fact);
  void account_for(const node_moment& at, const lease_info& newcomer);
  void keep(const node_moment& at, const lease_record& before,
            const lease_event& told, lease_fact& fact);
  void check_kept(const node_moment& at, const hop_record& before,
                  const hop_record* now);
  void forget_kept(std::size_t root);
  void check_rest(const node_at_rest& x);
  void check_orphans(const node_at_rest& x);
  void check_leases(const node_at_rest& x);
  void check_terms_told(const node_moment& at, lease_id lease,
                        const lease_grant& grant, const char* what,
                        true_time sent);
  void check_word(const node_moment& at, lease_id lease, const char* what);
  void told(const lease_record& before, const lease_record& after);
  bool begun(lease_id lease, const gateway_name& gateway) const;
  void take_wires(node_fact& node, std::size_t index,
                  const topology& region) const;
  void check_in_force(const node_moment& at, const lease_info& lease);
  void
  judge_wires(const node_moment& at, process_is process,
              std::map<std::pair<std::string, lease_id>, std::string> wrong);
  static std::int64_t rate_on(const channels& wire, lease_id lease);

  void broken(const char* rule, std::string what, true_time at,
              lease_id lease = {});

  region_book book_;
  ledger_reader ledger_of_;
  wire_reader wires_of_;
  belief_book beliefs_;
  /// Tries that were refused: nothing may come of them (D2).
  std::set<std::string> refused_;
  /// Tries of which nothing may come in any case (T5).
  std::set<std::string> empty_;
  std::vector<violation> violations_;
  action_judge actions_;
};

} // namespace leasehold::sim
