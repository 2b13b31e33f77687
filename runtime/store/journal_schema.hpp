// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file of a journal and what makes it ours. The tables:
//
//   journal  what happened since: a row has records that became durable
//            together, `seq` has no gaps
//   state    the newest record of each key up to `folded.seq`; of some keys a
//            later one, up to `folded.ahead`, while a pass of folding writes
//   folded   one row: the last `seq` merged into `state` and dropped, the last
//            that `state` may have records of, and how many rows it has

#include <string>

#include "runtime/store/sqlite.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

inline std::string journal_path(const std::string& folder) {
  return folder + "/journal.db";
}

inline std::string journal_log_path(const std::string& folder) {
  return folder + "/journal.db-wal";
}

/// Makes a journal where there is none: built beside and renamed, so that a
/// crash leaves nothing that looks like a journal. `store_errc::corrupt` when
/// there is none but its log was left behind.
store_error make_journal_if_absent(const std::string& folder,
                                   const std::string& vfs);

/// `store_errc::wrong_version` or `store_errc::corrupt` unless this is a
/// journal that this version reads.
store_error check_schema(sqlite_database& db);

/// Makes what was created, renamed or removed in `folder` survive.
store_error sync_folder(const std::string& folder);

} // namespace leasehold
