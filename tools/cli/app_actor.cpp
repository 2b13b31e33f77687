// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "messages/actor.hpp"
#include "tools/cli/actor_commands.hpp"
#include "tools/cli/application.hpp"

namespace leasehold::cli {

void application::add_actor_commands() {
  auto* actor = noun("actor", "See the actors of a node, and what they do");
  auto* tree =
      command(actor, "tree", "Draw who supervises whom, and what each does",
              "  leasehold actor tree\n"
              "  leasehold actor tree gateway/GW4 --children 100\n"
              "  leasehold actor tree --depth 8 -o json | jq '.[].path'",
              [this](context& run) { return show_actor_tree(run, actor_); });
  tree->add_option("PATH", actor_.path, "Where to begin: gateway/GW4, manager")
      ->type_name("");
  add_number(tree, "--depth", actor_.depth, 0, bounds::actor_depth,
             "So many generations; 3 unless given");
  add_number(tree, "--children", actor_.children, 1, bounds::actors,
             "At most this many of each; 20 unless given");
  auto* top =
      command(actor, "top", "List the actors with most to do",
              "  leasehold actor top\n"
              "  leasehold actor top --by turn --limit 5",
              [this](context& run) { return show_top_actors(run, actor_); });
  top->add_option("--by", actor_.by,
                  "Messages that wait, messages taken, the longest turn; "
                  "mailbox unless given")
      ->type_name("mailbox|messages|turn")
      ->check([](const std::string& word) {
        return word == "mailbox" || word == "messages" || word == "turn"
            ? std::string{}
            : "'" + word + "' is none of mailbox, messages, turn";
      });
  add_number(top, "--limit", actor_.actors, 1, bounds::actors,
             "At most this many; 20 unless given");
  auto* trace =
      command(actor, "trace", "Show the messages of one lease as they happen",
              "  leasehold actor trace 1000010000002a\n"
              "  leasehold actor trace 1000010000002a -o json | jq .message",
              [this](context& run) { return trace_lease(run, word_); });
  required(trace->add_option("LEASE", word_, "The lease"));
  auto* kill = command(actor, "kill", "End an actor, on a node that allows it",
                       "  leasehold actor kill manager/chain/2a",
                       [this](context& run) { return kill_actor(run, word_); });
  required(kill->add_option("PATH", word_, "Who; 'actor tree' shows paths"));
}

} // namespace leasehold::cli
