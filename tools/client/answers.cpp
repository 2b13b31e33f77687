// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/answers.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/codec/action_codec.hpp"
#include "messages/codec/actor_codec.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/node_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "messages/codec/topology_codec.hpp"
#include "messages/codec/usage_codec.hpp"

namespace leasehold {

namespace {

template <class T>
result<T> checked(result<T> x) {
  if (!x)
    return unreadable(x.error());
  return x;
}

/// What is neither an answer nor a failure.
failure unset() {
  return unreadable({errc::invalid_request,
                     "the result is not set; use programs of the same "
                     "version"});
}

template <class T, class List, class Read>
result<std::vector<T>> read_list(std::string_view what, List list,
                                 std::size_t size_max, Read read) {
  if (list.size() > size_max)
    return unreadable({errc::invalid_request,
                       fmt::format("it has {} {} where at most {} are allowed",
                                   list.size(), what, size_max)});
  std::vector<T> all;
  all.reserve(list.size());
  for (auto item : list) {
    result<T> one = read(item);
    if (!one)
      return unreadable(one.error());
    all.push_back(std::move(*one));
  }
  return all;
}

template <class T>
result<page_answer<T>> page_of(result<std::vector<T>> items, bool more) {
  if (!items)
    return items.error();
  if (more && items->empty())
    return unreadable(
        {errc::invalid_request, "it has an empty page with others after it"});
  return page_answer<T>{std::move(*items), more};
}

template <class T, class List, class Read>
result<std::vector<T>> read_batch(List list, std::size_t asked, Read read) {
  if (list.size() != asked)
    return unreadable(
        {errc::invalid_request,
         fmt::format("it has {} outcomes for the {} items of the call",
                     list.size(), asked)});
  return read_list<T>("outcomes", list, bounds::batch_items, read);
}

} // namespace

failure unreadable(const failure& why) {
  return {why.code, "cannot read what the node answered: " + why.message};
}

result<std::vector<lease_outcome>> read_answer(rpc::OutcomesResult::Reader x,
                                               const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isOutcomes())
    return unset();
  const auto& now = context.now;
  return read_batch<lease_outcome>(
      x.getOutcomes(), context.asked,
      [&now](rpc::LeaseOutcome::Reader item) { return from_wire(item, now); });
}

result<std::vector<release_outcome>>
read_answer(rpc::ReleasesResult::Reader x, const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isOutcomes())
    return unset();
  return read_batch<release_outcome>(
      x.getOutcomes(), context.asked,
      [](rpc::ReleaseOutcome::Reader item) { return from_wire(item); });
}

result<leases_answer> read_answer(rpc::LeasePageResult::Reader x,
                                  const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isLeases())
    return unset();
  const auto& now = context.now;
  auto leases = read_list<lease_info>(
      "leases", x.getLeases(), bounds::batch_items,
      [&now](rpc::LeaseInfo::Reader item) { return from_wire(item, now); });
  if (!leases)
    return leases.error();
  return leases_answer{std::move(*leases), x.getMore()};
}

result<event_page> read_answer(rpc::EventPageResult::Reader x,
                               const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isPage())
    return unset();
  return checked(from_wire(x.getPage(), context.now));
}

result<std::vector<decision>> read_answer(rpc::DecisionsResult::Reader x,
                                          const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isDecisions())
    return unset();
  return read_list<decision>(
      "decisions", x.getDecisions(), bounds::decisions,
      [](rpc::Decision::Reader item) { return from_wire(item); });
}

result<topology> read_answer(rpc::TopologyResult::Reader x,
                             const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isTopology())
    return unset();
  return checked(from_wire(x.getTopology()));
}

result<page_answer<resource_info>> read_answer(rpc::ResourcesResult::Reader x,
                                               const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isResources())
    return unset();
  return page_of<resource_info>(
      read_list<resource_info>(
          "resources", x.getResources(), bounds::region_items,
          [](rpc::ResourceInfo::Reader item) { return from_wire(item); }),
      x.getMore());
}

result<resource_calendar> read_answer(rpc::CalendarResult::Reader x,
                                      const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isCalendar())
    return unset();
  return checked(from_wire(x.getCalendar(), context.now));
}

result<page_answer<gateway_info>> read_answer(rpc::GatewaysResult::Reader x,
                                              const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isGateways())
    return unset();
  return page_of<gateway_info>(
      read_list<gateway_info>("gateways", x.getGateways(), bounds::region_items,
                              [&context](rpc::GatewayInfo::Reader item) {
                                return from_wire(item, context.now);
                              }),
      x.getMore());
}

result<std::vector<node_info>> read_answer(rpc::NodesResult::Reader x,
                                           const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isNodes())
    return unset();
  return checked(read_list<node_info>(
      "nodes", x.getNodes(), bounds::nodes,
      [](rpc::NodeInfo::Reader item) { return from_wire(item); }));
}

result<page_answer<limit_rule>> read_answer(rpc::RulesResult::Reader x,
                                            const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isRules())
    return unset();
  return page_of<limit_rule>(
      read_list<limit_rule>(
          "rules", x.getRules(), bounds::region_items,
          [](rpc::LimitRule::Reader item) { return from_wire(item); }),
      x.getMore());
}

