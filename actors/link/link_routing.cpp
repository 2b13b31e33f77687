// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Which node decides what, and sessions there.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/link/link_hub.hpp"
#include "actors/link/link_peer.hpp"
#include "messages/bounds.hpp"
#include "messages/lease_number.hpp"

namespace leasehold {

std::string link_hub::node_of_target(const std::string& target) const {
  return nodes_.node_of_target ? nodes_.node_of_target(target) : std::string{};
}

std::vector<std::string>
link_hub::nodes_of_subject(const std::string& subject) const {
  return nodes_.nodes_of_subject ? nodes_.nodes_of_subject(subject)
                                 : std::vector<std::string>{};
}

std::string link_hub::node_of_subject(const std::string& subject) const {
  const auto nodes = nodes_of_subject(subject);
  return nodes.empty() ? std::string{} : nodes.front();
}

std::string link_hub::node_of(lease_id lease) const {
  const auto number = node_number(lease);
  if (number == config_.number)
    return {};
  for (auto& [name, x] : peers_)
    if (x->number == number)
      return name;
  // It may be the lease of one that was never reached.
  const auto unknown = never_reached();
  return unknown.empty() ? std::string{} : unknown.front();
}

std::vector<numbered_node> link_hub::by_number() const {
  std::vector<numbered_node> result{{config_.number, {}}};
  for (auto& [name, x] : peers_)
    if (x->number)
      result.push_back({*x->number, name});
  std::sort(result.begin(), result.end(),
            [](auto& a, auto& b) { return a.number < b.number; });
  return result;
}

std::vector<std::string> link_hub::never_reached() const {
  std::vector<std::string> result;
  for (auto& [name, x] : peers_)
    if (!x->number)
      result.push_back(name);
  return result;
}

std::optional<line_id> link_hub::carrier_of(const std::string& node) const {
  const auto x = find(node);
  return x == nullptr ? std::nullopt : x->machine.carrier();
}

std::string link_hub::why_not(const std::string& node) const {
  const auto x = find(node);
  const auto why =
      x == nullptr || x->told.why.empty() ? "" : ": " + x->told.why;
  return fmt::format("node {} is not reached{}; try again", node, why);
}

link_hub::delegation link_hub::act_for(const lessee_name& who,
                                       const std::string& node) {
  auto& x = *find(node);
  auto request = x.lines.at(*x.machine.carrier()).to.actRequest();
  request.setLessee(who.str());
  auto acting = request.send();
  return {acting.getSession(), acting.getOperator()};
}

void link_hub::say_seen(const std::vector<lessee_name>& lessees) {
  for (auto& [name, x] : peers_) {
    const auto carrier = x->machine.carrier();
    if (!carrier)
      continue;
    for (std::size_t from = 0; from < lessees.size();
         from += bounds::batch_items) {
      const auto count = std::min(lessees.size() - from, bounds::batch_items);
      auto request = x->lines.at(*carrier).to.seenRequest();
      auto to = request.initLessees(static_cast<kj::uint>(count));
      for (std::size_t i = 0; i < count; ++i)
        to.set(static_cast<kj::uint>(i), lessees[from + i].str());
      // It is said again.
      tasks_.add(request.send().ignoreResult().catch_([](kj::Exception&&) {}));
    }
  }
}

void link_hub::seen(const std::vector<lessee_name>& lessees) {
  if (service_)
    for (auto& who : lessees)
      service_->seen(who);
}

result<link_hub::delegation> link_hub::open_session(const std::string& node,
                                                    line_id line,
                                                    const lessee_name& who) {
  const auto x = find(node);
  const auto known = x != nullptr && x->lines.count(line) > 0;
  if (!service_ || !known)
    return failure{errc::unavailable, "the node is stopping"};
  return service_->open_session(who, x->lines.at(line).theirs);
}

} // namespace leasehold
