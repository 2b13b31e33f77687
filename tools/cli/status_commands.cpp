// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/status_commands.hpp"

#include <algorithm>
#include <utility>

#include "tools/cli/status_report.hpp"

namespace leasehold::cli {

namespace {

/// What other nodes run they tell of themselves.
void keep_own(node_report& report) {
  auto& all = report.gateways;
  all.erase(
      std::remove_if(all.begin(), all.end(),
                     [&](auto& x) { return x.node != report.status.name; }),
      all.end());
  auto& resources = report.resources;
  resources.erase(
      std::remove_if(resources.begin(), resources.end(),
                     [&](auto& resource) {
                       return std::none_of(
                           all.begin(), all.end(), [&](auto& gateway) {
                             return gateway.name == resource.gateway;
                           });
                     }),
      resources.end());
}

result<node_report> read_report(session& from, const std::string& address) {
  node_report report;
  report.address = address;
  auto status = from.node();
  if (!status)
    return status.error();
  auto links = from.nodes();
  if (!links)
    return links.error();
  auto gateways = from.gateways();
  if (!gateways)
    return gateways.error();
  auto resources = from.resources();
  if (!resources)
    return resources.error();
  report.status = std::move(*status);
  report.links = std::move(*links);
  report.gateways = std::move(*gateways);
  report.resources = std::move(*resources);
  report.now = from.clock().now;
  keep_own(report);
  return report;
}

cluster_member visit(context& run, const node_info& link) {
  cluster_member member{link.node.str(), std::nullopt, {}};
  if (link.address.empty()) {
    member.why = "it has no address in the topology";
    return member;
  }
  auto where = run.where();
  where.address = link.address;
  auto opened = run.env().connect(where);
  if (!opened) {
    member.why = opened.error().message;
    return member;
  }
  auto report = read_report(**opened, link.address);
  if (report)
    member.report = std::move(*report);
  else
    member.why = report.error().message;
  return member;
}

exit_code exit_for(const std::vector<concern>& all) {
  return std::any_of(
             all.begin(), all.end(),
             [](auto& x) { return x.weight == concern::grade::problem; })
      ? exit_code::failed
      : exit_code::ok;
}

} // namespace

exit_code show_status(context& run) {
  auto opened = run.open();
  if (!opened)
    return cli::exit_for(opened.error().code);
  auto report = read_report(**opened, run.where().address);
  if (!report)
    return run.fail(report.error());
  const auto all = concerns_of(*report);
  if (run.format() == output_format::json) {
    run.out() << report_as_json(*report, all) << '\n';
  } else if (run.format() == output_format::name) {
    run.out() << report->status.name << '\n';
  } else {
    print_report(run.out(), *report);
    run.out() << '\n';
    print_concerns(run.out(), all);
  }
  return exit_for(all);
}

exit_code show_cluster(context& run) {
  auto opened = run.open();
  if (!opened)
    return cli::exit_for(opened.error().code);
  auto own = read_report(**opened, run.where().address);
  if (!own)
    return run.fail(own.error());
  std::vector<cluster_member> members;
  const auto links = own->links;
  members.push_back({own->status.name, std::move(*own), {}});
  for (auto& link : links)
    members.push_back(visit(run, link));
  const auto all = concerns_of(members);
  if (run.format() == output_format::json) {
    run.out() << members_as_json(members, all) << '\n';
  } else if (run.format() == output_format::name) {
    for (auto& member : members)
      run.out() << member.name << '\n';
  } else {
    print_members(run.out(), members);
    run.out() << '\n';
    print_concerns(run.out(), all);
  }
  return exit_for(all);
}

} // namespace leasehold::cli
