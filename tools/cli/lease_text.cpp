// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/errc.hpp"
#include "messages/period.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

std::string labels_text(const std::map<std::string, std::string>& labels) {
  std::vector<std::string> pairs;
  for (const auto& [key, value] : labels)
    pairs.push_back(key + "=" + value);
  return fmt::format("{}", fmt::join(pairs, " "));
}

/// For people; nothing where nobody has said so.
std::string enforced_text(const route& x) {
  const auto all = is_enforced(enforced_over(x));
  if (!all)
    return {};
  if (*all)
    return "yes";
  std::vector<std::string> not_at;
  for (const auto& hop : x.hops)
    if (hop.enforced != enforcement::by_driver)
      not_at.push_back(hop.gateway.str());
  return not_at.size() == x.hops.size()
      ? "no"
      : fmt::format("no: not at {}", fmt::join(not_at, ", "));
}

std::string enforced_text(const route_hop& x) {
  const auto said = is_enforced(x.enforced);
  return !said ? "-" : *said ? "yes" : "no";
}

void print_terms(std::ostream& out, const lease_info& lease,
                 const time_base& clock,
                 const std::optional<shortened_by>& shortened,
                 request_id request) {
  field_list fields;
  if (lease.id != lease_id{})
    fields.add("lease", to_string(lease.id));
  if (request != request_id{})
    fields.add("request", fmt::to_string(request.value()));
  fields.add("state", to_string(lease.state));
  fields.add("lessee", lease.lessee.str());
  fields.add("target", lease.target.str());
  fields.add("from", lease.source.str());
  fields.add("amount", to_string(lease.amount));
  if (!lease.minimum.zero())
    fields.add("at least", to_string(lease.minimum));
  if (lease.asked != lease.amount)
    fields.add("asked", to_string(lease.asked));
  if (lease.next == lease_info::renewals::refused)
    fields.add("renewals", "the next is refused: others wait for it");
  fields.add("period", to_string(lease.granted));
  if (shortened)
    fields.add("shortened",
               fmt::format("by rule {}: asked for {}, given {}",
                           shortened->rule.str(), to_string(shortened->asked),
                           to_string(shortened->given)));
  const auto& base = lease.civil ? *lease.civil : clock;
  fields.add("start", shown(lease.term.start, base));
  fields.add("end", shown(lease.term.end, base));
  fields.add("remaining", remaining(lease.term.end, clock));
  fields.add("epoch", fmt::format("{}", lease.epoch.value()));
  if (lease.flow != flow_selector{})
    fields.add("flow", to_string(lease.flow));
  fields.add("service", lease.service.str());
  fields.add("priority",
             fmt::format("setup {}, hold {}", lease.setup, lease.hold));
  fields.add("labels", labels_text(lease.labels));
  std::vector<std::string> gateways;
  for (const auto& hop : lease.route.hops)
    gateways.push_back(hop.gateway.str());
  fields.add("route", fmt::format("{}", fmt::join(gateways, " > ")));
  fields.add("enforced", enforced_text(lease.route));
  fields.print(out);
}

void print_hops(std::ostream& out, const route& path) {
  std::vector<std::string> titles{"HOP", "GATEWAY", "RESOURCE", "AMOUNT"};
  const auto said = enforced_over(path) != enforcement::unknown;
  if (said)
    titles.emplace_back("ENFORCED");
  text_table hops{titles};
  for (std::size_t i = 0; i < path.hops.size(); ++i)
    for (const auto& use : path.hops[i].uses) {
      std::vector<std::string> row{fmt::format("{}", i + 1),
                                   path.hops[i].gateway.str(),
                                   use.resource.str(), to_string(use.amount)};
      if (said)
        row.push_back(enforced_text(path.hops[i]));
      hops.add(std::move(row));
    }
  if (hops.empty())
    return;
  out << '\n';
  hops.print(out);
}

