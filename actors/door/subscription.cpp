// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/subscription.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <capnp/message.h>

#include "actors/door/lease_server.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/wire_size.hpp"

namespace leasehold {

namespace {

// After a page without events: the node has no room for more that wait.
constexpr auto pause = 100 * kj::MILLISECONDS;

// Many subscriptions may wait for their listeners, each with a page.
constexpr std::uint32_t page_events = 250;

} // namespace

subscription::subscription(std::shared_ptr<door_context> door, principal who,
                           event_query query,
                           rpc::EventListener::Client listener,
                           std::shared_ptr<std::uint32_t> alive,
                           std::shared_ptr<answer_gate::session> answers)
    : door_(std::move(door)),
      who_(std::move(who)),
      query_(query),
      listener_(kj::mv(listener)),
      alive_(std::move(alive)),
      answers_(std::move(answers)),
      running_(next_page().eagerlyEvaluate([](kj::Exception&&) {})) {
  query_.count_max = page_events;
  ++*alive_;
}

subscription::~subscription() noexcept {
  --*alive_;
}

kj::Promise<void> subscription::next_page() {
  return kj::evalLater([this] {
    return read_page(*door_, who_, query_, door_->config().poll_within)
        .then([this](result<event_page>&& page) {
          return deliver(std::move(page));
        });
  });
}

kj::Promise<void> subscription::deliver(result<event_page> page) {
  if (!page || page->events.empty()) {
    if (page)
      query_.from = std::max(query_.from, page->next);
    return door_->timer().afterDelay(pause).then(
        [this] { return next_page(); });
  }
  query_.from = std::max(query_.from, page->next);
  std::size_t bytes = 0;
  for (const auto& event : page->events)
    bytes += wire_size(event);
  return answers_->enter(bytes)
      .then([this, page = std::move(*page)](
                kj::Own<answer_gate::place> place) mutable {
        auto call = listener_.eventsRequest();
        to_wire(page, door_->node().clock->base(), call.initPage());
        return call.send().ignoreResult().attach(kj::mv(place));
      })
      .then([this] { return next_page(); });
}

} // namespace leasehold
