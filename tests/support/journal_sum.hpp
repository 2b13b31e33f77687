// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// C1 without any code of the ledger: reads a journal row by row, and after
// each adds up what the hops take at every instant at which one begins.

#include <map>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/codec/stored_codec.hpp"
#include "messages/ids.hpp"
#include "messages/stored.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold::test {

class journal_sum {
public:
  explicit journal_sum(std::map<resource_name, amounts> capacities)
      : capacities_(std::move(capacities)) {}

  /// What some prefix of the journal promises too much of; empty if none does.
  std::vector<std::string> check(const memory_journal& journal) {
    for (auto& [key, row] : journal.state)
      take(row);
    add_up("the folded state");
    for (std::size_t i = 0; i < journal.rows.size(); ++i)
      if (take(journal.rows[i]))
        add_up("row " + std::to_string(i));
    return findings_;
  }

  const std::map<std::string, hop_record>& hops() const {
    return hops_;
  }

private:
  bool take(const record& row) {
    if (row.kind != static_cast<std::uint16_t>(record_kind::hop))
      return false;
    if (row.what == record::change::erase)
      hops_.erase(row.key);
    else if (auto hop = decode_hop(row.body))
      hops_[row.key] = *hop;
    else
      findings_.push_back("unreadable: " + row.key);
    return true;
  }

  /// Where a hop has terms beside its own, the most of both.
  static std::map<resource_name, amounts> taken(const hop_record& hop,
                                                instant at) {
    std::map<resource_name, amounts> most;
    auto add = [&](const std::vector<resource_use>& uses, const window& term) {
      if (term.start <= at && at < term.end)
        for (auto& use : uses)
          most[use.resource] = max(most[use.resource], use.amount);
    };
    add(hop.uses, hop.term);
    if (hop.next)
      add(hop.next->uses, hop.next->term);
    return most;
  }

  void add_up(const std::string& where) {
    for (auto& [key, first] : hops_) {
      std::map<resource_name, amounts> sum;
      for (auto& [other, hop] : hops_)
        for (auto& [resource, most] : taken(hop, first.term.start))
          sum[resource] += most;
      for (auto& [resource, taken] : sum)
        if (!taken.fits(capacities_[resource]))
          findings_.push_back(where + ": " + to_string(taken) + " of "
                              + resource.str());
    }
  }

  std::map<resource_name, amounts> capacities_;
  std::map<std::string, hop_record> hops_;
  std::vector<std::string> findings_;
};

} // namespace leasehold::test
