// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/session_server.hpp"

#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/door/answer.hpp"
#include "actors/door/batch.hpp"
#include "actors/door/lease_server.hpp"
#include "actors/door/subscription.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/codec/wire_size.hpp"

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

/// Outcomes have to be answered, however large their routes are. Where all
/// would be too much for one answer, routes of the last are left out.
void leave_out_routes(outcomes& all) {
  std::size_t bytes = 0;
  for (auto& x : all) {
    bytes += wire_size(x);
    auto grant = std::get_if<lease_grant>(&x);
    if (grant == nullptr || bytes <= batch_bytes_max)
      continue;
    bytes -= wire_size(grant->lease.route);
    grant->lease.route = {};
  }
}

/// One outcome for each item, those that could not be read among them.
template <class Item, class Context>
void write_outcomes(batch<Item>& all, result<outcomes>&& answered,
                    outcome_counts& counts, const time_base& base,
                    Context& context) {
  if (!answered) {
    to_wire(answered.error(), context.getResults().initFailure());
    return;
  }
  auto merged = all.merge(std::move(*answered));
  counts.add(merged);
  leave_out_routes(merged);
  auto to = sized_results(context, merged.size(), outcome_words)
                .initOutcomes(merged.size());
  for (auto i = 0u; i < merged.size(); ++i)
    to_wire(merged[i], base, to[i]);
}

failure too_many_subscriptions(std::uint32_t most) {
  return {errc::too_much,
          fmt::format("a session has at most {} subscriptions; drop one first",
                      most)};
}

} // namespace

session_server::session_server(std::shared_ptr<door_context> door,
                               principal who,
                               std::shared_ptr<answer_gate::session> answers)
    : door_(std::move(door)),
      who_(std::move(who)),
      answers_(std::move(answers)),
      subscriptions_(std::make_shared<std::uint32_t>(0)),
      leases_held_(std::make_shared<std::uint32_t>(0)) {
  door_->enter(who_.name);
}

session_server::~session_server() noexcept {
  door_->leave(who_.name);
}

// -- leases ------------------------------------------------------------------

kj::Maybe<rpc::Lease::Client> session_server::handle_of(lease_id id) {
  if (*leases_held_ >= door_->config().leases_held_max)
    return nullptr;
  return rpc::Lease::Client{
      kj::heap<lease_server>(door_, who_, id, answers_, leases_held_)};
}

kj::Promise<void> session_server::requestLeases(RequestLeasesContext context) {
  auto params = context.getParams();
  auto asked = params.getRequests();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  if (auto& room = door_->memory(); !room)
    return answer(context, room.error());
  auto handles = params.getHandles();
  if (handles != rpc::LeaseHandles::PER_GRANT
      && handles != rpc::LeaseHandles::NONE)
    return answer(context,
                  failure{errc::invalid_request,
                          "handles has a value that is unknown here; use "
                          "programs of the same version"});
  auto base = now();
  auto all = std::make_shared<batch<lease_request>>();
  for (auto x : asked)
    all->add(from_wire(x, base));
  const auto bytes = asked.size() * outcome_bytes;
  context.releaseParams();
  return in_turn(*answers_, context, bytes, [this, all, handles, context] {
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
          door_->counts().requests.add(merged);
          leave_out_routes(merged);
          auto to = sized_results(context, merged.size(), outcome_words)
                        .initOutcomes(merged.size());
          auto base = now();
          for (auto i = 0u; i < merged.size(); ++i) {
            to_wire(merged[i], base, to[i]);
            auto grant = std::get_if<lease_grant>(&merged[i]);
            if (grant == nullptr || grant->lease.id.value() == 0
                || handles != rpc::LeaseHandles::PER_GRANT)
              continue;
            KJ_IF_MAYBE (handle, handle_of(grant->lease.id))
              to[i].getGrant().setHandle(kj::mv(*handle));
          }
        });
  });
}

kj::Promise<void> session_server::renewLeases(RenewLeasesContext context) {
  auto asked = context.getParams().getRenewals();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  auto all = std::make_shared<batch<renewal_request>>();
  for (auto x : asked)
    all->add(from_wire(x));
  const auto bytes = asked.size() * outcome_bytes;
  context.releaseParams();
  return in_turn(*answers_, context, bytes, [this, all, context] {
    auto answered = door_->ask<outcomes>(
        door_->node().leases, renew_leases{who_, all->take_items(), {}},
        errc::unknown_outcome);
    return answered.then([this, all, context](result<outcomes>&& x) mutable {
      write_outcomes(*all, std::move(x), door_->counts().renewals, now(),
                     context);
    });
  });
}

kj::Promise<void> session_server::changeLeases(ChangeLeasesContext context) {
  auto asked = context.getParams().getChanges();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  auto all = std::make_shared<batch<change_request>>();
  for (auto x : asked)
    all->add(from_wire(x));
  const auto bytes = asked.size() * outcome_bytes;
  context.releaseParams();
  return in_turn(*answers_, context, bytes, [this, all, context] {
    auto answered = door_->ask<outcomes>(
        door_->node().leases, change_leases{who_, all->take_items(), {}},
        errc::unknown_outcome);
    return answered.then([this, all, context](result<outcomes>&& x) mutable {
      write_outcomes(*all, std::move(x), door_->counts().changes, now(),
                     context);
    });
  });
}

