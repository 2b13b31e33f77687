// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/link/link_port.hpp"

namespace leasehold {

void link_port::attach(event_loop& loop, link_hub& hub) {
  std::lock_guard guard(mutex_);
  loop_ = &loop;
  hub_ = &hub;
  post();
}

void link_port::detach() {
  std::lock_guard guard(mutex_);
  loop_ = nullptr;
  over_ = true;
  waiting_ = {};
}

/// What comes while the loop is busy goes together.
void link_port::post() {
  if (loop_ == nullptr || posted_)
    return;
  const auto posted = loop_->run_in_loop([this, hub = hub_](loop_context&) {
    letters all;
    {
      std::lock_guard guard(mutex_);
      posted_ = false;
      std::swap(all, waiting_);
    }
    if (all.nodes)
      hub->know(std::move(*all.nodes));
    for (auto& [node, frame] : all.frames)
      hub->send(node, std::move(frame));
  });
  posted_ = posted == event_loop::posting::taken;
}

void link_port::know(peer_nodes nodes) {
  std::lock_guard guard(mutex_);
  if (over_)
    return;
  waiting_.nodes = std::move(nodes);
  post();
}

void link_port::send(const std::string& to_node, std::string frame) {
  std::lock_guard guard(mutex_);
  if (loop_ == nullptr)
    return;
  waiting_.frames.emplace_back(to_node, std::move(frame));
  post();
}

} // namespace leasehold
