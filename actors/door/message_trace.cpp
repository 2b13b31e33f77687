// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/message_trace.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "actors/door/answer.hpp"
#include "messages/codec/actor_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

namespace {

constexpr std::uint32_t wait_ms_max = 10'000;

void write(const message_page& page, rpc::MessagesResult::Builder to) {
  auto count = static_cast<kj::uint>(page.notes.size());
  write_each(to.initMessages(count), page.notes,
             [](auto& note, auto builder) { to_wire(note, builder); });
  to.setDropped(page.dropped);
}

} // namespace

message_trace::message_trace(kj::Timer& timer,
                             std::shared_ptr<actor_scope> scope,
                             std::shared_ptr<message_tap::trace> trace)
    : timer_(timer), scope_(std::move(scope)), trace_(std::move(trace)) {}

kj::Promise<void> message_trace::read(ReadContext context) {
  if (reading_)
    return answer(context,
                  failure{errc::conflict,
                          "the trace is being read; wait for that answer"});
  auto wait = std::min(context.getParams().getWaitMs(), wait_ms_max);
  auto slot = make_reply_slot<std::monostate>();
  trace_->await(std::move(slot.reply));
  reading_ = true;
  return slot.answer.then([](std::monostate) {}, [](kj::Exception&&) {})
      .exclusiveJoin(timer_.afterDelay(wait * kj::MILLISECONDS))
      .then([this, context]() mutable {
        write(trace_->take(), context.getResults());
      })
      .attach(kj::defer([this] { reading_ = false; }));
}

} // namespace leasehold
