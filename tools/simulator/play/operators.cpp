// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/operators.hpp"

#include <algorithm>

#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "actors/route/topology_file.hpp"
#include "tools/simulator/play/region_plan.hpp"

namespace leasehold::sim {

namespace {

constexpr true_time patience = std::chrono::seconds{3};
constexpr std::uint64_t attempts_max = 1'000;
constexpr const char* the_region = "the region";

} // namespace

operators::operators(world& where, const scenario& from,
                     const region_facts& facts, story& told, on_hazard tell)
    : world_(where),
      facts_(facts),
      story_(told),
      on_hazard_(std::move(tell)),
      links_(where, from.seed) {}

bool operators::is_open(const subject& about, operation_id id) const {
  auto i = open_.find(about);
  return i != open_.end() && i->second == id;
}

template <class Msg>
void operators::say(const subject& about, operation_id id, Msg msg,
                    settling settles) {
  open_[about] = id;
  insist(about, id, std::move(msg), std::move(settles), 0);
}

template <class Msg>
void operators::insist(const subject& about, operation_id id, Msg msg,
                       settling settles, std::uint32_t attempt) {
  if (!is_open(about, id))
    return;
  call<status> question;
  question.to = about.first;
  question.key = id * attempts_max + attempt * world_.size() + about.first;
  // One connection keeps the order of what is said on it.
  question.send = [this, about, id, msg](auto& services, auto reply) {
    if (!is_open(about, id))
      return;
    auto asked = msg;
    asked.reply = std::move(reply);
    caf::anon_send(services.directory, std::move(asked));
  };
  question.leaves = [this, about](auto& at, auto& done) {
    story_.tell(at.now,
                fmt::format("{} {} of {}", node_name_at(at.node),
                            done ? "takes the word" : "will not hear",
                            about.second));
  };
  question.hears = [this, about, id, settles](auto& done) {
    if (!is_open(about, id))
      return;
    open_.erase(about);
    if (!settles(done))
      open_[about] = id;
  };
  links_.place(std::move(question));
  world_.at(world_.now() + patience, [this, about, id, msg, settles, attempt] {
    insist(about, id, msg, settles, attempt + 1);
  });
}

/// Only the node of its gateway takes it; others say so.
void operators::do_set_room(const operation& x, const set_room& what) {
  for (node_index i = 0; i < world_.size(); ++i) {
    on_hazard_(domain_fault::capacity_shrinks, i);
    say({i, what.resource}, x.id,
        set_capacity{resource_name{what.resource}, what.capacity, {}},
        [](auto&) { return true; });
  }
}

node_index operators::first_to_hear(const set_region& what) {
  auto next = parse_topology(what.toml, "the operator's");
  for (auto& [gateway, node] : facts_.owners)
    if (std::none_of(next->gateways.begin(), next->gateways.end(),
                     [&name = gateway](auto& x) { return x.name == name; })) {
      story_.tell(world_.now(), "it lacks " + gateway.str());
      return node;
    }
  return 0;
}

void operators::do_set_region(const operation& x, const set_region& what) {
  auto how = what.how == set_region::manner::changes
      ? domain_fault::region_changes
      : domain_fault::gateway_removed;
  for (node_index i = 0; i < world_.size(); ++i)
    on_hazard_(how, i);
  newest_region_ = x.id;
  auto first = first_to_hear(what);
  say({first, the_region}, x.id, load_topology{what.toml, {}},
      [this, id = x.id, toml = what.toml, first](const status& done) {
        if (done && id == newest_region_)
          spread_region(id, toml);
        else if (!done)
          tell_again(first);
        return true;
      });
}

void operators::spread_region(operation_id id, const std::string& toml) {
  agreed_ = {id, toml};
  for (node_index i = 0; i < world_.size(); ++i)
    say_agreed(i);
}

void operators::tell_again(node_index node) {
  if (agreed_ && open_.count({node, the_region}) == 0)
    say_agreed(node);
  for (auto& [id, value] : classes_)
    say_class(node, id, value);
}

void operators::do_define_class(const operation& x, const define_class& what) {
  classes_[x.id] = what.value;
  for (node_index i = 0; i < world_.size(); ++i)
    say_class(i, x.id, what.value);
}

void operators::say_class(node_index node, operation_id id,
                          const service_class& value) {
  say({node, "class " + value.name.str()}, id, set_class{value, {}},
      [](const status& done) { return bool(done); });
}

void operators::say_agreed(node_index node) {
  say({node, the_region}, agreed_->id, load_topology{agreed_->toml, {}},
      [](const status& done) { return bool(done); });
}

} // namespace leasehold::sim
