// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/policy/class_section.hpp"

#include <algorithm>
#include <optional>
#include <string>
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

} // namespace

service_class read_class_section(const toml_section& from) {
  from.allow({"name", "setup", "hold", "remedies", "tenure_min", "notice"});
  service_class y;
  from.required("name", "gold");
  y.name = read_section_name<class_name>(from, "name").value_or(class_name{});
  read_priorities(from, y);
  y.remedies = read_remedies(from);
  y.tenure_min = from.parsed("tenure_min", parse_duration).value_or(duration{});
  y.notice = from.parsed("notice", parse_duration).value_or(duration{});
  return y;
}

} // namespace leasehold
