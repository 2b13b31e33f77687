// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/store/journal_backend.hpp"
#include "runtime/time/histogram.hpp"

namespace leasehold {

/// What a journal has done since the start, for monitoring. One thread writes,
/// and others may read.
struct journal_counts {
  /// How long groups took to become durable.
  histogram commits;
  std::atomic<std::uint64_t> records{0};
};

/// A journal whose commits are timed.
class timed_journal final : public journal_backend {
public:
  timed_journal(std::shared_ptr<journal_backend> disk,
                std::shared_ptr<journal_counts> counts)
      : disk_(std::move(disk)), counts_(std::move(counts)) {}

  store_error append(const std::vector<record_group>& groups) override {
    using clock = std::chrono::steady_clock;
    const auto begun = clock::now();
    auto failed = disk_->append(groups);
    if (failed)
      return failed;
    counts_->commits.add(
        std::chrono::duration_cast<histogram::length>(clock::now() - begun));
    for (auto& group : groups)
      counts_->records.fetch_add(group.size(), std::memory_order_relaxed);
    return failed;
  }
  store_error replay(const record_visitor& visit) override {
    return disk_->replay(visit);
  }
  store_error fold(std::size_t rows_max) override {
    return disk_->fold(rows_max);
  }
  journal_figures figures() const override {
    return disk_->figures();
  }

private:
  std::shared_ptr<journal_backend> disk_;
  std::shared_ptr<journal_counts> counts_;
};

} // namespace leasehold
