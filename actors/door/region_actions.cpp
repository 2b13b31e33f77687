// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Actions of all nodes: each is known at the node at which it began.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/door/all_nodes.hpp"
#include "actors/door/region_session.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// By growing id, up to the first after which some node has more.
void write_actions(const node_answers<rpc::ActionsResult>& all,
                   rpc::ActionsResult::Builder to) {
  std::vector<rpc::ActionInfo::Reader> items;
  std::optional<std::uint64_t> up_to;
  for (auto& x : all)
    KJ_IF_MAYBE (answer, x.answer) {
      auto page = answer->getActions();
      for (auto each : page)
        items.push_back(each);
      if (!answer->getMore() || page.size() == 0)
        continue;
      const auto last = page[page.size() - 1].getId();
      up_to = up_to ? std::min(*up_to, last) : last;
    }
  std::sort(items.begin(), items.end(),
            [](auto& x, auto& y) { return x.getId() < y.getId(); });
  std::size_t count = 0;
  while (count < items.size() && count < bounds::actions_listed
         && (!up_to || items[count].getId() <= *up_to))
    ++count;
  auto list = to.initActions(static_cast<kj::uint>(count));
  for (std::size_t i = 0; i < count; ++i)
    list.setWithCaveats(static_cast<kj::uint>(i), items[i]);
  to.setMore(up_to.has_value() || count < items.size());
  write_missing(all, to);
}

} // namespace

kj::Promise<void> region_session::readStatuses(ReadStatusesContext context) {
  auto params = context.getParams();
  return ask_node(context, node_of(params.getAction()),
                  [params](rpc::Session::Client& at) {
                    auto request = at.readStatusesRequest();
                    request.setAction(params.getAction());
                    request.setFrom(params.getFrom());
                    request.setWaitMs(params.getWaitMs());
                    return request;
                  });
}

kj::Promise<void> region_session::cancelAction(CancelActionContext context) {
  const auto action = context.getParams().getAction();
  return ask_node(context, node_of(action), [action](rpc::Session::Client& at) {
    auto request = at.cancelActionRequest();
    request.setAction(action);
    return request;
  });
}

kj::Promise<void> region_session::listActions(ListActionsContext context) {
  if (door_->links()->alone())
    return here_.listActions(context);
  const auto after = context.getParams().getAfter();
  return ask_all<rpc::ActionsResult>(
             elsewhere_->nodes(),
             [this](const std::string& node) { return session_at(node); },
             [after](rpc::Session::Client& at) {
               auto request = at.listActionsRequest();
               request.setAfter(after);
               return request;
             })
      .then([context](auto&& all) mutable {
        write_actions(*all, context.getResults());
      });
}

} // namespace leasehold
