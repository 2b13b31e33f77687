// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/status_report.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/outage.hpp"
#include "messages/topology.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

using json = nlohmann::ordered_json;
using grade = concern::grade;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
/// Below this nothing new is granted.
constexpr auto disk_reserve = 64 * mebibyte;
/// Below this somebody should look.
constexpr auto disk_scarce = 10 * disk_reserve;
/// Percent of a resource from which on requests are likely to be refused.
constexpr std::int64_t nearly_full = 95;

void add_disk(const node_report& report, std::vector<concern>& to) {
  const auto free = report.status.disk_free_bytes;
  if (free < disk_reserve)
    to.push_back(
        {grade::problem,
         fmt::format("the disk of {} has {} free: below {} nothing new is "
                     "granted",
                     report.status.name, size_text(free),
                     size_text(disk_reserve)),
         "free space there; within a second the node grants again"});
  else if (free < disk_scarce)
    to.push_back({grade::notice,
                  fmt::format("the disk of {} has {} free", report.status.name,
                              size_text(free)),
                  fmt::format("free space before it is {}: then nothing new is "
                              "granted",
                              size_text(disk_reserve))});
}

void add_links(const node_report& report, std::vector<concern>& to) {
  for (auto& link : report.links) {
    const auto name = link.node.str();
    if (link.state == reachability::down)
      to.push_back({grade::problem,
                    fmt::format("node {} is down{}{}", name,
                                link.why.empty() ? "" : ": ", link.why),
                    "start it, or mend the way to it; leases that it granted "
                    "can't be renewed or released until then"});
    else if (link.state == reachability::suspect)
      to.push_back({grade::notice,
                    fmt::format("node {} is silent for {}", name,
                                link.silence ? shown(duration{*link.silence})
                                             : "a while"),
                    "look again in a second: by then it is up or down"});
    else if (!link.same_topology)
      to.push_back({grade::problem,
                    fmt::format("node {} has another topology", name),
                    "load the same file at both: `leasehold topology load "
                    "FILE`; leases over what differs are refused or end"});
  }
}

void add_orders(const node_report& report, std::vector<concern>& to) {
  for (auto& subject : report.status.out_of_service) {
    auto gateway =
        std::find_if(report.gateways.begin(), report.gateways.end(),
                     [&](auto& x) { return x.name.str() == subject; });
    const auto* noun = gateway == report.gateways.end() ? "link" : "gateway";
    auto state = gateway == report.gateways.end()
        ? std::string{"out of service"}
        : std::string{service_word(gateway->out, report.now)};
    to.push_back(
        {grade::notice, fmt::format("{} {} is {}", noun, subject, state),
         fmt::format("`leasehold {} restore {}` puts it back", noun, subject)});
  }
}

/// What is out of service has no capacity, and is not full for that.
bool serves(const node_report& report, const resource_info& x) {
  auto& out = report.status.out_of_service;
  return std::none_of(out.begin(), out.end(), [&x](auto& subject) {
    return subject == x.gateway.str()
        || x.name == nic_of(x.gateway, link_name{subject});
  });
}

void add_full(const node_report& report, std::vector<concern>& to) {
  auto most = fullest(report);
  if (most && most->taken >= nearly_full)
    to.push_back({grade::notice,
                  fmt::format("{} % of {} is taken", most->taken, most->name),
                  fmt::format("`leasehold resource show {}` tells until when",
                              most->name)});
}

json value_of(const concern& x) {
  return {{"grade", x.weight == grade::problem ? "problem" : "notice"},
          {"what", x.what},
          {"way_out", x.way_out}};
}

json list_of(const std::vector<concern>& all) {
  auto list = json::array();
  for (auto& x : all)
    list.push_back(value_of(x));
  return list;
}

struct hop_sum {
  std::uint64_t held = 0;
  std::uint64_t active = 0;
};

hop_sum hops_of(const node_report& report) {
  hop_sum sum;
  for (auto& x : report.gateways) {
    sum.held += x.hops_held;
    sum.active += x.hops_active;
  }
  return sum;
}

std::int64_t links_up(const node_report& report) {
  return std::count_if(report.links.begin(), report.links.end(),
                       [](auto& x) { return x.state == reachability::up; });
}

json value_of(const node_report& x) {
  const auto hops = hops_of(x);
  const auto most = fullest(x);
  json value = {{"name", x.status.name},
                {"address", x.address},
                {"region", x.status.region.str()},
                {"version", x.status.version},
                {"uptime_ms", x.status.uptime.count()},
                {"leases", x.status.leases},
                {"sessions", x.status.sessions},
                {"gateways", x.gateways.size()},
                {"hops_held", hops.held},
                {"hops_active", hops.active},
                {"journal_records", x.status.journal_records},
                {"disk_free_bytes", x.status.disk_free_bytes},
                {"links_up", links_up(x)},
                {"links", x.links.size()},
                {"fullest_resource", nullptr},
                {"fullest_percent", nullptr}};
  if (most) {
    value["fullest_resource"] = most->name;
    value["fullest_percent"] = most->taken;
  }
  return value;
}

