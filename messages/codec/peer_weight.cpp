// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "messages/bounds.hpp"
#include "messages/codec/peer_codec.hpp"

// What a message between nodes weighs, and whether it is within bounds.
namespace leasehold {

namespace {

/// A message with its longest names and without its lists, and one item of each
/// list.
constexpr std::size_t message_weight = 640;
constexpr std::size_t use_weight = 184;
constexpr std::size_t pledge_weight = 56;
constexpr std::size_t view_weight = 280;
constexpr std::size_t step_weight = 40;
/// Two names of machines, two of NICs, and the lessee's.
constexpr std::size_t circuit_weight = 568;
constexpr std::size_t target_weight = 64;
constexpr std::size_t status_weight = 352;

struct load {
  std::size_t uses = 0;
  std::size_t pledges = 0;
  std::size_t pledged_uses = 0;
  std::size_t views = 0;
  std::size_t steps = 0;
  /// Bytes of what is said to people.
  std::size_t text = 0;
  std::size_t circuits = 0;
  std::size_t targets = 0;
  std::size_t statuses = 0;
  /// The longest list of those that are inside another.
  std::size_t inner_uses = 0;
  std::size_t inner_steps = 0;
};

load load_of(const peer_message& message) noexcept {
  load y;
  if (auto sent = std::get_if<peer_order>(&message)) {
    if (auto hold = std::get_if<hold_hop>(&sent->order)) {
      y.uses = hold->uses.size();
      y.pledges = hold->pledges.size();
      y.circuits = hold->carries ? 1 : 0;
      for (auto& x : hold->pledges) {
        y.pledged_uses += x.uses.size();
        y.inner_uses = std::max(y.inner_uses, x.uses.size());
      }
    } else if (auto renewal = std::get_if<renew_hop>(&sent->order)) {
      y.uses = renewal->uses.size();
    }
  } else if (auto answer = std::get_if<probe_answer>(&message)) {
    y.views = answer->resources.size();
    for (auto& x : answer->resources) {
      y.steps += x.steps.size();
      y.text += x.trouble.size();
      y.inner_steps = std::max(y.inner_steps, x.steps.size());
    }
  } else if (auto child = std::get_if<child_order>(&message)) {
    y.targets = child->task ? child->task->targets.size() : 0;
  } else if (auto word = std::get_if<child_word>(&message)) {
    y.statuses = word->statuses.size();
  }
  return y;
}

} // namespace

std::size_t weight_of(const peer_message& message) noexcept {
  auto x = load_of(message);
  return message_weight + (x.uses + x.pledged_uses) * use_weight
      + x.pledges * pledge_weight + x.views * view_weight
      + x.steps * step_weight + x.text + x.circuits * circuit_weight
      + x.targets * target_weight + x.statuses * status_weight;
}

bool within_bounds(const peer_message& message) noexcept {
  auto x = load_of(message);
  return x.uses <= bounds::uses_per_hop && x.inner_uses <= bounds::uses_per_hop
      && x.pledges <= bounds::pledges && x.pledged_uses <= bounds::pledged_uses
      && x.views <= bounds::probed_resources && x.steps <= bounds::probed_steps
      && x.inner_steps <= free_steps_max && x.targets <= bounds::child_targets
      && x.statuses <= bounds::statuses;
}

void trim(probe_answer& answer) {
  auto& all = answer.resources;
  if (within_bounds(answer))
    return;
  if (all.size() > bounds::probed_resources)
    all.resize(bounds::probed_resources);
  const auto each = std::min(free_steps_max, bounds::probed_steps / all.size());
  for (auto& view : all)
    while (view.steps.size() > each) {
      auto last = view.steps.back().free;
      view.steps.pop_back();
      view.steps.back().free = min(view.steps.back().free, last);
    }
}

} // namespace leasehold
