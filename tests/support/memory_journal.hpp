// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/store/journal_backend.hpp"

namespace leasehold::test {

/// A journal that keeps its promises until the process ends, or breaks them
/// when it is told to.
class memory_journal final : public journal_backend {
public:
  store_error append(const std::vector<record_group>& groups) override {
    if (error)
      return error;
    for (const auto& group : groups)
      rows.insert(rows.end(), group.begin(), group.end());
    ++appends;
    return {};
  }

  store_error replay(const record_visitor& visit) override {
    for (const auto& [key, entry] : state)
      if (auto refused = visit(entry))
        return refused;
    for (const auto& entry : rows)
      if (auto refused = visit(entry))
        return refused;
    return {};
  }

  store_error fold(std::size_t rows_max) override {
    if (error)
      return error;
    const auto count = std::min(rows_max, rows.size());
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto row = rows.begin(); row != end; ++row) {
      const auto key = std::pair{row->kind, row->key};
      if (row->what == record::change::put)
        state.insert_or_assign(key, *row);
      else
        state.erase(key);
    }
    rows.erase(rows.begin(), end);
    return {};
  }

  journal_figures figures() const override {
    journal_figures result;
    result.state_rows = state.size();
    result.journal_rows = rows.size();
    result.space = space;
    return result;
  }

  /// What every write answers from now on, if anything.
  store_error error;
  disk_space space = disk_space::ample;
  std::map<std::pair<std::uint16_t, std::string>, record> state;
  std::vector<record> rows;
  std::size_t appends = 0;
};

} // namespace leasehold::test
