// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/action.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// The actions whose origin is this node, and what came of them, until an hour
/// after they are over. Pure: what it says becomes durable before anybody
/// hears of it.
class action_book {
public:
  static constexpr duration kept_for = std::chrono::hours{1};

  struct limits {
    /// Actions that are not over, of all lessees and of one.
    std::size_t open = 10'000;
    std::size_t open_of_lessee = 1'000;
    /// Targets of all actions that are kept.
    std::size_t targets = 1'000'000;
  };

  action_book(limits most, std::uint32_t id_prefix)
      : limits_(most), id_prefix_(id_prefix) {}

  // -- what the journal told -------------------------------------------------

  void restore(action_record x);
  void restore(statuses_record x);

  // -- changes ----------------------------------------------------------------

  // Each is entered by `keep` or `publish` once it is durable.

  /// A new action, for the endpoints that `targets` name. A request that was
  /// made before is no new one: see `find`. It is entered at once, so that its
  /// request is known again, and nobody sees it before it is confirmed.
  result<action_record> begin(action_request request, const principal& who,
                              std::vector<std::string> targets,
                              std::uint64_t fingerprint, instant now);
  /// The action that a request made; nothing where it is new. Fails with
  /// `errc::conflict` where it was for something else.
  result<std::optional<action_id>> find(const action_request& request,
                                        const principal& who,
                                        std::uint64_t fingerprint) const;
  /// Statuses of targets that had none: those that are new, to be stored.
  std::optional<statuses_record>
  settle(action_id x, std::vector<target_status> statuses, instant now);
  void publish(const statuses_record& x);
  /// The record of an action that is to be cancelled, where it is not over.
  result<std::optional<action_record>> cancel(action_id x,
                                              const principal& who);
  void keep(const action_record& x);
  /// It is durable, so it may be told of.
  void confirm(action_id x);
  /// Nothing where the action is not known any more.
  void keep(permit_record x);

  /// What was kept for its hour, or has to make room: gone, and to be erased.
  struct erasure {
    action_id action;
    std::vector<std::uint32_t> pages;
    /// By attempt.
    std::vector<std::uint64_t> permits;
  };
  std::vector<erasure> expire(instant now);
  /// When something is next.
  instant next() const;

  // -- questions --------------------------------------------------------------

  /// Fails with `errc::unknown_name` for an action that is not known, or not
  /// the caller's.
  result<status_page> read(action_id x, std::uint32_t from,
                           const principal& who) const;
  action_list list(action_id after, const principal& who) const;
  const action_record* find(action_id x) const;
  /// Places of targets without a status, durable or about to be.
  std::vector<std::uint32_t> open_targets(action_id x) const;
  /// The oldest first.
  std::vector<permit_record> permits_of(action_id x) const;
  /// Actions that are not over.
  std::vector<action_id> open_actions() const;
  std::size_t size() const noexcept {
    return entries_.size();
  }

private:
  struct entry {
    action_record record;
    /// Whether it is durable.
    bool confirmed = false;
    /// In the order in which they came, as far as they are durable.
    std::vector<target_status> statuses;
    status_counts done;
    /// Whether each target has a status, durable or about to be.
    std::vector<bool> settled;
    std::uint32_t settled_count = 0;
    /// Where each record of statuses begins.
    std::vector<std::uint32_t> pages;
    std::vector<permit_record> permits;

    bool is_over() const {
      return statuses.size() == settled.size();
    }
  };

  static action_info info_of(const entry& x);
  const entry* visible(action_id x, const principal& who) const;
  void enter(entry& to, const statuses_record& x);

  limits limits_;
  std::uint32_t id_prefix_;
  std::uint32_t last_ = 0;
  std::map<action_id, entry> entries_;
  std::map<std::pair<lessee_name, request_id>, action_id> by_request_;
  std::map<lessee_name, std::size_t> open_of_;
  std::size_t open_ = 0;
  std::size_t targets_ = 0;
  std::multimap<instant, action_id> over_;
};

} // namespace leasehold
