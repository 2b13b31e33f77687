// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include <capnp/capability.h>
#include <kj/async.h>

#include "actors/door/answer_gate.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/wire_size.hpp"
#include "messages/result.hpp"

// The last step of every call: a value or a failure becomes the arm of a
// result union. Nothing expected is ever an exception.
namespace leasehold {

/// What a page may take, and an outcome of a batch.
inline constexpr std::size_t page_bytes = answer_bytes_max;
inline constexpr std::size_t outcome_bytes = 2048;

/// Goes on with a call when there is room for its answer, of about so many
/// bytes: at once where there is. A call that waits is forgotten where its
/// caller goes; one that was begun goes on without it.
template <class Context, class Work>
kj::Promise<void> in_turn(answer_gate::session& answers, Context context,
                          std::size_t bytes, Work work) {
  KJ_IF_MAYBE (place, answers.try_enter(bytes)) {
    auto answered = work();
    context.allowCancellation();
    return answered.attach(kj::mv(*place));
  }
  context.allowCancellation();
  return answers.enter(bytes).then(
      [work = kj::mv(work)](kj::Own<answer_gate::place> place) mutable {
        return work().attach(kj::mv(place));
      });
}

/// Answers with what `write(value, results)` makes of the value.
template <class Context, class T, class Write>
kj::Promise<void> answer(Context context, kj::Promise<result<T>> value,
                         Write write) {
  return value.then([context, write = std::move(write)](result<T>&& x) mutable {
    if (x)
      write(*x, context.getResults());
    else
      to_wire(x.error(), context.getResults().initFailure());
  });
}

/// An answer that may be a failure of its own.
template <class T>
kj::Promise<result<T>> flat(kj::Promise<result<result<T>>> value) {
  return value.then([](result<result<T>>&& x) -> result<T> {
    return x ? std::move(*x) : result<T>{x.error()};
  });
}

/// Answers with a failure.
template <class Context>
kj::Promise<void> answer(Context context, const failure& why) {
  to_wire(why, context.getResults().initFailure());
  return kj::READY_NOW;
}

/// Answers a call that has nothing to give.
template <class Context>
kj::Promise<void> answer_done(Context context,
                              kj::Promise<result<status>> value) {
  return value.then([context](result<status>&& x) mutable {
    to_wire(x ? *x : status{x.error()}, context.getResults());
  });
}

/// Writes a list of things that have a `to_wire` of their own.
template <class Builders, class Items>
void write_list(Builders to, const Items& items) {
  write_each(to, items, [](auto& x, auto builder) { to_wire(x, builder); });
}

} // namespace leasehold
