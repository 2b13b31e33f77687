// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/performer_actor.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using performer_pointer = role_pointer<performer_actor, performer_state>;

/// A host that replied at least once is there; how well it replied is in the
/// report.
child_status status_of(const echo_answer& x) {
  child_status y;
  y.number = static_cast<std::uint32_t>(x.tag);
  y.outcome = x.received > 0 ? outcome::ok : outcome::failed;
  if (x.sent > 0)
    y.echo =
        echo_report{x.sent, x.received, x.duplicates, x.least, x.mean, x.most};
  if (y.outcome == outcome::ok)
    return y;
  y.code = x.trouble.empty() ? errc::timed_out : errc::unavailable;
  y.message = x.trouble.empty() ? "no reply in time" : x.trouble;
  return y;
}

void tell(performer_pointer self, std::vector<child_status> statuses) {
  auto& state = self->state;
  state.left -= std::min(state.left, statuses.size());
  self->send(state.config.queue,
             child_progress{state.config.key, std::move(statuses)});
  if (state.left == 0)
    self->quit();
}

void refuse_all(performer_pointer self) {
  auto& task = *self->state.config.task;
  std::vector<child_status> all;
  for (auto& target : task.targets) {
    child_status said;
    said.number = target.number;
    said.code = errc::unavailable;
    said.message = fmt::format(
        "the node of this gateway has nothing to {} with", name_of(task.verb));
    all.push_back(std::move(said));
  }
  tell(self, std::move(all));
}

void begin(performer_pointer self, const ping& x) {
  auto& config = self->state.config;
  if (!config.drivers.echo || config.task->targets.empty())
    return refuse_all(self);
  echo_order order;
  for (auto& target : config.task->targets)
    order.hosts.push_back({target.number, target.address});
  order.count = x.count;
  order.interval = x.interval;
  order.timeout = x.timeout;
  order.payload = x.payload;
  self->state.ticket = config.drivers.echo->start(
      std::move(order),
      [to = performer_actor{self}](std::vector<echo_answer> answers) {
        caf::anon_send(to, echoes_heard{std::move(answers)});
      });
}

void begin(performer_pointer self, const wake&) {
  auto& config = self->state.config;
  if (!config.drivers.wake)
    return refuse_all(self);
  std::vector<child_status> all;
  for (auto& target : config.task->targets) {
    child_status said;
    said.number = target.number;
    const auto sent = target.mac
        ? config.drivers.wake->wake(target.address, *target.mac)
        : status{failure{errc::invalid_request, "it has no hardware address"}};
    said.outcome = sent ? outcome::ok : outcome::failed;
    if (!sent) {
      said.code = sent.error().code;
      said.message = sent.error().message;
    }
    all.push_back(std::move(said));
  }
  tell(self, std::move(all));
}

} // namespace

/// Nothing is sent for a child that nobody waits for any more.
performer_state::~performer_state() {
  if (config.drivers.echo && ticket != 0)
    config.drivers.echo->stop(ticket);
}

std::string performer_state::in_words() const {
  return fmt::format("does {} for {}, {} left",
                     config.task ? name_of(config.task->verb) : "nothing",
                     config.task ? config.task->lessee.str() : "nobody",
                     counted(left, "target"));
}

performer_actor::behavior_type performer(performer_pointer self,
                                         performer_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.left = state.config.task->targets.size();
  std::visit([self](auto& x) { begin(self, x); }, state.config.task->verb);
  return {
      [self](const echoes_heard& msg) {
        std::vector<child_status> statuses;
        for (auto& answer : msg.answers)
          statuses.push_back(status_of(answer));
        tell(self, std::move(statuses));
      },
  };
}

} // namespace leasehold
