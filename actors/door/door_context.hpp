// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/send.hpp>
#include <kj/async.h>
#include <kj/timer.h>

#include "actors/door/answer_gate.hpp"
#include "actors/door/door_config.hpp"
#include "actors/door/door_counts.hpp"
#include "actors/door/memory_guard.hpp"
#include "actors/link/link_hub.hpp"
#include "actors/node/services.hpp"
#include "messages/lease.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/rate_gate.hpp"
#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

/// What all sessions of a FRONT DOOR share. Belongs to the event loop.
class door_context {
public:
  /// @param links Null for a node alone; outlives the door.
  door_context(services node, const door_config& config, link_hub* links,
               kj::Timer& timer)
      : node_(std::move(node)),
        config_(config),
        links_(links),
        timer_(timer),
        answers_(std::make_shared<answer_gate>(timer, config.answers)) {}

  const services& node() const {
    return node_;
  }
  const door_config& config() const {
    return config_;
  }
  link_hub* links() const {
    return links_;
  }
  kj::Timer& timer() {
    return timer_;
  }

  role role_of(const lessee_name& name) const {
    return !config_.operators || config_.operators->count(name) > 0
        ? role::operator_
        : role::lessee;
  }

  // -- sessions --------------------------------------------------------------

  void enter(const lessee_name& name);
  void leave(const lessee_name& name);
  std::uint32_t sessions() const {
    return sessions_;
  }
  /// Whether one more session is let in: `errc::too_much` says why not.
  status check_room(const lessee_name& name) const;
  answer_gate& answers() {
    return *answers_;
  }
  /// Whether there is memory for new leases, as of the last look.
  const status& memory() const {
    return memory_;
  }
  void look_at_memory();
  /// Whether one more line may be logged of who comes and goes.
  bool may_log();
  /// Operators may end what is others', so the log says who did. Where nobody
  /// is named, everybody is one, and nothing would be learned.
  void log_releases(const principal& who,
                    const std::vector<release_request>& items) const;
  door_counts& counts() {
    return counts_;
  }
  /// Tells the region of every lessee that has a session.
  void report_holders();
  /// A lessee has one at another node.
  void seen_elsewhere(const lessee_name& name);

  // -- questions -------------------------------------------------------------

  /// Asks an actor. Fails with `late` when it has no answer in time, and with
  /// `errc::unavailable` when there will be none.
  template <class T, class Handle, class Msg>
  kj::Promise<result<T>> ask(const Handle& to, Msg msg,
                             errc late = errc::timed_out) {
    auto slot = make_reply_slot<T>();
    msg.reply = std::move(slot.reply);
    caf::anon_send(to, std::move(msg));
    auto in_time =
        slot.answer.then([](T&& x) -> result<T> { return std::move(x); },
                         [](kj::Exception&& why) -> result<T> {
                           return failure{errc::unavailable, explain(why)};
                         });
    return in_time.exclusiveJoin(give_up<T>(late));
  }

private:
  static constexpr std::uint32_t log_lines_per_second = 20;

  template <class T>
  kj::Promise<result<T>> give_up(errc late) {
    return timer_.afterDelay(config_.answer_within.count() * kj::MILLISECONDS)
        .then([late]() -> result<T> {
          return failure{late,
                         "the node did not answer in time; ask again "
                         "with the same request id"};
        });
  }

  services node_;
  const door_config& config_;
  link_hub* links_;
  kj::Timer& timer_;
  std::map<lessee_name, std::uint32_t> holders_;
  std::uint32_t sessions_ = 0;
  std::shared_ptr<answer_gate> answers_;
  rate_gate log_{log_lines_per_second};
  status memory_ = success();
  door_counts counts_;
};

} // namespace leasehold
