// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/metrics.hpp"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using std::chrono::microseconds;

resource_info resource(const std::string& name, amounts capacity,
                       amounts free) {
  resource_info x;
  x.name = resource_name{name};
  x.gateway = gateway_name{"GW1"};
  x.capacity = capacity;
  x.free = free;
  x.bookings = 3;
  return x;
}

gateway_info gateway(const std::string& name, const std::string& node) {
  gateway_info x;
  x.name = gateway_name{name};
  x.node = node;
  x.hops_held = 1;
  x.hops_active = 2;
  return x;
}

lease_grant granted(std::uint64_t id) {
  lease_grant x;
  x.lease.id = lease_id{id};
  return x;
}

/// Something of everything.
node_figures all_figures() {
  node_figures x;
  node_status node;
  node.name = "cellar";
  node.version = "1.2.3";
  node.region = region_name{"house \"A\"\\"};
  node.leases = 5;
  node.sessions = 2;
  node.uptime = duration{1500};
  node.journal_records = 70;
  node.disk_free_bytes = 1 << 30;
  x.node = node;
  x.resources = {resource("GW1/L", {unit::bit_per_second, 100},
                          {unit::bit_per_second, 40}),
                 resource("GW1/memory", {unit::byte, 1000}, {unit::byte, 1}),
                 resource("EP/printer", {unit::count, 2}, {unit::count, 1})};
  x.gateways = {gateway("GW1", "cellar"), gateway("GW2", "attic")};
  x.gateways[0].out.emplace();
  nic_traffic sent;
  sent.nic = resource_name{"GW1/L"};
  sent.gateway = gateway_name{"GW1"};
  sent.of = traffic_kind::leased;
  sent.total = {1500, 3, 1};
  x.traffic = {sent};
  sent.of = traffic_kind::rest;
  sent.total = {60, 1, 0};
  x.traffic.push_back(sent);
  node_info link;
  link.node = node_name{"attic"};
  link.state = reachability::up;
  link.round_trip = microseconds{500};
  link.bytes_sent = 12;
  x.links = {link};
  actor_info manager;
  manager.path = "manager";
  manager.mailbox = 4;
  manager.messages = 1000;
  manager.longest_turn = microseconds{2000};
  x.actors = {manager};
  x.answered.requests.add({granted(7), granted(0)});
  refusal no;
  no.code = errc::no_route;
  x.answered.requests.add(no);
  auto events = std::make_shared<event_counts>();
  events->add(event_kind::ended, event_reason::expired);
  events->lateness.add(microseconds{3000});
  x.events = events;
  histogram commits;
  commits.add(microseconds{700});
  commits.add(microseconds{60'000'000});
  x.commits = commits.read();
  x.records = 9;
  x.connections_accepted = 11;
  x.connections_closed["idle"] = 6;
  x.connections = 3;
  x.strangers = 1;
  x.process = {4096, 1.5, 20, 1024};
  x.certificate_ends = wall_time{duration{1'900'000'000'000}};
  x.missing = {"resources"};
  return x;
}

void expect_line(const std::string& text, const std::string& line) {
  EXPECT_NE(("\n" + text).find("\n" + line + "\n"), std::string::npos)
      << line << " is not in:\n"
      << text;
}

