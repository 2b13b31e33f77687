// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <kj/async.h>

#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

/// One question from the event loop to the threads of the actors: the loop
/// keeps `answer`, the message carries `reply`. Either side may vanish first:
/// a reply to a dropped promise, or to a loop that has ended, goes nowhere.
template <class T>
struct reply_slot {
  kj::Promise<T> answer;
  reply_to<T> reply;
};

namespace detail {

template <class T>
class kj_reply_sink final : public reply_sink<T> {
public:
  explicit kj_reply_sink(kj::Own<kj::CrossThreadPromiseFulfiller<T>> to)
      : fulfiller_(kj::mv(to)) {}

  ~kj_reply_sink() noexcept override {
    if (!done_)
      reject("nobody answered: whoever had the question ended or dropped it");
  }

  void answer(T value) override {
    done_ = true;
    fulfiller_->fulfill(std::move(value));
  }

  void fail(std::string why) override {
    done_ = true;
    reject(why);
  }

private:
  void reject(const std::string& why) {
    fulfiller_->reject(make_exception(kj::Exception::Type::FAILED, why));
  }

  kj::Own<kj::CrossThreadPromiseFulfiller<T>> fulfiller_;
  bool done_ = false;
};

} // namespace detail

/// @pre called on the thread of the event loop
template <class T>
reply_slot<T> make_reply_slot() {
  auto pair = kj::newPromiseAndCrossThreadFulfiller<T>();
  using sink = detail::kj_reply_sink<T>;
  return {kj::mv(pair.promise),
          reply_to<T>(std::make_unique<sink>(kj::mv(pair.fulfiller)))};
}

} // namespace leasehold
