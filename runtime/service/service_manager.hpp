// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace leasehold {

/// Who started this process and wants to hear from it: systemd's protocol of
/// sd_notify(3), spoken without its library. Where nobody listens, nothing is
/// said. From any thread.
class service_manager {
public:
  /// An environment variable, or nothing.
  using environment =
      std::function<std::optional<std::string>(const char* name)>;

  /// @param process_id Of this process: a watchdog may be meant for another.
  service_manager(const environment& variables, int process_id);

  /// "READY=1", or several such lines. Waits for some seconds where the manager
  /// is behind with reading.
  void tell(std::string_view lines) const;

  /// What became of words that nobody waits with.
  enum class word { sent, lost };
  /// The same without waiting: what the manager has no room for is lost.
  word try_to_tell(std::string_view lines) const;

  /// After how much silence the manager ends the process.
  const std::optional<std::chrono::microseconds>& watchdog() const noexcept {
    return watchdog_;
  }

private:
  word send(std::string_view lines, int flags) const;

  /// A path; "@" in front stands for an abstract name.
  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

/// One "STATUS=" line, whatever the words are.
std::string service_status(std::string_view words);

} // namespace leasehold
