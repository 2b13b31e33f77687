// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/seen.hpp"

#include <algorithm>
#include <limits>

namespace leasehold {

namespace {

/// Of the actor that this thread spawns; null where that is none of a role.
thread_local actor_birth* laid_out = nullptr;

actor_birth take_birth() {
  const auto birth = std::exchange(laid_out, nullptr);
  return birth == nullptr ? actor_birth{} : std::move(*birth);
}

} // namespace

being_born::being_born(actor_birth what) : what_(std::move(what)) {
  laid_out = &what_;
}

being_born::~being_born() {
  laid_out = nullptr;
}

seen_actor::seen_actor() : birth_(take_birth()) {}

seen_actor::~seen_actor() = default;

std::string seen_actor::path() const {
  return birth_.place ? birth_.place->prefix + birth_.name : std::string{};
}

const std::string& seen_actor::parent() const {
  static const std::string nobody;
  return birth_.place ? birth_.place->parent : nobody;
}

const std::shared_ptr<actor_scope>& seen_actor::scope() const noexcept {
  static const std::shared_ptr<actor_scope> none;
  return birth_.place ? birth_.place->scope : none;
}

std::shared_ptr<const actor_place>
seen_actor::place_of(const char* group) const {
  if (!birth_.place)
    return nullptr;
  const std::string name{group};
  auto own = path();
  auto prefix = name.front() == '/' ? name.substr(1) : own + '/' + name;
  return std::make_shared<actor_place>(
      actor_place{scope(), std::move(own), std::move(prefix) + '/'});
}

actor_figures seen_actor::figures() const noexcept {
  actor_figures result;
  result.messages = taken_.load(std::memory_order_relaxed);
  const auto sent = sent_.load(std::memory_order_relaxed);
  // Neither waits for the other, so a message may seem taken before it came.
  result.mailbox = sent > result.messages ? sent - result.messages : 0;
  result.longest_turn =
      std::chrono::microseconds{longest_us_.load(std::memory_order_relaxed)};
  return result;
}

void seen_actor::count_turn(std::chrono::nanoseconds length) noexcept {
  using std::chrono::microseconds;
  const auto us = std::chrono::duration_cast<microseconds>(length).count();
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  const auto value =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(us, 0, most));
  if (value > longest_us_.load(std::memory_order_relaxed))
    longest_us_.store(value, std::memory_order_relaxed);
}

} // namespace leasehold
