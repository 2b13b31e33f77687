// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/operator_server.hpp"

#include <string>
#include <utility>
#include <variant>

#include <caf/make_message.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/door/answer.hpp"
#include "actors/door/lease_server.hpp"
#include "actors/door/message_trace.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/actor_codec.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/outage_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "messages/stored.hpp"

namespace leasehold {

namespace {

template <class Context>
kj::Promise<void> refuse(Context context, const failure& why) {
  to_wire(status{why}, context.getResults());
  return kj::READY_NOW;
}

result<capacity_record> read_capacity(capnp::Text::Reader resource,
                                      rpc::Amounts::Reader capacity) {
  return read_whole({}, [&](wire_reader& reader) {
    return capacity_record{reader.name<resource_name>("resource", resource),
                           read_amounts(reader, "capacity", capacity)};
  });
}

std::string subject_of(const demand_threshold& x) {
  return std::visit([](auto& name) { return name.str(); }, x.subject);
}

result<std::string> read_toml(capnp::Text::Reader toml) {
  if (toml.size() > bounds::toml_bytes)
    return failure{errc::too_much,
                   "a topology has at most 4 MiB; leave out notes, or split "
                   "the region"};
  return std::string{toml.begin(), toml.end()};
}

constexpr auto write_plan = [](const curtailment& x, auto results) {
  to_wire(x, results.initPlan());
};

} // namespace

operator_server::operator_server(std::shared_ptr<door_context> door,
                                 principal who,
                                 std::shared_ptr<answer_gate::session> answers)
    : door_(std::move(door)),
      who_(std::move(who)),
      answers_(std::move(answers)) {}

template <class Context, class Handle, class Question>
kj::Promise<void> operator_server::act(Context context, const Handle& whom,
                                       std::string what, Question question) {
  auto asked =
      door_->ask<status>(whom, std::move(question), errc::unknown_outcome);
  auto told = asked.then(
      [name = who_.name, what = std::move(what)](result<status>&& x) {
        const auto done = x ? *x : status{x.error()};
        if (done)
          spdlog::info("operator {}: {}", name.str(), what);
        else
          spdlog::warn("operator {}: {}, which failed: {}", name.str(), what,
                       done.error().message);
        return std::move(x);
      });
  return answer_done(context, kj::mv(told));
}

kj::Promise<void> operator_server::loadTopology(LoadTopologyContext context) {
  auto toml = read_toml(context.getParams().getToml());
  if (!toml)
    return refuse(context, toml.error());
  return act(
      context, door_->node().directory, "loads a topology",
      load_topology{
          std::move(*toml), {}, who_.name, load_topology::harm::refused});
}

kj::Promise<void> operator_server::checkTopology(CheckTopologyContext context) {
  auto toml = read_toml(context.getParams().getToml());
  if (!toml)
    return refuse(context, toml.error());
  return answer_done(
      context,
      door_->ask<status>(door_->node().directory,
                         load_topology{std::move(*toml),
                                       {},
                                       who_.name,
                                       load_topology::harm::refused,
                                       load_topology::act::check}));
}

kj::Promise<void> operator_server::setCapacity(SetCapacityContext context) {
  auto params = context.getParams();
  auto wanted = read_capacity(params.getResource(), params.getCapacity());
  if (!wanted)
    return refuse(context, wanted.error());
  return act(context, door_->node().directory,
             fmt::format("sets the capacity of {} to {}",
                         wanted->resource.str(), to_string(wanted->capacity)),
             set_capacity{wanted->resource, wanted->capacity, {}, who_.name});
}

kj::Promise<void> operator_server::planCapacity(PlanCapacityContext context) {
  auto params = context.getParams();
  auto wanted = read_capacity(params.getResource(), params.getCapacity());
  if (!wanted)
    return answer(context, wanted.error());
  auto asked = door_->ask<result<curtailment>>(
      door_->node().directory,
      plan_capacity{wanted->resource, wanted->capacity, {}});
  return answer(context, flat(kj::mv(asked)), write_plan);
}

kj::Promise<void> operator_server::setOutage(SetOutageContext context) {
  auto value =
      from_wire(context.getParams().getOutage(), door_->node().clock->base());
  if (!value)
    return refuse(context, value.error());
  auto what = fmt::format(
      "{} {}",
      value->what == outage::kind::drained ? "drains" : "reports an error of",
      value->subject);
  return act(context, door_->node().directory, std::move(what),
             set_outage{std::move(*value), {}, who_.name});
}

kj::Promise<void> operator_server::endOutage(EndOutageContext context) {
  auto params = context.getParams();
  auto subject = read_whole({}, [params](wire_reader& reader) {
    return reader.name_text("subject", params.getSubject(), bounds::name_bytes,
                            presence::required);
  });
  if (!subject)
    return refuse(context, subject.error());
  return act(context, door_->node().directory,
             fmt::format("puts {} back into service", *subject),
             end_outage{*subject, {}});
}

kj::Promise<void> operator_server::planOutage(PlanOutageContext context) {
  auto value =
      from_wire(context.getParams().getOutage(), door_->node().clock->base());
  if (!value)
    return answer(context, value.error());
  auto asked = door_->ask<result<curtailment>>(
      door_->node().directory, plan_outage{std::move(*value), {}});
  return answer(context, flat(kj::mv(asked)), write_plan);
}

kj::Promise<void> operator_server::setRule(SetRuleContext context) {
  auto rule = from_wire(context.getParams().getRule());
  if (!rule)
    return refuse(context, rule.error());
  auto what = "sets rule " + rule->name.str();
  return act(context, door_->node().directory, std::move(what),
             set_rule{std::move(*rule), {}});
}

kj::Promise<void> operator_server::removeRule(RemoveRuleContext context) {
  auto params = context.getParams();
  auto rule = read_whole({}, [params](wire_reader& reader) {
    return reader.name<rule_name>("rule", params.getName());
  });
  if (!rule)
    return refuse(context, rule.error());
  return act(context, door_->node().directory, "removes rule " + rule->str(),
             remove_rule{*rule, {}});
}

kj::Promise<void> operator_server::setClass(SetClassContext context) {
  auto value = from_wire(context.getParams().getService());
  if (!value)
    return refuse(context, value.error());
  auto what = "sets class " + value->name.str();
  return act(context, door_->node().directory, std::move(what),
             set_class{std::move(*value), {}});
}

kj::Promise<void> operator_server::removeClass(RemoveClassContext context) {
  auto params = context.getParams();
  auto name = read_whole({}, [params](wire_reader& reader) {
    return reader.name<class_name>("class", params.getName());
  });
  if (!name)
    return refuse(context, name.error());
  return act(context, door_->node().directory, "removes class " + name->str(),
             remove_class{*name, {}});
}

kj::Promise<void> operator_server::setThreshold(SetThresholdContext context) {
  auto value = from_wire(context.getParams().getThreshold());
  if (!value)
    return refuse(context, value.error());
  auto what = fmt::format("sets the threshold of {} to {} %",
                          subject_of(*value), value->high);
  return act(context, door_->node().directory, std::move(what),
             set_threshold{std::move(*value), {}});
}

kj::Promise<void> operator_server::readDemand(ReadDemandContext context) {
  auto params = context.getParams();
  auto resource = read_whole({}, [params](wire_reader& reader) {
    return reader.optional_name<resource_name>("resource",
                                               params.getResource());
  });
  if (!resource)
    return answer(context, resource.error());
  using list = std::vector<resource_demand>;
  auto asked = door_->ask<result<list>>(door_->node().directory,
                                        read_demand{*resource, {}});
  return answer(context, flat(kj::mv(asked)),
                [this](const list& x, auto results) {
                  auto base = door_->node().clock->base();
                  write_each(results.initDemand(x.size()), x,
                             [&base](auto& item, auto builder) {
                               to_wire(item, base, builder);
                             });
                });
}

kj::Promise<void> operator_server::audit(AuditContext context) {
  return answer(context,
                door_->ask<audit_report>(door_->node().directory, run_audit{}),
                [](const audit_report& x, auto results) {
                  to_wire(x, results.initReport());
                });
}

// -- actors ------------------------------------------------------------------

kj::Promise<void> operator_server::readActors(ReadActorsContext context) {
  auto query = from_wire(context.getParams().getQuery());
  if (!query)
    return answer(context, query.error());
  auto asked = door_->ask<result<actor_page>>(
      door_->node().observer, read_actors{std::move(*query), {}});
  return answer(
      context, flat(kj::mv(asked)), [](const actor_page& x, auto results) {
        auto count = static_cast<kj::uint>(x.actors.size());
        write_each(results.initActors(count), x.actors,
                   [](auto& item, auto builder) { to_wire(item, builder); });
        results.setMore(x.more);
      });
}

kj::Promise<void> operator_server::killActor(KillActorContext context) {
  auto path = actor_path_from_wire(context.getParams().getPath());
  if (!path)
    return refuse(context, path.error());
  auto what = "kills the actor " + *path;
  return act(context, door_->node().observer, std::move(what),
             kill_actor{std::move(*path), {}});
}

kj::Promise<void> operator_server::traceLease(TraceLeaseContext context) {
  const lease_id lease{context.getParams().getLease()};
  return answer(context, find_lease(*door_, who_, lease, errc::unknown_lease),
                [this](const lease_info& x, auto results) {
                  auto& scope = door_->node().scope;
                  if (auto trace = scope->tap.open(to_string(x.id)))
                    results.setTrace(kj::heap<message_trace>(
                        door_->timer(), scope, std::move(trace)));
                  else
                    to_wire(failure{errc::too_much,
                                    "the node traces as many leases as it may; "
                                    "end another trace"},
                            results.initFailure());
                });
}

} // namespace leasehold
