// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <capnp/capability.h>
#include <kj/async.h>

#include "messages/codec/common_codec.hpp"
#include "messages/result.hpp"

// The last step of every call: a value or a failure becomes the arm of a
// result union. Nothing expected is ever an exception.
namespace leasehold {

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

} // namespace leasehold
