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

  void add_up(const std::string& where) {
    for (auto& [key, first] : hops_) {
      std::map<resource_name, amounts> sum;
      for (auto& [other, hop] : hops_)
        if (hop.term.start <= first.term.start
            && first.term.start < hop.term.end)
          for (auto& use : hop.uses)
            sum[use.resource] += use.amount;
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
