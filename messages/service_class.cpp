// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/service_class.hpp"

#include <chrono>
#include <utility>

namespace leasehold {

namespace {

service_class make(const char* name, priority strength,
                   std::vector<remedy> remedies, duration notice) {
  service_class result;
  result.name = class_name{name};
  result.setup = strength;
  result.hold = strength;
  result.remedies = std::move(remedies);
  result.notice = notice;
  return result;
}

} // namespace

const char* to_string(remedy x) noexcept {
  switch (x) {
  case remedy::reroute:
    return "reroute";
  case remedy::refuse_renewal:
    return "refuse-renewal";
  case remedy::shrink:
    return "shrink";
  case remedy::shorten:
    return "shorten";
  case remedy::terminate:
    return "terminate";
  }
  return "unknown";
}

std::string remedy_words() {
  std::string result;
  for (auto x : all_remedies)
    result += std::string{result.empty() ? "" : ", "} + to_string(x);
  return result;
}

std::optional<remedy> parse_remedy(std::string_view word) {
  for (auto x : all_remedies)
    if (word == to_string(x))
      return x;
  return std::nullopt;
}

class_map shipped_classes() {
  constexpr priority strong = 0;
  constexpr priority middle = 4;
  constexpr priority weak = 5;
  constexpr auto warning = std::chrono::seconds{10};
  class_map result;
  for (auto& x : {
           make("guaranteed", strong, {}, {}),
           make("standard", middle, {}, {}),
           make("elastic", weak, {remedy::reroute, remedy::shrink}, {}),
           make("best-effort", priority_weakest,
                {remedy::reroute, remedy::shrink, remedy::shorten,
                 remedy::terminate},
                warning),
       })
    result.emplace(x.name, x);
  return result;
}

} // namespace leasehold
