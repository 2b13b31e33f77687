// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/admin_library.hpp"

#include <optional>
#include <string>

#include "messages/bounds.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/outage.hpp"
#include "tools/shell/actor_library.hpp"
#include "tools/shell/class_value.hpp"
#include "tools/shell/rule_value.hpp"
#include "tools/shell/text_file.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

namespace {

void load_topology(session& connection, const std::string& path) {
  expect_served(
      connection.load_topology(read_text_file(path, bounds::toml_bytes)));
}

void bind_topology(api& bindings, default_session& current) {
  bindings.module("topology",
                  {"topology", "The gateways, links and endpoints of a region.",
                   R"(topology.load("region.toml"))"});
  bindings.function("topology.load",
                    {"topology.load(file)",
                     "Replaces the region's topology by the one in a file.",
                     R"(topology.load("region.toml"))"},
                    [current = &current](const std::string& path) {
                      load_topology(*current->get(), path);
                    });
  bindings.function("topology.get",
                    {"topology.get()",
                     "Returns gateways, links, endpoints and declared "
                     "resources.",
                     "print(topology.get().links)"},
                    [current = &current] {
                      return expect_served(current->get()->read_topology());
                    });
  bindings.function(
      "set_capacity",
      {"set_capacity(resource, amount)", "Changes what a resource has.",
       R"(set_capacity("EP51/nic", "5Mbit/s"))"},
      [current = &current](const resource_name& resource,
                           const amounts& capacity) {
        expect_served(current->get()->set_capacity(resource, capacity));
      });
  bindings.function(
      "plan_capacity",
      {"plan_capacity(resource, amount)",
       "Returns what set_capacity would do: a `count` of leases, and `leases` "
       "with what would become of each. Changes nothing.",
       R"(print(plan_capacity("EP51/nic", "5Mbit/s").leases))"},
      [current = &current](const resource_name& resource,
                           const amounts& capacity) {
        return expect_served(current->get()->plan_capacity(resource, capacity));
      });
}

/// Nothing where it was done.
std::optional<curtailment> take_out(session& connection, const outage& wanted,
                                    const named_arguments& given) {
  if (given.get<bool>("dry_run").value_or(false))
    return expect_served(connection.plan_outage(wanted));
  expect_served(connection.set_outage(wanted));
  return std::nullopt;
}

const parameter dry_run_argument{
    "dry_run", "true only returns what would become of leases"};

void bind_outages(api& bindings, default_session& current) {
  bindings.named(
      "drain",
      {"drain{...}",
       "Takes a gateway, with all that it owns, or a link out of service. "
       "Leases move to other routes, or are told.",
       R"(drain{name = "GW4", at = "+30m"})"},
      {{"name", "the gateway or the link", presence::required},
       {"at", "when, as the `at` of a lease; now"},
       dry_run_argument},
      [current = &current](const named_arguments& given) {
        auto& connection = *current->get();
        outage wanted;
        wanted.subject = given.require<resource_name>("name").str();
        wanted.from = connection.clock().now;
        if (auto at = given.get<start_time>("at"))
          wanted.from = at->on(connection.clock());
        return take_out(connection, wanted, given);
      });
  bindings.named(
      "report_error",
      {"report_error{...}",
       "Says that a gateway or a link is in error: its leases stay, and "
       "nothing new is granted there, or only short terms.",
       R"(report_error{name = "GW4", longest = "10m"})"},
      {{"name", "the gateway or the link", presence::required},
       {"longest", "how long terms may last; none are granted"},
       dry_run_argument},
      [current = &current](const named_arguments& given) {
        outage wanted;
        wanted.subject = given.require<resource_name>("name").str();
        wanted.what = outage::kind::in_error;
        wanted.longest = given.get<duration>("longest").value_or(duration{});
        return take_out(*current->get(), wanted, given);
      });
  bindings.function("restore",
                    {"restore(name)",
                     "Puts a gateway or a link back into service, also before "
                     "it is drained.",
                     R"(restore("GW4"))"},
                    [current = &current](const resource_name& name) {
                      expect_served(current->get()->end_outage(name.str()));
                    });
}

demand_threshold read_threshold(const named_arguments& given) {
  demand_threshold x;
  auto resource = given.get<resource_name>("resource");
  auto kind = given.get<kind_name>("kind");
  if (resource.has_value() == kind.has_value())
    throw bad_value{"give 'resource' or 'kind', one of them"};
  if (resource)
    x.subject = *resource;
  else
    x.subject = *kind;
  x.high = given.require<percent>("high");
  x.low = given.get<percent>("low").value_or(x.high > 10 ? x.high - 10 : 0);
  return x;
}

void bind_demand(api& bindings, default_session& current) {
  bindings.function("demand",
                    {"demand()",
                     "Lists what was asked, granted and refused in the last "
                     "hour, the fullest resource first.",
                     "print(demand()[1].level)"},
                    [current = &current] {
                      return expect_served(current->get()->demand({}));
                    });
  bindings.named("set_threshold",
                 {"set_threshold{...}",
                  "Says when demand is high: an event tells it. A `high` of 0 "
                  "takes the threshold away.",
                  R"(set_threshold{kind = "nic", high = 80, low = 60})"},
                 {{"resource", "one resource, or"},
                  {"kind", "all of a kind that have none of their own"},
                  {"high", "per cent of the capacity", presence::required},
                  {"low", "when it is normal again; 10 less"}},
                 [current = &current](const named_arguments& given) {
                   expect_served(
                       current->get()->set_threshold(read_threshold(given)));
                 });
}

void bind_policy(api& bindings, default_session& current) {
  bindings.module("policy",
                  {"policy", "The administrator's rules for leases.",
                   "print(policy.list())"});
  bindings.named("policy.set",
                 {"policy.set{...}",
                  "Adds a rule, or replaces the one of the same name. All its "
                  "conditions hold at once.",
                  R"(policy.set{name = "short", period_max = "10m"})"},
                 rule_parameters(),
                 [current = &current](const named_arguments& given) {
                   expect_served(current->get()->set_rule(read_rule(given)));
                 });
  bindings.function(
      "policy.list",
      {"policy.list()", "Lists rules, in the form policy.set takes.",
       "print(policy.list())"},
      [current = &current] { return expect_served(current->get()->rules()); });
  bindings.function(
      "policy.remove",
      {"policy.remove(name)", "Removes a rule.", R"(policy.remove("short"))"},
      [current = &current](const rule_name& name) {
        expect_served(current->get()->remove_rule(name));
      });
}

void bind_classes(api& bindings, default_session& current) {
  bindings.named("set_class",
                 {"set_class{...}",
                  "Adds a class of service, or replaces the one of the same "
                  "name. What a class is, docs/policy.md tells.",
                  R"(set_class{name = "gold", setup = 2, hold = 1})"},
                 class_parameters(),
                 [current = &current](const named_arguments& given) {
                   expect_served(current->get()->set_class(read_class(given)));
                 });
  bindings.function("classes",
                    {"classes()",
                     "Lists classes of service, in the form set_class takes.",
                     "print(classes())"},
                    [current = &current] {
                      return expect_served(current->get()->classes());
                    });
  bindings.function("remove_class",
                    {"remove_class(name)",
                     "Removes a class of service; its leases stay.",
                     R"(remove_class("gold"))"},
                    [current = &current](const class_name& name) {
                      expect_served(current->get()->remove_class(name));
                    });
}

} // namespace

void bind_admin_library(api& bindings, default_session& current) {
  bind_topology(bindings, current);
  bind_outages(bindings, current);
  bind_demand(bindings, current);
  bind_policy(bindings, current);
  bind_classes(bindings, current);
  bind_actor_library(bindings, current);
}

} // namespace leasehold::shell
