// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/clients.hpp"

#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "runtime/clock/belief.hpp"
#include "tools/simulator/play/clients_parts.hpp"
#include "tools/simulator/play/region_plan.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// How long a lessee waits for an answer before it asks again.
constexpr duration patience = seconds{3};
/// How often it gives up in the end, while links are bad.
constexpr int tries_max = 4;
constexpr duration ping_every = seconds{5};
/// Above the number of every operation that makes a lease.
constexpr operation_id leases_max = 10'000;

} // namespace

clients::clients(world& where, const scenario& from, const region_facts& facts,
                 oracle& judge, story& told, on_hazard tell)
    : world_(where),
      scenario_(from),
      facts_(facts),
      oracle_(judge),
      story_(told),
      links_(where, from.seed),
      on_hazard_(std::move(tell)),
      lessees_(from.lessee_rates.size(), presence::here) {
  for (lessee_index who = 0; who < lessees_.size(); ++who)
    ping(who, 0);
}

// -- what is wanted until it is answered ------------------------------------

void clients::pursue(std::shared_ptr<errand> x) {
  using state = errand::state;
  if (x->now != state::open)
    return;
  if (lessees_[x->who] == presence::gone
      || (x->tries >= tries_max && !links_.healed())) {
    x->now = state::dropped;
    return;
  }
  auto attempt = static_cast<std::uint32_t>(x->tries++);
  x->send(x, attempt);
  world_.at(world_.now() + on_clock_of(x->who, patience),
            [this, x] { pursue(x); });
}

void clients::begin(operation_id id, lessee_index who, const char* kind,
                    errand::sender send) {
  auto work = std::make_shared<errand>();
  work->id = id;
  work->who = who;
  work->what = fmt::format("{} #{}", kind, id);
  work->send = std::move(send);
  errands_.push_back(work);
  pursue(std::move(work));
}

/// A session that lives says so (ADR 0014).
void clients::ping(lessee_index who, std::uint32_t number) {
  if (lessees_[who] == presence::gone)
    return;
  for (node_index i = 0; i < world_.size(); ++i) {
    auto chance =
        dice{scenario_.seed}.fork("ping", who * 64 + i).fork("", number);
    if (!links_.healed() && chance.hit(links::lost_ppm))
      continue;
    world_.at(world_.now() + chance.tail(microseconds{200}, milliseconds{400}),
              [this, who, i] {
                auto& target = world_.node(i);
                if (target.running())
                  caf::anon_send(target.services().leases,
                                 holder_seen{lessee_at(who)});
              });
  }
  world_.at(world_.now() + on_clock_of(who, ping_every),
            [this, who, number] { ping(who, number + 1); });
}

// -- requests ----------------------------------------------------------------

void clients::do_ask(const operation& x, const ask& what) {
  begin(x.id, what.who, "request", [this, what](auto& self, auto attempt) {
    send_ask(self, self->id, what, attempt);
  });
}

void clients::send_ask(const std::shared_ptr<errand>& to, operation_id id,
                       const ask& what, std::uint32_t attempt) {
  lease_request request;
  request.request = request_id{id};
  request.target = resource_name{what.target};
  request.source = endpoint_name{what.source};
  request.amount = what.amount;
  request.minimum = what.minimum;
  request.wanted = what.wanted;
  request.service = class_name{what.service};
  request.setup = what.setup;
  request.flow = what.flow;
  request.intent = what.intent;
  auto name = fmt::format("{}.{}", id, attempt);
  request.labels["attempt"] = name;
  auto sent = world_.now();
  auto until_start = std::make_shared<duration>();
  call<std::vector<lease_outcome>> question;
  question.to = what.via;
  question.key = id * attempts_max + attempt;
  question.send = [this, request, what](auto& services, auto reply) {
    auto asked = request;
    if (what.ahead > duration::zero())
      asked.start = services.clock->base().wall + what.ahead;
    caf::anon_send(services.leases,
                   request_leases{lessee(what.who), {asked}, reply});
  };
  question.leaves = [this, what, name, sent, until_start](auto& at,
                                                          auto& outcomes) {
    story_.tell(at.now,
                fmt::format("{} answers #{}: {}", node_name_at(at.node), name,
                            outcome_of(outcomes.front())));
    oracle_.answered(at,
                     {name, what.wanted, what.intent, outcomes.front(), sent});
    if (auto grant = std::get_if<lease_grant>(&outcomes.front()))
      *until_start = grant->lease.term.start - at.ledger;
  };
  question.hears = [this, to, id, what, sent, until_start](auto& outcomes) {
    if (auto grant = std::get_if<lease_grant>(&outcomes.front()))
      hear_grant(id, what.who, *grant, sent, *until_start);
    else if (!is_final(std::get<refusal>(outcomes.front()).code))
      return;
    to->now = errand::state::answered;
  };
  links_.place(std::move(question));
}