result<std::vector<service_class>> read_answer(rpc::ClassesResult::Reader x,
                                               const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isClasses())
    return unset();
  return read_list<service_class>(
      "classes", x.getClasses(), bounds::region_items,
      [](rpc::ServiceClass::Reader item) { return from_wire(item); });
}

result<std::vector<resource_demand>>
read_answer(rpc::DemandResult::Reader x, const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isDemand())
    return unset();
  const auto& now = context.now;
  return read_list<resource_demand>("resources", x.getDemand(), bounds::demands,
                                    [&now](rpc::ResourceDemand::Reader item) {
                                      return from_wire(item, now);
                                    });
}

namespace {

template <class List>
std::vector<std::string> node_names(List names) {
  wire_reader reader{{}};
  std::vector<std::string> all;
  for (auto name : reader.list("nodes", names, bounds::nodes))
    all.push_back(reader.message(name));
  return all;
}

} // namespace

result<action_info> read_answer(rpc::ActionResult::Reader x,
                                const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isAction())
    return unset();
  return checked(from_wire(x.getAction(), context.now));
}

result<status_page> read_answer(rpc::StatusPageResult::Reader x,
                                const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isPage())
    return unset();
  return checked(from_wire(x.getPage(), context.now));
}

result<action_list> read_answer(rpc::ActionsResult::Reader x,
                                const answer_context& context) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isActions())
    return unset();
  auto page = page_of<action_info>(
      read_list<action_info>("actions", x.getActions(), bounds::actions_listed,
                             [&context](rpc::ActionInfo::Reader item) {
                               return from_wire(item, context.now);
                             }),
      x.getMore());
  if (!page)
    return page.error();
  return action_list{std::move(page->items), page->more,
                     node_names(x.getMissing())};
}

result<std::vector<location>> read_answer(rpc::LocationsResult::Reader x,
                                          const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isLocations())
    return unset();
  return read_list<location>(
      "locations", x.getLocations(), bounds::located,
      [](rpc::Location::Reader item) { return from_wire(item); });
}

result<traffic_report> read_answer(rpc::TrafficResult::Reader x,
                                   const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isTraffic())
    return unset();
  auto all = read_list<nic_traffic>(
      "NICs", x.getTraffic(), bounds::metered,
      [](rpc::NicTraffic::Reader item) { return from_wire(item); });
  if (!all)
    return all.error();
  return traffic_report{std::move(*all), node_names(x.getMissing())};
}

result<usage_answer> read_answer(rpc::UsageResult::Reader x,
                                 const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isLessees())
    return unset();
  auto page = page_of<lessee_usage>(
      read_list<lessee_usage>(
          "lessees", x.getLessees(), bounds::region_items,
          [](rpc::LesseeUsage::Reader item) { return from_wire(item); }),
      x.getMore());
  if (!page)
    return page.error();
  return usage_answer{{std::move(page->items),
                       wall_time{duration{x.getFromUnixMs()}},
                       node_names(x.getMissing())},
                      page->more};
}

result<curtailment> read_answer(rpc::CurtailmentResult::Reader x,
                                const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isPlan())
    return unset();
  return checked(from_wire(x.getPlan()));
}

result<actor_page> read_answer(rpc::ActorsResult::Reader x,
                               const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isActors())
    return unset();
  auto all = read_list<actor_info>(
      "actors", x.getActors(), bounds::actors,
      [](rpc::ActorInfo::Reader item) { return from_wire(item); });
  if (!all)
    return all.error();
  return actor_page{std::move(*all), x.getMore()};
}

result<rpc::MessageTrace::Client> read_answer(rpc::TraceResult::Reader x,
                                              const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isTrace())
    return unset();
  return x.getTrace();
}

result<message_page> read_answer(rpc::MessagesResult::Reader x,
                                 const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isMessages())
    return unset();
  auto all = read_list<message_note>(
      "messages", x.getMessages(), bounds::notes,
      [](rpc::MessageNote::Reader item) { return from_wire(item); });
  if (!all)
    return all.error();
  return message_page{std::move(*all), x.getDropped()};
}

result<audit_report> read_answer(rpc::AuditResult::Reader x,
                                 const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isReport())
    return unset();
  return checked(from_wire(x.getReport()));
}

result<node_status> read_answer(rpc::NodeStatusResult::Reader x,
                                const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isStatus())
    return unset();
  return checked(from_wire(x.getStatus()));
}

result<rpc::Subscription::Client> read_answer(rpc::SubscribeResult::Reader x,
                                              const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isSubscription() || !x.hasSubscription())
    return unset();
  return x.getSubscription();
}

result<rpc::Login::Reader> read_answer(rpc::LoginResult::Reader x,
                                       const answer_context&) {
  if (x.isFailure())
    return from_wire(x.getFailure());
  if (!x.isLogin() || !x.getLogin().hasSession())
    return unset();
  return x.getLogin();
}

status read_answer(rpc::Done::Reader x, const answer_context&) {
  if (x.which() != rpc::Done::OK && !x.isFailure())
    return unset();
  return from_wire(x);
}

} // namespace leasehold
