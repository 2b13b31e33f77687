// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Actions of a SIMULATED SESSION, at the hosts of its world. They are known at
// its node.
#include <algorithm>
#include <utility>

#include "messages/bounds.hpp"
#include "tools/simulator/simulated_calls.hpp"

namespace leasehold::sim {

result<action_info>
simulated_session::run_action(const action_request& request) {
  return ask_checked<action_info>(
      [who = who_, request, sent = clock()](
          const services& node, reply_to<result<action_info>> reply) {
        auto read = carried(request, {sent, node.clock->base()});
        if (!read)
          return reply(read.error());
        caf::anon_send(
            node.actions,
            leasehold::run_action{std::move(*read), who, std::move(reply)});
      });
}

result<status_page> simulated_session::statuses(action_id action,
                                                std::uint32_t from,
                                                duration wait) {
  return ask_checked<status_page>([who = who_, action, from,
                                   wait](const services& node,
                                         reply_to<result<status_page>> reply) {
    const auto until = node.clock->now() + std::min(wait, bounds::status_wait);
    caf::anon_send(node.actions,
                   read_statuses{action, from, until, who, std::move(reply)});
  });
}

result<action_info> simulated_session::cancel_action(action_id action) {
  return ask_checked<action_info>(
      [who = who_, action](const services& node,
                           reply_to<result<action_info>> reply) {
        caf::anon_send(node.actions,
                       leasehold::cancel_action{action, who, std::move(reply)});
      });
}

result<action_list> simulated_session::actions() {
  action_list all;
  do {
    const auto after =
        all.actions.empty() ? action_id{} : all.actions.back().id;
    auto answered = fetch<action_list>(
        [who = who_, after](const services& node, reply_to<action_list> reply) {
          caf::anon_send(node.actions,
                         list_actions{after, who, std::move(reply)});
        },
        answer_within);
    if (!answered)
      return answered.error();
    auto page = carried(answered->value->actions, {answered->sent, clock()});
    if (!page)
      return page.error();
    all.actions.insert(all.actions.end(), page->begin(), page->end());
    all.more = answered->value->more && !page->empty();
  } while (all.more);
  return all;
}

result<std::vector<location>>
simulated_session::locate(const std::vector<std::string>& targets) {
  using list = std::vector<location>;
  return ask_checked<list>([who = who_, targets](const services& node,
                                                 reply_to<result<list>> reply) {
    caf::anon_send(node.actions,
                   locate_targets{targets, who, std::move(reply)});
  });
}

} // namespace leasehold::sim
