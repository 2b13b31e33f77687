// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one may say to the STORE. Appending is one way on purpose: a request
// would cost its bookkeeping at each of a hundred thousand records a second.

#include <cstdint>
#include <vector>

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "runtime/store/journal_backend.hpp"
#include "runtime/store/record.hpp"
#include "runtime/type_ids.hpp"

namespace leasehold {

/// Reports that the append with this token, and all that the same client
/// appended before it, will survive. Never sent for what may be lost.
struct records_durable {
  std::uint64_t token = 0;
};

using store_client_actor = caf::typed_actor<
    // What was appended is durable: answers that wait for it may leave now.
    caf::reacts_to<records_durable>>;

/// Asks to make records durable, all or none. The answer is one
/// `records_durable` to `client`, or none ever: then the node ends.
struct append_records {
  record_group records;
  std::uint64_t token = 0;
  store_client_actor client;
};

struct read_store_status {};

struct store_status {
  journal_figures journal;
  std::uint64_t commits = 0;
  std::uint64_t records_appended = 0;
  std::uint64_t records_last_group = 0;
  std::uint64_t rows_folded = 0;
};

/// INTERNAL: commits what was buffered since the last one.
struct commit_group {};
/// INTERNAL: moves one chunk of the journal into the state.
struct fold_journal {};
/// INTERNAL: records the time of the ledger.
struct stamp_time {};

using store_actor = caf::typed_actor<
    // Makes records durable, in the order of arrival.
    caf::reacts_to<append_records>,
    // How full, how busy.
    caf::replies_to<read_store_status>::with<store_status>,
    // INTERNAL: end of a group.
    caf::reacts_to<commit_group>,
    // INTERNAL: one chunk of compaction.
    caf::reacts_to<fold_journal>,
    // INTERNAL: once a second.
    caf::reacts_to<stamp_time>>;

} // namespace leasehold
