// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A node in a few lines, for what programs make of its answers: one
// capacity for each target, leases that end on the test's clock, an event for
// each change. `broken` makes every call fail as an unreachable node would.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/client/session.hpp"

namespace leasehold {

/// What all sessions of a test talk to.
struct fake_node {
  /// The test's clock, and what moves it on where a watch waits.
  std::function<duration()> elapsed;
  std::function<void(duration)> wait;
  std::optional<failure> broken;
  /// No answer comes, as from a node that is stopped and not gone.
  bool silent = false;
  std::vector<change_request> changes;
  std::vector<outage> outages;
  std::vector<std::string> restored;
  /// What was asked for the plan of, and the plan.
  std::vector<std::string> planned;
  curtailment plan;
  std::vector<gateway_info> gateways{
      {gateway_name{"GW1"}, "node1", 0, 2, std::nullopt}};
  std::vector<node_info> links;
  std::uint64_t disk_free_bytes = std::uint64_t{20} << 30;
  std::vector<std::string> out_of_service;
  std::map<lease_id, std::uint32_t> acknowledged;
  /// What gateways say of the next lease, from the source on.
  std::vector<enforcement> enforced;
  /// Of the one resource that there is: its gateway and its capacity.
  gateway_name nic_gateway{"GW1"};
  amounts capacity{unit::bit_per_second, 100'000'000};
  /// Of that now; all of it unless said.
  std::optional<amounts> free;
  std::optional<shortened_by> shorten;
  std::vector<lease_request> requests;
  std::vector<lease_info> leases;
  std::vector<lease_event> events;
  std::map<std::string, limit_rule> rules;
  class_map classes = shipped_classes();
  std::string topology_text;
  topology region;
  std::vector<audit_finding> findings;
  std::vector<std::string> capacities;
  /// What is answered to these questions.
  resource_calendar calendar;
  std::vector<calendar_query> calendars;
  std::vector<resource_demand> demand;
  std::vector<decision> decisions;
  std::vector<demand_threshold> thresholds;
  std::uint64_t watches = 0;
  /// What is answered to questions for actors, and which were asked.
  std::vector<actor_info> actors;
  bool more_actors = false;
  std::vector<actor_query> actor_queries;
  std::vector<std::string> killed;
  std::optional<failure> unkillable;
  /// What a trace tells, page by page, and of what.
  std::vector<message_page> messages;
  std::vector<lease_id> traced;

  /// What passed, or why that is not known; what was used, and who asked.
  std::vector<nic_traffic> traffic;
  std::optional<failure> unmetered;
  std::vector<lessee_usage> usage;
  std::vector<usage_query> usage_queries;
  std::vector<std::string> missing;

  /// Actions that were run, and what each is answered; of statuses, so many at
  /// a time.
  std::vector<action_request> actions;
  std::vector<target_status> statuses;
  std::size_t statuses_at_once = 1000;
  std::vector<action_id> cancelled;
  std::vector<location> locations;
  std::optional<failure> inactive;

