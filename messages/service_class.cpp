// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/service_class.hpp"

#include <chrono>
#include <cstddef>
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

template <class T, std::size_t Size>
std::string words(const T (&all)[Size]) {
  std::string result;
  for (auto x : all)
    result += std::string{result.empty() ? "" : ", "} + to_string(x);
  return result;
}

template <class T, std::size_t Size>
std::optional<T> parse(const T (&all)[Size], std::string_view word) {
  for (auto x : all)
    if (word == to_string(x))
      return x;
  return std::nullopt;
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

const char* to_string(victim_objective x) noexcept {
  switch (x) {
  case victim_objective::weakest:
    return "weakest";
  case victim_objective::fewest:
    return "fewest";
  case victim_objective::least_waste:
    return "least-waste";
  case victim_objective::most_reroutable:
    return "most-reroutable";
  }
  return "unknown";
}

const char* to_string(share_scheme x) noexcept {
  switch (x) {
  case share_scheme::oldest_first:
    return "oldest-first";
  case share_scheme::max_min:
    return "max-min";
  case share_scheme::proportional:
    return "proportional";
  }
  return "unknown";
}

std::string remedy_words() {
  return words(all_remedies);
}

std::string victim_objective_words() {
  return words(all_victim_objectives);
}

std::string share_scheme_words() {
  return words(all_share_schemes);
}

std::optional<remedy> parse_remedy(std::string_view word) {
  return parse(all_remedies, word);
}

std::optional<victim_objective> parse_victim_objective(std::string_view word) {
  return parse(all_victim_objectives, word);
}

std::optional<share_scheme> parse_share_scheme(std::string_view word) {
  return parse(all_share_schemes, word);
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
