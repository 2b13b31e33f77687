// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/event_feed.hpp"

#include <utility>

#include <fmt/format.h>

#include "messages/codec/event_codec.hpp"
#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

event_feed::event_feed(const clock_source& clock, std::string address,
                       std::uint64_t from, async_session::page_sink sink)
    : clock_(clock),
      address_(std::move(address)),
      next_(from),
      sink_(std::move(sink)) {}

event_feed::~event_feed() noexcept {
  sink_(failure{errc::unavailable,
                fmt::format("{} sends no more events: it ended the "
                            "subscription, or the connection is lost; connect "
                            "and watch again from number {}",
                            address_, next_)});
}

kj::Promise<void> event_feed::events(EventsContext context) {
  auto page = from_wire(context.getParams().getPage(), read_clocks(clock_));
  if (!page) {
    auto why = unreadable(page.error());
    auto told = make_exception(kj::Exception::Type::FAILED, why.message);
    return sink_(std::move(why)).then([told = kj::mv(told)]() mutable {
      kj::throwFatalException(kj::mv(told));
    });
  }
  next_ = page->next;
  return sink_(std::move(page));
}

} // namespace leasehold
