// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/belief_timer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "tools/client/async_session.hpp"

namespace leasehold {

namespace {

/// The loop's timer stands still while the machine sleeps, and the lease does
/// not: the clock is looked at this often.
constexpr duration look_every = std::chrono::seconds{1};

} // namespace

belief_timer::belief_timer(kj::Timer& timer, const clock_source& clock,
                           duration patience, listener tell)
    : timer_(timer),
      clock_(clock),
      patience_(patience),
      tell_(std::move(tell)) {}

instant belief_timer::now() const {
  return read_clocks(clock_).now;
}

instant belief_timer::asked() {
  const auto at = now();
  if (!waiting_since_)
    waiting_since_ = at;
  watching_ = watch().eagerlyEvaluate(nullptr);
  return at;
}

void belief_timer::granted(instant sent, duration valid_for) {
  const auto until = saturating_add(sent, valid_for);
  waiting_since_.reset();
  if (!belief_)
    belief_.emplace(until);
  if (auto news = belief_->heard(until))
    tell_(*news);
  look();
  watching_ = watch().eagerlyEvaluate(nullptr);
}

void belief_timer::answered() {
  waiting_since_.reset();
  if (belief_ && now() < belief_->believed_until())
    if (auto news = belief_->heard(belief_->believed_until()))
      tell_(*news);
}

duration belief_timer::valid_for() const {
  return belief_ ? std::max(belief_->believed_until() - now(), duration::zero())
                 : duration::zero();
}

void belief_timer::look() {
  if (!belief_)
    return;
  const auto at = now();
  const auto overdue = waiting_since_ && at - *waiting_since_ >= patience_;
  if (!overdue && at < belief_->believed_until())
    return;
  if (auto news = belief_->silent(at))
    tell_(*news);
}

kj::Promise<void> belief_timer::watch() {
  auto pause = look_every;
  const auto at = now();
  if (waiting_since_)
    pause = std::min(pause, *waiting_since_ + patience_ - at);
  if (belief_)
    pause = std::min(pause, belief_->believed_until() - at);
  // What is due already was said; there is more to come.
  if (pause <= duration::zero())
    pause = look_every;
  return timer_.afterDelay(pause.count() * kj::MILLISECONDS).then([this] {
    look();
    return watch();
  });
}

} // namespace leasehold