  /// The date so long after the clock of the node began.
  static wall_time date_at(duration elapsed) {
    return wall_time{std::chrono::seconds{1'800'000'000} + elapsed};
  }
  time_base clock() const {
    auto now = elapsed();
    return {instant{now}, date_at(now)};
  }

  void record(const lease_info& lease, event_kind kind, event_reason reason) {
    lease_event event;
    event.number = events.size() + 1;
    event.lease = lease.id;
    event.epoch = lease.epoch;
    event.kind = kind;
    event.reason = reason;
    event.amount = lease.amount;
    event.recorded = clock().wall;
    events.push_back(event);
  }

  /// Ends what has run out.
  void expire() {
    for (std::size_t i = 0; i < leases.size();) {
      if (leases[i].term.end > clock().now) {
        ++i;
        continue;
      }
      record(leases[i], event_kind::ended, event_reason::expired);
      leases.erase(leases.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  lease_info* find(lease_id id) {
    for (auto& lease : leases)
      if (lease.id == id)
        return &lease;
    return nullptr;
  }
};

class fake_session : public session {
public:
  fake_session(fake_node& node, std::string user,
               std::function<bool()> interrupted = {})
      : node_(&node),
        user_(std::move(user)),
        interrupted_(std::move(interrupted)) {}

  void give_up_when(std::function<bool()> hopeless) override {
    hopeless_ = std::move(hopeless);
  }

  result<std::vector<lease_outcome>>
  request(std::vector<lease_request> batch) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    std::vector<lease_outcome> outcomes;
    for (auto& each : batch)
      outcomes.push_back(decide(each));
    return outcomes;
  }

  result<std::vector<lease_outcome>>
  renew(std::vector<renewal_request> batch) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    std::vector<lease_outcome> outcomes;
    for (auto& each : batch) {
      if (auto* lease = node_->find(each.lease)) {
        lease->term.end = node_->clock().now + each.wanted.length();
        lease->deadline = lease->term.end;
        lease->epoch = next(lease->epoch);
        node_->record(*lease, event_kind::renewed, event_reason::requested);
        outcomes.emplace_back(
            lease_grant{*lease, node_->shorten, left(*lease), {}});
      } else {
        outcomes.emplace_back(over());
      }
    }
    return outcomes;
  }

  result<std::vector<lease_outcome>>
  change(std::vector<change_request> batch) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    std::vector<lease_outcome> outcomes;
    for (auto& each : batch) {
      if (auto* lease = node_->find(each.lease)) {
        lease->amount = each.amount.value_or(lease->amount);
        lease->asked = lease->amount;
        if (each.wanted)
          lease->deadline = lease->term.end =
              node_->clock().now + each.wanted->length();
        lease->epoch = next(lease->epoch);
        node_->record(*lease, event_kind::changed, event_reason::requested);
        node_->changes.push_back(each);
        outcomes.emplace_back(
            lease_grant{*lease, node_->shorten, left(*lease), {}});
      } else {
        outcomes.emplace_back(over());
      }
    }
    return outcomes;
  }

  result<std::vector<release_outcome>>
  release(std::vector<release_request> batch) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    std::vector<release_outcome> outcomes;
    for (auto& each : batch) {
      auto* lease = node_->find(each.lease);
      if (!lease) {
        outcomes.push_back({each.lease, errc::lease_over, "it is over"});
        continue;
      }
      node_->record(*lease, event_kind::ended, event_reason::requested);
      node_->leases.erase(node_->leases.begin()
                          + (lease - node_->leases.data()));
      outcomes.push_back({each.lease, errc::none, {}});
    }
    return outcomes;
  }

  result<std::vector<lease_info>> leases(const lease_filter& filter) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    std::vector<lease_info> found;
    for (const auto& lease : node_->leases)
      if ((!filter.lease || *filter.lease == lease.id)
          && (!filter.lessee || *filter.lessee == lease.lessee))
        found.push_back(lease);
    return found;
  }

  result<event_page> events(const event_query& query) override {
    if (auto no = unheard())
      return *no;
    node_->expire();
    event_page page;
    for (const auto& event : node_->events)
      if (event.number >= query.from && page.events.size() < query.count_max
          && (!query.lease || *query.lease == event.lease))
        page.events.push_back(event);
    const auto told = page.events.size() == query.count_max;
    page.oldest = 1;
    const auto& newest = told ? page.events : node_->events;
    page.next = newest.empty() ? 1 : newest.back().number + 1;
    return page;
  }

  /// Without a deadline it ends when nothing is left to tell.
  status watch(const event_query& query,
               std::function<watching(const lease_event&)> listener,
               std::optional<duration> deadline) override {
    ++node_->watches;
    if (node_->silent)
      return *unheard();
    auto rest = query;
    if (tell(rest, listener) == watching::stop)
      return outcome();
    if (deadline && node_->wait) {
      node_->wait(*deadline);
      if (node_->silent)
        return *unheard();
      tell(rest, listener);
    }
    return outcome();
  }

