// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lessees that act on endpoints. A lessee sends its request again, under the
// same number, until it is answered, and then reads on from where it was until
// it has heard of each target. What it hears is held against what is durable.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/service.hpp"
#include "tools/simulator/oracle/oracle.hpp"
#include "tools/simulator/play/links.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/play/story.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

class action_clients {
public:
  action_clients(world& where, const scenario& from, oracle& judge,
                 story& told);

  void do_run(const operation& x, const run_verb& what);

  /// From now on links lose nothing.
  void heal() {
    links_.heal();
  }

  /// L1: tells the oracle of what was never answered.
  void report_unanswered();

private:
  /// What a lessee does until it has heard all.
  struct errand {
    operation_id id = 0;
    run_verb what;
    std::uint64_t calls = 0;
    action_id action;
    std::uint32_t heard = 0;
    enum class state { asking, reading, over } now = state::asking;
  };
  using shared_errand = std::shared_ptr<errand>;

  void pursue(const shared_errand& x);
  void ask(const shared_errand& x);
  void read(const shared_errand& x);
  void cancel(const shared_errand& x);
  std::uint64_t key_of(errand& x) const;
  principal lessee(const errand& x) const;

  world& world_;
  oracle& oracle_;
  story& story_;
  links links_;
  std::vector<shared_errand> errands_;
};

} // namespace leasehold::sim
