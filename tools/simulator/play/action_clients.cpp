// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/action_clients.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::milliseconds;

/// Between two calls of one errand.
constexpr true_time asks_every = milliseconds{900};
/// How long a reader waits at the node.
constexpr duration waits = milliseconds{400};
/// Keys of calls that no operation of a lease has.
constexpr std::uint64_t keys_from = 1ull << 40;
constexpr std::uint64_t keys_each = 1'000;

/// What a node says that can't serve now.
bool comes_again(errc code) {
  return code == errc::unavailable || code == errc::low_space;
}

} // namespace

action_clients::action_clients(world& where, const scenario& from,
                               oracle& judge, story& told)
    : world_(where), oracle_(judge), story_(told), links_(where, from.seed) {}

void action_clients::do_run(const operation& x, const run_verb& what) {
  auto work = std::make_shared<errand>();
  work->id = x.id;
  work->what = what;
  errands_.push_back(work);
  pursue(work);
}

void action_clients::pursue(const shared_errand& x) {
  switch (x->now) {
  case errand::state::over:
    return;
  case errand::state::asking:
    ask(x);
    break;
  case errand::state::reading:
    read(x);
    break;
  }
  world_.at(world_.now() + asks_every, [this, x] { pursue(x); });
}

void action_clients::ask(const shared_errand& x) {
  call<result<action_info>> question;
  question.to = x->what.via;
  question.key = key_of(*x);
  question.send = [this, x](auto& services, auto reply) {
    run_action asked;
    asked.request.verb = x->what.what;
    asked.request.targets = x->what.targets;
    asked.request.deadline = services.clock->now() + x->what.within;
    asked.request.priority = x->what.priority;
    asked.request.request = request_id{x->id};
    asked.who = lessee(*x);
    asked.reply = std::move(reply);
    caf::anon_send(services.actions, std::move(asked));
  };
  question.leaves = [this](auto& at, auto& answer) {
    if (answer)
      oracle_.actions().begun(at, answer->id);
  };
  question.hears = [this, x](auto& answer) {
    if (x->now != errand::state::asking)
      return;
    if (answer) {
      x->now = errand::state::reading;
      x->action = answer->id;
      if (x->what.cancel_after)
        world_.at(world_.now() + *x->what.cancel_after,
                  [this, x] { cancel(x); });
      return;
    }
    if (comes_again(answer.error().code))
      return;
    x->now = errand::state::over;
    story_.tell(world_.now(),
                fmt::format("action #{} is refused: {}", x->id,
                            answer.error().message));
  };
  links_.place(std::move(question));
}

void action_clients::read(const shared_errand& x) {
  call<result<status_page>> question;
  question.to = x->what.via;
  question.key = key_of(*x);
  const auto from = x->heard;
  question.send = [this, x, from](auto& services, auto reply) {
    caf::anon_send(services.actions,
                   read_statuses{x->action, from, services.clock->now() + waits,
                                 lessee(*x), std::move(reply)});
  };
  question.leaves = [this, x, from](auto& at, auto& page) {
    oracle_.actions().told(at, x->action, from, page);
  };
  question.hears = [this, x](auto& page) {
    if (!page) {
      // Its node has another disk, and knows nothing of it.
      if (page.error().code == errc::unknown_name)
        x->now = errand::state::over;
      return;
    }
    x->heard = std::max(x->heard, page->next);
    if (page->action.is_over() && x->heard >= page->action.targets)
      x->now = errand::state::over;
    for (auto& status : page->statuses)
      story_.tell(world_.now(),
                  fmt::format("lessee-{} hears of action #{}: {} {} by {}, {}",
                              x->what.who + 1, x->id, status.target,
                              to_string(status.said.outcome),
                              status.gateway.str(), status.said.message));
  };
  links_.place(std::move(question));
}

void action_clients::cancel(const shared_errand& x) {
  call<result<action_info>> question;
  question.to = x->what.via;
  question.key = key_of(*x);
  question.send = [this, x](auto& services, auto reply) {
    caf::anon_send(services.actions,
                   cancel_action{x->action, lessee(*x), std::move(reply)});
  };
  question.leaves = [](auto&, auto&) {
  };
  question.hears = [](auto&) {
  };
  links_.place(std::move(question));
}

void action_clients::report_unanswered() {
  for (auto& x : errands_)
    if (x->now != errand::state::over)
      oracle_.unanswered(fmt::format("action #{}", x->id), world_.now());
}

std::uint64_t action_clients::key_of(errand& x) const {
  return keys_from + x.id * keys_each + x.calls++;
}

principal action_clients::lessee(const errand& x) const {
  return {lessee_at(x.what.who), role::lessee};
}

} // namespace leasehold::sim
