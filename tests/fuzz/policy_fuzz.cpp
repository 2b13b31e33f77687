// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Policy files. Rules and classes that were read are the same after a file
// and after the journal, and whatever the rules are, a request is given a
// period that can be, or is refused with a reason.

#include <cstdint>
#include <set>
#include <string>
#include <variant>

#include "actors/policy/limit_file.hpp"
#include "actors/policy/limits.hpp"
#include "messages/codec/stored_codec.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/equality.hpp"

namespace leasehold::fuzz {
namespace {

void check_file(const std::vector<limit_rule>& rules) {
  const auto again = parse_policy(write_rules(rules), "written.toml");
  if (!again)
    broken("rules that were read can be written: " + again.error().message);
  require(again->rules == rules, "rules are read as they were written");
}

void check_journal(const policy_entries& read) {
  for (const auto& rule : read.rules) {
    const auto stored = decode_rule(encode(rule));
    if (!stored)
      broken("a rule that was read can be kept: " + stored.error().message);
    require(*stored == rule, "a rule is kept as it is");
  }
  for (const auto& service : read.classes) {
    const auto stored = decode_class(encode(service));
    if (!stored)
      broken("a class that was read can be kept: " + stored.error().message);
    require(*stored == service, "a class is kept as it is");
  }
}

void check_classes(const std::vector<service_class>& classes) {
  for (const auto& x : classes) {
    require(x.hold <= x.setup && x.setup <= priority_weakest,
            "no two leases displace each other for ever");
    require(std::set<remedy>(x.remedies.begin(), x.remedies.end()).size()
                == x.remedies.size(),
            "a remedy is named once");
  }
}

/// A request that the first rule concerns, if any does.
limit_query query_of(const std::vector<limit_rule>& rules) {
  limit_query y;
  y.amount = {unit::bit_per_second, 10'000'000};
  y.at = wall_time{duration{1'795'464'000'000}};
  if (rules.empty())
    return y;
  const auto& rule = rules.front();
  y.subject.lessee = rule.lessee.value_or(lessee_name{"ann"});
  y.subject.target = rule.resource.value_or(resource_name{"EP51/printer"});
  y.subject.kind = rule.kind.value_or(kind_name{"printer"});
  y.subject.source = rule.source.value_or(endpoint_name{"EP11"});
  if (rule.group)
    y.subject.groups.push_back(*rule.group);
  return y;
}

void check_limits(const std::vector<limit_rule>& rules) {
  rule_map all;
  for (const auto& rule : rules)
    all.emplace(rule.name, rule);
  auto query = query_of(rules);
  for (auto wanted : {period::any(), period::zero(), period::infinite(),
                      period::finite(duration{1}), period::finite(period::max)})
    for (auto count : {0u, 1u}) {
      query.wanted = wanted;
      const auto made = apply_limits(
          all, query, [count](const limit_rule&) { return count; });
      if (const auto* no = std::get_if<refusal>(&made)) {
        require_explained({no->code, no->message}, no->code);
        require(all.count(no->rule) == 1, "a refusal names its rule");
        continue;
      }
      const auto& verdict = std::get<limit_verdict>(made);
      require(verdict.given.type() != period::kind::any, "a period is given");
      require(verdict.given.length() <= period::max, "a period is bounded");
      require(!verdict.shortened || verdict.shortened->given == verdict.given,
              "what is given is what is said");
    }
}

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold;
  using namespace leasehold::fuzz;
  if (const auto read =
          read_file(fuzz_input{data, size}.rest(), parse_policy)) {
    check_classes(read->classes);
    check_file(read->rules);
    check_journal(*read);
    check_limits(read->rules);
  }
  return 0;
}
