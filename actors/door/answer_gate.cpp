// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/answer_gate.hpp"

#include <algorithm>
#include <utility>

namespace leasehold {

namespace {

// How often those who wait are looked at for a socket that has drained.
constexpr auto look_every = 10 * kj::MILLISECONDS;

} // namespace

// -- place -------------------------------------------------------------------

answer_gate::place::place(std::shared_ptr<session> of, std::size_t bytes)
    : of_(std::move(of)), bytes_(bytes) {
  of_->gate_->change(*of_, static_cast<std::ptrdiff_t>(bytes_));
}

answer_gate::place::~place() noexcept {
  of_->gate_->change(*of_, -static_cast<std::ptrdiff_t>(bytes_));
  of_->gate_->pump_soon();
}

// -- session -----------------------------------------------------------------

answer_gate::session::session(std::shared_ptr<answer_gate> gate,
                              lessee_name who,
                              std::shared_ptr<connection_context> connection)
    : gate_(std::move(gate)),
      who_(std::move(who)),
      connection_(std::move(connection)) {}

answer_gate::session::~session() noexcept {
  gate_->waiting_.remove(this);
}

kj::Maybe<kj::Own<answer_gate::place>>
answer_gate::session::try_enter(std::size_t bytes) {
  if (!waiters_.empty() || !gate_->has_room(*this, bytes))
    return nullptr;
  return kj::heap<place>(shared_from_this(), bytes);
}

kj::Promise<kj::Own<answer_gate::place>>
answer_gate::session::enter(std::size_t bytes) {
  KJ_IF_MAYBE (found, try_enter(bytes))
    return kj::mv(*found);
  if (waiters_.empty())
    gate_->waiting_.push_back(this);
  auto pair = kj::newPromiseAndFulfiller<kj::Own<place>>();
  waiters_.push_back({kj::mv(pair.fulfiller), bytes});
  gate_->pump_soon();
  return kj::mv(pair.promise);
}

// -- gate --------------------------------------------------------------------

answer_gate::answer_gate(kj::Timer& timer, answer_limits limits)
    : timer_(timer), limits_(limits) {}

std::shared_ptr<answer_gate::session>
answer_gate::open(lessee_name who,
                  std::shared_ptr<connection_context> connection) {
  return std::make_shared<session>(shared_from_this(), std::move(who),
                                   std::move(connection));
}

bool answer_gate::has_room(const session& x, std::size_t bytes) const {
  // Each bound lets one answer through, however large.
  const auto fits = [bytes](std::size_t taken, std::size_t bound) {
    return taken == 0 || taken + bytes <= bound;
  };
  const auto lessee = of_lessee_.find(x.who_);
  return x.queued_bytes() <= limits_.unread_bytes
      && fits(x.in_progress_, limits_.session_bytes)
      && fits(lessee == of_lessee_.end() ? 0 : lessee->second,
              limits_.lessee_bytes)
      && fits(in_progress_, limits_.all_bytes);
}

void answer_gate::change(session& x, std::ptrdiff_t bytes) {
  const auto by = static_cast<std::size_t>(bytes);
  x.in_progress_ += by;
  in_progress_ += by;
  auto& lessee = of_lessee_[x.who_];
  lessee += by;
  if (lessee == 0)
    of_lessee_.erase(x.who_);
}

void answer_gate::pump() {
  for (auto left = waiting_.size(); left > 0 && !waiting_.empty(); --left) {
    auto* x = waiting_.front();
    waiting_.pop_front();
    auto& waiters = x->waiters_;
    while (!waiters.empty() && !waiters.front().turn->isWaiting())
      waiters.pop_front();
    if (waiters.empty())
      continue;
    if (has_room(*x, waiters.front().bytes)) {
      auto next = kj::mv(waiters.front());
      waiters.pop_front();
      next.turn->fulfill(kj::heap<place>(x->shared_from_this(), next.bytes));
      ++left; // Its next may find room, too.
    }
    if (!waiters.empty())
      waiting_.push_back(x);
  }
}

void answer_gate::pump_soon() {
  if (!std::exchange(pumping_, true)) {
    pump_ = keep_pumping().eagerlyEvaluate(nullptr);
  } else {
    KJ_IF_MAYBE (paused, pause_)
      (*paused)->fulfill();
  }
}

kj::Promise<void> answer_gate::keep_pumping() {
  return kj::evalLast([this]() -> kj::Promise<void> {
    pump();
    if (waiting_.empty()) {
      pumping_ = false;
      return kj::READY_NOW;
    }
    auto pair = kj::newPromiseAndFulfiller<void>();
    pause_ = kj::mv(pair.fulfiller);
    return timer_.afterDelay(look_every)
        .exclusiveJoin(kj::mv(pair.promise))
        .then([this] {
          pause_ = nullptr;
          return keep_pumping();
        });
  });
}

} // namespace leasehold