kj::Promise<void> session_server::releaseLeases(ReleaseLeasesContext context) {
  auto asked = context.getParams().getReleases();
  if (auto fits = check_batch(asked.size()); !fits)
    return answer(context, fits.error());
  std::vector<release_request> items;
  for (auto x : asked)
    items.push_back(from_wire(x));
  door_->log_releases(who_, items);
  const auto bytes = asked.size() * outcome_bytes;
  context.releaseParams();
  return in_turn(*answers_, context, bytes,
                 [this, context, items = std::move(items)]() mutable {
                   return answer(context,
                                 door_->ask<release_outcomes>(
                                     door_->node().leases,
                                     release_leases{who_, std::move(items), {}},
                                     errc::unknown_outcome),
                                 [](const release_outcomes& x, auto results) {
                                   write_list(results.initOutcomes(x.size()),
                                              x);
                                 });
                 });
}

kj::Promise<void> session_server::lease(LeaseContext context) {
  auto id = lease_id{context.getParams().getId()};
  return find_lease(*door_, who_, id, errc::unknown_lease)
      .then([this, id, context](result<lease_info>&& found) mutable {
        if (!found) {
          to_wire(found.error(), context.getResults().initFailure());
          return;
        }
        KJ_IF_MAYBE (handle, handle_of(id)) {
          context.getResults().setLease(kj::mv(*handle));
        } else {
          to_wire(failure{errc::too_much,
                          fmt::format("the session holds {} capabilities of "
                                      "leases, as many as it may; drop some",
                                      *leases_held_)},
                  context.getResults().initFailure());
        }
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
  return in_turn(
      *answers_, context, page_bytes,
      [this, context, question = std::move(question)]() mutable {
        return answer(
            context,
            door_->ask<lease_page>(door_->node().leases, std::move(question)),
            [this](const lease_page& x, auto results) {
              const auto base = now();
              const auto fits = fitting(x.leases, answer_bytes_max);
              auto to = results.initLeases(static_cast<kj::uint>(fits));
              for (auto i = 0u; i < fits; ++i)
                show(x.leases[i], base, to[i]);
              results.setMore(fits < x.leases.size()
                              || x.after == lease_page::rest::more);
            });
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
  return in_turn(*answers_, context, page_bytes, [this, context, query] {
    return answer(context, read_page(*door_, who_, query),
                  [this](const event_page& x, auto results) {
                    to_wire(x, now(), results.initPage());
                  });
  });
}

/// A subscription that could only be silent is refused: its caller would take
/// silence for no news.
kj::Promise<result<std::monostate>>
session_server::check_subscription(event_query query) {
  using checked = result<std::monostate>;
  query.count_max = 1;
  return read_page(*door_, who_, query)
      .then([this, query](result<event_page>&& page) -> kj::Promise<checked> {
        if (!page)
          return checked{page.error()};
        if (query.from != 0 && query.from < page->oldest)
          return checked{failure{
              errc::unknown_name,
              fmt::format("event {} is no longer kept, the oldest is {}: "
                          "subscribe from there, or from 0, and read how your "
                          "leases stand",
                          query.from, page->oldest)}};
        if (query.from > page->next && page->events.empty())
          return checked{
              failure{errc::invalid_request,
                      fmt::format("there is no event {} yet, the next is {}: "
                                  "subscribe from there",
                                  query.from, page->next)}};
        if (!query.lease || !page->events.empty())
          return checked{std::monostate{}};
        return find_lease(*door_, who_, *query.lease, errc::unknown_lease)
            .then([](result<lease_info>&& found) {
              return found ? checked{std::monostate{}} : checked{found.error()};
            });
      });
}

kj::Promise<void> session_server::subscribe(SubscribeContext context) {
  auto most = door_->config().subscriptions_per_session_max;
  if (*subscriptions_ >= most)
    return answer(context, too_many_subscriptions(most));
  auto params = context.getParams();
  if (!params.hasListener())
    return answer(context,
                  failure{errc::invalid_request,
                          "the listener is null; give one, or read "
                          "events page by page"});
  event_query query;
  query.from = params.getFrom();
  if (params.getLease() != 0)
    query.lease = lease_id{params.getLease()};
  return check_subscription(query).then(
      [this, context, query, most](result<std::monostate>&& good) mutable {
        if (!good)
          to_wire(good.error(), context.getResults().initFailure());
        else if (*subscriptions_ >= most) // Others were asked for meanwhile.
          to_wire(too_many_subscriptions(most),
                  context.getResults().initFailure());
        else
          context.getResults().setSubscription(kj::heap<subscription>(
              door_, who_, query, context.getParams().getListener(),
              subscriptions_, answers_));
      });
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

} // namespace leasehold
