// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/door_context.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <caf/make_message.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace leasehold {

status door_context::check_room(const lessee_name& name) const {
  const auto own = holders_.find(name);
  if (own != holders_.end() && own->second >= config_.sessions_per_lessee_max)
    return failure{errc::too_much,
                   fmt::format("{} has {} sessions, as many as one lessee may; "
                               "end some",
                               name.str(), own->second)};
  const auto kept = role_of(name) == role::operator_
      ? 0
      : std::min(config_.sessions_of_operators, config_.sessions_max / 2);
  if (sessions_ + kept < config_.sessions_max)
    return success();
  return failure{errc::too_much,
                 fmt::format("the node has {} sessions, as many as it may{}; "
                             "try again later",
                             sessions_, kept > 0 ? " but for operators" : "")};
}

void door_context::look_at_memory() {
  memory_ = check_memory(read_memory({}));
}

bool door_context::may_log() {
  return log_.pass(std::chrono::milliseconds{
      (timer_.now() - kj::origin<kj::TimePoint>()) / kj::MILLISECONDS});
}

void door_context::enter(const lessee_name& name) {
  ++sessions_;
  ++holders_[name];
  caf::anon_send(node_.leases, holder_seen{name});
  if (links_ != nullptr)
    links_->say_seen({name});
}

void door_context::leave(const lessee_name& name) {
  --sessions_;
  auto i = holders_.find(name);
  if (--i->second == 0)
    holders_.erase(i);
}

void door_context::log_releases(
    const principal& who, const std::vector<release_request>& items) const {
  if (!config_.operators || who.role != role::operator_ || items.empty())
    return;
  const auto more = items.size() - 1;
  spdlog::info("operator {}: releases lease {}{}", who.name.str(),
               to_string(items.front().lease),
               more == 0 ? "" : fmt::format(" and {} more", more));
}

void door_context::report_holders() {
  std::vector<lessee_name> all;
  for (auto& [name, count] : holders_) {
    caf::anon_send(node_.leases, holder_seen{name});
    all.push_back(name);
  }
  if (links_ != nullptr)
    links_->say_seen(all);
}

void door_context::seen_elsewhere(const lessee_name& name) {
  caf::anon_send(node_.leases, holder_seen{name});
}

} // namespace leasehold
