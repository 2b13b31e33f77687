// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/policy/class_section.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "actors/policy/section_name.hpp"
#include "messages/period.hpp"

namespace leasehold {

namespace {

std::vector<remedy> read_remedies(const toml_section& from) {
  std::vector<remedy> y;
  for (auto& word :
       from.texts("remedies").value_or(std::vector<std::string>{})) {
    auto next = parse_remedy(word);
    if (!next)
      from.complain("remedies",
                    fmt::format("{} is no remedy: take some of {}",
                                quoted(word), remedy_words()));
    else if (std::find(y.begin(), y.end(), *next) != y.end())
      from.complain("remedies",
                    fmt::format("{} is there twice: name each at most once",
                                quoted(word)));
    else
      y.push_back(*next);
  }
  return y;
}

void read_priorities(const toml_section& from, service_class& into) {
  into.setup = static_cast<priority>(
      from.integer("setup", 0, priority_weakest).value_or(into.setup));
  into.hold = static_cast<priority>(
      from.integer("hold", 0, priority_weakest).value_or(into.setup));
  if (into.hold > into.setup)
    from.complain("hold",
                  fmt::format("hold {} is weaker than setup {}, so leases "
                              "would displace each other for ever: give one "
                              "that is not above it",
                              into.hold, into.setup));
}

template <class T>
T read_choice(const toml_section& from, const char* key, const char* what,
              std::optional<T> (*parse)(std::string_view),
              std::string (*words)()) {
  auto word = from.text(key);
  if (!word)
    return T{};
  auto known = parse(*word);
  if (!known)
    from.complain(key,
                  fmt::format("{} is no {}: take one of {}", quoted(*word),
                              what, words()));
  return known.value_or(T{});
}

} // namespace

service_class read_class_section(const toml_section& from) {
  from.allow({"name", "setup", "hold", "remedies", "tenure_min", "notice",
              "ack_within", "victims", "sharing", "share_weight"});
  service_class y;
  from.required("name", "gold");
  y.name = read_section_name<class_name>(from, "name").value_or(class_name{});
  read_priorities(from, y);
  y.remedies = read_remedies(from);
  y.tenure_min = from.parsed("tenure_min", parse_duration).value_or(duration{});
  y.notice = from.parsed("notice", parse_duration).value_or(duration{});
  y.ack_within = from.parsed("ack_within", parse_duration).value_or(duration{});
  if (y.ack_within > bounds::ack_within)
    from.complain("ack_within",
                  fmt::format("{} is longer than a newcomer can wait: give at "
                              "most {}",
                              to_string(y.ack_within),
                              to_string(bounds::ack_within)));
  y.victims = read_choice(from, "victims", "choice of victims",
                          parse_victim_objective, victim_objective_words);
  y.sharing = read_choice(from, "sharing", "scheme of shares",
                          parse_share_scheme, share_scheme_words);
  y.weight = static_cast<share_weight>(
      from.integer("share_weight", 1, share_weight_max).value_or(1));
  return y;
}

} // namespace leasehold
