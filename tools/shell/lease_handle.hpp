// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A lease as a script holds it: always the node's view, never a copy that
// went stale. A lease the node no longer lists is over.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "messages/lease.hpp"
#include "messages/service.hpp"
#include "tools/client/session.hpp"

namespace leasehold::shell {

/// What was asked and refused, with the clock its instants are on.
struct refused {
  refusal why;
  time_base clock;
  /// 0 where what was asked has no number.
  request_id request = {};
};

/// Where a search through a lease's events has got to.
struct event_search {
  /// Any, if empty.
  std::optional<event_kind> kind;
  std::uint64_t from = 0;
};

/// How long a lease may be counted on from when it was asked for; an answer
/// that lists it does not say.
duration valid_for_of(const lease_info& listed, instant now);

/// A copy is the same lease.
///
/// Its calls wait for a silent node no longer than the lease may be relied on:
/// then they throw, and say that it is lost.
class lease_handle {
public:
  /// Where a grant comes from.
  struct origin {
    /// When it was asked for: it counts from there.
    instant sent;
    /// 0 where it is not known.
    request_id request;
  };

  lease_handle(std::shared_ptr<session> connection, lease_grant grant,
               origin from);

  lease_id id() const;

  /// The terms as the node has them now.
  /// @throws std::runtime_error when it can't be asked.
  const lease_info& refresh() const;

  /// The terms as they were last seen.
  const lease_info& last_known() const;

  /// The rule that gave less than was asked by the latest request.
  const std::optional<shortened_by>& shortened() const;

  /// From now; zero when over, `duration::max()` when infinite.
  duration remaining() const;

  /// For how long the lease may be relied on, as far as the newest answer says:
  /// no question is put. Zero when over.
  duration valid_for() const;

  request_id request() const;

  /// Empty when the lease was renewed. Throws as `refresh`.
  enum class shortening { refused, allowed };
  std::optional<refused> renew(period wanted, shortening earlier);
  /// Empty when it has the new terms. Throws as `refresh`.
  std::optional<refused> change(change_request wanted);

  /// Empty when the lease is over now. Throws as `refresh`.
  std::optional<refused> release();

  /// What it was told is known, up to the event with this sequence.
  void acknowledge(std::uint32_t sequence);

  std::vector<lease_event> events() const;

  /// Looks for events after the last one that was found, of any lease copy.
  event_search search(std::optional<event_kind> kind) const;

  /// The next event that fits. Empty: none yet. Throws as `refresh`.
  std::optional<lease_event> find(event_search& search);

  /// Whether the event that ended it was seen: nothing can follow.
  bool ended() const;

  session& connection() const;

private:
  struct shared;
  class bounded_call;

  /// The terms and what they vouch for.
  void accept(lease_grant grant, instant sent);

  std::shared_ptr<shared> shared_;
};

} // namespace leasehold::shell
