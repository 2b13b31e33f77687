// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/traffic_library.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "messages/flow.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

namespace {

constexpr std::int64_t rate_min = 10'000;
constexpr std::int64_t rate_max = 1'000'000'000;
constexpr std::uint16_t usual_port = 5001;
constexpr duration usual_window = std::chrono::seconds{1};

const endpoint_spec& find_endpoint(const topology& region,
                                   const endpoint_name& name) {
  const auto found =
      std::find_if(region.endpoints.begin(), region.endpoints.end(),
                   [&name](const auto& x) { return x.name == name; });
  if (found == region.endpoints.end())
    throw bad_value{fmt::format("the region has no endpoint {}; endpoints() "
                                "lists those it has",
                                name.str())};
  if (found->addresses.empty())
    throw bad_value{fmt::format("endpoint {} has no address in the topology: "
                                "give it one, so that packets find it",
                                name.str())};
  return *found;
}

/// Chooses the first addresses that can talk to each other.
void choose_addresses(const endpoint_spec& from, const endpoint_spec& to,
                      traffic_request& request) {
  for (const auto& source : from.addresses)
    for (const auto& target : to.addresses)
      if (reach(source, target)) {
        request.source = source.ip;
        request.target = target.ip;
        return;
      }
  throw bad_value{fmt::format("endpoints {} and {} have no addresses of one "
                              "family and VPN: give one of them another",
                              request.from, request.to)};
}

std::int64_t read_rate(const named_arguments& given) {
  const auto amount = given.require<amounts>("rate");
  const auto rate = amount[unit::bit_per_second];
  if (amount != amounts{unit::bit_per_second, rate} || rate < rate_min
      || rate > rate_max)
    throw bad_value{fmt::format("'rate': {} is no rate of traffic: give one "
                                "from 10kbit/s to 1Gbit/s",
                                to_string(amount))};
  return rate;
}

std::uint16_t read_port(const named_arguments& given) {
  const auto flow = given.get<flow_selector>("flow");
  if (!flow)
    return usual_port;
  if (flow->is != flow_selector::protocol::udp || flow->port == 0)
    throw bad_value{fmt::format("'flow': traffic goes by UDP to one port, and "
                                "{} says otherwise: write one like udp/5001",
                                to_string(*flow))};
  return flow->port;
}

traffic_handle start(default_session& current, traffic_source* source,
                     const named_arguments& given) {
  if (source == nullptr)
    throw std::runtime_error{
        "traffic runs between the endpoints of a laboratory, and this shell is "
        "in none: start the script with `tools/lab run`"};
  traffic_request request;
  const auto from = given.require<endpoint_name>("from");
  const auto to = given.require<endpoint_name>("to");
  request.from = from.str();
  request.to = to.str();
  request.rate = read_rate(given);
  request.port = read_port(given);
  request.lasts = given.get<duration>("period");
  if (from == to)
    throw bad_value{fmt::format("traffic from {} to itself passes no link: "
                                "name two endpoints",
                                from.str())};
  const auto region = expect_served(current.get()->read_topology());
  choose_addresses(find_endpoint(region, from), find_endpoint(region, to),
                   request);
  return {expect_served(source->start(request)),
          fmt::format("udp/{} from {} to {}", request.port, request.from,
                      request.to)};
}

double rate(const traffic_handle& self, std::optional<duration> window) {
  const auto length = window.value_or(usual_window);
  if (length <= duration::zero() || length > traffic_window_max)
    throw bad_value{"argument 1: what arrived is known for the last minute: "
                    "give a window of up to \"60s\""};
  return self.running->rate(length);
}

std::string describe(const traffic_handle& self) {
  return fmt::format(
      "traffic {}: {} arrives", self.what,
      to_string(amounts{unit::bit_per_second,
                        std::llround(self.running->rate(usual_window))}));
}

void bind_traffic_object(api& bindings) {
  bindings
      .object<traffic_handle>(
          {"traffic object",
           "Packets that one endpoint sends to another. They go on until the "
           "traffic is stopped, its time is over or the script ends.",
           R"(local f <close> = traffic{from = "EP11", to = "EP51", )"
           R"(rate = "20Mbit/s"})"})
      .method("rate",
              {"f:rate(window)",
               "What arrived over the last second, or as much time as is "
               "given, in bit/s; with all headers, as leases count.",
               "expect(f:rate() > 3.8e6)"},
              [](traffic_handle& self, std::optional<duration> window) {
                return rate(self, window);
              })
      .method("lost",
              {"f:lost()",
               "How many packets were sent and have not arrived. Those on "
               "their way count until the traffic is stopped.",
               "expect_equal(f:lost(), 0)"},
              [](traffic_handle& self) { return self.running->lost(); })
      .method("stop",
              {"f:stop()", "Sends no more, and waits for what is on its way.",
               "f:stop()"},
              [](traffic_handle& self) { self.running->stop(); })
      .on_close([](traffic_handle& self) { self.running->stop(); })
      .text(describe);
}

} // namespace

void bind_traffic_library(api& bindings, default_session& current,
                          traffic_source* source) {
  bind_traffic_object(bindings);
  bindings.named(
      "traffic",
      {"traffic{...}",
       "Sends packets from one endpoint to another, in a laboratory. Returns "
       "an object that says what arrives.",
       R"(traffic{from = "EP11", to = "EP51", rate = "20Mbit/s"})"},
      {{"from", "the endpoint that sends", presence::required},
       {"to", "the endpoint that receives", presence::required},
       {"rate", "how much is sent: \"8Mbit/s\"", presence::required},
       {"flow", "the port: \"udp/5001\""},
       {"period", "how long it is sent; until it is stopped",
        presence::optional, "for_"}},
      [current = &current, source](const named_arguments& given) {
        return start(*current, source, given);
      });
}

} // namespace leasehold::shell