  status acknowledge(lease_id lease, std::uint32_t sequence) override {
    if (node_->find(lease) == nullptr)
      return failure{errc::unknown_lease, "no such lease"};
    node_->acknowledged[lease] = sequence;
    return success();
  }

  result<std::vector<decision>> explain(lease_id lease,
                                        request_id request) override {
    if (auto no = unheard())
      return *no;
    std::vector<decision> found;
    for (const auto& each : node_->decisions)
      if (lease == lease_id{} ? each.request == request : each.lease == lease)
        found.push_back(each);
    return found;
  }

  result<topology> read_topology() override {
    return node_->region;
  }

  status load_topology(const std::string& toml) override {
    if (toml.empty())
      return failure{errc::invalid_request, "an empty topology"};
    node_->topology_text = toml;
    return success();
  }

  result<std::vector<resource_info>> resources() override {
    resource_info nic;
    nic.name = resource_name{"EP51/nic"};
    nic.kind = kind_name{"nic"};
    nic.endpoint = endpoint_name{"EP51"};
    nic.gateway = node_->nic_gateway;
    nic.capacity = node_->capacity;
    nic.free = node_->free.value_or(node_->capacity);
    return std::vector{nic};
  }

  result<resource_calendar> calendar(const calendar_query& query) override {
    if (auto no = unheard())
      return *no;
    node_->calendars.push_back(query);
    if (node_->calendar.info.name != query.resource)
      return failure{errc::unknown_name,
                     "there is no resource " + query.resource.str()};
    return node_->calendar;
  }

  result<std::vector<gateway_info>> gateways() override {
    return node_->gateways;
  }

  result<std::vector<node_info>> nodes() override {
    return node_->links;
  }

  status set_capacity(const resource_name& resource,
                      const amounts& capacity) override {
    node_->capacities.push_back(resource.str() + "=" + to_string(capacity));
    return success();
  }

  result<curtailment> plan_capacity(const resource_name& resource,
                                    const amounts& capacity) override {
    node_->planned.push_back(resource.str() + "=" + to_string(capacity));
    return node_->plan;
  }

  status set_outage(const outage& value) override {
    node_->outages.push_back(value);
    return success();
  }

  status end_outage(const std::string& subject) override {
    node_->restored.push_back(subject);
    return success();
  }

  result<curtailment> plan_outage(const outage& value) override {
    node_->planned.push_back(value.subject);
    return node_->plan;
  }

  result<std::vector<limit_rule>> rules() override {
    std::vector<limit_rule> all;
    for (const auto& [name, rule] : node_->rules)
      all.push_back(rule);
    return all;
  }

  status set_rule(const limit_rule& rule) override {
    node_->rules[rule.name.str()] = rule;
    return success();
  }

  status remove_rule(const rule_name& rule) override {
    if (node_->rules.erase(rule.str()) == 0)
      return failure{errc::unknown_name, "no rule " + rule.str()};
    return success();
  }

  result<std::vector<service_class>> classes() override {
    std::vector<service_class> all;
    for (const auto& [name, value] : node_->classes)
      all.push_back(value);
    return all;
  }

  status set_class(const service_class& value) override {
    node_->classes[value.name] = value;
    return success();
  }

  status remove_class(const class_name& name) override {
    if (node_->classes.erase(name) == 0)
      return failure{errc::unknown_name, "no class " + name.str()};
    return success();
  }

  status set_threshold(const demand_threshold& value) override {
    node_->thresholds.push_back(value);
    return outcome();
  }

  result<std::vector<resource_demand>>
  demand(const std::optional<resource_name>& resource) override {
    if (auto no = unheard())
      return *no;
    std::vector<resource_demand> found;
    for (const auto& each : node_->demand)
      if (!resource || *resource == each.resource)
        found.push_back(each);
    return found;
  }