std::string dump(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace);
}

std::vector<concern> problems_first(std::vector<concern> all) {
  std::stable_partition(all.begin(), all.end(),
                        [](auto& x) { return x.weight == grade::problem; });
  return all;
}

} // namespace

std::optional<fullest_resource> fullest(const node_report& report) {
  std::optional<fullest_resource> most;
  for (auto& x : report.resources) {
    if (!serves(report, x))
      continue;
    for (auto dimension : all_units) {
      const auto capacity = x.capacity[dimension];
      if (capacity <= 0)
        continue;
      const auto free = std::max<std::int64_t>(x.free[dimension], 0);
      // Not the product of large numbers, which might overflow.
      const auto percent =
          static_cast<std::int64_t>(100.0 * static_cast<double>(capacity - free)
                                    / static_cast<double>(capacity));
      if (!most || percent > most->taken)
        most = fullest_resource{x.name.str(), percent};
    }
  }
  return most;
}

std::vector<concern> concerns_of(const node_report& report) {
  std::vector<concern> all;
  add_disk(report, all);
  add_links(report, all);
  add_orders(report, all);
  add_full(report, all);
  return problems_first(std::move(all));
}

std::vector<concern> concerns_of(const std::vector<cluster_member>& members) {
  std::vector<concern> all;
  std::set<std::string> said;
  for (auto& member : members) {
    if (!member.report) {
      all.push_back({grade::problem,
                     fmt::format("node {} is not reached from here: {}",
                                 member.name, member.why),
                     "start it, or ask from a machine that reaches it"});
      continue;
    }
    for (auto& x : concerns_of(*member.report))
      if (said.insert(x.what).second)
        all.push_back(std::move(x));
  }
  return problems_first(std::move(all));
}

std::string size_text(std::uint64_t bytes) {
  constexpr auto gibibyte = 1024 * mebibyte;
  if (bytes < 10 * gibibyte)
    return fmt::format("{} MiB", bytes / mebibyte);
  return fmt::format("{} GiB", bytes / gibibyte);
}

void print_report(std::ostream& out, const node_report& report) {
  const auto& x = report.status;
  const auto hops = hops_of(report);
  const auto count = report.gateways.size();
  const auto gateways =
      fmt::format("{} {}", count, count == 1 ? "gateway" : "gateways");
  field_list fields;
  fields.add("node",
             fmt::format("{} of region {}, at {}", x.name, x.region.str(),
                         report.address));
  fields.add("runs",
             fmt::format("version {} for {}", x.version, shown(x.uptime)));
  fields.add("store",
             fmt::format("{} records, {} free on the disk", x.journal_records,
                         size_text(x.disk_free_bytes)));
  fields.add("leases",
             fmt::format("{} granted here; at its {} {} hops active, "
                         "{} held",
                         x.leases, gateways, hops.active, hops.held));
  fields.add("sessions", fmt::format("{}", x.sessions));
  if (!report.links.empty())
    fields.add("links",
               fmt::format("{} of {} other nodes up", links_up(report),
                           report.links.size()));
  if (auto most = fullest(report))
    fields.add("fullest",
               fmt::format("{}, {} % taken", most->name, most->taken));
  fields.print(out);
}

void print_concerns(std::ostream& out, const std::vector<concern>& all) {
  if (all.empty()) {
    out << "all is well\n";
    return;
  }
  for (auto& x : all)
    out << (x.weight == grade::problem ? "PROBLEM  " : "notice   ")
        << printable(x.what) << "\n         " << printable(x.way_out) << '\n';
}

std::string report_as_json(const node_report& report,
                           const std::vector<concern>& all) {
  auto value = value_of(report);
  value["concerns"] = list_of(all);
  return dump(value);
}

void print_members(std::ostream& out, const std::vector<cluster_member>& all) {
  text_table table{{"NODE", "ADDRESS", "VERSION", "UP FOR", "LEASES",
                    "SESSIONS", "HOPS ACTIVE", "HELD", "LINKS UP",
                    "DISK FREE"}};
  for (auto& member : all) {
    if (!member.report) {
      table.add({member.name, "", "", "", "", "", "", "", "", ""});
      continue;
    }
    auto& report = *member.report;
    auto& x = report.status;
    const auto hops = hops_of(report);
    table.add({x.name, report.address, x.version, shown(x.uptime),
               fmt::format("{}", x.leases), fmt::format("{}", x.sessions),
               fmt::format("{}", hops.active), fmt::format("{}", hops.held),
               fmt::format("{}/{}", links_up(report), report.links.size()),
               size_text(x.disk_free_bytes)});
  }
  table.print(out);
}

std::string members_as_json(const std::vector<cluster_member>& members,
                            const std::vector<concern>& all) {
  auto nodes = json::array();
  for (auto& member : members) {
    json value = {{"name", member.name}, {"why", member.why}};
    if (member.report)
      value = value_of(*member.report);
    nodes.push_back(std::move(value));
  }
  return dump({{"nodes", std::move(nodes)}, {"concerns", list_of(all)}});
}

} // namespace leasehold::cli
