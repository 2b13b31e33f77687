// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What operators ask: resources, topology, rules, audit, the node.
#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class OperatorCommands : public CliTest {
protected:
  OperatorCommands() {
    node.region.region = region_name{"figure-8"};
    node.region.gateways = {{gateway_name{"GW1"}, 1 << 20, duration{50}}};
    node.region.links = {{link_name{"GW1-GW5"}, gateway_name{"GW1"},
                          gateway_name{"GW5"}, 1'000'000, 2'000'000, 3}};
    node.region.endpoints = {{endpoint_name{"EP11"},
                              gateway_name{"GW1"},
                              100'000'000,
                              "Berlin",
                              "server",
                              {*parse_endpoint_address("10.0.0.11")}}};
  }
};

TEST_F(OperatorCommands, ListsResources) {
  EXPECT_EQ(run({"resource", "list"}), 0);
  EXPECT_EQ(out.str(),
            "RESOURCE  KIND  GATEWAY  ENDPOINT  CAPACITY   FREE       BOOKINGS"
            "  GROUPS\n"
            "EP51/nic  nic   GW1      EP51      100Mbit/s  100Mbit/s  0       "
            "  -\n");
  EXPECT_EQ(run({"resource", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "EP51/nic\n");
  EXPECT_EQ(run({"resource", "list", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())[0]["free"]["bit_per_second"], 100'000'000);
}

class CalendarCommands : public CliTest {
protected:
  CalendarCommands() {
    auto& x = node.calendar;
    x.info.name = resource_name{"GW4/GW4-GW5"};
    x.info.kind = kind_name{"nic"};
    x.info.gateway = gateway_name{"GW4"};
    x.info.capacity = rate(20);
    x.info.free = rate(10);
    x.info.bookings = 3;
    x.steps = {{instant{}, rate(10), rate(0)},
               {instant{duration{60'500}}, rate(20), rate(5)},
               {instant{duration{120'000}}, rate(0), rate(0)}};
  }

  static amounts rate(std::int64_t megabits) {
    return {unit::bit_per_second, megabits * 1'000'000};
  }
};

TEST_F(CalendarCommands, DrawABarForEachStep) {
  env.columns = 80;
  EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5"}), 0);
  EXPECT_EQ(out.str(),
            "resource: GW4/GW4-GW5\n"
            "kind:     nic\n"
            "gateway:  GW4\n"
            "capacity: 20Mbit/s\n"
            "free now: 10Mbit/s\n"
            "bookings: 3\n"
            "\n"
            "FROM                  BOOKED    HELD     FREE      OF 20Mbit/s\n"
            "2027-01-15T08:00:00Z  10Mbit/s  0        10Mbit/s  "
            "##############...............\n"
            "2027-01-15T08:01:00Z  15Mbit/s  5Mbit/s  0         "
            "#####################========\n"
            "2027-01-15T08:02:00Z  0         0        20Mbit/s  "
            ".............................\n"
            "\n"
            "# booked  = held while a route is set up  . free\n"
            "The last line is as it stays.\n");
  EXPECT_EQ(node.calendars.at(0).steps_max, 24u);
  EXPECT_EQ(node.calendars.at(0).over.end, forever);
}

TEST_F(CalendarCommands, KeepToTheWidthOfTheTerminal) {
  for (std::size_t columns : {70u, 80u, 200u}) {
    env.columns = columns;
    EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5", "--ascii"}), 0);
    std::istringstream lines{out.str()};
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);)
      if (line.find('#') != line.npos)
        widest = std::max(widest, line.size());
    EXPECT_EQ(widest, columns);
  }
}

TEST_F(CalendarCommands, DrawWithMoreThanAsciiWhereTheTerminalCan) {
  env.unicode = true;
  EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("█"));
  EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5", "--ascii"}), 0);
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("█")));
}

TEST_F(CalendarCommands, SayWhereMoreIsTakenThanThereIsAndWhereStepsAreMerged) {
  node.calendar.info.capacity = rate(15);
  node.calendar.steps_are = resource_calendar::detail::merged;
  node.calendar.until = instant{duration{180'000}};
  EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5", "--rows", "3", "--from",
                 "+1m", "--for", "2m"}),
            0);
  EXPECT_THAT(out.str(), HasSubstr("5Mbit/s  -5Mbit/s"));
  EXPECT_THAT(out.str(), HasSubstr("each line tells the worst of its time"));
  EXPECT_THAT(out.str(), testing::Not(HasSubstr("as it stays")));
  const auto& asked = node.calendars.back();
  EXPECT_EQ(asked.steps_max, 3u);
  EXPECT_EQ(asked.over,
            (window{instant{duration{60'000}}, instant{duration{180'000}}}));
}

TEST_F(CalendarCommands, WriteTheStepsAsJson) {
  EXPECT_EQ(run({"resource", "show", "GW4/GW4-GW5", "-o", "json"}), 0);
  auto x = json::parse(out.str());
  EXPECT_EQ(x["name"], "GW4/GW4-GW5");
  EXPECT_EQ(x["merged"], false);
  EXPECT_EQ(x["until"], nullptr);
  EXPECT_EQ(x["steps"].size(), 3u);
  EXPECT_EQ(x["steps"][1]["from"], "2027-01-15T08:01:00.500Z");
  EXPECT_EQ(x["steps"][1]["taken"]["bit_per_second"], 20'000'000);
  EXPECT_EQ(x["steps"][1]["held"]["text"], "5Mbit/s");
  EXPECT_EQ(x["steps"][1]["free"]["text"], "0");
  EXPECT_EQ(node.calendars.at(0).steps_max, 1024u);
}

TEST_F(CalendarCommands, NameWhatIsWrong) {
  EXPECT_EQ(run({"resource", "show", "EP9/nic"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("there is no resource EP9/nic"));
  EXPECT_EQ(run({"resource", "show", "EP9/nic", "--for", "any"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--for: a time is needed"));
  EXPECT_EQ(run({"resource", "show", "EP9/nic", "--rows", "0"}), 2);
}

class DemandCommands : public CliTest {
protected:
  DemandCommands() {
    resource_demand x;
    x.resource = resource_name{"GW4/GW4-GW5"};
    x.gateway = gateway_name{"GW4"};
    x.capacity = {unit::bit_per_second, 20'000'000};
    x.taken = {unit::bit_per_second, 17'000'000};
    x.level = 85;
    x.state = demand_state::high;
    x.high = 80;
    x.low = 60;
    x.periods = {{instant{}, 3, 1, x.taken, x.capacity, {}}};
    node.demand = {x};
  }
};

TEST_F(DemandCommands, ShowWhatIsAskedGrantedAndRefused) {
  EXPECT_EQ(run({"resource", "demand"}), 0);
  EXPECT_EQ(out.str(),
            "RESOURCE     GATEWAY  TAKEN     CAPACITY  LEVEL  MARKS    DEMAND  "
            "GRANTS  REFUSALS\n"
            "GW4/GW4-GW5  GW4      17Mbit/s  20Mbit/s  85%    80%/60%  high    "
            "3       1\n");
  EXPECT_EQ(run({"resource", "demand", "GW4/GW4-GW5"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("MINUTE                GRANTS  GRANTED   REFUSALS  "
                        "REFUSED   LEAST FREE\n"
                        "2027-01-15T08:00:00Z  3       17Mbit/s  1         "
                        "20Mbit/s  0\n"));
  EXPECT_EQ(run({"resource", "demand", "-o", "json"}), 0);
  auto x = json::parse(out.str())[0];
  EXPECT_EQ(x["demand"], "high");
  EXPECT_EQ(x["periods"][0]["refusals"], 1);
  node.demand.clear();
  EXPECT_EQ(run({"resource", "demand"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("nothing was asked for"));
}

TEST_F(DemandCommands, SetThresholds) {
  EXPECT_EQ(run({"resource", "threshold", "GW4/GW4-GW5", "80%"}), 0);
  EXPECT_EQ(
      err.str(),
      "leasehold: operators are told when GW4/GW4-GW5 is at 80%, and when "
      "it is back at 70%\n");
  EXPECT_EQ(
      run({"resource", "threshold", "nic", "90", "--kind", "--back-at", "50%"}),
      0);
  EXPECT_EQ(run({"resource", "threshold", "nic", "off", "--kind"}), 0);
  ASSERT_EQ(node.thresholds.size(), 3u);
  EXPECT_EQ(std::get<resource_name>(node.thresholds[0].subject),
            resource_name{"GW4/GW4-GW5"});
  EXPECT_EQ(node.thresholds[0].low, 70u);
  EXPECT_EQ(std::get<kind_name>(node.thresholds[1].subject), kind_name{"nic"});
  EXPECT_EQ(node.thresholds[1].high, 90u);
  EXPECT_EQ(node.thresholds[1].low, 50u);
  EXPECT_EQ(node.thresholds[2].high, 0u);
}

TEST_F(DemandCommands, RefuseThresholdsThatMakeNoSense) {
  for (auto level : {"", "%", "0", "101%", "-1", "high", "8e1"})
    EXPECT_EQ(run({"resource", "threshold", "EP51/nic", level}), 2) << level;
  EXPECT_EQ(run({"resource", "threshold", "EP51/nic", "80", "--back-at", "80"}),
            2);
  EXPECT_THAT(err.str(), HasSubstr("--back-at: "));
  EXPECT_TRUE(node.thresholds.empty());
}

TEST_F(DemandCommands, TellTurnsAsEventsOfNoLease) {
  lease_event event;
  event.number = 7;
  event.kind = event_kind::demand_high;
  event.reason = event_reason::demand;
  event.resource = resource_name{"GW4/GW4-GW5"};
  event.gateway = gateway_name{"GW4"};
  event.amount = {unit::bit_per_second, 17'000'000};
  event.recorded = node.clock().wall;
  node.events = {event};
  EXPECT_EQ(run({"event", "list"}), 0);
  EXPECT_EQ(out.str(),
            "     7  2027-01-15T08:00:00Z  demand-high    17Mbit/s taken of "
            "GW4/GW4-GW5  demand\n");
  EXPECT_EQ(run({"event", "list", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())[0]["lease"], "");
}

TEST_F(OperatorCommands, SetsACapacity) {
  EXPECT_EQ(run({"resource", "set-capacity", "EP51/printer", "2"}), 0);
  EXPECT_EQ(node.capacities, words{"EP51/printer=2count"});
  EXPECT_EQ(run({"resource", "set-capacity", "EP51/printer", "much"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("AMOUNT: "));
  EXPECT_EQ(node.capacities.size(), 1u);
}

TEST_F(OperatorCommands, ShowsThePlanOfACapacity) {
  node.plan = {{{lease_id{0x1f}, lessee_name{"bob"}, fate::terminated},
                {lease_id{0x2e}, lessee_name{"alice"}, fate::moved}},
               2};
  EXPECT_EQ(run({"resource", "set-capacity", "EP51/printer", "2", "--dry-run"}),
            0);
  EXPECT_EQ(out.str(),
            "LEASE  LESSEE  WOULD BE\n"
            "1f     bob     terminated\n"
            "2e     alice   moved\n");
  EXPECT_EQ(err.str(),
            "leasehold: 2 leases would change; nothing was changed\n");
  EXPECT_EQ(node.planned, words{"EP51/printer=2count"});
  EXPECT_TRUE(node.capacities.empty());
}

TEST_F(OperatorCommands, DrainsAndRestores) {
  EXPECT_EQ(run({"gateway", "drain", "GW4"}), 0);
  EXPECT_EQ(run({"link", "drain", "GW4-GW5", "--at", "+30m"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("GW4-GW5 is drained at 2027-01-15T08:30"));
  ASSERT_EQ(node.outages.size(), 2u);
  EXPECT_EQ(node.outages[0].subject, "GW4");
  EXPECT_EQ(node.outages[0].what, outage::kind::drained);
  EXPECT_EQ(node.outages[1].from - node.outages[0].from, duration{1'800'000});
  EXPECT_EQ(run({"gateway", "restore", "GW4"}), 0);
  EXPECT_EQ(node.restored, words{"GW4"});
  EXPECT_EQ(run({"gateway", "drain", "GW4", "--at", "soon"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--at: "));
  EXPECT_EQ(run({"gateway", "drain", "no name"}), 2);
  EXPECT_EQ(run({"link", "restore", ""}), 2);
  EXPECT_EQ(node.outages.size(), 2u);
}

TEST_F(OperatorCommands, ShowsThePlanOfADrain) {
  node.plan.leases = {{lease_id{0x1f}, lessee_name{"bob"}, fate::shortened}};
  node.plan.count = 1001;
  EXPECT_EQ(run({"gateway", "drain", "GW4", "--dry-run", "-o", "json"}), 0);
  auto plan = json::parse(out.str());
  EXPECT_EQ(plan["count"], 1001);
  EXPECT_EQ(plan["leases"][0]["fate"], "shortened");
  EXPECT_EQ(plan["leases"][0]["lessee"], "bob");
  EXPECT_EQ(run({"gateway", "drain", "GW4", "--dry-run"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("1001 leases would change, of which 1 are"));
  EXPECT_EQ(node.planned, (words{"GW4", "GW4"}));
  EXPECT_TRUE(node.outages.empty());
}

TEST_F(OperatorCommands, SaysThatAGatewayIsInError) {
  EXPECT_EQ(run({"gateway", "fail", "GW4"}), 0);
  EXPECT_EQ(err.str(), "leasehold: GW4 grants nothing new\n");
  EXPECT_EQ(run({"gateway", "fail", "GW4", "--longest", "10m"}), 0);
  EXPECT_EQ(err.str(), "leasehold: GW4 grants terms of at most 10m\n");
  ASSERT_EQ(node.outages.size(), 2u);
  EXPECT_EQ(node.outages[0].what, outage::kind::in_error);
  EXPECT_EQ(node.outages[0].longest, duration{});
  EXPECT_EQ(node.outages[1].longest, duration{600'000});
  for (auto longest : {"much", "any", "infinite"})
    EXPECT_EQ(run({"gateway", "fail", "GW4", "--longest", longest}), 2)
        << longest;
  EXPECT_EQ(node.outages.size(), 2u);
}

// Of two orders on one subject the stricter holds, and that is what is said.
TEST_F(OperatorCommands, SaysWhatAnErrorOfADrainedGatewayComesTo) {
  node.gateways = {{gateway_name{"GW4"}, "node1", 0, 0,
                    outage{"GW4", outage::kind::drained, instant{}, {}}}};
  EXPECT_EQ(run({"gateway", "fail", "GW4", "--longest", "10m"}), 0);
  EXPECT_EQ(err.str(),
            "leasehold: GW4 stays out of service, as it was "
            "drained; 'restore' puts it back\n");
  node.gateways.front().out =
      outage{"GW4", outage::kind::in_error, instant{duration{3'600'000}},
             duration{600'000}};
  EXPECT_EQ(run({"gateway", "fail", "GW4", "--longest", "10m"}), 0);
  EXPECT_EQ(err.str(),
            "leasehold: GW4 grants terms of at most 10m, and is "
            "drained at 2027-01-15T09:00:00Z as before\n");
  EXPECT_EQ(run({"gateway", "list"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr(" in-error, at most 10m, drained at "
                        "2027-01-15T09:00:00Z\n"));
}

TEST_F(OperatorCommands, ListsHowGatewaysServe) {
  const auto at = [](const char* name, std::optional<outage> x) {
    return gateway_info{gateway_name{name}, "node1", 0, 0, std::move(x)};
  };
  node.gateways = {
      at("GW1", outage{"GW1", outage::kind::drained, instant{}, {}}),
      at("GW2",
         outage{
             "GW2", outage::kind::drained, instant{duration{3'600'000}}, {}}),
      at("GW3", outage{"GW3", outage::kind::in_error, {}, {}}),
      at("GW4", outage{"GW4", outage::kind::in_error, {}, duration{60'000}})};
  node.gateways.push_back({gateway_name{"GW5"}, "node2", 0, 0, std::nullopt});
  EXPECT_EQ(run({"gateway", "list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr(" drained\n"));
  EXPECT_THAT(out.str(), HasSubstr(" draining until 2027-01-15T09:00:00Z\n"));
  EXPECT_THAT(out.str(), HasSubstr(" in-error\n"));
  EXPECT_THAT(out.str(), HasSubstr(" in-error, at most 1m\n"));
  EXPECT_EQ(run({"gateway", "list", "-o", "json"}), 0);
  auto all = json::parse(out.str());
  EXPECT_EQ(all[0]["state"], "drained");
  EXPECT_EQ(all[1]["drained_at"], "2027-01-15T09:00:00Z");
  EXPECT_EQ(all[3]["longest_ms"], 60'000);
  EXPECT_EQ(all[4]["state"], "serving") << "as its own node says";
}

TEST_F(OperatorCommands, ListsGatewaysAndEndpoints) {
  EXPECT_EQ(run({"gateway", "list"}), 0);
  EXPECT_EQ(out.str(),
            "GATEWAY  NODE   HOPS HELD  HOPS ACTIVE  STATE\n"
            "GW1      node1  0          2            serving\n");
  EXPECT_EQ(run({"endpoint", "list"}), 0);
  EXPECT_THAT(
      out.str(),
      HasSubstr("EP11      GW1      100Mbit/s  10.0.0.11  Berlin    server\n"));
  EXPECT_EQ(run({"endpoint", "list", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())[0]["bandwidth"], 100'000'000);
  node.region.endpoints.clear();
  EXPECT_EQ(run({"endpoint", "list"}), 0);
  EXPECT_EQ(err.str(), "leasehold: no endpoints\n");
}

TEST_F(OperatorCommands, ShowsTheTopology) {
  EXPECT_EQ(run({"topology", "show"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("region: figure-8\n"));
  EXPECT_THAT(out.str(),
              HasSubstr("GW1-GW5  GW1  GW5  1Mbit/s      2Mbit/s      3\n"));
  EXPECT_EQ(run({"topology", "show", "-o", "json"}), 0);
  auto region = json::parse(out.str());
  EXPECT_EQ(region["links"][0]["bandwidth_b"], 2'000'000);
  EXPECT_EQ(region["resources"], json::array());
}

TEST_F(OperatorCommands, ShowsTheTopologyAsAFile) {
  EXPECT_EQ(run({"topology", "show", "--toml"}), 1);
  EXPECT_THAT(err.str(), HasSubstr("this build has no writer"));
  env.write_topology = [](const topology& region) {
    return "region = '" + region.region.str() + "'\n";
  };
  EXPECT_EQ(run({"topology", "show", "--toml"}), 0);
  EXPECT_EQ(out.str(), "region = 'figure-8'\n");
}

TEST_F(OperatorCommands, LoadsATopology) {
  EXPECT_EQ(run({"topology", "load", "region.toml"}), 0);
  EXPECT_EQ(node.topology_text, "[topology]");
  EXPECT_EQ(run({"topology", "load", "lost.toml"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("there is no file lost.toml"));
  file.clear();
  EXPECT_EQ(run({"topology", "load", "region.toml"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("region.toml: an empty topology"));
}

TEST_F(OperatorCommands, SetsListsAndRemovesRules) {
  EXPECT_EQ(run({"policy", "list"}), 0);
  EXPECT_EQ(out.str(), "");
  env.parse_policy = [](std::string_view,
                        std::string_view name) -> result<policy_entries> {
    EXPECT_EQ(name, "rules.toml");
    limit_rule night;
    night.name = rule_name{"night"};
    night.lessee = lessee_name{"ann"};
    night.when = schedule{0x3, 480, 1050, -330};
    night.period_max = duration{3'600'000};
    night.leases_max = 3;
    night.infinite = permission::forbidden;
    limit_rule all;
    all.name = rule_name{"all"};
    all.any_lease = permission::forbidden;
    all.any_action = permission::forbidden;
    return policy_entries{{night, all}, {}};
  };
  EXPECT_EQ(run({"policy", "set", "rules.toml"}), 0);
  EXPECT_EQ(run({"policy", "list"}), 0);
  EXPECT_EQ(out.str(),
            "RULE   CONCERNS                              DOES\n"
            "all    everyone                              leases forbidden "
            "actions forbidden\n"
            "night  lessee=ann mon,tue 08:00-17:30-05:30  "
            "period<=1h leases<=3 infinite forbidden\n");
  EXPECT_EQ(run({"policy", "list", "-o", "json"}), 0);
  auto rules = json::parse(out.str());
  EXPECT_EQ(rules[1]["period_max_ms"], 3'600'000);
  EXPECT_EQ(rules[1]["when"]["weekdays"], (json{"mon", "tue"}));
  EXPECT_EQ(rules[1]["infinite"], "forbidden");
  EXPECT_EQ(rules[1]["zero"], nullptr);
  EXPECT_EQ(run({"policy", "remove", "all"}), 0);
  EXPECT_EQ(run({"policy", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "night\n");
  EXPECT_EQ(run({"policy", "remove", "all"}), 3);
}

TEST_F(OperatorCommands, SetsListsAndRemovesClasses) {
  env.parse_policy = [](std::string_view,
                        std::string_view) -> result<policy_entries> {
    service_class gold;
    gold.name = class_name{"gold"};
    gold.setup = 2;
    gold.hold = 1;
    gold.remedies = {remedy::shorten, remedy::shrink};
    gold.tenure_min = duration{300'000};
    gold.victims = victim_objective::fewest;
    gold.sharing = share_scheme::max_min;
    gold.weight = 3;
    return policy_entries{{}, {gold}};
  };
  EXPECT_EQ(run({"policy", "set", "rules.toml"}), 0);
  EXPECT_EQ(err.str(), "leasehold: set class gold\n");
  EXPECT_EQ(run({"policy", "classes"}), 0);
  EXPECT_EQ(
      out.str(),
      "CLASS        SETUP  HOLD  REMEDIES                          TENURE-MIN  "
      "NOTICE  VICTIMS  SHARING\n"
      "best-effort  7      7     reroute,shrink,shorten,terminate  -           "
      "10s     weakest  oldest-first\n"
      "elastic      5      5     reroute,shrink                    -           "
      "-       weakest  oldest-first\n"
      "gold         2      1     shorten,shrink                    5m          "
      "-       fewest   max-min, weight 3\n"
      "guaranteed   0      0     -                                 -           "
      "-       weakest  oldest-first\n"
      "standard     4      4     -                                 -           "
      "-       weakest  oldest-first\n");
  EXPECT_EQ(run({"policy", "classes", "-o", "json"}), 0);
  auto classes = json::parse(out.str());
  EXPECT_EQ(classes[2],
            (json{{"name", "gold"},
                  {"setup", 2},
                  {"hold", 1},
                  {"remedies", {"shorten", "shrink"}},
                  {"tenure_min_ms", 300'000},
                  {"notice_ms", 0},
                  {"ack_within_ms", 0},
                  {"victims", "fewest"},
                  {"sharing", "max-min"},
                  {"share_weight", 3}}));
  EXPECT_EQ(run({"policy", "remove-class", "gold"}), 0);
  EXPECT_EQ(err.str(), "leasehold: removed class gold\n");
  EXPECT_EQ(run({"policy", "classes", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "best-effort\nelastic\nguaranteed\nstandard\n");
  EXPECT_EQ(run({"policy", "remove-class", "gold"}), 3);
  EXPECT_EQ(run({"policy", "remove-class", "two words"}), 2);
}

TEST_F(OperatorCommands, SaysThatAFileHoldsNothing) {
  env.parse_policy = [](std::string_view,
                        std::string_view) -> result<policy_entries> {
    return policy_entries{};
  };
  EXPECT_EQ(run({"policy", "set", "rules.toml"}), 0);
  EXPECT_EQ(err.str(), "leasehold: rules.toml holds no rules and no classes\n");
}

TEST_F(OperatorCommands, SetsNoRuleOfAFileThatIsWrong) {
  env.parse_policy = [](std::string_view,
                        std::string_view) -> result<policy_entries> {
    return failure{errc::invalid_request, "rules.toml:3: no such key"};
  };
  EXPECT_EQ(run({"policy", "set", "rules.toml"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("rules.toml:3: no such key"));
  EXPECT_TRUE(connects.empty());
}

TEST_F(OperatorCommands, AuditsANode) {
  EXPECT_EQ(run({"audit"}), 0);
  EXPECT_EQ(err.str(),
            "leasehold: 0 leases, 0 hops, 0 resources: all adds up\n");
  node.findings = {{"capacity", "EP51/nic", "more taken than there is"}};
  EXPECT_EQ(run({"audit"}), 1);
  EXPECT_THAT(out.str(),
              HasSubstr("capacity  EP51/nic  more taken than there is\n"));
  EXPECT_EQ(run({"audit", "-o", "json"}), 1);
  EXPECT_EQ(json::parse(out.str())["findings"][0]["subject"], "EP51/nic");
}

TEST_F(OperatorCommands, AuditsAFolderWithoutANode) {
  std::string audited;
  env.audit_folder =
      [&audited](const std::string& folder) -> result<audit_report> {
    audited = folder;
    return audit_report{7, 21, 4, {}};
  };
  EXPECT_EQ(run({"audit", "--data", "/data"}), 0);
  EXPECT_EQ(audited, "/data");
  EXPECT_TRUE(connects.empty());
  EXPECT_THAT(err.str(), HasSubstr("7 leases, 21 hops, 4 resources"));
}

TEST_F(OperatorCommands, ShowsHowTheNodeIs) {
  EXPECT_EQ(run({"node", "status"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("node:            node1\n"));
  EXPECT_EQ(run({"node", "status", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())["uptime_ms"], 0);
}

TEST_F(OperatorCommands, ShowsTheVersion) {
  EXPECT_EQ(run({"version"}), 0);
  EXPECT_EQ(out.str(), "leasehold 1.2.3\n");
  EXPECT_EQ(run({"version", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())["version"], "1.2.3");
  EXPECT_TRUE(connects.empty());
}

} // namespace
} // namespace leasehold::cli
