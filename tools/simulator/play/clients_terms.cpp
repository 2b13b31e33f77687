// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "tools/simulator/play/clients.hpp"
#include "tools/simulator/play/clients_parts.hpp"
#include "tools/simulator/play/region_plan.hpp"

// Lessees that change the terms of what they have, and those that watch what
// becomes of them.
namespace leasehold::sim {

namespace {

/// Of one look at the events of one node, and the answers to them.
constexpr std::uint64_t looks_keys = 1'024;

/// Of what there is, something stays.
amounts tenths_of(const amounts& x, std::int64_t tenths) {
  amounts result;
  for (auto u : all_units)
    if (x[u] > 0)
      result.set(u, std::max<std::int64_t>(1, x[u] * tenths / 10));
  return result;
}

} // namespace

void clients::do_change(const operation& x, const change_terms& what) {
  auto known = tenures_.find(what.of);
  if (known == tenures_.end())
    return;
  auto& lease = known->second.lease;
  change_request asked;
  asked.lease = lease.id;
  asked.amount = tenths_of(lease.amount, what.tenths);
  asked.wanted = what.wanted;
  oracle_.asks_for_less(lease.id, x.id, world_.now());
  begin(x.id, known->second.who, "change",
        [this, of = what.of, asked](auto& self, auto attempt) {
          send_change(self, of, asked, attempt);
        });
}

void clients::send_change(const std::shared_ptr<errand>& to, operation_id of,
                          const change_request& what, std::uint32_t attempt) {
  auto sent = world_.now();
  auto until_start = std::make_shared<duration>();
  auto had = std::make_shared<std::optional<amounts>>();
  call<std::vector<lease_outcome>> question;
  question.to = root(what.lease);
  question.key = to->id * attempts_max + attempt;
  question.send = [this, who = to->who, what, had](auto& services, auto reply) {
    *had = oracle_.promised(what.lease);
    caf::anon_send(services.leases, change_leases{lessee(who), {what}, reply});
  };
  question.leaves = [this, id = to->id, what, sent, had,
                     until_start](auto& at, auto& outcomes) {
    story_.tell(at.now,
                fmt::format("{} answers change #{} of lease {}: {}",
                            node_name_at(at.node), id, to_string(what.lease),
                            outcome_of(outcomes.front())));
    oracle_.answered_change(at, what, *had, outcomes.front(), sent);
    if (auto grant = std::get_if<lease_grant>(&outcomes.front()))
      *until_start = grant->lease.term.start - at.ledger;
  };
  question.hears = [this, to, of, lease = what.lease, sent,
                    until_start](auto& outcomes) {
    hear_terms(to, of, lease, outcomes.front(), sent, *until_start);
  };
  links_.place(std::move(question));
}

// -- what becomes of leases ---------------------------------------------------

void clients::do_watch(const operation& x, const watch& what) {
  look(x.id, what, 0);
}

void clients::look(operation_id id, const watch& what, std::uint32_t number) {
  if (lessees_[what.who] == presence::gone)
    return;
  // Each look has keys of its own, above those of all other calls.
  auto first_key = (std::uint64_t{id} << 32)
      + std::uint64_t{number} * world_.size() * looks_keys;
  for (node_index i = 0; i < world_.size(); ++i) {
    call<event_page> question;
    question.to = i;
    question.key = first_key + i * looks_keys;
    auto& unread = unread_[{what.who, i}];
    question.send = [this, who = what.who, from = unread](auto& services,
                                                          auto reply) {
      leasehold::read_events asked;
      asked.who = lessee(who);
      asked.query.from = from;
      asked.reply = std::move(reply);
      caf::anon_send(services.events, std::move(asked));
    };
    question.leaves = [this](auto& at, auto& page) {
      oracle_.read(at, page);
    };
    question.hears = [this, &unread, i, who = what.who,
                      key = question.key](auto& page) {
      unread = std::max(unread, page.next);
      acknowledge(i, who, page, key + 1);
    };
    links_.place(std::move(question));
  }
  world_.at(world_.now() + on_clock_of(what.who, what.every),
            [this, id, what, number] { look(id, what, number + 1); });
}

/// Of each lease the newest: that says that it knows the others, too.
void clients::acknowledge(node_index root, lessee_index who,
                          const event_page& page, std::uint64_t first_key) {
  std::map<lease_id, std::uint32_t> newest;
  for (auto& event : page.events)
    newest[event.lease] = event.sequence;
  for (auto& x : newest) {
    call<status> question;
    question.to = root;
    question.key = first_key++;
    question.send = [this, who, x](auto& services, auto reply) {
      oracle_.acknowledged(x.first, x.second);
      caf::anon_send(services.leases,
                     acknowledge_lease{lessee(who), x.first, x.second, reply});
    };
    question.leaves = [this, who, x](auto& at, auto&) {
      story_.tell(at.now,
                  fmt::format("{} has heard from {} that it knows of "
                              "lease {} up to its event {}",
                              node_name_at(at.node), lessee_at(who).str(),
                              to_string(x.first), x.second));
    };
    question.hears = [](auto&) {
    };
    links_.place(std::move(question));
  }
}

} // namespace leasehold::sim
