// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/node_commands.hpp"

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/service.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/missing_nodes.hpp"
#include "tools/cli/node_text.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

exit_code print_report(context& run, const audit_report& report) {
  if (run.format() == output_format::json) {
    run.out() << json_text(report) << '\n';
  } else {
    text_table table{{"RULE", "SUBJECT", "FINDING"}};
    for (const auto& finding : report.findings)
      table.add({finding.rule, finding.subject, finding.message});
    if (!table.empty())
      table.print(run.out());
    run.say(
        fmt::format("{} leases, {} hops, {} resources: {}", report.leases,
                    report.hops, report.resources,
                    report.findings.empty()
                        ? "all adds up"
                        : fmt::format("{} findings", report.findings.size())));
  }
  return report.findings.empty() ? exit_code::ok : exit_code::failed;
}

} // namespace

exit_code audit(context& run, const std::string& folder) {
  if (!folder.empty()) {
    if (!run.env().audit_folder)
      return run.lacks("reader of data folders");
    auto report = run.env().audit_folder(folder);
    return report ? print_report(run, *report) : run.fail(report.error());
  }
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto report = (*opened)->audit();
  if (!report)
    return run.fail(report.error());
  const auto code = print_report(run, *report);
  say_who_is_missing(run, **opened, "part");
  return code;
}

exit_code show_node(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto node = (*opened)->node();
  if (!node)
    return run.fail(node.error());
  if (run.format() == output_format::json) {
    run.out() << json_text(*node) << '\n';
  } else if (run.format() == output_format::name) {
    run.out() << node->name << '\n';
  } else {
    field_list fields;
    fields.add("node", node->name);
    fields.add("version", node->version);
    fields.add("region", node->region.str());
    fields.add("leases", fmt::format("{}", node->leases));
    fields.add("sessions", fmt::format("{}", node->sessions));
    fields.add("uptime", shown(node->uptime));
    fields.add("journal records", fmt::format("{}", node->journal_records));
    constexpr auto mebibyte = std::uint64_t{1} << 20;
    fields.add("disk free",
               fmt::format("{} MiB", node->disk_free_bytes / mebibyte));
    fields.print(run.out());
  }
  return exit_code::ok;
}

exit_code list_nodes(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  const auto own = (*opened)->node();
  if (!own)
    return run.fail(own.error());
  const auto others = (*opened)->nodes();
  if (!others)
    return run.fail(others.error());
  if (run.format() == output_format::json) {
    run.out() << nodes_as_json(*own, *others) << '\n';
  } else if (run.format() == output_format::name) {
    run.out() << own->name << '\n';
    for (auto& x : *others)
      run.out() << x.node.str() << '\n';
  } else {
    nodes_as_table(*own, *others).print(run.out());
  }
  return exit_code::ok;
}

exit_code show_version(context& run) {
  if (run.format() == output_format::json)
    run.out() << json_version(run.env().version) << '\n';
  else
    run.out() << "leasehold " << run.env().version << '\n';
  return exit_code::ok;
}

} // namespace leasehold::cli
