// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <kj/exception.h>

#include "messages/result.hpp"

namespace leasehold {

/// An exception with exactly this text, for the peer or for a log.
kj::Exception make_exception(kj::Exception::Type type, std::string_view text);

/// What KJ reports, in words for people: without source positions, without
/// OpenSSL's internal notation where we know the plain meaning.
std::string explain(const kj::Exception& exception);

/// The same with a code to act on: `unavailable` for a lost or refused
/// connection, `too_much` and `timed_out` for overload, `invalid_request`
/// for what is not implemented or failed.
failure to_failure(const kj::Exception& exception);

/// Runs `f` and turns what KJ throws into a `result`.
template <class F>
auto catching(F f) -> result<decltype(f())> {
  try {
    return f();
  } catch (const kj::Exception& e) {
    return to_failure(e);
  }
}

/// Keeps KJ on this thread from writing to stderr and from walking the stack
/// for each exception; hostile peers could make it do a lot of either. Lives
/// on the stack of a thread that runs an event loop.
class quiet_kj final : public kj::ExceptionCallback {
public:
  void logMessage(kj::LogSeverity severity, const char* file, int line,
                  int depth, kj::String&& text) override;
  StackTraceMode stackTraceMode() override;
};

} // namespace leasehold