  /// Those at the path and below it, or all.
  result<actor_page> actors(const actor_query& query) override {
    if (auto no = unheard())
      return *no;
    node_->actor_queries.push_back(query);
    actor_page page;
    page.more = node_->more_actors;
    const auto below = query.path + '/';
    for (auto& each : node_->actors)
      if (query.path.empty() || each.path == query.path
          || each.path.compare(0, below.size(), below) == 0)
        page.actors.push_back(each);
    if (page.actors.empty() && !query.path.empty())
      return failure{errc::unknown_name,
                     "no actor is at \"" + query.path + "\""};
    return page;
  }

  status kill_actor(const std::string& path) override {
    if (auto no = unheard())
      return *no;
    if (node_->unkillable)
      return *node_->unkillable;
    node_->killed.push_back(path);
    return success();
  }

  status trace(lease_id lease,
               std::function<watching(const message_page&)> listener,
               std::optional<duration>) override {
    if (auto no = unheard())
      return *no;
    node_->traced.push_back(lease);
    for (auto& page : node_->messages)
      if (listener(page) == watching::stop)
        return success();
    return failure{errc::unavailable, "the node is gone"};
  }

  result<audit_report> audit() override {
    return audit_report{node_->leases.size(), 0, 0, node_->findings};
  }

  result<node_status> node() override {
    node_status status;
    status.name = "node1";
    status.region = region_name{"house"};
    status.version = "1.2.3";
    status.disk_free_bytes = node_->disk_free_bytes;
    status.out_of_service = node_->out_of_service;
    return status;
  }

  /// Those of the lease, or of the NIC.
  result<traffic_report> traffic(const traffic_query& query) override {
    if (auto no = unheard())
      return *no;
    if (node_->unmetered)
      return *node_->unmetered;
    traffic_report found;
    found.missing = node_->missing;
    for (const auto& each : node_->traffic)
      if ((!query.nic || *query.nic == each.nic)
          && (query.lease
                  ? each.of == traffic_kind::lease && each.lease == *query.lease
                  : each.of != traffic_kind::lease))
        found.traffic.push_back(each);
    return found;
  }

  result<usage_report> usage(const usage_query& query) override {
    if (auto no = unheard())
      return *no;
    node_->usage_queries.push_back(query);
    usage_report found;
    found.from = node_->clock().wall - query.back;
    found.missing = node_->missing;
    for (const auto& each : node_->usage)
      if (!query.lessee || *query.lessee == each.lessee)
        found.lessees.push_back(each);
    return found;
  }

  result<action_info> run_action(const action_request& request) override {
    if (auto no = inactive())
      return *no;
    node_->actions.push_back(request);
    return info_of(node_->actions.size(), 0);
  }

  result<status_page> statuses(action_id action, std::uint32_t from,
                               duration wait) override {
    if (auto no = inactive())
      return *no;
    const auto& all = node_->statuses;
    const auto end = std::min(all.size(), from + node_->statuses_at_once);
    if (end == from && end < all.size())
      node_->wait(wait);
    status_page page;
    page.action = info_of(action.value(), end);
    page.statuses.assign(all.begin() + from,
                         all.begin() + static_cast<long>(end));
    page.next = static_cast<std::uint32_t>(end);
    return page;
  }

  result<action_info> cancel_action(action_id action) override {
    if (auto no = inactive())
      return *no;
    node_->cancelled.push_back(action);
    return info_of(action.value(), node_->statuses.size());
  }

  result<action_list> actions() override {
    if (auto no = inactive())
      return *no;
    action_list all;
    for (std::uint64_t i = 1; i <= node_->actions.size(); ++i)
      all.actions.push_back(info_of(i, node_->statuses.size()));
    all.missing = node_->missing;
    return all;
  }

  result<std::vector<location>>
  locate(const std::vector<std::string>&) override {
    if (auto no = inactive())
      return *no;
    return node_->locations;
  }

  time_base clock() const override {
    return node_->clock();
  }

private:
  std::optional<failure> inactive() const {
    auto no = unheard();
    return no ? no : node_->inactive;
  }

