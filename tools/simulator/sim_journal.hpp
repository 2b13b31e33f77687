// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A simulated disk as one process has it open. It keeps the promises of
// `journal_backend`, and nothing passes it after the process ended.

#include <cstddef>
#include <memory>
#include <vector>

#include "runtime/store/journal_backend.hpp"
#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/disk.hpp"
#include "tools/simulator/process_life.hpp"

namespace leasehold::sim {

class sim_journal final : public journal_backend {
public:
  /// `medium` and `told` outlive it.
  sim_journal(disk& medium, std::shared_ptr<process_life> life,
              chronicle& told);

  store_error append(const std::vector<record_group>& groups) override;
  store_error replay(const record_visitor& visit) override;
  store_error fold(std::size_t rows_max) override;
  journal_figures figures() const override;

private:
  store_error fail(store_errc code, const char* what);
  store_error append_faulty(const std::vector<record_group>& groups);
  void tell(const std::vector<record_group>& groups, append_outcome outcome);

  disk& medium_;
  std::shared_ptr<process_life> life_;
  chronicle& told_;
  /// The first error closes the journal (D3).
  store_error closed_;
};

} // namespace leasehold::sim
