// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The lessees of a simulated region. A lessee has a clock of
// its own, and a link to each node that delays and loses what it asks and what
// it is answered. It BELIEVES in a lease from when it was answered until
// `valid_for` has passed, by its own clock, since it sent what was answered;
// nothing else about its belief is true, and that is the point (C2).

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/node/services.hpp"
#include "messages/lease.hpp"
#include "runtime/rpc/reply.hpp"
#include "tools/simulator/oracle/oracle.hpp"
#include "tools/simulator/play/coverage.hpp"
#include "tools/simulator/play/links.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/play/story.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

class clients {
public:
  /// Told what a lessee does that is a fault of its own.
  using on_hazard = std::function<void(domain_fault, node_index)>;

  clients(world& where, const scenario& from, const region_facts& facts,
          oracle& judge, story& told, on_hazard tell);

  void do_ask(const operation& x, const ask& what);
  void do_renew(const operation& x, const renew& what);
  void do_change(const operation& x, const change_terms& what);
  void do_give_back(const operation& x, const give_back& what);
  void do_act(const operation& x, const act& what);
  void do_read(const operation& x, const read_on& what);
  void do_watch(const operation& x, const watch& what);
  void do_leave(const operation& x, const leave& what);

  /// From now on links lose nothing, and lessees ask until they are answered.
  void heal() {
    links_.heal();
  }

  /// L1: tells the oracle of what was never answered.
  void report_unanswered();

private:
  /// What a lessee knows of the lease that one of its requests made.
  struct tenure {
    lessee_index who = 0;
    lease_info lease;
    true_time until{};
  };

  /// One thing a lessee wants, until it is answered.
  struct errand {
    operation_id id = 0;
    std::string what;
    lessee_index who = 0;
    int tries = 0;
    enum class state { open, answered, dropped } now = state::open;
    using sender = std::function<void(const std::shared_ptr<errand>& self,
                                      std::uint32_t attempt)>;
    sender send;
  };

  void begin(operation_id id, lessee_index who, const char* kind,
             errand::sender send);
  void pursue(std::shared_ptr<errand> x);
  void ping(lessee_index who, std::uint32_t number);
  void send_ask(const std::shared_ptr<errand>& to, operation_id id,
                const ask& what, std::uint32_t attempt);
  void send_renewal(const std::shared_ptr<errand>& to, operation_id id,
                    const renew& what, std::uint32_t attempt);
  void send_change(const std::shared_ptr<errand>& to, operation_id of,
                   const change_request& what, std::uint32_t attempt);
  void send_release(const std::shared_ptr<errand>& to, operation_id id,
                    const release_request& what, std::uint32_t attempt);
  void look(operation_id id, const watch& what, std::uint32_t number);
  void acknowledge(node_index root, lessee_index who, const event_page& page,
                   std::uint64_t first_key);
  /// Of a renewal or a change of the lease that operation `of` made.
  void hear_terms(const std::shared_ptr<errand>& to, operation_id of,
                  lease_id lease, const lease_outcome& x, true_time sent,
                  duration until_start);
  void hear_grant(operation_id of, lessee_index who, const lease_grant& grant,
                  true_time sent, duration until_start);
  node_moment moment(node_index node);
  principal lessee(lessee_index who) const;
  /// How long something takes that its clock measures.
  true_time on_clock_of(lessee_index who, duration length) const;
  node_index root(lease_id lease) const;

  world& world_;
  const scenario& scenario_;
  const region_facts& facts_;
  oracle& oracle_;
  story& story_;
  links links_;
  on_hazard on_hazard_;
  std::map<operation_id, tenure> tenures_;
  /// Where a lessee that watches reads on, at each node.
  std::map<std::pair<lessee_index, node_index>, std::uint64_t> unread_;
  std::vector<std::shared_ptr<errand>> errands_;
  enum class presence { here, gone };
  std::vector<presence> lessees_;
};

} // namespace leasehold::sim
