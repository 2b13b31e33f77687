// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <CLI/CLI.hpp>

#include "messages/bounds.hpp"
#include "tools/cli/application.hpp"
#include "tools/cli/explain_command.hpp"
#include "tools/cli/node_commands.hpp"
#include "tools/cli/policy_commands.hpp"
#include "tools/cli/region_commands.hpp"
#include "tools/cli/status_commands.hpp"

namespace leasehold::cli {

namespace {

constexpr auto number_max = std::numeric_limits<std::uint64_t>::max();

} // namespace

void application::add_resource_commands() {
  auto* resource = noun("resource", "See what can be leased, set capacities");
  command(resource, "list", "List resources, their capacity and what is free",
          "  leasehold resource list\n"
          "  leasehold resource list -o json | jq '.[].free.text'",
          list_resources);
  auto* set = command(
      resource, "set-capacity", "Change how much a resource has",
      "  leasehold resource set-capacity EP51/printer 2\n"
      "  leasehold resource set-capacity GW4/GW4-GW5 10Mbit/s --dry-run",
      [this](context& run) {
        return set_capacity(run, word_, amount_,
                            dry_run_ ? order_intent::dry_run
                                     : order_intent::carry_out);
      });
  required(set->add_option("NAME", word_, "The resource"));
  required(set->add_option("AMOUNT", amount_, "10Mbit/s, 64MiB, 3"));
  set->add_flag("--dry-run", dry_run_,
                "Show what would become of leases, and change nothing");
  auto* show =
      command(resource, "show", "Draw what is taken of a resource over time",
              "  leasehold resource show GW4/GW4-GW5\n"
              "  leasehold resource show EP51/printer --from 20:00 --for 2h\n"
              "  leasehold resource show EP51/nic -o json | jq '.steps[].free'",
              [this](context& run) { return show_resource(run, calendar_); });
  required(show->add_option("NAME", calendar_.resource, "The resource"));
  show->add_option("--from", calendar_.from,
                   "From when on: 20:00 (UTC), +30m, 2026-11-23T20:00:00Z; now "
                   "unless given")
      ->type_name("TIME");
  show->add_option("--for", calendar_.length,
                   "How far: 2h, 30m; until the last change unless given")
      ->type_name("PERIOD");
  add_number(show, "--rows", calendar_.rows, 1, bounds::calendar_steps,
             "At most this many lines; 24 unless given");
  show->add_flag("--ascii", calendar_.ascii, "Draw with ASCII only");
  auto* demand =
      command(resource, "demand", "Show what is asked, granted and refused",
              "  leasehold resource demand\n"
              "  leasehold resource demand GW4/GW4-GW5",
              [this](context& run) { return show_demand(run, word_); });
  demand->add_option("NAME", word_, "One resource, minute by minute")
      ->type_name("");
  auto* threshold = command(
      resource, "threshold", "Say when demand is high; an event tells it",
      "  leasehold resource threshold GW4/GW4-GW5 80%\n"
      "  leasehold resource threshold --kind nic 90% --back-at 70%\n"
      "  leasehold resource threshold GW4/GW4-GW5 off",
      [this](context& run) { return set_threshold(run, threshold_); });
  required(threshold->add_option("NAME", threshold_.subject,
                                 "A resource, or a kind with --kind"));
  required(threshold->add_option("LEVEL", threshold_.high,
                                 "A part of the capacity, 80%; or off"));
  threshold
      ->add_option("--back-at", threshold_.low,
                   "When it is normal again; 10% less unless given")
      ->type_name("LEVEL");
  threshold->add_flag(
      "--kind", threshold_.kind,
      "For all resources of a kind that have none of their own");
}

void application::add_outages(CLI::App* parent, const std::string& what,
                              const std::string& example) {
  const auto words = "  leasehold " + what;
  auto* out = command(parent, "drain",
                      "Take it out of service; leases move, or are told",
                      words + " drain " + example + " --dry-run\n" + words
                          + " drain " + example + " --at 22:00",
                      [this](context& run) { return drain(run, outage_); });
  out->add_option("--at", outage_.at,
                  "When: 22:00 (UTC), +30m, 2026-11-23T22:00:00Z; now unless "
                  "given")
      ->type_name("TIME");
  auto* broken = command(
      parent, "fail", "Keep its leases, and grant nothing new, or only briefly",
      words + " fail " + example + "\n" + words + " fail " + example
          + " --longest 10m",
      [this](context& run) { return report_error(run, outage_); });
  broken
      ->add_option("--longest", outage_.longest,
                   "How long terms may last; none unless given")
      ->type_name("PERIOD");
  for (auto* each : {out, broken}) {
    required(each->add_option("NAME", outage_.name, "The " + what));
    each->add_flag("--dry-run", outage_.dry_run,
                   "Show what would become of leases, and change nothing");
  }
  auto* back =
      command(parent, "restore", "Put it back, also before it is drained",
              words + " restore " + example,
              [this](context& run) { return restore(run, word_); });
  required(back->add_option("NAME", word_, "The " + what));
}

void application::add_region_commands() {
  auto* gateway =
      noun("gateway", "See the gateways of the region, and drain them");
  command(gateway, "list", "List gateways, where they run and how they serve",
          "  leasehold gateway list", list_gateways);
  add_outages(gateway, "gateway", "GW4");
  add_outages(noun("link", "Take links out of service and put them back"),
              "link", "GW4-GW5");
  command(noun("endpoint", "See the endpoints of the region"), "list",
          "List endpoints and the gateways they hang on",
          "  leasehold endpoint list -o name", list_endpoints);

  auto* region = noun("topology", "Show the region as a whole, or replace it");
  auto* show = command(
      region, "show", "Show gateways, links, endpoints and resources",
      "  leasehold topology show\n"
      "  leasehold topology show --toml > region.toml",
      [this](context& run) {
        return show_topology(
            run, toml_ ? topology_form::toml : topology_form::as_chosen);
      });
  show->add_flag("--toml", toml_, "As a file that 'topology load' reads");
  auto* load =
      command(region, "load", "Replace the topology by the one in a file",
              "  leasehold topology load region.toml",
              [this](context& run) { return load_topology(run, word_); });
  required(load->add_option("FILE", word_, "A topology in TOML"));
}

void application::add_policy_commands() {
  auto* policy = noun("policy", "See and change the administrator's rules");
  command(policy, "list", "List the rules that limit leases",
          "  leasehold policy list", list_rules);
  command(policy, "classes", "List the classes that a request may name",
          "  leasehold policy classes", list_classes);
  auto* set =
      command(policy, "set", "Set each rule and class of a file; others stay",
              "  leasehold policy set rules.toml",
              [this](context& run) { return set_policy(run, word_); });
  required(set->add_option("FILE", word_, "Rules and classes in TOML"));
  auto* remove = command(
      policy, "remove", "Remove a rule", "  leasehold policy remove night",
      [this](context& run) { return remove_rule(run, word_); });
  required(remove->add_option("NAME", word_, "The rule"));
  auto* remove_one =
      command(policy, "remove-class", "Remove a class; its leases stay",
              "  leasehold policy remove-class gold",
              [this](context& run) { return remove_class(run, word_); });
  required(remove_one->add_option("NAME", word_, "The class"));
}

void application::add_event_commands() {
  auto* event = noun("event", "Read what happened to leases");
  auto* list =
      command(event, "list", "List events that are kept",
              "  leasehold event list --count 20\n"
              "  leasehold event list --from 1200\n"
              "  leasehold event list --lease 1f3a -o json",
              [this](context& run) { return list_events(run, events_); });
  add_number(list, "--count", events_.count_max, 1, 1'000'000,
             "At most this many; 1000 unless given");
  auto* watch =
      command(event, "watch", "Tell events as they happen, until Ctrl-C",
              "  leasehold event watch\n"
              "  leasehold event watch --from 1200 -o json",
              [this](context& run) { return watch_events(run, events_); });
  add_number(list, "--from", events_.from, 1, number_max,
             "The first number; the newest are listed unless given");
  add_number(watch, "--from", events_.from, 1, number_max,
             "The first number; the oldest kept unless given");
  for (auto* each : {list, watch}) {
    each->add_option("--lease", events_.lease, "Only those of this lease")
        ->type_name("ID");
  }
}

void application::add_node_commands() {
  auto* why = command(
      &app_, "explain", "Say why a lease or a request got what it got",
      "  leasehold explain 1f3a\n"
      "  leasehold explain --request 7412093385",
      [this](context& run) { return explain(run, word_, request_number_); });
  why->add_option("LEASE", word_, "The lease")->type_name("");
  add_number(why, "--request", request_number_, 1, number_max,
             "The number of a request of yours, as its outcome tells it");
  auto* check =
      command(&app_, "audit", "Check that leases, hops and capacities add up",
              "  leasehold audit\n"
              "  leasehold audit --data /var/lib/leasehold",
              [this](context& run) { return audit(run, folder_); });
  check
      ->add_option("--data", folder_,
                   "The data folder of a node that is not running")
      ->type_name("DIR");
  auto* usage =
      command(&app_, "usage", "Show what lessees used: amounts, time, bytes",
              "  leasehold usage\n"
              "  leasehold usage --since 7d -o csv > usage.csv\n"
              "  leasehold usage --lessee ann --since 35d",
              [this](context& run) { return show_usage(run, usage_); });
  usage->add_option("--lessee", usage_.lessee, "Only this one")
      ->type_name("LESSEE");
  usage
      ->add_option("--since", usage_.since,
                   "How far back, from the full hour before that; 24h unless "
                   "given, 35d at most")
      ->type_name("PERIOD");
  command(&app_, "status", "Show how a node is, and what to do about it",
          "  leasehold status\n"
          "  leasehold status -o json",
          show_status);
  auto* cluster = noun("cluster", "Look at all nodes of a region");
  command(cluster, "status",
          "Show how the nodes are that are reached from here",
          "  leasehold cluster status", show_cluster);
  auto* node = noun("node", "Run a node, or ask one how it is");
  command(node, "run", "Run a node; 'leasehold node' alone does the same",
          "  leasehold node run --help", {});
  command(node, "status", "Show how the node is", "  leasehold node status",
          show_node);
  command(node, "list",
          "List the nodes of the region, and whether they are "
          "reached",
          "  leasehold node list", list_nodes);
}

} // namespace leasehold::cli
