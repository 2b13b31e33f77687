// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an ASYNC SESSION calls a node; only its own sources need to know.

#include <cstddef>
#include <string>
#include <utility>

#include <capnp/message.h>
#include <fmt/format.h>

#include "messages/period.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/limits.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold {

// What the protocol puts around the parameters of a call.
inline constexpr std::size_t envelope_bytes = 4 << 10;

/// `promise`, or a failure with `errc::timed_out` after `bound`.
template <class T>
kj::Promise<result<T>> within(kj::Timer& timer, duration bound,
                              std::string message,
                              kj::Promise<result<T>> promise) {
  auto late = timer.afterDelay(bound.count() * kj::MILLISECONDS)
                  .then([message = std::move(message)]() -> result<T> {
                    return failure{errc::timed_out, message};
                  });
  return promise.exclusiveJoin(kj::mv(late));
}

/// Reads an answer, which may be damaged.
template <class Results>
auto read_safely(typename Results::Reader x, const answer_context& context)
    -> decltype(read_answer(x, context)) {
  try {
    return read_answer(x, context);
  } catch (const kj::Exception& e) {
    return unreadable({errc::invalid_request, explain(e)});
  }
}

template <class Params, class Results>
auto async_session::ask(capnp::Request<Params, Results> request,
                        std::size_t asked)
    -> kj::Promise<decltype(read_answer(
        std::declval<typename Results::Reader>(), answer_context{}))> {
  using answer = decltype(read_answer(std::declval<typename Results::Reader>(),
                                      answer_context{}));
  auto bytes = request.totalSize().wordCount * sizeof(capnp::word);
  auto bytes_max = connection_limits{}.frame_bytes_max - envelope_bytes;
  if (bytes > bytes_max)
    return answer{failure{errc::too_much,
                          fmt::format("the call has {} bytes, a node takes at "
                                      "most {}; send less at once",
                                      bytes, bytes_max)}};
  kj::Promise<answer> answered =
      request.send()
          .then([this, asked](capnp::Response<Results>&& x) {
            return read_safely<Results>(x, {read_clocks(clock_), asked});
          })
          .catch_([this](kj::Exception&& e) -> answer { return no_answer(e); });
  return within(timer_, config_.answer_within,
                fmt::format("{} did not answer within {}; what was asked may "
                            "be done all the same: ask again with the same "
                            "request id",
                            config_.address, to_string(config_.answer_within)),
                kj::mv(answered));
}

template <class T, class Use>
kj::Promise<result<T>> async_session::as_operator(const char* what, Use use) {
  KJ_IF_MAYBE (capability, operator_)
    return use(*capability);
  return result<T>{
      failure{errc::permission_denied,
              fmt::format("only operators may {}, and \"{}\" is none; log in "
                          "as one",
                          what, config_.name.str())}};
}

} // namespace leasehold
