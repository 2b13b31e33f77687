// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a SIMULATED SESSION asks a node; only its own sources need to know.

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <caf/send.hpp>

#include "actors/all_messages.hpp"
#include "tools/client/carried.hpp"
#include "tools/simulator/simulated_session.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

inline constexpr duration answer_within = std::chrono::seconds{30};
inline constexpr duration asks_again_after{500};

/// A question without anything in it but its reply.
template <class Msg, class T>
auto to_directory() {
  return [](const services& node, reply_to<T> reply) {
    caf::anon_send(node.directory, Msg{std::move(reply)});
  };
}

/// Notes what the node's clocks show when it answers: instants travel as
/// what is left of them then.
template <class T>
class simulated_session::stamping_sink final : public reply_sink<T> {
public:
  stamping_sink(reply_to<stamped<T>> to,
                std::shared_ptr<const node_clock> clock)
      : to_(std::move(to)), clock_(std::move(clock)) {}

  void answer(T value) override {
    to_({std::move(value), clock_->base()});
  }
  void fail(std::string why) override {
    to_({failure{errc::unavailable, std::move(why)}, clock_->base()});
  }

private:
  reply_to<stamped<T>> to_;
  std::shared_ptr<const node_clock> clock_;
};

template <class T>
result<simulated_session::stamped<T>>
simulated_session::fetch(question<T> put, duration within) {
  const auto end = clock().now + within;
  while (true) {
    auto answered = fetch_once<T>(put, end - clock().now);
    if (answered || answered.error().code != errc::unavailable
        || !region_->has_faults() || clock().now + asks_again_after >= end)
      return answered;
    region_->run(asks_again_after, [] { return false; });
  }
}

template <class T>
result<simulated_session::stamped<T>>
simulated_session::fetch_once(question<T> put, duration within) {
  using answer = std::optional<stamped<T>>;
  // Outlives this call, where the answer comes too late for it.
  auto heard = std::make_shared<std::optional<answer>>();
  region_->where().template ask<stamped<T>>(
      node_,
      [put = std::move(put)](const services& node, reply_to<stamped<T>> to) {
        put(node,
            reply_to<T>(
                std::make_unique<stamping_sink<T>>(std::move(to), node.clock)));
      },
      [heard](answer x) { *heard = std::move(x); });
  const auto end =
      region_->run(within, [&heard] { return heard->has_value(); });
  if (end == simulated_region::passed::interrupted)
    return failure{errc::timed_out,
                   "interrupted; what was asked may be done all the same"};
  if (!heard->has_value())
    return unanswered(within);
  if (!**heard)
    return lost();
  if (!(**heard)->value)
    return (**heard)->value.error();
  return std::move(***heard);
}

template <class T>
result<T> simulated_session::ask(question<T> put) {
  auto answered = fetch<T>(std::move(put), answer_within);
  if (!answered)
    return answered.error();
  return carried(*answered->value, passage{answered->sent, clock()});
}

template <class T>
result<T> simulated_session::ask_checked(question<result<T>> put) {
  auto answered = fetch<result<T>>(std::move(put), answer_within);
  if (!answered)
    return answered.error();
  const auto& told = *answered->value;
  return told ? carried(*told, passage{answered->sent, clock()}) : told;
}

} // namespace leasehold::sim
