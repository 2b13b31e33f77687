// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace leasehold {

/// Why the store could not do what it was asked.
enum class store_errc : std::uint8_t {
  none = 0,
  /// The folder or a file in it can't be opened. Check path and rights.
  cannot_open = 1,
  /// Another process has it open. Stop that one, or use another folder.
  locked = 2,
  /// What is stored is damaged. Restore a copy; nothing was skipped.
  corrupt = 3,
  /// Written by a version that this one does not know. Use that version.
  wrong_version = 4,
  /// The file system is full. Free space, then start again.
  disk_full = 5,
  /// A read, write or sync failed. Whether the last group is durable is not
  /// known before the journal was opened again.
  io_error = 6,
};

/// The word for a code in logs.
const char* to_string(store_errc x) noexcept;

/// Nothing, or what failed: true when something did. The message names the
/// file, the place in it and the way out.
struct [[nodiscard]] store_error {
  store_errc code = store_errc::none;
  std::string message;

  explicit operator bool() const noexcept {
    return code != store_errc::none;
  }
};

/// A value, or why there is none.
template <class T>
using store_result = std::variant<T, store_error>;

} // namespace leasehold
