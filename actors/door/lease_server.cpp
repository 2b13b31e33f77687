// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/lease_server.hpp"

#include <utility>
#include <vector>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/door/answer.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/wire_size.hpp"

namespace leasehold {

kj::Promise<result<lease_info>>
find_lease(door_context& door, const principal& who, lease_id id, errc absent) {
  list_leases question;
  question.who = who;
  question.filter.lease = id;
  // The page begins above an id.
  question.after = lease_id{id.value() - 1};
  question.count_max = 1;
  return door.ask<lease_page>(door.node().leases, std::move(question))
      .then([id, absent](result<lease_page>&& page) -> result<lease_info> {
        if (!page)
          return page.error();
        if (page->leases.empty())
          return failure{absent,
                         fmt::format(absent == errc::lease_over
                                         ? "lease {} is over; request a new one"
                                         : "there is no lease {} of yours: "
                                           "`leasehold lease list` shows them",
                                     to_string(id))};
        return std::move(page->leases.front());
      });
}

kj::Promise<result<event_page>> read_page(door_context& door,
                                          const principal& who,
                                          const event_query& query,
                                          duration wait) {
  read_events question;
  question.query = query;
  question.who = who;
  question.wait = wait;
  if (query.count_max == 0)
    question.query.count_max = bounds::batch_items;
  return door.ask<event_page>(door.node().events, std::move(question))
      .then([](result<event_page>&& page) {
        if (page)
          if (auto fits = fitting(page->events, answer_bytes_max);
              fits < page->events.size()) {
            page->next = page->events[fits].number;
            page->events.resize(fits);
          }
        return std::move(page);
      });
}

lease_server::lease_server(std::shared_ptr<door_context> door, principal who,
                           lease_id id,
                           std::shared_ptr<answer_gate::session> answers,
                           std::shared_ptr<std::uint32_t> held)
    : door_(std::move(door)),
      who_(std::move(who)),
      id_(id),
      answers_(std::move(answers)),
      held_(std::move(held)) {
  ++*held_;
}

lease_server::~lease_server() noexcept {
  --*held_;
}

kj::Promise<result<lease_info>> lease_server::look() {
  return find_lease(*door_, who_, id_, errc::lease_over);
}

kj::Promise<void> lease_server::info(InfoContext context) {
  return answer(context, look(),
                [door = door_](const lease_info& x, auto results) {
                  show(x, door->node().clock->base(), results.initInfo());
                });
}

kj::Promise<void> lease_server::renew(RenewContext context) {
  auto params = context.getParams();
  auto wanted = from_wire(params.getPeriod());
  if (!wanted)
    return answer(context, wanted.error());
  renewal_request asked;
  asked.lease = id_;
  asked.request = request_id{params.getRequest()};
  asked.wanted = *wanted;
  using outcomes = std::vector<lease_outcome>;
  return answer(
      context,
      door_->ask<outcomes>(door_->node().leases,
                           renew_leases{who_, {std::move(asked)}, {}},
                           errc::unknown_outcome),
      [door = door_](const outcomes& x, auto results) {
        door->counts().renewals.add(x);
        auto no = std::get_if<refusal>(&x.front());
        if (no != nullptr && no->code == errc::lease_over)
          to_wire(failure{no->code, no->message}, results.initFailure());
        else
          to_wire(x.front(), door->node().clock->base(), results.initOutcome());
      });
}

kj::Promise<void> lease_server::release(ReleaseContext context) {
  using outcomes = std::vector<release_outcome>;
  auto release =
      [this](result<lease_info>&& found) -> kj::Promise<result<status>> {
    if (!found)
      return result<status>{found.error()};
    release_request asked;
    asked.lease = id_;
    door_->log_releases(who_, {asked});
    return door_
        ->ask<outcomes>(door_->node().leases, release_leases{who_, {asked}, {}},
                        errc::unknown_outcome)
        .then([](result<outcomes>&& x) -> result<status> {
          if (!x)
            return x.error();
          auto& only = x->front();
          return only.code == errc::none
              ? success()
              : status{failure{only.code, only.message}};
        });
  };
  return answer_done(context, look().then(std::move(release)));
}

kj::Promise<void> lease_server::events(EventsContext context) {
  event_query query;
  query.from = context.getParams().getFrom();
  query.count_max = context.getParams().getCountMax();
  query.lease = id_;
  return in_turn(*answers_, context, page_bytes, [this, context, query] {
    return answer(context, read_page(*door_, who_, query),
                  [door = door_](const event_page& x, auto results) {
                    to_wire(x, door->node().clock->base(), results.initPage());
                  });
  });
}

} // namespace leasehold
