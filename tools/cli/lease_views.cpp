// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_views.hpp"

#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/lease.hpp"
#include "messages/node_info.hpp"
#include "messages/service.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/missing_nodes.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/usage_command.hpp"
#include "tools/cli/usage_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

template <class Name>
status read_condition(const std::string& word, const char* option,
                      std::size_t bytes_max, std::optional<Name>& condition) {
  if (word.empty())
    return success();
  auto name = read_name(word, option, bytes_max);
  if (!name)
    return name.error();
  condition = Name{*name};
  return success();
}

result<lease_filter> read_filter(const lease_conditions& conditions) {
  lease_filter filter;
  auto read = read_condition(conditions.lessee, "--lessee", bounds::name_bytes,
                             filter.lessee);
  if (read)
    read = read_condition(conditions.resource, "--resource",
                          bounds::resource_name_bytes, filter.resource);
  if (read)
    read = read_condition(conditions.gateway, "--gateway", bounds::name_bytes,
                          filter.gateway);
  if (!read)
    return read.error();
  return filter;
}

/// A condition on what the region does not have is a mistake, not an answer.
status check_conditions(session& node, const lease_conditions& conditions) {
  if (!conditions.resource.empty())
    if (auto known = check_resource(node, conditions.resource); !known)
      return known;
  if (!conditions.gateway.empty())
    return check_gateway(node, conditions.gateway);
  return success();
}

std::string none_text(const lease_conditions& conditions) {
  auto text = std::string{"no leases"};
  if (!conditions.lessee.empty())
    text += " of lessee " + conditions.lessee;
  if (!conditions.resource.empty())
    text += " on resource " + conditions.resource;
  if (!conditions.gateway.empty())
    text += " through gateway " + conditions.gateway;
  return text;
}

} // namespace

exit_code list_leases(context& run, const lease_conditions& conditions) {
  auto filter = read_filter(conditions);
  if (!filter)
    return run.misuse(filter.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto leases = (*opened)->leases(*filter);
  if (!leases)
    return run.fail(leases.error());
  if (leases->empty())
    if (auto known = check_conditions(**opened, conditions); !known)
      return run.fail(known.error());
  if (run.format() == output_format::json)
    run.out() << json_text(*leases, (*opened)->clock()) << '\n';
  else if (run.format() == output_format::name)
    for (const auto& lease : *leases)
      run.out() << to_string(lease.id) << '\n';
  else if (leases->empty())
    run.say(none_text(conditions));
  else
    print_leases(run.out(), *leases, (*opened)->clock());
  say_who_is_missing(run, **opened, "leases");
  return exit_code::ok;
}

exit_code show_lease(context& run, const std::string& word) {
  auto id = parse_lease_id(word);
  if (!id)
    return run.misuse(id.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  lease_filter filter;
  filter.lease = *id;
  auto leases = (*opened)->leases(filter);
  if (!leases)
    return run.fail(leases.error());
  if (leases->empty())
    return run.fail({errc::unknown_lease,
                     fmt::format("no lease {}, or it is over, or not yours; "
                                 "'leasehold lease list' shows yours",
                                 to_string(*id))});
  const auto& lease = leases->front();
  if (run.format() == output_format::name) {
    run.out() << to_string(lease.id) << '\n';
    return exit_code::ok;
  }
  const auto traffic = traffic_of(run, **opened, {lease.id, {}});
  const auto clock = (*opened)->clock();
  if (run.format() == output_format::json) {
    run.out() << with_traffic(json_text(lease, clock), traffic) << '\n';
    return exit_code::ok;
  }
  print_lease(run.out(), lease, clock);
  print_traffic(run, traffic);
  return exit_code::ok;
}

} // namespace leasehold::cli
