// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "actors/resource/resource_messages.hpp"
#include "messages/ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Who here listens to RESOURCEs of another node, and what was heard of them
/// last. The other node is asked for its hints once for all who listen, and
/// again before it stops; what is lost on the way is lost until then.
///
/// Invariants:
/// - nobody hears of a version that is not newer than one it has heard;
/// - what nobody listens to is forgotten once more than `resources_max` are
///   known.
class remote_loads {
public:
  static constexpr std::size_t resources_max = 4096;
  static constexpr std::size_t listeners_max = 4096;
  /// The other node is asked again once somebody listens for longer than it was
  /// asked by this.
  static constexpr duration ask_ahead = std::chrono::seconds{10};

  /// Somebody listens until then, as after any time before. Answers whether the
  /// other node is to be asked.
  bool listen(const resource_name& resource, const load_listener_actor& who,
              instant until, instant now);

  /// The newest that was heard; null where nothing was.
  const load_hint* newest(const resource_name& resource) const;

  /// Who is to hear it: nobody where it is not new, or nobody listens.
  std::vector<load_listener_actor> hear(const load_hint& hint, instant now);

  std::size_t size() const noexcept {
    return known_.size();
  }

private:
  struct listener {
    load_listener_actor actor;
    instant until;
  };
  struct entry {
    std::vector<listener> listeners;
    load_hint newest;
    /// Until when the other node tells.
    instant asked_until = instant::min();
  };

  void forget_those_who_left(instant now);

  std::unordered_map<resource_name, entry> known_;
};

} // namespace leasehold