std::string names_text(const std::vector<resource_name>& names) {
  std::vector<std::string> texts;
  for (const auto& name : names)
    texts.push_back(name.str());
  return fmt::format("{}", fmt::join(texts, ", "));
}

} // namespace

void print_lease(std::ostream& out, const lease_info& lease,
                 const time_base& clock) {
  print_terms(out, lease, clock, {}, {});
  print_hops(out, lease.route);
}

void print_leases(std::ostream& out, const std::vector<lease_info>& leases,
                  const time_base& clock) {
  text_table table{{"LEASE", "STATE", "LESSEE", "TARGET", "FROM", "AMOUNT",
                    "ENDS", "REMAINING"}};
  for (const auto& lease : leases)
    table.add({to_string(lease.id), to_string(lease.state), lease.lessee.str(),
               lease.target.str(), lease.source.str(), to_string(lease.amount),
               shown(lease.term.end, lease.civil ? *lease.civil : clock),
               remaining(lease.term.end, clock)});
  table.print(out);
}

void print_grant(std::ostream& out, const lease_grant& grant,
                 const time_base& clock, request_id request) {
  print_terms(out, grant.lease, clock, grant.shortened, request);
  print_hops(out, grant.lease.route);
}

void print_refusal(std::ostream& out, const refusal& why,
                   const time_base& clock, request_id request) {
  out << "refused: " << printable(why.message) << " (" << to_string(why.code)
      << ")\n";
  field_list fields;
  auto bound = why.resource.str();
  if (!why.gateway.empty())
    bound += (bound.empty() ? "" : " at ") + why.gateway.str();
  fields.add("  what bound", bound);
  if (why.short_of)
    fields.add("  short",
               fmt::format("from {} until {}",
                           shown(why.short_of->start, clock),
                           shown(why.short_of->end, clock)));
  fields.add("  rule", why.rule.str());
  const auto& offer = why.offer;
  if (offer.largest_amount)
    fields.add("  largest amount",
               to_string(*offer.largest_amount) + " over the asked window");
  if (offer.longest_period)
    fields.add("  longest period",
               to_string(*offer.longest_period) + " for the asked amount");
  if (offer.earliest_start)
    fields.add("  earliest start",
               shown(*offer.earliest_start, clock) + " for the asked terms");
  fields.add("  alternatives", names_text(offer.alternatives));
  if (request != request_id{})
    fields.add("  request", fmt::to_string(request.value()));
  fields.print(out);
}

std::string request_text(request_id request) {
  return fmt::format("request {}", request.value());
}

/// What happened to a resource, not to a lease.
std::string notice_line(const lease_event& event) {
  return printable(fmt::format("{:>6}  {}  {:<13}  {} taken of {}  {}",
                               event.number, format_time(event.recorded),
                               to_string(event.kind), to_string(event.amount),
                               event.resource.str(), to_string(event.reason)));
}

std::string event_line(const lease_event& event) {
  if (event.lease == lease_id{})
    return notice_line(event);
  auto line = fmt::format("{:>6}  {}  {:<13}  lease {}  {}", event.number,
                          format_time(event.recorded), to_string(event.kind),
                          to_string(event.lease), to_string(event.amount));
  auto known = !event.amount_before.zero();
  if (known && event.amount_before != event.amount)
    line += fmt::format(" (was {})", to_string(event.amount_before));
  if (event.kind != event_kind::ended) {
    line += event.remaining > bounds::horizon
        ? "  endless"
        : fmt::format("  {} left", shown(event.remaining));
    if (known && event.remaining_before != event.remaining)
      line += fmt::format(" (was {})", shown(event.remaining_before));
  }
  line += fmt::format("  {}", to_string(event.reason));
  if (!event.resource.empty() || !event.gateway.empty())
    line += fmt::format("  at {}",
                        event.resource.empty() ? event.gateway.str()
                                               : event.resource.str());
  auto labels = labels_text(event.labels);
  if (!labels.empty())
    line += "  " + labels;
  return printable(line);
}

} // namespace leasehold::cli
