// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/laws.hpp"

#include <cstddef>
#include <memory>
#include <utility>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/directory/thresholds.hpp"
#include "actors/record/records.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

void enter_policy(directory_pointer self) {
  const auto laws = std::make_shared<policy>(self->state.laws);
  self->send(self->state.config.manager, policy_changed{laws});
  if (self->state.config.actions)
    self->send(self->state.config.actions, policy_changed{laws});
}

void change_rule(directory_pointer self, const set_rule& msg) {
  constexpr std::size_t rules_max = 1000;
  auto& rules = self->state.laws.rules;
  if (rules.size() >= rules_max && rules.count(msg.rule.name) == 0)
    return msg.reply(
        failure{errc::too_much,
                fmt::format("there are {} rules, as many as may be; remove "
                            "some, or write fewer and wider ones",
                            rules_max)});
  rules[msg.rule.name] = msg.rule;
  write(self, {to_record(msg.rule)}, [self, msg] {
    enter_policy(self);
    msg.reply(success());
  });
}

void drop_rule(directory_pointer self, const remove_rule& msg) {
  if (self->state.laws.rules.count(msg.rule) == 0)
    return msg.reply(failure{
        errc::unknown_name,
        fmt::format("there is no rule \"{}\": `leasehold policy list` shows "
                    "all",
                    msg.rule.str())});
  self->state.laws.rules.erase(msg.rule);
  write(self, {erasure_of_rule(msg.rule)}, [self, msg] {
    enter_policy(self);
    msg.reply(success());
  });
}

void change_class(directory_pointer self, const set_class& msg) {
  auto& classes = self->state.laws.classes;
  if (classes.size() >= bounds::classes && classes.count(msg.value.name) == 0)
    return msg.reply(failure{errc::too_much,
                             fmt::format("there are {} classes, as many as may "
                                         "be; remove some, or change one",
                                         bounds::classes)});
  classes[msg.value.name] = msg.value;
  write(self, {to_record(msg.value)}, [self, msg] {
    enter_policy(self);
    msg.reply(success());
  });
}

void drop_class(directory_pointer self, const remove_class& msg) {
  if (self->state.laws.classes.count(msg.name) == 0)
    return msg.reply(failure{
        errc::unknown_name,
        fmt::format(
            "there is no class \"{}\": `leasehold policy classes` shows "
            "all",
            msg.name.str())});
  if (shipped_classes().count(msg.name) > 0)
    return msg.reply(
        failure{errc::conflict,
                fmt::format("every region has the class \"{}\", so it can't be "
                            "removed: change it (`leasehold policy set`)",
                            msg.name.str())});
  self->state.laws.classes.erase(msg.name);
  write(self, {erasure_of_class(msg.name)}, [self, msg] {
    enter_policy(self);
    msg.reply(success());
  });
}

void tell_thresholds(directory_pointer self) {
  auto& state = self->state;
  for (auto& [name, gateway] : state.gateways)
    self->send(
        gateway,
        watch_demand{limits_of(*state.current->graph, state.thresholds, name)});
}

void change_threshold(directory_pointer self, const set_threshold& msg) {
  auto& state = self->state;
  auto& x = msg.threshold;
  if (auto fits = check_threshold(*state.current->graph, state.thresholds, x);
      !fits)
    return msg.reply(fits);
  if (x.high == 0)
    state.thresholds.erase(x.subject);
  else
    state.thresholds[x.subject] = x;
  write(self, {x.high == 0 ? erasure_of(x) : to_record(x)}, [self, msg] {
    tell_thresholds(self);
    msg.reply(success());
  });
}

} // namespace leasehold
