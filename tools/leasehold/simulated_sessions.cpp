// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulated_sessions.hpp"

#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "tools/leasehold/region_file.hpp"

namespace leasehold {

lessee_name
simulated_sessions::name_for(const std::optional<std::string>& user) const {
  auto name = user.value_or(defaults_.name);
  return lessee_name{name.empty() ? "me" : name};
}

result<std::shared_ptr<session>>
simulated_sessions::connect(const shell::connect_request& request) {
  if (!current_) {
    shell::simulate_request first;
    first.user = request.user;
    auto opened = simulate(first);
    if (!opened || !request.address)
      return opened;
  }
  return current_->connect(name_for(request.user), request.address);
}

result<std::shared_ptr<session>>
simulated_sessions::start(const shell::start_request& request) {
  shell::simulate_request wanted;
  wanted.topology = request.topology;
  wanted.user = request.user;
  wanted.operators = request.operators;
  return simulate(wanted);
}

result<std::shared_ptr<session>>
simulated_sessions::simulate(const shell::simulate_request& request) {
  const auto& file = request.topology ? request.topology : defaults_.topology;
  auto region = read_region(read_, file);
  if (!region)
    return region.error();
  sim::region_setting setting;
  setting.topology = std::move(*region);
  setting.version = defaults_.version;
  setting.seed = request.seed.value_or(defaults_.seed);
  setting.nodes = request.nodes ? request.nodes : defaults_.nodes;
  setting.interrupted = defaults_.interrupted;
  for (const auto& name : request.operators) {
    if (!is_name(name, bounds::name_bytes))
      return failure{errc::invalid_request,
                     fmt::format("\"{}\" can be nobody's name", name)};
    if (!setting.operators)
      setting.operators.emplace();
    setting.operators->insert(lessee_name{name});
  }
  auto opened = sim::simulated_region::open(std::move(setting));
  if (!opened)
    return opened.error();
  current_ = std::move(*opened);
  auto connected = current_->connect(name_for(request.user), std::nullopt);
  if (auto set = current_->set_faults(defaults_.faults); !set)
    return set.error();
  return connected;
}

request_id simulated_sessions::fresh_request() {
  return current_->fresh_request();
}

} // namespace leasehold
