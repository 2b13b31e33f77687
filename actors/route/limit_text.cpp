// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/limit_text.hpp"

#include <chrono>

#include <fmt/format.h>

#include "messages/period.hpp"

namespace leasehold {

namespace {

/// For people, who would trip over milliseconds.
std::string rounded(duration x) {
  auto whole = std::chrono::floor<std::chrono::seconds>(x);
  return to_string(whole.count() > 0 ? duration{whole} : x);
}

} // namespace

std::string limit_text(const gateway_name& gateway, const term_limit& limit,
                       instant end, instant now) {
  auto latest = limit.latest_end(now);
  if (end <= latest)
    return {};
  if (limit.until <= now)
    return fmt::format("{} is out of service", gateway.str());
  if (limit.until == latest)
    return fmt::format("{} is taken out of service in {}, and nothing is "
                       "promised past that",
                       gateway.str(), rounded(limit.until - now));
  if (limit.longest == duration::zero())
    return fmt::format("{} is in error: nothing new is granted there",
                       gateway.str());
  return fmt::format("{} is in error: terms there last at most {} from now on",
                     gateway.str(), rounded(limit.longest));
}

} // namespace leasehold
