// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages between actors of the runtime, known to CAF. They never leave
// the process: between processes Leasehold speaks Cap'n Proto. So they carry
// handles and callbacks, have no `inspect`, and CAF is told that it will never
// be asked to serialise them. Ids are not stored anywhere and may change.
//
// A block of another layer begins at
// `caf::id_block::leasehold_runtime_last_type_id + 1`.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace leasehold {

struct append_records;
struct records_durable;
struct read_store_status;
struct store_status;
struct commit_group;
struct fold_journal;
struct stamp_time;

} // namespace leasehold

CAF_BEGIN_TYPE_ID_BLOCK(leasehold_runtime, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::append_records))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::records_durable))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::read_store_status))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::store_status))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::commit_group))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::fold_journal))
CAF_ADD_TYPE_ID(leasehold_runtime, (leasehold::stamp_time))

CAF_END_TYPE_ID_BLOCK(leasehold_runtime)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::append_records)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::records_durable)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_store_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::store_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::commit_group)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::fold_journal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::stamp_time)
