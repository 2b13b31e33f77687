// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/region_commands.hpp"

#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/outage.hpp"
#include "messages/period.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/topology.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/missing_nodes.hpp"
#include "tools/cli/outage_commands.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/usage_command.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

std::string bandwidth(std::int64_t bits) {
  return to_string(amounts{unit::bit_per_second, bits});
}

std::string groups_text(const std::vector<group_name>& groups) {
  std::vector<std::string> names;
  for (const auto& group : groups)
    names.push_back(group.str());
  return fmt::format("{}", fmt::join(names, ","));
}

text_table table_of(const std::vector<resource_info>& resources) {
  text_table table{{"RESOURCE", "KIND", "GATEWAY", "ENDPOINT", "CAPACITY",
                    "FREE", "BOOKINGS", "GROUPS"}};
  for (const auto& each : resources)
    table.add({each.name.str(), each.kind.str(), each.gateway.str(),
               each.endpoint.str(), to_string(each.capacity),
               to_string(each.free), fmt::format("{}", each.bookings),
               groups_text(each.groups)});
  return table;
}

std::string state_text(const gateway_info& x, const time_base& clock) {
  std::string word = service_word(x.out, clock.now);
  if (word == "draining")
    return word + " until " + shown(x.out->from, clock);
  if (x.out && x.out->longest > duration::zero())
    word += ", at most " + to_string(x.out->longest);
  // An error that came later lifts no drain that is still to come.
  if (x.out && x.out->what == outage::kind::in_error && clock.now < x.out->from
      && x.out->from < forever)
    word += ", drained at " + shown(x.out->from, clock);
  return word;
}

text_table table_of(const std::vector<gateway_info>& gateways,
                    const time_base& clock) {
  text_table table{{"GATEWAY", "NODE", "HOPS HELD", "HOPS ACTIVE", "STATE"}};
  for (const auto& each : gateways)
    table.add({each.name.str(), each.node, fmt::format("{}", each.hops_held),
               fmt::format("{}", each.hops_active), state_text(each, clock)});
  return table;
}

std::string addresses_text(const std::vector<endpoint_address>& addresses) {
  std::vector<std::string> texts;
  for (const auto& each : addresses)
    texts.push_back(to_string(each));
  return fmt::format("{}", fmt::join(texts, ", "));
}

text_table table_of(const std::vector<endpoint_spec>& endpoints) {
  text_table table{{"ENDPOINT", "GATEWAY", "BANDWIDTH", "ADDRESS", "LOCATION",
                    "MACHINE TYPE"}};
  for (const auto& each : endpoints)
    table.add({each.name.str(), each.gateway.str(), bandwidth(each.bandwidth),
               addresses_text(each.addresses), each.location,
               each.machine_type});
  return table;
}

text_table table_of(const std::vector<gateway_spec>& gateways) {
  text_table table{{"GATEWAY", "BUFFERS", "BUFFER TIME"}};
  for (const auto& each : gateways)
    table.add({each.name.str(),
               to_string(amounts{unit::byte, each.buffer_bytes.value_or(0)}),
               to_string(each.buffer_time)});
  return table;
}

text_table table_of(const std::vector<link_spec>& links) {
  text_table table{{"LINK", "A", "B", "BANDWIDTH A", "BANDWIDTH B", "COST"}};
  for (const auto& each : links)
    table.add({each.name.str(), each.a.str(), each.b.str(),
               bandwidth(each.bandwidth_a), bandwidth(each.bandwidth_b),
               fmt::format("{}", each.cost)});
  return table;
}

text_table table_of(const std::vector<resource_spec>& resources) {
  text_table table{
      {"RESOURCE", "KIND", "OFFERED BY", "CAPACITY", "GROUPS", "PART OF"}};
  for (const auto& each : resources)
    table.add({each.name.str(), each.kind.str(),
               each.endpoint.empty() ? each.gateway.str() : each.endpoint.str(),
               to_string(each.capacity), groups_text(each.groups),
               each.part_of ? each.part_of->str() : std::string{}});
  return table;
}

