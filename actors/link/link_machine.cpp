// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/link/link_machine.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

link_machine::link_machine(link_terms terms, rank own, milliseconds now)
    : terms_(terms),
      own_(own),
      dial_at_(own == rank::first ? now : now + terms.courtesy),
      redial_(terms.redial_first),
      looked_(now) {}

bool link_machine::better(const std::pair<const line_id, line>& a,
                          const std::pair<const line_id, line>& b) const {
  const auto first = own_ == rank::first ? dialled_by::us : dialled_by::them;
  const auto merits = [first](auto& x) {
    return std::tuple{x.second.boot, x.second.by == first, x.first};
  };
  return merits(a) > merits(b);
}

std::optional<line_id> link_machine::carrier() const {
  const auto best =
      std::min_element(lines_.begin(), lines_.end(),
                       [this](auto& a, auto& b) { return better(a, b); });
  return best == lines_.end() ? std::nullopt : std::optional{best->first};
}

void link_machine::say(link_effects& effects, line_id id, line& x,
                       milliseconds now) {
  x.beat_at = now + terms_.beat_every;
  effects.emplace_back(send_beat{id, {++x.sent, x.heard}});
}

link_effects link_machine::opened(line_id id, dialled_by by, std::uint64_t boot,
                                  milliseconds now) {
  link_effects effects;
  if (by == dialled_by::us)
    dialling_ = false;
  auto& x = lines_[id];
  x.by = by;
  x.boot = boot;
  say(effects, id, x, now);
  return effects;
}

link_effects link_machine::beaten(line_id id, line_beat beat) {
  link_effects effects;
  const auto i = lines_.find(id);
  if (i == lines_.end())
    return effects;
  auto& x = i->second;
  const auto waits = beat.sequence > x.heard && beat.heard + 1 < x.sent;
  x.heard = std::max(x.heard, beat.sequence);
  // It has missed some of ours: one of us stood still, and every answer counts.
  if (waits)
    say(effects, id, x, looked_);
  // What we never sent cannot have been heard.
  if (beat.heard <= x.answered || beat.heard > x.sent)
    return effects;
  x.answered = beat.heard;
  x.silence = silence_ = milliseconds::zero();
  redial_ = terms_.redial_first;
  answers_ = std::min(answers_ + 1, terms_.answers_up);
  if (state_ == reachability::suspect || answers_ == terms_.answers_up)
    enter(effects, reachability::up);
  end_others(effects);
  return effects;
}

/// Both nodes may have dialled at once, and of a process that is gone lines may
/// be left. Only once the better one works the others go.
void link_machine::end_others(link_effects& effects) {
  const auto best = carrier();
  if (!best || lines_.at(*best).answered == 0)
    return;
  for (auto i = lines_.begin(); i != lines_.end();) {
    if (i->first == *best) {
      ++i;
      continue;
    }
    effects.emplace_back(
        close_line{i->first, "another connection of the two nodes is used"});
    i = lines_.erase(i);
  }
}

void link_machine::closed(line_id id, milliseconds now) {
  const auto i = lines_.find(id);
  if (i == lines_.end())
    return;
  const auto in_vain =
      i->second.by == dialled_by::us && i->second.answered == 0;
  lines_.erase(i);
  if (in_vain)
    dial_failed(now);
}

void link_machine::dial_failed(milliseconds now) {
  dialling_ = false;
  dial_at_ = now + redial_;
  redial_ = std::min(2 * redial_, terms_.redial_longest);
}

void link_machine::end_silent(link_effects& effects) {
  for (auto i = lines_.begin(); i != lines_.end();) {
    if (i->second.silence < terms_.down_after) {
      ++i;
      continue;
    }
    effects.emplace_back(close_line{
        i->first,
        fmt::format("it was silent for {} ms", i->second.silence.count())});
    i = lines_.erase(i);
  }
}

void link_machine::enter(link_effects& effects, reachability next) {
  if (next == state_)
    return;
  state_ = next;
  effects.emplace_back(link_changed{next});
}

link_effects link_machine::look_at_time(milliseconds now) {
  link_effects effects;
  const auto passed = std::min(now - looked_, terms_.beat_every);
  looked_ = now;
  silence_ += passed;
  for (auto& [id, x] : lines_)
    x.silence += passed;
  end_silent(effects);
  if (silence_ >= terms_.down_after) {
    answers_ = 0;
    enter(effects, reachability::down);
  } else if (silence_ >= terms_.suspect_after && state_ == reachability::up)
    enter(effects, reachability::suspect);
  for (auto& [id, x] : lines_)
    if (x.beat_at <= now || state_ == reachability::suspect)
      say(effects, id, x, now);
  if (lines_.empty() && address_ == address::known && !dialling_
      && dial_at_ <= now) {
    dialling_ = true;
    effects.emplace_back(dial_node{});
  }
  return effects;
}

} // namespace leasehold
