// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/sim_journal.hpp"

#include <utility>

namespace leasehold::sim {

namespace {

// Nobody reads it: the process that asked is over.
store_error process_over() {
  return {store_errc::io_error, "the process is over"};
}

} // namespace

sim_journal::sim_journal(disk& medium, std::shared_ptr<process_life> life,
                         chronicle& told)
    : medium_(medium), life_(std::move(life)), told_(told) {}

store_error sim_journal::fail(store_errc code, const char* what) {
  closed_ = {code, what};
  return closed_;
}

void sim_journal::tell(const std::vector<record_group>& groups,
                       append_outcome outcome) {
  told_.appended({life_->node(), groups, outcome});
}

store_error
sim_journal::append_faulty(const std::vector<record_group>& groups) {
  const auto node = life_->node();
  switch (medium_.take_fault()) {
  case disk_fault::none:
    return {};
  case disk_fault::write_error:
    told_.injected({node, fault::disk_write_error, {}});
    tell(groups, append_outcome::refused);
    return fail(store_errc::io_error, "a write failed");
  case disk_fault::sync_error:
    told_.injected({node, fault::disk_sync_error, {}});
    medium_.write(groups);
    medium_.doubt();
    tell(groups, append_outcome::unsure);
    return fail(store_errc::io_error, "a sync failed");
  case disk_fault::commit_persists:
    told_.injected({node, fault::disk_commit_persists, {}});
    medium_.write(groups);
    medium_.sync();
    tell(groups, append_outcome::durable_untold);
    return fail(store_errc::io_error, "a commit failed");
  }
  return {};
}

store_error sim_journal::append(const std::vector<record_group>& groups) {
  if (life_->ends_at(failpoint::before_append))
    return process_over();
  if (closed_)
    return closed_;
  if (medium_.full()) {
    tell(groups, append_outcome::refused);
    return fail(store_errc::disk_full, "no space is left on the disk");
  }
  if (auto failed = append_faulty(groups))
    return failed;
  medium_.write(groups);
  if (life_->ends_at(failpoint::after_write)) {
    tell(groups, append_outcome::unsure);
    return process_over();
  }
  medium_.sync();
  const auto over = life_->ends_at(failpoint::after_sync);
  tell(groups, over ? append_outcome::durable_untold : append_outcome::durable);
  return over ? process_over() : store_error{};
}

store_error sim_journal::replay(const record_visitor& visit) {
  if (auto failed = medium_.read(visit))
    return failed;
  return life_->ends_at(failpoint::after_replay) ? process_over()
                                                 : store_error{};
}

store_error sim_journal::fold(std::size_t rows_max) {
  if (life_->ends_at(failpoint::before_fold))
    return process_over();
  if (closed_)
    return closed_;
  if (medium_.full())
    return fail(store_errc::disk_full, "no space is left on the disk");
  medium_.fold(rows_max);
  return life_->ends_at(failpoint::after_fold) ? process_over() : store_error{};
}

journal_figures sim_journal::figures() const {
  return medium_.figures();
}

} // namespace leasehold::sim
