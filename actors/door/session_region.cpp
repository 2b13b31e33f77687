// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a session tells of the region and of the node.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>

#include "actors/door/answer.hpp"
#include "actors/door/session_server.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/node_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "messages/codec/topology_codec.hpp"
#include "messages/codec/wire_size.hpp"

namespace leasehold {

namespace {

/// A page of what has a name: those after one, as many as fit.
template <class Item>
std::pair<std::vector<Item>, bool> page_after(std::vector<Item> all,
                                              const std::string& after) {
  std::sort(all.begin(), all.end(),
            [](auto& x, auto& y) { return x.name.str() < y.name.str(); });
  const auto known = std::partition_point(
      all.begin(), all.end(), [&](auto& x) { return x.name.str() <= after; });
  all.erase(all.begin(), known);
  const auto count = fitting(all, answer_bytes_max);
  const auto more = count < all.size();
  all.resize(count);
  return {std::move(all), more};
}

} // namespace

kj::Promise<void> session_server::readTopology(ReadTopologyContext context) {
  return in_turn(*answers_, context, page_bytes, [this, context] {
    return answer(context,
                  door_->ask<topology>(door_->node().directory, read_region{}),
                  [](const topology& x, auto results) {
                    to_wire(x, results.initTopology());
                  });
  });
}

kj::Promise<void> session_server::listResources(ListResourcesContext context) {
  using list = std::vector<resource_info>;
  const std::string after = context.getParams().getAfter().cStr();
  return in_turn(*answers_, context, page_bytes, [this, context, after] {
    return answer(
        context, door_->ask<list>(door_->node().directory, list_resources{}),
        [after](const list& x, auto results) {
          const auto [page, more] = page_after(x, after);
          write_each(results.initResources(page.size()), page,
                     [](auto& item, auto builder) { to_wire(item, builder); });
          results.setMore(more);
        });
  });
}

kj::Promise<void> session_server::readCalendar(ReadCalendarContext context) {
  auto params = context.getParams();
  auto base = now();
  auto question = read_whole(base, [params](wire_reader& reader) {
    calendar_query x;
    x.resource = reader.name<resource_name>("resource", params.getResource());
    x.over = {reader.at("start", params.getStartInMs()),
              reader.at("end", params.getEndInMs())};
    if (x.over.end <= x.over.start)
      reader.fail("end", "is not after the start", "give a later one");
    x.steps_max = params.getStepsMax() == 0 ? bounds::calendar_steps
                                            : params.getStepsMax();
    return x;
  });
  if (!question)
    return answer(context, question.error());
  using calendar = result<resource_calendar>;
  auto asked = door_->ask<calendar>(door_->node().directory,
                                    read_calendar{*question, {}});
  return answer(context, flat(kj::mv(asked)),
                [this](const resource_calendar& x, auto results) {
                  to_wire(x, now(), results.initCalendar());
                });
}

kj::Promise<void> session_server::listGateways(ListGatewaysContext context) {
  using list = std::vector<gateway_info>;
  const std::string after = context.getParams().getAfter().cStr();
  return in_turn(*answers_, context, page_bytes, [this, context, after] {
    return answer(context,
                  door_->ask<list>(door_->node().directory, list_gateways{}),
                  [this, after](const list& x, auto results) {
                    const auto [page, more] = page_after(x, after);
                    const auto base = now();
                    write_each(results.initGateways(page.size()), page,
                               [&base](auto& item, auto builder) {
                                 to_wire(item, base, builder);
                               });
                    results.setMore(more);
                  });
  });
}

kj::Promise<void> session_server::listNodes(ListNodesContext context) {
  return in_turn(*answers_, context, page_bytes, [this, context]() mutable {
    const auto all = door_->links() == nullptr ? std::vector<node_info>{}
                                               : door_->links()->links();
    write_list(context.getResults().initNodes(all.size()), all);
    return kj::Promise<void>{kj::READY_NOW};
  });
}

kj::Promise<void> session_server::listRules(ListRulesContext context) {
  using list = std::vector<limit_rule>;
  const std::string after = context.getParams().getAfter().cStr();
  return in_turn(*answers_, context, page_bytes, [this, context, after] {
    return answer(
        context, door_->ask<list>(door_->node().directory, list_rules{}),
        [after](const list& x, auto results) {
          const auto [page, more] = page_after(x, after);
          write_each(results.initRules(page.size()), page,
                     [](auto& item, auto builder) { to_wire(item, builder); });
          results.setMore(more);
        });
  });
}

kj::Promise<void> session_server::listClasses(ListClassesContext context) {
  using list = std::vector<service_class>;
  return in_turn(*answers_, context, page_bytes, [this, context] {
    return answer(context,
                  door_->ask<list>(door_->node().directory, list_classes{}),
                  [](const list& x, auto results) {
                    write_list(results.initClasses(x.size()), x);
                  });
  });
}

kj::Promise<void> session_server::status(StatusContext context) {
  return answer(context,
                door_->ask<node_status>(door_->node().directory, read_node{}),
                [this](node_status x, auto results) {
                  x.sessions = door_->sessions();
                  to_wire(x, results.initStatus());
                });
}

} // namespace leasehold
