// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/simulated_session.hpp"

#include <algorithm>
#include <utility>

#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "actors/door/batch.hpp"
#include "messages/bounds.hpp"
#include "messages/period.hpp"
#include "tools/simulator/simulated_calls.hpp"

namespace leasehold::sim {

namespace {

/// How long one look for new events lasts.
constexpr duration look_within = std::chrono::seconds{10};

using outcomes = std::vector<lease_outcome>;
using release_outcomes = std::vector<release_outcome>;

} // namespace

simulated_session::simulated_session(std::shared_ptr<simulated_region> region,
                                     node_index node, principal who)
    : region_(std::move(region)),
      node_(node),
      node_name_(region_->where().node(node).name()),
      who_(std::move(who)) {
  region_->enter(node_, who_.name);
}

simulated_session::~simulated_session() {
  region_->leave(node_, who_.name);
}

// -- asking ------------------------------------------------------------------

failure simulated_session::unanswered(duration within) const {
  return {errc::timed_out,
          fmt::format("{} did not answer within {}; what was asked may be done "
                      "all the same: ask again with the same request id",
                      node_name_, leasehold::to_string(within))};
}

failure simulated_session::lost() const {
  return {errc::unavailable,
          fmt::format("the connection to {0} is lost: it is down, or its disk "
                      "or an actor failed; start(\"{0}\") starts it, and what "
                      "was asked may be done all the same",
                      node_name_)};
}

status simulated_session::order(question<status> put) {
  auto answered = fetch<status>(std::move(put), answer_within);
  return answered ? *answered->value : status{answered.error()};
}

template <class Item>
result<outcomes> simulated_session::ask_in_batch(
    std::vector<Item> items,
    std::function<void(const services&, std::vector<Item>, reply_to<outcomes>)>
        put) {
  if (auto fits = check_batch(items.size()); !fits)
    return fits.error();
  auto all = std::make_shared<batch<Item>>();
  auto answered = fetch<outcomes>(
      [all, items = std::move(items), put = std::move(put),
       sent = clock()](const services& node, reply_to<outcomes> reply) {
        const passage by{sent, node.clock->base()};
        *all = batch<Item>{};
        for (const auto& item : items)
          all->add(carried(item, by));
        put(node, all->take_items(), std::move(reply));
      },
      answer_within);
  if (!answered)
    return answered.error();
  return carried(all->merge(std::move(*answered->value)),
                 passage{answered->sent, clock()});
}

std::optional<failure>
simulated_session::refuse_lessee(const char* what) const {
  if (who_.role == role::operator_)
    return std::nullopt;
  return failure{errc::permission_denied,
                 fmt::format("only operators may {}, and \"{}\" is none; log "
                             "in as one",
                             what, who_.name.str())};
}

// -- leases ------------------------------------------------------------------

result<outcomes> simulated_session::request(std::vector<lease_request> batch) {
  return ask_in_batch<lease_request>(
      std::move(batch),
      [who = who_](const services& node, std::vector<lease_request> items,
                   reply_to<outcomes> reply) {
        caf::anon_send(node.leases,
                       request_leases{who, std::move(items), std::move(reply)});
      });
}

result<outcomes> simulated_session::renew(std::vector<renewal_request> batch) {
  return ask_in_batch<renewal_request>(
      std::move(batch),
      [who = who_](const services& node, std::vector<renewal_request> items,
                   reply_to<outcomes> reply) {
        caf::anon_send(node.leases,
                       renew_leases{who, std::move(items), std::move(reply)});
      });
}

result<outcomes> simulated_session::change(std::vector<change_request> batch) {
  return ask_in_batch<change_request>(
      std::move(batch),
      [who = who_](const services& node, std::vector<change_request> items,
                   reply_to<outcomes> reply) {
        caf::anon_send(node.leases,
                       change_leases{who, std::move(items), std::move(reply)});
      });
}

result<release_outcomes>
simulated_session::release(std::vector<release_request> batch) {
  if (auto fits = check_batch(batch.size()); !fits)
    return fits.error();
  return ask<release_outcomes>([who = who_, batch = std::move(batch)](
                                   const services& node,
                                   reply_to<release_outcomes> reply) {
    caf::anon_send(node.leases, release_leases{who, batch, std::move(reply)});
  });
}

result<std::vector<lease_info>>
simulated_session::leases(const lease_filter& filter) {
  auto read = carried(filter, {clock(), clock()});
  if (!read)
    return read.error();
  std::vector<lease_info> all;
  list_leases asked;
  asked.who = who_;
  asked.filter = std::move(*read);
  while (true) {
    auto page = fetch<lease_page>(
        [asked](const services& node, reply_to<lease_page> reply) {
          auto question = asked;
          question.reply = std::move(reply);
          caf::anon_send(node.leases, std::move(question));
        },
        answer_within);
    if (!page)
      return page.error();
    auto leases = carried(page->value->leases, {page->sent, clock()});
    if (!leases)
      return leases.error();
    for (auto& lease : *leases)
      all.push_back(std::move(lease));
    if (page->value->after == lease_page::rest::none || leases->empty())
      return all;
    asked.after = all.back().id;
  }
}

// -- events ------------------------------------------------------------------

result<event_page> simulated_session::look(const event_query& query,
                                           duration wait, duration within) {
  read_events asked;
  asked.who = who_;
  asked.query = query;
  asked.wait = wait;
  if (query.count_max == 0)
    asked.query.count_max = bounds::batch_items;
  auto page = fetch<event_page>(
      [asked](const services& node, reply_to<event_page> reply) {
        auto question = asked;
        question.reply = std::move(reply);
        caf::anon_send(node.events, std::move(question));
      },
      within);
  if (!page)
    return page.error();
  return carried(*page->value, {page->sent, clock()});
}

result<event_page> simulated_session::events(const event_query& query) {
  return look(query, duration::zero(), answer_within);
}

status
simulated_session::watch(const event_query& query,
                         std::function<watching(const lease_event&)> listener,
                         std::optional<duration> deadline) {
  auto rest = query;
  const auto end = deadline ? saturating_add(clock().now, *deadline) : forever;
  while (clock().now < end) {
    const auto wait = std::min(look_within, end - clock().now);
    auto page = look(rest, wait, wait + answer_within);
    if (!page)
      return page.error();
    for (const auto& event : page->events)
      if (listener(event) == watching::stop)
        return success();
    rest.from = std::max(rest.from, page->next);
  }
  return success();
}

status simulated_session::acknowledge(lease_id lease, std::uint32_t sequence) {
  return order([who = who_, lease, sequence](const services& node,
                                             reply_to<status> reply) {
    caf::anon_send(node.leases,
                   acknowledge_lease{who, lease, sequence, std::move(reply)});
  });
}

result<std::vector<decision>> simulated_session::explain(lease_id lease,
                                                         request_id request) {
  if ((lease == lease_id{}) == (request == request_id{}))
    return failure{errc::invalid_request,
                   "one is explained: give a lease or a request"};
  using list = std::vector<decision>;
  return ask<list>(
      [who = who_, lease, request](const services& node, reply_to<list> reply) {
        caf::anon_send(node.events,
                       read_decisions{who, lease, request, std::move(reply)});
      });
}

// -- the region --------------------------------------------------------------

result<topology> simulated_session::read_topology() {
  return ask<topology>(to_directory<read_region, topology>());
}

result<std::vector<resource_info>> simulated_session::resources() {
  using list = std::vector<resource_info>;
  return ask<list>(to_directory<list_resources, list>());
}

result<resource_calendar>
simulated_session::calendar(const calendar_query& query) {
  if (query.over.end <= query.over.start)
    return failure{errc::invalid_request,
                   "end is not after the start; give a later one"};
  using answer = result<resource_calendar>;
  return ask_checked<resource_calendar>(
      [query, sent = clock().now](const services& node,
                                  reply_to<answer> reply) {
        const auto now = node.clock->now();
        const auto on_node = [sent, now](instant at) {
          return at == forever ? at : now + (at - sent);
        };
        auto asked = query;
        asked.over = {on_node(query.over.start), on_node(query.over.end)};
        asked.steps_max = query.steps_max == 0
            ? bounds::calendar_steps
            : std::min(query.steps_max, bounds::calendar_steps);
        caf::anon_send(node.directory, read_calendar{asked, std::move(reply)});
      });
}

result<std::vector<gateway_info>> simulated_session::gateways() {
  using list = std::vector<gateway_info>;
  return ask<list>(to_directory<list_gateways, list>());
}

result<std::vector<node_info>> simulated_session::nodes() {
  return failure{errc::invalid_request,
                 "simulated nodes have no links between them; ask the "
                 "simulated region for its nodes"};
}

result<std::vector<limit_rule>> simulated_session::rules() {
  using list = std::vector<limit_rule>;
  return ask<list>(to_directory<list_rules, list>());
}

result<std::vector<service_class>> simulated_session::classes() {
  using list = std::vector<service_class>;
  return ask<list>(to_directory<list_classes, list>());
}

result<node_status> simulated_session::node() {
  auto read = ask<node_status>(to_directory<read_node, node_status>());
  if (read)
    read->sessions = region_->sessions(node_);
  return read;
}

time_base simulated_session::clock() const {
  return region_->clock();
}

} // namespace leasehold::sim