TEST(Metrics, TellWhatAnOnCallEngineerAsks) {
  const auto text = metrics_text(all_figures());
  for (const auto* line :
       {"leasehold_build_info{version=\"1.2.3\"} 1",
        "leasehold_leases 5",
        "leasehold_uptime_seconds 1.5",
        "leasehold_resource_capacity_bytes_per_second{gateway=\"GW1\","
        "resource=\"GW1/L\"} 12.5",
        "leasehold_resource_free_bytes_per_second{gateway=\"GW1\","
        "resource=\"GW1/L\"} 5",
        "leasehold_resource_free_bytes{gateway=\"GW1\",resource="
        "\"GW1/memory\"} 1",
        "leasehold_resource_free{gateway=\"GW1\",resource=\"EP/printer\"} 1",
        "leasehold_hops{gateway=\"GW1\",state=\"held\"} 1",
        "leasehold_gateway_out_of_service{gateway=\"GW1\"} 1",
        "leasehold_requests_granted_total 1",
        "leasehold_requests_rehearsed_total 1",
        "leasehold_requests_refused_total{reason=\"no_route\"} 1",
        "leasehold_requests_refused_total{reason=\"low_space\"} 0",
        "leasehold_lease_events_total{kind=\"ended\",reason=\"expired\"} 1",
        "leasehold_expiry_lateness_seconds_count 1",
        "leasehold_expiry_lateness_seconds_bucket{le=\"0.0025\"} 0",
        "leasehold_expiry_lateness_seconds_bucket{le=\"0.005\"} 1",
        "leasehold_journal_commit_duration_seconds_bucket{le=\"0.001\"} 1",
        "leasehold_journal_commit_duration_seconds_bucket{le=\"10\"} 1",
        "leasehold_journal_commit_duration_seconds_bucket{le=\"+Inf\"} 2",
        "leasehold_journal_records_total 9",
        "leasehold_link_up{node=\"attic\"} 1",
        "leasehold_link_round_trip_seconds{node=\"attic\"} 0.0005",
        "leasehold_connections{state=\"logged-in\"} 2",
        "leasehold_connections{state=\"stranger\"} 1",
        "leasehold_connections_closed_total{reason=\"idle\"} 6",
        "leasehold_actor_mailbox_messages{actor=\"manager\"} 4",
        "leasehold_metrics_missing{part=\"resources\"} 1"})
    expect_line(text, line);
}

// Each gateway is told of by the node that runs it, or sums would be too large.
TEST(Metrics, LeaveGatewaysOfOthersToThem) {
  EXPECT_EQ(metrics_text(all_figures()).find("GW2"), std::string::npos);
}

TEST(Metrics, TellOfTrafficOfLeasesAndOfTheRest) {
  const auto text = metrics_text(all_figures());
  expect_line(text,
              "leasehold_nic_sent_bytes_total{gateway=\"GW1\","
              "resource=\"GW1/L\",traffic=\"leased\"} 1500");
  expect_line(text,
              "leasehold_nic_sent_packets_total{gateway=\"GW1\","
              "resource=\"GW1/L\",traffic=\"rest\"} 1");
  expect_line(text,
              "leasehold_nic_dropped_packets_total{gateway=\"GW1\","
              "resource=\"GW1/L\",traffic=\"leased\"} 1");
}

TEST(Metrics, AreBoundedAndSaySo) {
  node_figures x;
  for (std::size_t i = 0; i < metered_max + 7; ++i)
    x.resources.push_back(
        resource("R" + std::to_string(i), {unit::count, 1}, {unit::count, 1}));
  const auto text = metrics_text(x);
  expect_line(text, "leasehold_resources_left_out 7");
  EXPECT_NE(text.find("\"R4999\""), std::string::npos);
  EXPECT_EQ(text.find("\"R5000\""), std::string::npos);
}

TEST(Metrics, AreToldOfANodeThatDoesNotAnswer) {
  node_figures x;
  x.missing = {"node", "actors"};
  const auto text = metrics_text(x);
  expect_line(text, "leasehold_metrics_missing{part=\"node\"} 1");
  EXPECT_EQ(text.find("leasehold_build_info"), std::string::npos);
}

TEST(Metrics, SatisfyPromtool) {
  test::temp_folder folder;
  const auto path = folder.path() + "/metrics";
  const auto said = folder.path() + "/said";
  std::ofstream{path} << metrics_text(all_figures());
  const auto command =
      "promtool check metrics <" + path + " >" + said + " 2>&1";
  const auto status = std::system(command.c_str());
  std::ifstream file{said};
  const std::string words{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(WEXITSTATUS(status), 0) << words;
  EXPECT_EQ(words, "");
}

std::set<std::string> names_in(const std::string& text,
                               const std::string& pattern) {
  std::set<std::string> names;
  const std::regex name{pattern};
  for (std::sregex_iterator i{text.begin(), text.end(), name}, end; i != end;
       ++i)
    names.insert((*i)[1]);
  return names;
}

TEST(Metrics, AreThoseOfTheGuide) {
  std::ifstream file{"docs/operators.md"};
  const std::string guide{std::istreambuf_iterator<char>{file}, {}};
  const auto told =
      names_in(metrics_text(all_figures()), "# TYPE (leasehold_\\w+) ");
  EXPECT_EQ(names_in(guide, "`(leasehold_\\w+)`"), told);
}

} // namespace
} // namespace leasehold