/// Named things in the chosen format, with what it takes to tell of them.
template <class T, class... With>
exit_code print_all(context& run, const std::vector<T>& all, const char* what,
                    const With&... with) {
  if (run.format() == output_format::json)
    run.out() << json_text(all, with...) << '\n';
  else if (run.format() == output_format::name)
    for (const auto& each : all)
      run.out() << each.name.str() << '\n';
  else if (all.empty())
    run.say(fmt::format("no {}", what));
  else
    table_of(all, with...).print(run.out());
  return exit_code::ok;
}

template <class T>
void print_section(std::ostream& out, const std::vector<T>& all) {
  if (all.empty())
    return;
  out << '\n';
  table_of(all).print(out);
}

void print_topology(context& run, const topology& region) {
  run.out() << "region: " << printable(region.region.str()) << '\n';
  print_section(run.out(), region.gateways);
  print_section(run.out(), region.links);
  print_section(run.out(), region.endpoints);
  print_section(run.out(), region.resources);
}

} // namespace

exit_code list_resources(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto all = (*opened)->resources();
  if (!all)
    return run.fail(all.error());
  const auto code = print_all(run, *all, "resources");
  if (run.format() == output_format::table)
    print_traffic(run, traffic_of(run, **opened, {}));
  say_who_is_missing(run, **opened, "resources");
  return code;
}

exit_code set_capacity(context& run, const std::string& resource,
                       const std::string& capacity, order_intent intent) {
  auto name = read_name(resource, "NAME", bounds::resource_name_bytes);
  if (!name)
    return run.misuse(name.error().message);
  auto amount = parse_amounts(capacity);
  if (!amount)
    return run.misuse(about("AMOUNT", amount.error()).message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  if (intent == order_intent::dry_run) {
    auto plan = (*opened)->plan_capacity(resource_name{*name}, *amount);
    return plan ? print_plan(run, *plan)
                : fail_with_names(run, **opened, plan.error(), {*name});
  }
  auto set = (*opened)->set_capacity(resource_name{*name}, *amount);
  if (!set)
    return fail_with_names(run, **opened, set.error(), {*name});
  run.say(fmt::format("{} has {}", *name, to_string(*amount)));
  return exit_code::ok;
}

exit_code list_gateways(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto all = node.gateways();
  if (!all)
    return run.fail(all.error());
  const auto code = print_all(run, *all, "gateways", node.clock());
  say_who_is_missing(run, node, "gateways");
  return code;
}

exit_code list_endpoints(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto region = (*opened)->read_topology();
  return region ? print_all(run, region->endpoints, "endpoints")
                : run.fail(region.error());
}

exit_code show_topology(context& run, topology_form form) {
  if (form == topology_form::toml && !run.env().write_topology)
    return run.lacks("writer of topology files");
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto region = (*opened)->read_topology();
  if (!region)
    return run.fail(region.error());
  if (form == topology_form::toml)
    run.out() << run.env().write_topology(*region);
  else if (run.format() == output_format::json)
    run.out() << json_text(*region) << '\n';
  else if (run.format() == output_format::name)
    run.out() << region->region.str() << '\n';
  else
    print_topology(run, *region);
  return exit_code::ok;
}

exit_code load_topology(context& run, const std::string& path) {
  if (!run.env().read_file)
    return run.lacks("reader of files");
  auto toml = run.env().read_file(path);
  if (!toml)
    return run.fail(toml.error());
  if (toml->size() > bounds::toml_bytes)
    return run.misuse(
        fmt::format("{} is larger than {} bytes", path, bounds::toml_bytes));
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto loaded = (*opened)->load_topology(*toml);
  if (!loaded)
    return run.fail(about(path, loaded.error()));
  run.say(fmt::format("loaded the topology of {}", path));
  return exit_code::ok;
}

} // namespace leasehold::cli
