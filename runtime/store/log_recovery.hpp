// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two things that SQLite does not do with the log of a process that died:
//
// - It takes the first frame whose checksum is wrong for the end of the log.
//   That is right for a transaction torn by a crash, and silently forgets what
//   was acknowledged when a bit flipped further up. Each commit is synced
//   before the next begins, so a crash tears the last transaction at most: if
//   two or more follow a bad frame, the log is damaged (D5).
// - It believes what it reads. After a failed fsync the page cache may show
//   what the disk never got, so what is recovered is first written again, to a
//   new file, and synced (D3).

#include <string>

#include "runtime/store/store_error.hpp"

namespace leasehold {

/// Makes the log in `folder` one that SQLite can be trusted with.
/// @pre Nobody has the journal open.
store_error recover_log(const std::string& folder);

} // namespace leasehold
