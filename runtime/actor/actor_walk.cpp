// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/actor_walk.hpp"

#include <algorithm>
#include <utility>

#include <caf/abstract_actor.hpp>
#include <fmt/format.h>

#include "runtime/actor/child_list.hpp"

namespace leasehold {

namespace {

const seen_actor* seen(const caf::strong_actor_ptr& who) {
  return who ? dynamic_cast<const seen_actor*>(who->get()) : nullptr;
}

/// Answers to what was asked before count for nothing any more.
constexpr std::uint64_t token_of(std::uint64_t round, std::size_t index) {
  return round << 32 | index;
}
constexpr std::size_t index_mask = 0xffff'ffff;

bool is_parent(const seen_child& child) {
  const auto* who = seen(child.who);
  return who != nullptr && who->is_parent();
}

void cut(std::string& text) {
  if (text.size() > bounds::actor_text_bytes)
    text.resize(bounds::actor_text_bytes);
}

} // namespace

actor_walk::actor_walk(actor_query wanted, std::vector<seen_child> roots)
    : wanted_(std::move(wanted)), roots_(std::move(roots)) {}

std::size_t actor_walk::count_max() const noexcept {
  const auto most = bounds::actors;
  return wanted_.count_max == 0
      ? most
      : std::min<std::size_t>(wanted_.count_max, most);
}

// -- finding who is at a path ------------------------------------------------

actor_walk::questions actor_walk::begin() {
  if (wanted_.path.empty()) {
    found_ = true;
    std::vector<std::size_t> parents;
    for (auto& root : roots_) {
      tops_.push_back(entries_.size());
      entries_.push_back({root, 0, {}, false, false, {}});
      if (wanted_.depth > 1 && is_parent(root))
        parents.push_back(tops_.back());
    }
    return expand(std::move(parents));
  }
  for (auto& root : roots_)
    if (root.path == wanted_.path)
      return found(root);
  return ask_for_path(roots_);
}

actor_walk::questions actor_walk::ask_for_path(std::vector<seen_child> whom) {
  ++round_;
  questions result;
  for (auto& each : whom)
    if (is_parent(each))
      result.push_back(
          {each.who, token_of(round_, 0), {wanted_.path, 0, {}, {}}});
  missing_ = result.size();
  if (result.empty())
    stage_ = stage::done;
  return result;
}

actor_walk::questions actor_walk::found(const seen_child& child) {
  found_ = true;
  missing_ = 0;
  tops_ = {0};
  entries_.push_back({child, 0, {}, false, false, {}});
  if (wanted_.depth > 0 && is_parent(child))
    return expand({0});
  return describe();
}

// -- gathering actors --------------------------------------------------------

actor_walk::question actor_walk::to_be_asked(std::size_t index,
                                             child_wish children) {
  entries_[index].asked = true;
  ++missing_;
  return {entries_[index].who.who, token_of(round_, index),
          std::move(children)};
}

actor_walk::questions actor_walk::expand(std::vector<std::size_t> parents) {
  if (parents.empty() || (more_ && wanted_.order == actor_order::path))
    return describe();
  stage_ = stage::expanding;
  ++round_;
  questions result;
  for (auto index : parents) {
    child_wish wish;
    wish.count_max = static_cast<std::uint32_t>(count_max());
    wish.order = wanted_.order;
    if (!wanted_.path.empty() && index == tops_.front())
      wish.after = wanted_.after;
    result.push_back(to_be_asked(index, std::move(wish)));
  }
  return result;
}

void actor_walk::take_children(std::size_t parent, const actor_report& report) {
  more_ = more_ || report.more;
  const auto depth = entries_[parent].depth + 1;
  // Of the top of a region each parent may have some.
  const auto most = wanted_.order == actor_order::path
      ? bounds::actors
      : bounds::actors * bounds::actor_depth;
  for (auto& child : report.page) {
    if (entries_.size() >= most) {
      more_ = true;
      return;
    }
    const auto index = entries_.size();
    entries_.push_back({child, depth, {}, false, false, {}});
    entries_[parent].children.push_back(index);
    const auto below = depth + (wanted_.path.empty() ? 1 : 0);
    if (below < wanted_.depth && is_parent(child))
      frontier_.push_back(index);
  }
}

// -- what each does ----------------------------------------------------------

void actor_walk::in_order(std::size_t index,
                          std::vector<std::size_t>& result) const {
  result.push_back(index);
  for (auto child : entries_[index].children)
    in_order(child, result);
}

std::vector<std::size_t> actor_walk::chosen() const {
  std::vector<std::size_t> result;
  for (auto top : tops_)
    in_order(top, result);
  auto most = bounds::actors;
  if (wanted_.order != actor_order::path) {
    std::vector<std::uint64_t> weights(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i)
      weights[i] = weight_of(entries_[i].who.who, wanted_.order);
    std::stable_sort(result.begin(), result.end(),
                     [&](auto a, auto b) { return weights[a] > weights[b]; });
    most = count_max();
  }
  if (result.size() > most)
    result.resize(most);
  return result;
}

actor_walk::questions actor_walk::describe() {
  stage_ = stage::describing;
  ++round_;
  // What is asked is what is told: weights change meanwhile.
  order_ = chosen();
  questions result;
  for (auto index : order_)
    if (!entries_[index].asked)
      result.push_back(to_be_asked(index, {}));
  if (result.empty())
    stage_ = stage::done;
  return result;
}

actor_walk::questions actor_walk::next() {
  switch (stage_) {
  case stage::finding:
    stage_ = stage::done;
    return {};
  case stage::expanding:
    return expand(std::exchange(frontier_, {}));
  case stage::describing:
    stage_ = stage::done;
    return {};
  case stage::done:
    break;
  }
  return {};
}

actor_walk::questions actor_walk::told(actor_report report) {
  if (stage_ == stage::done || report.token >> 32 != round_)
    return {};
  --missing_;
  if (stage_ == stage::finding) {
    if (!report.page.empty()) {
      auto& child = report.page.front();
      return child.path == wanted_.path ? found(child) : ask_for_path({child});
    }
  } else {
    const auto index = report.token & index_mask;
    if (stage_ == stage::expanding)
      take_children(index, report);
    report.page.clear();
    cut(report.state);
    entries_[index].told = true;
    entries_[index].report = std::move(report);
  }
  return missing_ == 0 ? next() : questions{};
}

actor_walk::questions actor_walk::give_up() {
  if (stage_ == stage::done)
    return {};
  missing_ = 0;
  return next();
}

// -- the answer --------------------------------------------------------------

actor_info actor_walk::info_of(const entry& x) const {
  actor_info result;
  result.path = x.who.path;
  if (const auto* who = seen(x.who.who)) {
    const auto figures = who->figures();
    result.parent = who->parent();
    result.restarts = who->restarts();
    result.mailbox = figures.mailbox;
    result.messages = figures.messages;
    result.longest_turn = figures.longest_turn;
    result.role = who->role();
  }
  result.children = x.report.children;
  result.state = x.told ? x.report.state : "does not answer";
  return result;
}

result<actor_page> actor_walk::page() const {
  if (auto there = target(); !there)
    return there.error();
  actor_page result;
  result.more = more_;
  for (auto index : order_)
    result.actors.push_back(info_of(entries_[index]));
  return result;
}

result<caf::strong_actor_ptr> actor_walk::target() const {
  if (!found_)
    return failure{errc::unknown_name,
                   fmt::format("no actor is at \"{}\"; `leasehold actor tree` "
                               "shows who is there",
                               wanted_.path)};
  return wanted_.path.empty() ? caf::strong_actor_ptr{}
                              : entries_.front().who.who;
}

} // namespace leasehold
