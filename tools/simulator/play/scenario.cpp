// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/scenario.hpp"

#include <fmt/format.h>

#include "tools/simulator/play/region_plan.hpp"
#include "tools/simulator/play/story.hpp"

namespace leasehold::sim {

namespace {

std::string describe(const ask& x) {
  auto text = fmt::format("lessee-{} asks {} for {} of {} from {} for {}",
                          x.who + 1, node_name_at(x.via), to_string(x.amount),
                          x.target, x.source, to_string(x.wanted));
  if (x.ahead > duration::zero())
    text += fmt::format(" in {} ms", x.ahead.count());
  if (x.service != "standard")
    text += ", " + x.service;
  if (x.flow != flow_selector{})
    text += ", " + to_string(x.flow);
  return x.intent == request_intent::dry_run ? text + ", as a rehearsal" : text;
}

std::string describe(const renew& x) {
  return fmt::format("the lessee of #{} renews it for {}", x.of,
                     to_string(x.wanted));
}

std::string describe(const change_terms& x) {
  auto text = fmt::format("the lessee of #{} asks for {} tenths of its amount",
                          x.of, x.tenths);
  return x.wanted ? text + " for " + to_string(*x.wanted) : text;
}

std::string describe(const give_back& x) {
  constexpr const char* words[]{"", " at the epoch it knows",
                                " at an older epoch"};
  return fmt::format("the lessee of #{} gives it back{}", x.of,
                     words[static_cast<std::size_t>(x.epoch)]);
}

std::string describe(const act& x) {
  return fmt::format("the lessee of #{} acts on it{}", x.of,
                     x.how == act::manner::zombie ? ", whatever it believes"
                                                  : "");
}

std::string describe(const read_on& x) {
  return fmt::format("lessee-{} reads its events", x.who + 1);
}

std::string describe(const watch& x) {
  return fmt::format("lessee-{} reads its events every {} ms from now on, and "
                     "acknowledges them",
                     x.who + 1, x.every.count());
}

std::string describe(const leave& x) {
  return fmt::format("lessee-{} {}", x.who + 1,
                     x.how == leave::manner::with_release ? "gives all back"
                                                          : "is gone");
}

std::string describe(const run_verb& x) {
  auto text = fmt::format("lessee-{} has {} {} {} within {} ms", x.who + 1,
                          node_name_at(x.via), name_of(x.what),
                          fmt::join(x.targets, ", "), x.within.count());
  return x.cancel_after
      ? text + fmt::format(", cancelled after {} ms", x.cancel_after->count())
      : text;
}

std::string describe(const set_room& x) {
  return fmt::format("the operator sets {} to {}", x.resource,
                     to_string(x.capacity));
}

std::string describe(const set_region& x) {
  return x.how == set_region::manner::changes
      ? "the operator loads a region with other links"
      : "the operator loads a region without a gateway";
}

std::string describe(const define_class& x) {
  return fmt::format("the operator defines the class {}: setup {}, hold {}, "
                     "{} ms to acknowledge",
                     x.value.name.str(), x.value.setup, x.value.hold,
                     x.value.ack_within.count());
}

std::string describe(const trouble& x) {
  return fmt::format("fault {} at {} and {} for {}", to_string(x.kind),
                     node_name_at(x.node), node_name_at(x.other),
                     seconds_of(x.length));
}

} // namespace

lessee_name lessee_at(lessee_index who) {
  return lessee_name{fmt::format("lessee-{}", who + 1)};
}

std::string to_string(const operation& x) {
  auto wait = x.during ? fmt::format(" (during {})", to_string(*x.during))
                       : std::string{};
  return fmt::format(
      "#{}{} {}", x.id, wait,
      std::visit([](auto& what) { return describe(what); }, x.what));
}

} // namespace leasehold::sim
