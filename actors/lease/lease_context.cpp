// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_context.hpp"

namespace leasehold {

void lease_context::tell(lease_id lease, root_order order) {
  auto entry = book.find(lease);
  if (entry != nullptr && entry->root == root_condition::asleep)
    give_root(lease, *entry->record());
  emit(order_root{lease, std::move(order)});
}

/// Epochs that were used in another life of the node, or by a root that died,
/// may never have been written. No lease gets more of them from one root
/// without one being written than a root has here.
epoch lease_context::unknown_epochs() const {
  constexpr std::uint64_t epochs_of_a_root = 4096;
  return epoch{(settings.boots << 32) + respawned * epochs_of_a_root};
}

void lease_context::give_root(lease_id lease, lease_record record) {
  auto machine =
      std::make_unique<chain_machine>(std::move(record), settings.timing);
  auto& entry = *book.find(lease);
  machine->epochs_from(next(entry.unknown_up_to));
  if (!entry.believed)
    machine->outlived_a_start();
  machine->resume_at(entry.slept_at);
  entry.root = root_condition::alive;
  alarms.disarm(lease);
  emit(spawn_root{std::move(machine)});
}

} // namespace leasehold
