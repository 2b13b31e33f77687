// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/operator_server.hpp"

#include <string>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/door/answer.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/status_codec.hpp"

namespace leasehold {

namespace {

template <class Context>
kj::Promise<void> refuse(Context context, const failure& why) {
  to_wire(status{why}, context.getResults());
  return kj::READY_NOW;
}

} // namespace

operator_server::operator_server(std::shared_ptr<door_context> door)
    : door_(std::move(door)) {}

kj::Promise<void> operator_server::loadTopology(LoadTopologyContext context) {
  auto toml = context.getParams().getToml();
  if (toml.size() > bounds::toml_bytes)
    return refuse(context,
                  {errc::too_much,
                   "a topology has at most 4 MiB; leave out notes, or "
                   "split the region"});
  return answer_done(
      context,
      door_->ask<status>(door_->node().directory,
                         load_topology{{toml.begin(), toml.end()}, {}},
                         errc::unknown_outcome));
}

kj::Promise<void> operator_server::setCapacity(SetCapacityContext context) {
  auto params = context.getParams();
  auto capacity = from_wire(params.getCapacity());
  if (!capacity)
    return refuse(context, capacity.error());
  auto resource = read_whole({}, [params](wire_reader& reader) {
    return reader.name<resource_name>("resource", params.getResource());
  });
  if (!resource)
    return refuse(context, resource.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        set_capacity{*resource, *capacity, {}},
                                        errc::unknown_outcome));
}

kj::Promise<void> operator_server::setRule(SetRuleContext context) {
  auto rule = from_wire(context.getParams().getRule());
  if (!rule)
    return refuse(context, rule.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        set_rule{std::move(*rule), {}},
                                        errc::unknown_outcome));
}

kj::Promise<void> operator_server::removeRule(RemoveRuleContext context) {
  auto params = context.getParams();
  auto rule = read_whole({}, [params](wire_reader& reader) {
    return reader.name<rule_name>("rule", params.getName());
  });
  if (!rule)
    return refuse(context, rule.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        remove_rule{*rule, {}},
                                        errc::unknown_outcome));
}

kj::Promise<void> operator_server::setClass(SetClassContext context) {
  auto value = from_wire(context.getParams().getService());
  if (!value)
    return refuse(context, value.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        set_class{std::move(*value), {}},
                                        errc::unknown_outcome));
}

kj::Promise<void> operator_server::removeClass(RemoveClassContext context) {
  auto params = context.getParams();
  auto name = read_whole({}, [params](wire_reader& reader) {
    return reader.name<class_name>("class", params.getName());
  });
  if (!name)
    return refuse(context, name.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        remove_class{*name, {}},
                                        errc::unknown_outcome));
}

kj::Promise<void> operator_server::setThreshold(SetThresholdContext context) {
  auto value = from_wire(context.getParams().getThreshold());
  if (!value)
    return refuse(context, value.error());
  return answer_done(context,
                     door_->ask<status>(door_->node().directory,
                                        set_threshold{std::move(*value), {}},
                                        errc::unknown_outcome));
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

} // namespace leasehold
