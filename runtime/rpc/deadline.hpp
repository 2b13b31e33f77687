// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <kj/async.h>
#include <kj/timer.h>

#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

/// `promise`, or after `bound` an exception that says "no <what> within ...".
template <class T>
kj::Promise<T> with_deadline(kj::Timer& timer, std::chrono::milliseconds bound,
                             std::string what, kj::Promise<T> promise) {
  auto late = timer.afterDelay(bound.count() * kj::MILLISECONDS)
                  .then([bound, what = std::move(what)]() -> kj::Promise<T> {
                    return make_exception(
                        kj::Exception::Type::DISCONNECTED,
                        fmt::format("no {} within {} ms", what, bound.count()));
                  });
  return promise.exclusiveJoin(kj::mv(late));
}

} // namespace leasehold