void clients::hear_grant(operation_id of, lessee_index who,
                         const lease_grant& grant, true_time sent,
                         duration until_start) {
  if (grant.lease.id.value() == 0)
    return;
  auto now = world_.now();
  if (scenario_.lessees_count == counting::from_arrival)
    sent = now;
  belief x;
  x.lease = grant.lease.id;
  x.epoch = grant.lease.epoch.value();
  x.hops = grant.lease.route.hops;
  x.until = sent + on_clock_of(who, grant.valid_for);
  // A start is not believed in before any clock within the bound is there.
  x.from = now + std::max(true_time{0}, true_time{until_start} * 1002 / 1000);
  auto& known = tenures_[of];
  known.who = who;
  if (known.lease.epoch.value() <= x.epoch) {
    known.lease = grant.lease;
    known.until = x.until;
  }
  story_.tell(now,
              fmt::format("{} believes in lease {} (epoch {}) until {}",
                          lessee_at(who).str(), to_string(x.lease), x.epoch,
                          seconds_of(x.until)));
  oracle_.believes(std::move(x), now);
}

void clients::hear_terms(const std::shared_ptr<errand>& to, operation_id of,
                         lease_id lease, const lease_outcome& x, true_time sent,
                         duration until_start) {
  auto grant = std::get_if<lease_grant>(&x);
  if (grant == nullptr && !is_final(std::get<refusal>(x).code))
    return;
  oracle_.heard(lease, to->id);
  if (grant != nullptr)
    hear_grant(of, to->who, *grant, sent, until_start);
  to->now = errand::state::answered;
}

void clients::do_renew(const operation& x, const renew& what) {
  auto known = tenures_.find(what.of);
  if (known == tenures_.end())
    return;
  if (known->second.until < world_.now())
    on_hazard_(domain_fault::late_renewal, root(known->second.lease.id));
  if (what.wanted.type() == period::kind::finite)
    oracle_.asks_for_less(known->second.lease.id, x.id, world_.now());
  begin(x.id, known->second.who, "renewal",
        [this, what](auto& self, auto attempt) {
          send_renewal(self, self->id, what, attempt);
        });
}

void clients::send_renewal(const std::shared_ptr<errand>& to, operation_id id,
                           const renew& what, std::uint32_t attempt) {
  auto& known = tenures_.at(what.of);
  auto lease = known.lease.id;
  auto who = known.who;
  auto sent = world_.now();
  auto until_start = std::make_shared<duration>();
  call<std::vector<lease_outcome>> question;
  question.to = root(lease);
  question.key = id * attempts_max + attempt;
  question.send = [this, lease, who, id, what](auto& services, auto reply) {
    renewal_request asked;
    asked.request = request_id{id};
    asked.lease = lease;
    asked.wanted = what.wanted;
    caf::anon_send(services.leases, renew_leases{lessee(who), {asked}, reply});
  };
  question.leaves = [this, id, lease, sent, until_start](auto& at,
                                                         auto& outcomes) {
    story_.tell(at.now,
                fmt::format("{} answers renewal #{} of lease {}: {}",
                            node_name_at(at.node), id, to_string(lease),
                            outcome_of(outcomes.front())));
    oracle_.answered_renewal(at, lease, outcomes.front(), sent);
    if (auto grant = std::get_if<lease_grant>(&outcomes.front()))
      *until_start = grant->lease.term.start - at.ledger;
  };
  question.hears = [this, to, lease, of = what.of, sent,
                    until_start](auto& outcomes) {
    hear_terms(to, of, lease, outcomes.front(), sent, *until_start);
  };
  links_.place(std::move(question));
}

void clients::do_give_back(const operation& x, const give_back& what) {
  auto known = tenures_.find(what.of);
  if (known == tenures_.end())
    return;
  auto& lease = known->second.lease;
  release_request asked;
  asked.lease = lease.id;
  auto older =
      what.epoch == give_back::naming::stale && lease.epoch.value() > 1;
  if (older) {
    asked.epoch = epoch{lease.epoch.value() - 1};
    on_hazard_(domain_fault::stale_release, root(lease.id));
  } else if (what.epoch != give_back::naming::none) {
    asked.epoch = lease.epoch;
  }
  using manner = oracle::giving_back;
  oracle_.gives_back(asked.lease, asked.epoch,
                     older ? manner::by_mistake : manner::in_earnest,
                     world_.now());
  begin(x.id, known->second.who, "release",
        [this, asked](auto& self, auto attempt) {
          send_release(self, self->id, asked, attempt);
        });
}

