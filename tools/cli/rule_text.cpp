// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/rule_text.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/amount.hpp"
#include "messages/period.hpp"

namespace leasehold::cli {

namespace {

constexpr std::array<const char*, 7> days{"mon", "tue", "wed", "thu",
                                          "fri", "sat", "sun"};
constexpr std::uint8_t every_day = 0x7f;

class words {
public:
  void add(std::string word) {
    words_.push_back(std::move(word));
  }

  template <class Tag>
  void add(std::string_view key, const std::optional<name<Tag>>& value) {
    if (value)
      words_.push_back(fmt::format("{}={}", key, value->str()));
  }

  void add(std::string_view key, permission value) {
    if (value != permission::unset)
      words_.push_back(
          fmt::format("{} {}", key,
                      value == permission::allowed ? "allowed" : "forbidden"));
  }

  std::string text(std::string_view otherwise) const {
    return words_.empty() ? std::string{otherwise}
                          : fmt::format("{}", fmt::join(words_, " "));
  }

private:
  std::vector<std::string> words_;
};

void add_schedule(words& all, const schedule& when) {
  if (when.weekdays != every_day)
    all.add(fmt::format("{}", fmt::join(weekday_names(when.weekdays), ",")));
  auto offset = std::abs(int{when.utc_offset});
  all.add(fmt::format("{}-{}{}{:02}:{:02}", clock_text(when.from),
                      clock_text(when.to), when.utc_offset < 0 ? '-' : '+',
                      offset / 60, offset % 60));
}

} // namespace

std::vector<std::string> weekday_names(std::uint8_t mask) {
  std::vector<std::string> names;
  for (std::size_t day = 0; day < days.size(); ++day)
    if ((mask >> day & 1u) != 0)
      names.emplace_back(days[day]);
  return names;
}

std::string clock_text(std::uint16_t minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string conditions_text(const limit_rule& rule) {
  words all;
  all.add("lessee", rule.lessee);
  all.add("group", rule.group);
  all.add("kind", rule.kind);
  all.add("resource", rule.resource);
  all.add("source", rule.source);
  if (rule.when)
    add_schedule(all, *rule.when);
  return all.text("everyone");
}

std::string effects_text(const limit_rule& rule) {
  words all;
  if (rule.period_max)
    all.add("period<=" + to_string(*rule.period_max));
  if (rule.period_min)
    all.add("period>=" + to_string(*rule.period_min));
  if (rule.amount_max)
    all.add("amount<=" + to_string(*rule.amount_max));
  if (rule.leases_max)
    all.add(fmt::format("leases<={}", *rule.leases_max));
  all.add("infinite", rule.infinite);
  all.add("zero", rule.zero);
  all.add("leases", rule.any_lease);
  all.add("actions", rule.any_action);
  return all.text("nothing");
}

} // namespace leasehold::cli
