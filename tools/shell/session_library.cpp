// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/session_library.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "messages/bounds.hpp"
#include "runtime/clock/belief.hpp"
#include "tools/shell/lease_handle.hpp"
#include "tools/shell/lease_library.hpp"
#include "tools/shell/simulation_library.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

namespace {

/// A function that works in one session.
struct call {
  std::string name;
  std::string signature;
  std::string text;
  std::string example;
  std::vector<parameter> parameters;
};

/// Binds it as a global for the default session and as a method.
template <class Callable>
void bind_call(api& bindings, object_binding<session_handle>& type,
               default_session& current, const call& what, Callable callable) {
  bindings.named(what.name, {what.signature, what.text, what.example},
                 what.parameters,
                 [current = &current, callable](const named_arguments& given) {
                   return callable(current->get(), given);
                 });
  type.named(what.name, {"s:" + what.signature, what.text, "s:" + what.example},
             what.parameters,
             [callable](session_handle& self, const named_arguments& given) {
               return callable(self.connection, given);
             });
}

using names = std::vector<std::string>;

/// A list of which each is a name.
names get_names(const named_arguments& given, const std::string& key) {
  names all;
  for (const auto& each : given.get<std::vector<resource_name>>(key).value_or(
           std::vector<resource_name>{}))
    all.push_back(each.str());
  return all;
}

lease_request read_request(session& connection, request_id number,
                           const named_arguments& given) {
  lease_request request;
  request.request = number;
  request.target = given.require<resource_name>("target");
  request.source = given.require<endpoint_name>("from");
  request.amount = given.require<amounts>("amount");
  request.wanted = given.get<period>("period").value_or(period::any());
  if (auto at = given.get<start_time>("at"))
    request.start = connection.clock().to_wall(at->on(connection.clock()));
  if (auto service = given.get<class_name>("service"))
    request.service = *service;
  request.minimum = given.get<amounts>("at_least").value_or(amounts{});
  request.setup = given.get<priority>("setup");
  request.hold = given.get<priority>("hold");
  request.constraints.include = get_names(given, "via");
  request.constraints.exclude = get_names(given, "avoid");
  request.flow = given.get<flow_selector>("flow").value_or(flow_selector{});
  using labels = std::map<std::string, std::string>;
  request.labels = given.get<labels>("labels").value_or(labels{});
  if (given.get<bool>("dry_run").value_or(false))
    request.intent = request_intent::dry_run;
  return request;
}

using lease_or_dry_run = std::variant<lease_handle, lease_table>;

granted_or_refused<lease_or_dry_run>
request_lease(const std::shared_ptr<session>& connection, request_id number,
              const named_arguments& given) {
  const auto sent = connection->clock().now;
  auto outcome = expect_served(connection->request(
                                   {read_request(*connection, number, given)}))
                     .at(0);
  if (auto* why = std::get_if<refusal>(&outcome))
    return {std::nullopt,
            refused{std::move(*why), connection->clock(), number}};
  auto& grant = std::get<lease_grant>(outcome);
  // A grant for no time holds nothing either: there is no lease to act on.
  auto dry_run =
      grant.intent == request_intent::dry_run || grant.lease.id == lease_id{};
  lease_handle lease{connection, std::move(grant), {sent, number}};
  if (dry_run)
    return {lease_table{lease}, std::nullopt};
  return {lease, std::nullopt};
}

const call lease_call{
    "lease",
    "lease{...}",
    "Asks for a lease. Returns the lease, or nil and the refusal.",
    "lease{target = \"EP51\", from = \"EP11\", amount = \"10Mbit/s\", "
    "period = \"60s\"}",
    {{"target", "what to lease: an endpoint or a resource", presence::required},
     {"from", "the endpoint that leases", presence::required},
     {"amount", "how much, such as \"10Mbit/s\"", presence::required},
     {"period",
      "how long: \"60s\", seconds, \"any\" (the default) or \"infinite\"; "
      "0 only asks, as a dry run",
      presence::optional, "for_"},
     {"at",
      "when it begins: \"20:00\", \"+30m\", \"2026-11-23T20:00:00Z\" or "
      "seconds as of os.time(); now"},
     {"service", "the service class; \"standard\""},
     {"at_least", "what it may be reduced to; nothing"},
     {"setup", "strength to take: 0, strongest, to 7; as the class says"},
     {"hold", "strength to keep, never weaker than setup"},
     {"via", "a list of gateways or links the route must pass"},
     {"avoid", "a list of gateways or links the route must not pass"},
     {"labels", "a table of your own words, repeated in events"},
     {"flow",
      "which packets it is for, such as \"tcp/5001\": the port on which the "
      "target listens; \"all\""},
     {"dry_run",
      "true: returns a table of what would be granted, changes nothing"}}};

std::vector<lease_handle>
list_leases(const std::shared_ptr<session>& connection,
            const named_arguments& given) {
  lease_filter filter;
  filter.lease = given.get<lease_id>("lease");
  filter.lessee = given.get<lessee_name>("lessee");
  filter.resource = given.get<resource_name>("resource");
  filter.gateway = given.get<gateway_name>("gateway");
  std::vector<lease_handle> result;
  const auto sent = connection->clock().now;
  for (auto& info : expect_served(connection->leases(filter))) {
    lease_grant grant;
    grant.valid_for = valid_for_of(info, connection->clock().now);
    grant.lease = std::move(info);
    result.emplace_back(connection, std::move(grant),
                        lease_handle::origin{sent, {}});
  }
  return result;
}

const call leases_call{"leases",
                       "leases{...}",
                       "Lists leases that are not over; all conditions hold.",
                       R"(leases{gateway = "GW4"})",
                       {{"lease", "an id"},
                        {"lessee", "who holds it"},
                        {"resource", "a resource it uses"},
                        {"gateway", "a gateway on its route"}}};

std::vector<lease_event> list_events(const std::shared_ptr<session>& connection,
                                     const named_arguments& given) {
  event_query query;
  query.from = given.get<std::uint64_t>("from").value_or(0);
  query.lease = given.get<lease_id>("lease");
  query.count_max = given.get<std::uint32_t>("max").value_or(query.count_max);
  return expect_served(connection->events(query)).events;
}

const call events_call{
    "events",
    "events{...}",
    "Reads what happened to leases, oldest first, at most 1000 events a call. "
    "Read on from the last number plus 1.",
    "events{from = 1}",
    {{"from", "the first number wanted; the oldest kept"},
     {"lease", "the id of one lease"},
     {"max", "at most so many"}}};

calendar_view read_calendar(const std::shared_ptr<session>& connection,
                            const named_arguments& given) {
  auto clock = connection->clock();
  calendar_query query;
  query.resource = given.require<resource_name>("resource");
  query.over.start = clock.now;
  if (auto from = given.get<start_time>("from"))
    query.over.start = from->on(clock);
  if (auto length = given.get<duration>("period"))
    query.over.end = saturating_add(query.over.start, *length);
  query.steps_max = bounds::calendar_steps;
  return {expect_served(connection->calendar(query)), connection->clock()};
}

const call calendar_call{
    "calendar",
    "calendar{...}",
    "Reads what is taken of a resource over time: its `steps`, at most 1024; "
    "`merged` where there are more changes.",
    "calendar{resource = \"GW4/GW4-GW5\"}",
    {{"resource", "the resource", presence::required},
     {"from", "from when on, as the `at` of a lease; now"},
     {"period", "how far; until the last change", presence::optional, "for_"}}};

std::vector<decision> explain(const std::shared_ptr<session>& connection,
                              const named_arguments& given) {
  auto lease = given.get<lease_id>("lease");
  auto request = given.get<request_id>("request");
  if (lease.has_value() == request.has_value())
    throw bad_value{"give 'lease' or 'request', one of them"};
  return expect_served(connection->explain(lease.value_or(lease_id{}),
                                           request.value_or(request_id{})));
}

const call explain_call{
    "explain",
    "explain{...}",
    "Says why a lease, or one's own request, got what it got: one table for "
    "each decision. None for a lease that nobody gave way for.",
    "explain{lease = l.id}",
    {{"lease", "an id, or"}, {"request", "the number of a request"}}};

void bind_lists(api& bindings, object_binding<session_handle>& type,
                default_session& current) {
  using connection = std::shared_ptr<session>;
  bind_call(bindings, type, current, lease_call,
            [source = &current.source()](const connection& from,
                                         const named_arguments& given) {
              return request_lease(from, source->fresh_request(), given);
            });
  bind_call(bindings, type, current, leases_call, list_leases);
  bind_call(bindings, type, current, events_call, list_events);
  bind_call(bindings, type, current,
            {"resources",
             "resources()",
             "Lists resources with their capacity and what is free now.",
             "resources()",
             {}},
            [](const connection& from, const named_arguments&) {
              return expect_served(from->resources());
            });
  bind_call(bindings, type, current, calendar_call, read_calendar);
  bind_call(bindings, type, current, explain_call, explain);
  bind_call(bindings, type, current,
            {"gateways",
             "gateways()",
             "Lists gateways, their node, the hops they hold and how they "
             "serve.",
             "gateways()",
             {}},
            [](const connection& from, const named_arguments&) {
              const auto node = expect_served(from->node()).name;
              std::vector<gateway_view> views;
              for (auto& info : expect_served(from->gateways()))
                views.push_back({std::move(info), node, from->clock()});
              return views;
            });
  bind_call(bindings, type, current,
            {"endpoints",
             "endpoints()",
             "Lists endpoints and their gateways.",
             "endpoints()",
             {}},
            [](const connection& from, const named_arguments&) {
              return expect_served(from->read_topology()).endpoints;
            });
  bind_call(bindings, type, current,
            {"audit",
             "audit()",
             "Adds up all ledgers: `findings` is empty when everything is in "
             "order.",
             "audit()",
             {}},
            [](const connection& from, const named_arguments&) {
              return expect_served(from->audit());
            });
  bind_call(bindings, type, current,
            {"status", "status()", "Shows how the node is.", "status()", {}},
            [](const connection& from, const named_arguments&) {
              return expect_served(from->node());
            });
}

const call carried_call{
    "carried",
    "carried{...}",
    "Says what left through the NICs on which leases are enforced: of one "
    "lease by each NIC, of one NIC, or of all.",
    "carried{lease = l.id}",
    {{"lease", "an id, or"}, {"nic", "a NIC; of all NICs where neither is"}}};

std::vector<nic_traffic> carried(const std::shared_ptr<session>& connection,
                                 const named_arguments& given) {
  traffic_query query;
  query.lease = given.get<lease_id>("lease");
  query.nic = given.get<resource_name>("nic");
  if (query.lease && query.nic)
    throw bad_value{"give 'lease' or 'nic', one of them"};
  return expect_served(connection->traffic(query)).traffic;
}

const call usage_call{
    "usage",
    "usage{...}",
    "Sums up what lessees used: amounts times seconds, bytes carried, grants "
    "and denials. By hours, kept for 35 days.",
    R"(usage{since = "7d"})",
    {{"lessee", "one of them"}, {"since", "how far back; a day"}}};

std::vector<lessee_usage> usage(const std::shared_ptr<session>& connection,
                                const named_arguments& given) {
  usage_query query;
  query.lessee = given.get<lessee_name>("lessee");
  query.back = given.get<duration>("since").value_or(std::chrono::hours{24});
  return expect_served(connection->usage(query)).lessees;
}

void bind_account(api& bindings, object_binding<session_handle>& type,
                  default_session& current) {
  bind_call(bindings, type, current, carried_call, carried);
  bind_call(bindings, type, current, usage_call, usage);
}

void bind_region(api& bindings, default_session& current) {
  bindings.module("region",
                  {"region", "Which region scripts work in.",
                   R"(region.connect{user = "alice"})"});
  bindings.named(
      "region.connect",
      {"region.connect{...}",
       "Opens a session with a node; it becomes the default. Without "
       "arguments: "
       "with the node this shell started or was pointed at.",
       R"(local alice = region.connect{user = "alice"})"},
      {{"address", "host:port of the node; in a simulated region, its name"},
       {"user", "whom to log in as"},
       {"ca", "file of the authority that signed the node's certificate"},
       {"certificate", "file of your certificate"},
       {"key", "file of its key"}},
      [current = &current](const named_arguments& given) {
        connect_request request;
        request.address = given.get<std::string>("address");
        request.user = given.get<std::string>("user");
        request.ca = given.get<std::string>("ca");
        request.certificate = given.get<std::string>("certificate");
        request.key = given.get<std::string>("key");
        auto opened = expect_served(current->source().connect(request));
        current->use(opened);
        return session_handle{opened};
      });
  bindings.named(
      "region.start",
      {"region.start{...}",
       "Starts a node inside this shell and opens a session, which becomes the "
       "default.",
       "region.start{}"},
      {{"topology", "a topology file; the example region, Figure 8"},
       {"data", "the folder of its journal; one that ends with the shell"},
       {"user", "whom to log in as"},
       {"operators", "a list of who may do everything; everybody"}},
      [current = &current](const named_arguments& given) {
        start_request request;
        request.topology = given.get<std::string>("topology");
        request.data = given.get<std::string>("data");
        request.user = given.get<std::string>("user");
        request.operators = get_names(given, "operators");
        auto opened = expect_served(current->source().start(request));
        current->use(opened);
        return session_handle{opened};
      });
}

void bind_simulated(api& bindings, default_session& current) {
  bindings.named(
      "region.simulated",
      {"region.simulated{...}",
       "Opens a session in a region that is simulated: its time is virtual, "
       "and its nodes can be broken. The session becomes the default.",
       "region.simulated{seed = 7}"},
      {{"topology", "a topology file; the example region, Figure 8"},
       {"seed", "a number: the same one is the same run; 1"},
       {"nodes",
        "how many nodes share the gateways, where the topology names none; 1"},
       {"user", "whom to log in as"},
       {"operators", "a list of who may do everything; everybody"}},
      [current = &current](const named_arguments& given) {
        simulate_request request;
        request.topology = given.get<std::string>("topology");
        request.seed = given.get<std::uint64_t>("seed");
        request.nodes = given.get<std::uint32_t>("nodes");
        request.user = given.get<std::string>("user");
        request.operators = get_names(given, "operators");
        auto opened = expect_served(current->source().simulate(request));
        current->use(opened);
        return session_handle{opened};
      });
}

} // namespace

std::shared_ptr<session> default_session::get() {
  if (!chosen_)
    chosen_ = expect_served(source_->connect({}));
  return chosen_;
}

void bind_session_library(api& bindings, default_session& current) {
  bind_lease_objects(bindings);
  bind_region(bindings, current);
  bind_simulated(bindings, current);
  auto type = bindings.object<session_handle>(
      {"session", "A session with a node: what a lessee may ask of it.",
       R"(local alice = region.connect{user = "alice"})"});
  bind_lists(bindings, type, current);
  bind_account(bindings, type, current);
  bind_simulation(bindings, type, current);
  type.method(
      "use",
      {"s:use()", "Makes this the session of all plain functions.", "s:use()"},
      [current = &current](session_handle& self) {
        current->use(self.connection);
      });
}

} // namespace leasehold::shell
