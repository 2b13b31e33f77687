// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ctrl-C, SIGTERM and SIGHUP ask a command to end: one that holds a lease gives
// it back first.

namespace leasehold::stop_signals {

/// From now on they are noted. The second one ends the process at once, and
/// says that a lease may be left.
void note_them();

/// For programs that have their own ways with them.
void leave_them_alone();

/// Whether one was seen.
bool seen() noexcept;

/// Lets go on what was stopped because one was seen: what is held has to be
/// given back.
void heed() noexcept;

/// Whether one was seen that was not heeded yet.
bool pending() noexcept;

} // namespace leasehold::stop_signals
