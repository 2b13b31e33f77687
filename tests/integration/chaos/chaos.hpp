// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// CHAOS: a real node under load on a machine that fails, one drawn fault after
// the other. Thin: it does what the DECK says, and tells the checkers what it
// did and what it saw.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "tests/integration/chaos/deck.hpp"
#include "tests/integration/chaos/fault_switch.hpp"
#include "tests/integration/crash/book.hpp"
#include "tests/integration/crash/load.hpp"
#include "tests/integration/crash/tested_node.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold::test {

struct chaos_config {
  std::uint64_t seed = 0;
  /// It ends when both are over, or with the first violation.
  std::size_t faults = 0;
  duration length{};
};

class chaos {
public:
  explicit chaos(chaos_config config);

  void run();

  const std::vector<violation>& violations() const {
    return node_.facts.violations;
  }
  std::uint64_t count(fault_kind kind) const {
    return counts_[static_cast<std::size_t>(kind)];
  }
  /// Faults by kind, and acknowledged operations by kind.
  std::string summary() const;
  std::string last_words() const {
    return node_.last_words();
  }

private:
  /// How a node has to end.
  enum class ending : std::uint8_t { killed, in_order, by_itself };
  /// Whether the node may have died while a capacity shrank.
  enum class shrinking : std::uint8_t { no, maybe };

  bool enough() const;
  std::uint64_t faults() const;
  /// A node's life, from its start to its end.
  void live();
  /// Strikes until the node has to end, and how.
  ending strike(load& work);
  void harm(const fault& what);
  ending end(const fault& what);
  void fail_disk(const fault& what);
  void last_for(duration length);
  void fill_disk();
  void fill_database(duration length);

  void start_on_failing_disk();
  void kill_at_start();
  /// The process is told to end or must end by itself: waits for that.
  void gone(ending how);
  /// Nothing is wrong with the disk any more.
  void heal();
  void read_capacities();
  void check_journal();
  void audit_folder(shrinking link);
  /// Whether so many calls were answered in time.
  bool answers(std::uint64_t more);
  std::uint64_t answered() const;
  void violate(const std::string& rule, const std::string& what) {
    node_.facts.violate(rule, what);
  }

  const chaos_config config_;
  deck deck_;
  deck::random_engine random_;
  load::random_engine load_random_;
  temp_folder folder_;
  shared_fault_switch switch_;
  tested_node node_;
  instant began_;
  std::array<std::uint64_t, fault_kinds> counts_{};
  fault_kind last_{};
  std::map<resource_name, amounts> capacities_;
  std::uint64_t lives_ = 0;
  std::uint64_t rows_checked_ = 0;
  std::uint64_t audits_ = 0;
};

} // namespace leasehold::test
