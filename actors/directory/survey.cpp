// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/survey.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <unordered_map>

#include <caf/make_message.hpp>
#include <fmt/format.h>

#include "actors/directory/audit.hpp"
#include "actors/directory/placement.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

resource_info info_of(const leasable& x) {
  resource_info info;
  info.name = x.name;
  info.kind = x.kind;
  info.gateway = x.gateway;
  info.endpoint = x.endpoint;
  info.groups = x.groups;
  info.capacity = x.capacity;
  return info;
}

/// Of the gateways that this node runs in the region: others may have been
/// its own under an earlier topology.
std::vector<resource_info> merge(const region& now_there,
                                 const std::vector<gateway_report>& reports) {
  std::unordered_map<resource_name, std::pair<amounts, std::uint64_t>> now;
  for (auto& report : reports)
    if (now_there.find_elsewhere(report.info.name) == nullptr)
      for (auto& [view, bookings] : report.resources)
        // More may be taken than there is, until leases have given back what a
        // capacity that shrank ends.
        now[view.resource] = {max(view.free, {}), bookings};
  std::vector<resource_info> result;
  for (auto& resource : now_there.graph->resources()) {
    auto i = now.find(resource.name);
    if (i == now.end())
      continue;
    auto info = info_of(resource);
    std::tie(info.free, info.bookings) = i->second;
    result.push_back(std::move(info));
  }
  return result;
}

failure unknown_resource(const resource_name& name) {
  return {errc::unknown_name,
          fmt::format("there is no resource \"{}\": `leasehold resource list` "
                      "shows all",
                      name.str())};
}

/// All that is known as one.
demand_period total_of(const std::vector<demand_period>& periods) {
  auto sum = periods.front();
  for (auto i = periods.begin() + 1; i != periods.end(); ++i) {
    sum.grants += i->grants;
    sum.refusals += i->refusals;
    sum.granted += i->granted;
    sum.refused += i->refused;
    sum.free = min(sum.free, i->free);
  }
  return sum;
}

/// Reads the book, the gateways and the book again.
void audit_gateways(directory_pointer self, lease_snapshot before,
                    const run_audit& msg) {
  auto fail = [msg](failure why) {
    msg.reply.fail(why.message);
  };
  auto shared = std::make_shared<lease_snapshot>(std::move(before));
  survey_gateways<gateway_audit>(
      self, self->state.gateways, audit_gateway{},
      [self, shared, msg](std::vector<gateway_audit> gateways) {
        self->request(self->state.config.manager, survey_within,
                      read_lease_book{})
            .then(
                [self, shared, msg, gateways](const lease_snapshot& after) {
                  std::set<gateway_name> elsewhere;
                  for (auto& [name, node] : self->state.current->elsewhere)
                    elsewhere.insert(name);
                  msg.reply(audit_region(*shared, gateways, after,
                                         self->state.config.clock->now(),
                                         elsewhere));
                },
                [msg](const caf::error&) {
                  msg.reply.fail(survey_failed().message);
                });
      },
      fail);
}

} // namespace

void list(directory_pointer self, const list_resources& msg) {
  auto& state = self->state;
  survey_gateways<gateway_report>(
      self, state.gateways, describe_gateway{state.config.clock->now()},
      [region = state.current, msg](std::vector<gateway_report> reports) {
        msg.reply(merge(*region, reports));
      },
      [msg](failure why) { msg.reply.fail(why.message); });
}

void tell_demand(directory_pointer self, const read_demand& msg) {
  survey_gateways<gateway_demand>(
      self, self->state.gateways, describe_demand{msg.resource},
      [msg](std::vector<gateway_demand> answers) {
        std::vector<resource_demand> all;
        for (auto& answer : answers)
          for (auto& x : answer.demand)
            all.push_back(std::move(x));
        if (msg.resource && all.empty())
          return msg.reply(unknown_resource(*msg.resource));
        sort_by_level(all);
        if (all.size() > bounds::demands)
          all.resize(bounds::demands);
        for (auto& x : all)
          if (!msg.resource && !x.periods.empty())
            x.periods = {total_of(x.periods)};
        msg.reply(std::move(all));
      },
      [msg](failure why) { msg.reply(std::move(why)); });
}

