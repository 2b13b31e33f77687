// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/session_server.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/door/answer.hpp"
#include "actors/door/batch.hpp"
#include "actors/door/lease_server.hpp"
#include "actors/door/subscription.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "messages/codec/topology_codec.hpp"

namespace leasehold {

namespace {

using outcomes = std::vector<lease_outcome>;
using release_outcomes = std::vector<release_outcome>;

/// A first segment that most answers fit into: growing costs copies.
template <class Context>
auto sized_results(Context& context, std::size_t items,
                   std::size_t words_each) {
  return context.getResults(capnp::MessageSize{64 + items * words_each, 0});
}

constexpr std::size_t outcome_words = 160;

/// One outcome for each item, those that could not be read among them.
template <class Item, class Context>
void write_outcomes(batch<Item>& all, result<outcomes>&& answered,
                    const time_base& base, Context& context) {
  if (!answered) {
    to_wire(answered.error(), context.getResults().initFailure());
    return;
  }
  auto merged = all.merge(std::move(*answered));
  auto to = sized_results(context, merged.size(), outcome_words)
                .initOutcomes(merged.size());
  for (auto i = 0u; i < merged.size(); ++i)
    to_wire(merged[i], base, to[i]);
}

/// Writes a list of things that have a `to_wire` of their own.
template <class Builders, class Items>
void write_list(Builders to, const Items& items) {
  write_each(to, items, [](auto& x, auto builder) { to_wire(x, builder); });
}

} // namespace

session_server::session_server(std::shared_ptr<door_context> door,
                               principal who)
    : door_(std::move(door)),
      who_(std::move(who)),
      subscriptions_(std::make_shared<std::uint32_t>(0)) {
  door_->enter(who_.name);
}

session_server::~session_server() noexcept {
  door_->leave(who_.name);
}

// -- leases ------------------------------------------------------------------

kj::Promise<void> session_server::requestLeases(RequestLeasesContext context) {
  auto asked = context.getParams().getRequests();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  auto handles = context.getParams().getHandles();
  auto base = now();
  auto all = std::make_shared<batch<lease_request>>();
  for (auto x : asked)
    all->add(from_wire(x, base));
  context.releaseParams();
  auto answered = door_->ask<outcomes>(
      door_->node().leases, request_leases{who_, all->take_items(), {}},
      errc::unknown_outcome);
  return answered.then(
      [this, all, handles, context](result<outcomes>&& x) mutable {
        if (!x) {
          to_wire(x.error(), context.getResults().initFailure());
          return;
        }
        auto merged = all->merge(std::move(*x));
        auto to = sized_results(context, merged.size(), outcome_words)
                      .initOutcomes(merged.size());
        auto base = now();
        for (auto i = 0u; i < merged.size(); ++i) {
          to_wire(merged[i], base, to[i]);
          auto grant = std::get_if<lease_grant>(&merged[i]);
          if (grant != nullptr && grant->lease.id.value() != 0
              && handles == rpc::LeaseHandles::PER_GRANT)
            to[i].getGrant().setHandle(
                kj::heap<lease_server>(door_, who_, grant->lease.id));
        }
      });
}

kj::Promise<void> session_server::renewLeases(RenewLeasesContext context) {
  auto asked = context.getParams().getRenewals();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  auto all = std::make_shared<batch<renewal_request>>();
  for (auto x : asked)
    all->add(from_wire(x));
  context.releaseParams();
  auto answered = door_->ask<outcomes>(
      door_->node().leases, renew_leases{who_, all->take_items(), {}},
      errc::unknown_outcome);
  return answered.then([this, all, context](result<outcomes>&& x) mutable {
    write_outcomes(*all, std::move(x), now(), context);
  });
}

kj::Promise<void> session_server::changeLeases(ChangeLeasesContext context) {
  auto asked = context.getParams().getChanges();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  auto all = std::make_shared<batch<change_request>>();
  for (auto x : asked)
    all->add(from_wire(x));
  context.releaseParams();
  auto answered = door_->ask<outcomes>(
      door_->node().leases, change_leases{who_, all->take_items(), {}},
      errc::unknown_outcome);
  return answered.then([this, all, context](result<outcomes>&& x) mutable {
    write_outcomes(*all, std::move(x), now(), context);
  });
}

kj::Promise<void> session_server::releaseLeases(ReleaseLeasesContext context) {
  auto asked = context.getParams().getReleases();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  std::vector<release_request> items;
  for (auto x : asked)
    items.push_back(from_wire(x));
  return answer(
      context,
      door_->ask<release_outcomes>(door_->node().leases,
                                   release_leases{who_, std::move(items), {}},
                                   errc::unknown_outcome),
      [](const release_outcomes& x, auto results) {
        write_list(results.initOutcomes(x.size()), x);
      });
}

kj::Promise<void> session_server::lease(LeaseContext context) {
  auto id = lease_id{context.getParams().getId()};
  return answer(context, find_lease(*door_, who_, id, errc::unknown_lease),
                [this, id](const lease_info&, auto results) {
                  results.setLease(kj::heap<lease_server>(door_, who_, id));
                });
}

kj::Promise<void> session_server::listLeases(ListLeasesContext context) {
  auto params = context.getParams();
  auto filter = from_wire(params.getFilter());
  if (!filter)
    return answer(context, filter.error());
  list_leases question;
  question.who = who_;
  question.filter = std::move(*filter);
  question.after = lease_id{params.getAfter()};
  question.count_max = params.getCountMax();
  return answer(
      context,
      door_->ask<lease_page>(door_->node().leases, std::move(question)),
      [base = now()](const lease_page& x, auto results) {
        auto to = results.initLeases(x.leases.size());
        write_each(to, x.leases, [&base](auto& lease, auto builder) {
          to_wire(lease, base, builder);
        });
        results.setMore(x.after == lease_page::rest::more);
      });
}

// -- events ------------------------------------------------------------------

kj::Promise<void> session_server::readEvents(ReadEventsContext context) {
  auto params = context.getParams();
  event_query query;
  query.from = params.getFrom();
  query.count_max = params.getCountMax();
  if (params.getLease() != 0)
    query.lease = lease_id{params.getLease()};
  return answer(context, read_page(*door_, who_, query),
                [this](const event_page& x, auto results) {
                  to_wire(x, now(), results.initPage());
                });
}

kj::Promise<void> session_server::subscribe(SubscribeContext context) {
  auto most = door_->config().subscriptions_per_session_max;
  if (*subscriptions_ >= most)
    return answer(context,
                  failure{errc::too_much,
                          fmt::format("a session has at most {} "
                                      "subscriptions; drop one first",
                                      most)});
  auto params = context.getParams();
  event_query query;
  query.from = params.getFrom();
  if (params.getLease() != 0)
    query.lease = lease_id{params.getLease()};
  context.getResults().setSubscription(kj::heap<subscription>(
      door_, who_, query, params.getListener(), subscriptions_));
  return kj::READY_NOW;
}

kj::Promise<void> session_server::acknowledge(AcknowledgeContext context) {
  auto params = context.getParams();
  acknowledge_lease question;
  question.who = who_;
  question.lease = lease_id{params.getLease()};
  question.sequence = params.getSequence();
  return answer_done(
      context,
      door_->ask<leasehold::status>(door_->node().leases, std::move(question)));
}

kj::Promise<void> session_server::explain(ExplainContext context) {
  auto params = context.getParams();
  if ((params.getLease() == 0) == (params.getRequest() == 0))
    return answer(context,
                  failure{errc::invalid_request,
                          "one is explained: give a lease or a request"});
  read_decisions question;
  question.who = who_;
  question.lease = lease_id{params.getLease()};
  question.request = request_id{params.getRequest()};
  using list = std::vector<decision>;
  return answer(context,
                door_->ask<list>(door_->node().events, std::move(question)),
                [](const list& x, auto results) {
                  write_list(results.initDecisions(x.size()), x);
                });
}

// -- the region --------------------------------------------------------------

kj::Promise<void> session_server::readTopology(ReadTopologyContext context) {
  return answer(context,
                door_->ask<topology>(door_->node().directory, read_region{}),
                [](const topology& x, auto results) {
                  to_wire(x, results.initTopology());
                });
}

kj::Promise<void> session_server::listResources(ListResourcesContext context) {
  using list = std::vector<resource_info>;
  return answer(context,
                door_->ask<list>(door_->node().directory, list_resources{}),
                [](const list& x, auto results) {
                  write_list(results.initResources(x.size()), x);
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
  return answer(context,
                door_->ask<list>(door_->node().directory, list_gateways{}),
                [this](const list& x, auto results) {
                  auto base = door_->node().clock->base();
                  write_each(results.initGateways(x.size()), x,
                             [&base](auto& item, auto builder) {
                               to_wire(item, base, builder);
                             });
                });
}

kj::Promise<void> session_server::listRules(ListRulesContext context) {
  using list = std::vector<limit_rule>;
  return answer(context,
                door_->ask<list>(door_->node().directory, list_rules{}),
                [](const list& x, auto results) {
                  write_list(results.initRules(x.size()), x);
                });
}

kj::Promise<void> session_server::listClasses(ListClassesContext context) {
  using list = std::vector<service_class>;
  return answer(context,
                door_->ask<list>(door_->node().directory, list_classes{}),
                [](const list& x, auto results) {
                  write_list(results.initClasses(x.size()), x);
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
