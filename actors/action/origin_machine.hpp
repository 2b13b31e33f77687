// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "actors/action/locator.hpp"
#include "messages/action.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Decides for one action: which gateway is asked for each target, when it is
/// asked again, and which status a target has. Each target gets exactly one,
/// by the deadline (A1).
///
/// A gateway is asked until all of its statuses were heard: every second, with
/// how many were. One that does not serve any more, or has been silent for
/// `patience`, is left for the next that reaches the target. What it says
/// later is not heard (A5).
///
/// What must not be repeated is begun by a gateway only with a permit, which is
/// given once for each target, and durable before the gateway has it (A2).
/// Until then a child is moved like any other; from then on it is not, and
/// where its gateway can't say what came of it, that is unknown.
class origin_machine {
public:
  static constexpr duration ask_every = std::chrono::seconds{1};
  static constexpr duration patience = std::chrono::seconds{3};

  /// What is to be done now.
  struct effects {
    std::vector<child_order> orders;
    std::vector<child_end> ends;
    /// To become durable, and then to be told to `permitted`.
    std::vector<permit_record> permits;
    std::vector<target_status> statuses;
  };

  /// Goes on with an action whose targets in `open` have no status yet, and
  /// which gave these permits, the oldest first. Attempts are numbered from
  /// above `attempts_from`.
  origin_machine(const action_record& action,
                 const std::vector<std::uint32_t>& open,
                 const std::vector<permit_record>& permits,
                 std::uint64_t attempts_from);

  /// The region as it is now. Nothing is asked before the first.
  effects enter(std::shared_ptr<const locator> region, instant now);
  effects hear(const child_word& word, instant now);
  /// The permit of a child is durable.
  effects permitted(std::uint64_t attempt, instant now);
  /// The time has come, or not yet.
  effects look(instant now);
  /// Every target that nobody may have begun has failed.
  effects cancel();

  /// When to look again; nothing is left to do where that is never.
  instant next() const;
  bool is_over() const noexcept {
    return open_.empty();
  }
  std::size_t open() const noexcept {
    return open_.size();
  }

private:
  struct target {
    std::string text;
    endpoint_name endpoint;
    /// The child that it is part of; 0 while no gateway serves it.
    std::uint64_t child = 0;
    gateway_name gateway;
    std::uint32_t attempt = 0;
  };
  struct child {
    child_key key;
    std::set<std::uint32_t> open;
    std::uint32_t heard = 0;
    /// Whether the gateway has the task.
    bool known = false;
    /// Whether it had no room, so that others are asked first.
    bool refused = false;
    /// What its gateway may begin with; 0 while it may not.
    std::uint64_t permit = 0;
    /// That becomes durable.
    std::uint64_t next_permit = 0;
    instant ask_at;
    instant heard_at;
  };
  using children = std::map<std::uint64_t, child>;

  void assign(instant now, effects& to);
  void settle(std::uint32_t number, child_status said, effects& to);
  void settle_all(const std::set<std::uint32_t>& numbers, child_status said,
                  effects& to);
  void hear_ready(children::iterator x, const child_word& word, effects& to);
  void hear_statuses(children::iterator x, const child_word& word, effects& to);
  children::iterator let_go(children::iterator x, effects& to);
  void let_all_go(effects& to);
  void leave_those_that_fail(instant now, effects& to);
  bool is_left(const child& x, instant now) const;
  bool has_alternative(const child& x, instant now) const;
  void ask(child& x, instant now, effects& to);
  void miss_deadline(effects& to);
  std::shared_ptr<const child_task> task_of(const child& x) const;

  action_id id_;
  leasehold::verb verb_;
  lessee_name lessee_;
  std::uint8_t priority_;
  instant deadline_;
  std::uint64_t attempts_;
  std::shared_ptr<const locator> region_;
  std::map<std::uint32_t, target> open_;
  /// By attempt.
  children children_;
  /// Gateways that were asked in vain, and until when others come first.
  std::map<gateway_name, instant> avoided_;
};

} // namespace leasehold