void draw(directory_pointer self, const read_calendar& msg) {
  auto region = self->state.current;
  auto& name = msg.question.resource;
  auto all = region->graph->resources();
  auto known = std::find_if(all.begin(), all.end(),
                            [&name](auto& x) { return x.name == name; });
  if (known == all.end())
    return msg.reply(unknown_resource(name));
  if (auto ours = check_owner(region->specs, node_name{self->state.config.node},
                              known->gateway, name.str());
      !ours)
    return msg.reply(ours.error());
  auto gateway = self->state.gateways.find(known->gateway);
  if (gateway == nullptr)
    return msg.reply(unknown_resource(name));
  self->request(*gateway, survey_within, draw_calendar{msg.question})
      .then(
          [msg, base = info_of(*known)](gateway_calendar& answer) {
            if (!answer.calendar)
              return msg.reply(unknown_resource(msg.question.resource));
            auto info = base;
            info.capacity = answer.calendar->info.capacity;
            info.free = answer.calendar->info.free;
            info.bookings = answer.calendar->info.bookings;
            answer.calendar->info = std::move(info);
            msg.reply(std::move(*answer.calendar));
          },
          [msg](const caf::error&) { msg.reply(survey_failed()); });
}

void list(directory_pointer self, const list_gateways& msg) {
  auto& state = self->state;
  survey_gateways<gateway_report>(
      self, state.gateways, describe_gateway{state.config.clock->now()},
      [node = state.config.node, region = state.current,
       outages = state.outages, msg](std::vector<gateway_report> reports) {
        std::map<gateway_name, gateway_info> sorted;
        for (auto& [name, runner] : region->elsewhere) {
          auto& info = sorted[name];
          info.name = name;
          info.node = runner.str();
        }
        for (auto& report : reports) {
          if (region->gateways.count(report.info.name) == 0)
            continue;
          auto& info = report.info;
          info.node = node;
          if (auto i = outages.find(info.name.str()); i != outages.end())
            info.out = i->second;
          sorted.emplace(info.name, info);
        }
        std::vector<gateway_info> result;
        for (auto& [name, info] : sorted)
          result.push_back(std::move(info));
        msg.reply(std::move(result));
      },
      [msg](failure why) { msg.reply.fail(why.message); });
}

void audit(directory_pointer self, const run_audit& msg) {
  self->request(self->state.config.manager, survey_within, read_lease_book{})
      .then(
          [self, msg](lease_snapshot& before) {
            audit_gateways(self, std::move(before), msg);
          },
          [msg](const caf::error&) {
            msg.reply.fail(survey_failed().message);
          });
}

void describe(directory_pointer self, const read_node& msg) {
  auto& state = self->state;
  node_status status;
  status.name = state.config.node;
  status.version = state.config.version;
  status.region = state.loaded.region;
  status.uptime = state.config.clock->now() - state.started;
  for (auto& [subject, order] : state.outages)
    status.out_of_service.push_back(subject);
  auto fail = [msg](const caf::error&) {
    msg.reply.fail(survey_failed().message);
  };
  self->request(state.config.store, survey_within, read_store_status{})
      .then(
          [self, status, msg, fail](const store_status& store) mutable {
            status.journal_records =
                store.journal.state_rows + store.journal.journal_rows;
            status.disk_free_bytes = store.journal.bytes_free;
            self->request(self->state.config.manager, survey_within,
                          read_lease_book{read_lease_book::detail::count})
                .then(
                    [status, msg](const lease_snapshot& book) mutable {
                      status.leases = book.count;
                      msg.reply(std::move(status));
                    },
                    fail);
          },
          fail);
}

} // namespace leasehold