  /// Of the n-th action, when so many of its targets have a status.
  action_info info_of(std::uint64_t n, std::size_t done) const {
    action_info x;
    x.id = action_id{n};
    if (n >= 1 && n <= node_->actions.size()) {
      const auto& asked = node_->actions[n - 1];
      x.verb = asked.verb;
      x.deadline = asked.deadline;
      x.priority = asked.priority;
    }
    x.lessee = lessee_name{user_};
    x.begun = node_->clock().now;
    x.targets = static_cast<std::uint32_t>(node_->statuses.size());
    for (std::size_t i = 0; i < done; ++i)
      x.done.add(node_->statuses[i].said.outcome);
    return x;
  }

  /// Why no answer comes. Waits for it as a session does, on the test's clock.
  std::optional<failure> unheard() const {
    constexpr duration look_every{100};
    for (duration waited{0}; node_->silent; waited += look_every) {
      node_->wait(look_every);
      if (waited > duration{30'000} || (hopeless_ && hopeless_())
          || (interrupted_ && interrupted_()))
        return failure{errc::timed_out, "no answer came"};
    }
    return node_->broken;
  }

  status outcome() const {
    return node_->broken ? status{*node_->broken} : success();
  }

  /// Moves `query` on past what was told.
  watching tell(event_query& query,
                const std::function<watching(const lease_event&)>& listener) {
    auto page = events(query);
    if (!page)
      return watching::stop;
    query.from = page->next;
    for (const auto& event : page->events)
      if (listener(event) == watching::stop)
        return watching::stop;
    return watching::go_on;
  }

  lease_outcome decide(const lease_request& asked) {
    node_->requests.push_back(asked);
    auto free = node_->capacity;
    for (const auto& lease : node_->leases)
      free -= lease.amount;
    if (asked.amount[unit::bit_per_second] > free[unit::bit_per_second]) {
      refusal why;
      why.code = errc::insufficient_capacity;
      why.message = "EP51/nic is short";
      why.resource = resource_name{"EP51/nic"};
      why.gateway = gateway_name{"GW5"};
      why.offer.largest_amount = free;
      why.offer.longest_period = duration{30'000};
      why.offer.earliest_start = node_->clock().now + duration{60'000};
      why.offer.alternatives = {resource_name{"EP52/nic"}};
      return why;
    }
    lease_info info;
    info.id = lease_id{0xa0 + node_->requests.size()};
    info.epoch = epoch{1};
    info.lessee = lessee_name{user_};
    info.target = asked.target;
    info.source = asked.source;
    info.amount = asked.amount;
    info.asked = asked.amount;
    info.granted = asked.wanted;
    auto now = node_->clock().now;
    info.term = {asked.start ? node_->clock().to_instant(*asked.start) : now,
                 asked.wanted.type() == period::kind::infinite
                     ? forever
                     : now + std::max(asked.wanted.length(), duration{5'000})};
    info.deadline =
        info.term.end == forever ? now + duration{30'000} : info.term.end;
    info.route.hops = {
        {gateway_name{"GW1"}, {{resource_name{"GW1/GW1-GW5"}, asked.amount}}},
        {gateway_name{"GW5"}, {}}};
    for (std::size_t i = 0; i < node_->enforced.size(); ++i)
      info.route.hops.at(i).enforced = node_->enforced[i];
    // Zero time holds nothing.
    if (asked.wanted.type() == period::kind::zero)
      info.id = {};
    else if (asked.intent == request_intent::grant) {
      node_->leases.push_back(info);
      node_->record(info, event_kind::granted, event_reason::requested);
    }
    return lease_grant{info, node_->shorten, left(info), asked.intent};
  }

  duration left(const lease_info& lease) const {
    return lease.deadline - node_->clock().now;
  }

  static refusal over() {
    refusal why;
    why.code = errc::lease_over;
    why.message = "the lease is over; request a new one";
    return why;
  }

  fake_node* node_;
  std::string user_;
  std::function<bool()> interrupted_;
  std::function<bool()> hopeless_;
};

} // namespace leasehold