void clients::send_release(const std::shared_ptr<errand>& to, operation_id id,
                           const release_request& what, std::uint32_t attempt) {
  call<std::vector<release_outcome>> question;
  question.to = root(what.lease);
  question.key = id * attempts_max + attempt;
  question.send = [this, who = to->who, what](auto& services, auto reply) {
    caf::anon_send(services.leases, release_leases{lessee(who), {what}, reply});
  };
  question.leaves = [this, id](auto& at, auto& outcomes) {
    story_.tell(at.now,
                fmt::format("{} answers release #{}: {}", node_name_at(at.node),
                            id, to_string(outcomes.front().code)));
    oracle_.answered_release(at, outcomes.front());
  };
  question.hears = [to](auto& outcomes) {
    if (is_final(outcomes.front().code))
      to->now = errand::state::answered;
  };
  links_.place(std::move(question));
}

// -- what lessees do with leases ---------------------------------------------

void clients::do_act(const operation& x, const act& what) {
  auto known = tenures_.find(what.of);
  if (known == tenures_.end())
    return;
  auto& lease = known->second.lease;
  auto believes = world_.now() < known->second.until;
  if (!believes && what.how == act::manner::believing)
    return;
  std::uint64_t number = 0;
  for (auto& hop : lease.route.hops) {
    auto owner = facts_.owners.find(hop.gateway);
    if (owner == facts_.owners.end())
      continue;
    if (what.how == act::manner::zombie)
      on_hazard_(domain_fault::zombie_effect, owner->second);
    hop_key key{lease.id, lease.epoch, hop.gateway};
    call<errc> question;
    question.to = owner->second;
    question.key = x.id * attempts_max + number++;
    question.send = [key](auto& services, auto reply) {
      caf::anon_send(services.directory, admit_effect{key, reply});
    };
    question.leaves = [this, key, uses = hop.uses](auto& at, auto& word) {
      if (word == errc::none)
        oracle_.admitted(at, key, uses);
    };
    question.hears = [](auto&) {
    };
    links_.place(std::move(question));
  }
}

void clients::do_read(const operation& x, const read_on& what) {
  if (lessees_[what.who] == presence::gone)
    return;
  for (node_index i = 0; i < world_.size(); ++i) {
    call<event_page> question;
    question.to = i;
    question.key = x.id * attempts_max + i;
    question.send = [this, who = what.who](auto& services, auto reply) {
      leasehold::read_events asked;
      asked.who = lessee(who);
      asked.reply = std::move(reply);
      caf::anon_send(services.events, std::move(asked));
    };
    question.leaves = [this](auto& at, auto& page) {
      oracle_.read(at, page);
    };
    question.hears = [](auto&) {
    };
    links_.place(std::move(question));
  }
}

void clients::do_leave(const operation& x, const leave& what) {
  auto gives = what.how == leave::manner::with_release;
  std::vector<operation_id> held;
  for (auto& [id, known] : tenures_)
    if (known.who == what.who && world_.now() < known.until) {
      held.push_back(id);
      on_hazard_(gives ? domain_fault::lessee_leaves
                       : domain_fault::lessee_gone,
                 root(known.lease.id));
    }
  if (!gives)
    lessees_[what.who] = presence::gone;
  else
    for (auto id : held)
      do_give_back({x.id * leases_max + id, x.at, {}, {}},
                   {id, give_back::naming::known});
}

// -- the end -----------------------------------------------------------------

void clients::report_unanswered() {
  for (auto& x : errands_)
    if (x->now == errand::state::open && lessees_[x->who] == presence::here)
      oracle_.unanswered(x->what, world_.now());
}

// -- names -------------------------------------------------------------------

node_moment clients::moment(node_index node) {
  return {node, world_.now(), world_.node(node).services().clock->now()};
}

principal clients::lessee(lessee_index who) const {
  return {lessee_at(who), role::lessee};
}

true_time clients::on_clock_of(lessee_index who, duration length) const {
  constexpr std::int64_t million = 1'000'000;
  using wide = __int128;
  auto shown =
      std::chrono::nanoseconds{std::min(length, duration{10'000'000'000})};
  return true_time{static_cast<std::int64_t>(
      wide{shown.count()} * million / (million + scenario_.lessee_rates[who]))};
}

node_index clients::root(lease_id lease) const {
  return root_of(lease, facts_.nodes);
}

} // namespace leasehold::sim
