// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/remote_sessions.hpp"

#include <utility>

namespace leasehold {

result<remote_sessions::remote*> remote_sessions::at(const std::string& node) {
  auto& links = *door_->links();
  const auto line = links.carrier_of(node);
  if (!line)
    return failure{errc::unavailable, links.why_not(node)};
  auto known = open_.find(node);
  if (known == open_.end() || known->second.line != *line) {
    auto there = links.act_for(who_, node);
    known = open_
                .insert_or_assign(
                    node,
                    remote{*line, there.session.castAs<rpc::Session>(),
                           there.operator_.castAs<rpc::Operator>()})
                .first;
  }
  return &known->second;
}

result<rpc::Session::Client>
remote_sessions::session_at(const std::string& node) {
  auto there = at(node);
  if (!there)
    return there.error();
  return (*there)->session;
}

result<rpc::Operator::Client>
remote_sessions::operator_at(const std::string& node) {
  auto there = at(node);
  if (!there)
    return there.error();
  return (*there)->operator_;
}

std::vector<std::string> remote_sessions::nodes() const {
  std::vector<std::string> result{{}};
  for (auto& node : door_->links()->links())
    result.push_back(node.node.str());
  return result;
}

} // namespace leasehold
