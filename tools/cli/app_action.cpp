// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "messages/action.hpp"
#include "tools/cli/action_commands.hpp"
#include "tools/cli/application.hpp"

namespace leasehold::cli {

void application::add_action_run(CLI::App* parent) {
  auto* verbs = parent->add_subcommand("run", "Do something with endpoints");
  verbs->require_subcommand(1);
  auto* ping =
      command(verbs, "ping", "Ask hosts for their echo, from their gateways",
              "  leasehold action run ping EP51 EP52 --count 3\n"
              "  leasehold action run ping group:printers -o json\n"
              "  leasehold action run ping 10.0.5.2 --deadline 10s --no-wait",
              [this](context& run) { return run_ping(run, deed_); });
  add_number(ping, "--count", deed_.count, 1, bounds::ping_count,
             "Requests to each; 1 unless given");
  ping->add_option("--interval", deed_.interval,
                   "Between two to one host; 1s unless given")
      ->type_name("TIME");
  ping->add_option("--timeout", deed_.timeout,
                   "How long each reply is waited for; 1s unless given")
      ->type_name("TIME");
  add_number(ping, "--payload", deed_.payload, bounds::ping_payload_min,
             bounds::ping_payload_max,
             "Bytes of each request; 56 unless given");
  add_action_options(ping);
  add_action_options(
      command(verbs, "wake", "Start machines that sleep, by magic packets",
              "  leasehold action run wake EP51\n"
              "  leasehold action run wake group:printers --priority 0",
              [this](context& run) { return run_wake(run, deed_); }));
}

/// What all verbs have.
void application::add_action_options(CLI::App* to) {
  required(to->add_option("TARGET", deed_.targets,
                          "Endpoints by name or address, or group:NAME"));
  to->add_option("--deadline", deed_.deadline,
                 "When all of it ends, at most 1h from now; 10s more than "
                 "silent hosts take unless given")
      ->type_name("TIME");
  add_number(to, "--priority", deed_.priority, 0, bounds::action_priority_max,
             "In the queues of gateways, 0 is first; 4 unless given");
  to->add_flag("--no-wait", deed_.no_wait,
               "Only begin it: 'action results' tells what came of it");
}

void application::add_action_commands() {
  auto* parent = noun("action", "Do things with endpoints, by their gateways");
  add_action_run(parent);
  command(parent, "list", "List actions, until an hour after they are over",
          "  leasehold action list\n"
          "  leasehold action list -o json",
          [](context& run) { return list_actions(run); });
  auto with_id = [this](CLI::App* to) {
    required(to->add_option("ACTION", deed_.id,
                            "The action; 'action list' shows which there are"));
  };
  with_id(command(parent, "show", "Show one action",
                  "  leasehold action show 1000010000002a",
                  [this](context& run) { return show_action(run, deed_); }));
  with_id(command(parent, "results", "Tell what came of each target",
                  "  leasehold action results 1000010000002a\n"
                  "  leasehold action results 1000010000002a -o json | jq "
                  ".outcome",
                  [this](context& run) { return show_results(run, deed_); }));
  with_id(command(parent, "cancel", "End an action before it is over",
                  "  leasehold action cancel 1000010000002a",
                  [this](context& run) { return cancel_action(run, deed_); }));
  auto* locate =
      command(&app_, "locate", "Say where endpoints are, and who serves them",
              "  leasehold locate EP51\n"
              "  leasehold locate 10.0.5.2 group:printers -o json",
              [this](context& run) { return locate_targets(run, deed_); });
  required(locate->add_option("TARGET", deed_.targets,
                              "Endpoints by name or address, or group:NAME"));
}

} // namespace leasehold::cli
