// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/session_library.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/admin_library.hpp"

namespace leasehold::shell {
namespace {

class Session : public ScriptTest {
protected:
  Session() {
    node.elapsed = [this] {
      return host.now;
    };
    env->extend([this](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_admin_library(bindings, current);
    });
  }

  ~Session() override {
    // Objects in the state refer to what is declared below.
    env.reset();
  }

  std::string with_lease(const std::string& rest) {
    return "local l, r = lease{target = 'EP51', from = 'EP11', amount = "
           "'10Mbit/s', period = '60s'} "
        + rest;
  }

  fake_node node;
  fake_source source{node};
  default_session current{source};
};

TEST_F(Session, IsOpenedWhenItIsFirstNeeded) {
  output("print(1)");
  EXPECT_TRUE(source.connects.empty());
  output("leases() leases()");
  EXPECT_EQ(source.connects.size(), 1u);
}

TEST_F(Session, GrantsALease) {
  EXPECT_EQ(output(with_lease("print(l.id, l.state, l.amount, l.remaining, "
                              "l.target, l.from, l.epoch, r)")),
            "a1\tactive\t10Mbit/s\t60.0\tEP51\tEP11\t1\tnil\n");
  const auto& asked = node.requests.at(0);
  EXPECT_EQ(asked.target, resource_name{"EP51"});
  EXPECT_EQ(asked.wanted, period::finite(duration{60'000}));
  EXPECT_FALSE(asked.start);
  EXPECT_EQ(asked.intent, request_intent::grant);
  EXPECT_NE(asked.request, request_id{});
}

TEST_F(Session, PassesOnEverythingThatWasAsked) {
  output("lease{target = 'EP51', from = 'EP11', amount = 3, for_ = -1, "
         "at = os.time() + 90, service = 'gold', setup = 2, hold = 1, "
         "via = {'GW2'}, avoid = {'GW3', 'GW4'}, labels = {job = 'x'}}");
  const auto asked = node.requests.at(0);
  EXPECT_EQ(asked.amount, (amounts{unit::count, 3}));
  EXPECT_EQ(asked.wanted, period::infinite());
  EXPECT_EQ(asked.start, fake_node::date_at(std::chrono::seconds{90}));
  output("lease{target = 'EP51', from = 'EP11', amount = 3, at = '+2m'}");
  EXPECT_EQ(node.requests.at(1).start,
            fake_node::date_at(std::chrono::minutes{2}));
  EXPECT_EQ(asked.service, class_name{"gold"});
  EXPECT_EQ(asked.setup, 2);
  EXPECT_EQ(asked.hold, 1);
  EXPECT_EQ(asked.constraints.include, std::vector<std::string>{"GW2"});
  EXPECT_EQ(asked.constraints.exclude,
            (std::vector<std::string>{"GW3", "GW4"}));
  EXPECT_EQ(asked.labels.at("job"), "x");
}

TEST_F(Session, ExplainsWhatIsWrongWithARequest) {
  EXPECT_TRUE(contains(complaint("lease{target = 'EP51', from = 'EP11'}"),
                       "test.lua:1: lease: 'amount' is missing"));
  EXPECT_TRUE(contains(
      complaint("lease{target = 'EP51', from = 'EP11', amount = '10Mbit'}"),
      "lease: 'amount': "));
  EXPECT_TRUE(
      contains(complaint("lease{target = 'EP51', from = 'EP11', amount = "
                         "1, at = 'noon'}"),
               "lease: 'at': \"noon\" is no start time"));
  EXPECT_TRUE(
      contains(complaint("lease{target = 'EP51', from = 'EP11', amount = "
                         "1, setup = 900}"),
               "'setup': a whole number from 0 to 255"));
  EXPECT_TRUE(node.requests.empty());
}

TEST_F(Session, ReturnsARefusalThatHelps) {
  output("l, r = lease{target = 'EP51', from = 'EP11', amount = '200Mbit/s'}");
  EXPECT_EQ(output("print(l, r)"),
            "nil\trefused ("
                + std::string{to_string(errc::insufficient_capacity)}
                + "): EP51/nic is short\n");
  EXPECT_EQ(output("print(r.resource, r.gateway, r.largest_amount, "
                   "r.longest_period, r.alternatives, r.rule, r.message)"),
            "EP51/nic\tGW5\t100Mbit/s\t30.0\t{\"EP52/nic\"}\t\t"
            "EP51/nic is short\n");
  EXPECT_EQ(output("print(lease{target = 'EP51', from = 'EP11', amount = "
                   "r.largest_amount, at = r.earliest_start}.state)"),
            "active\n");
}

// Civil time is exact: what is offered can be asked for as it is.
TEST_F(Session, OffersTheStartThatTheNodeSays) {
  EXPECT_EQ(output("local l, r = lease{target = 'EP51', from = 'EP11', amount "
                   "= '200Mbit/s'} print(math.floor((r.earliest_start - "
                   "os.time()) * 1000 + 0.5))"),
            "60000\n");
}

TEST_F(Session, ShowsWhatZeroTimeWouldGet) {
  auto text = output("print(lease{target = 'EP51', from = 'EP11', amount = "
                     "'10Mbit/s', period = 0})");
  EXPECT_TRUE(contains(text, "amount = \"10Mbit/s\""));
  EXPECT_TRUE(node.leases.empty());
}

TEST_F(Session, ShowsADryRunWithoutChangingAnything) {
  auto text = output("print(lease{target = 'EP51', from = 'EP11', amount = "
                     "'10Mbit/s', period = 5, dry_run = true})");
  EXPECT_TRUE(contains(text, "amount = \"10Mbit/s\""));
  EXPECT_TRUE(contains(text, "granted = 5.0"));
  EXPECT_TRUE(node.leases.empty());
}

TEST_F(Session, ChangesALease) {
  EXPECT_EQ(output(with_lease("print(l:change('5Mbit/s', '90s'), l.amount, "
                              "l.remaining)")),
            "true\t5Mbit/s\t90.0\n");
  EXPECT_EQ(output(with_lease("print((l:reroute({'GW4'})))")), "true\n");
  ASSERT_EQ(node.changes.size(), 2u);
  EXPECT_EQ(node.changes[1].constraints->exclude,
            std::vector<std::string>{"GW4"});
  EXPECT_FALSE(node.changes[1].amount);
}

TEST_F(Session, AcknowledgesWhatALeaseWasTold) {
  output(with_lease("l:acknowledge(2)"));
  ASSERT_EQ(node.acknowledged.size(), 1u);
  EXPECT_EQ(node.acknowledged.begin()->second, 2u);
}

TEST_F(Session, RenewsAndReleasesALease) {
  EXPECT_EQ(output(with_lease("sleep(50) print(l:renew('60s'), l.remaining) "
                              "print(l:release(), l.state, l.remaining)")),
            "true\t60.0\ntrue\tover\t0.0\n");
  EXPECT_EQ(output(with_lease("l:release() local ok, why = l:renew('60s') "
                              "print(ok, why.reason)")),
            "nil\t" + std::string{to_string(errc::lease_over)} + "\n");
  EXPECT_EQ(output(with_lease("l:release() print(l:release())")),
            "nil\trefused (" + std::string{to_string(errc::lease_over)}
                + "): it is over\n");
}

TEST_F(Session, ShortensALeaseOnlyWhereThatIsSaid) {
  EXPECT_EQ(output(with_lease("local ok, why = l:renew('10s') "
                              "print(ok, why.reason, l.remaining)")),
            "nil\tperiod_unacceptable\t60.0\n");
  EXPECT_EQ(output(with_lease("print(l:shorten('10s'), l.remaining)")),
            "true\t10.0\n");
}

// An empty name would stand for none: every lease, or every gateway.
TEST_F(Session, RefusesEmptyNames) {
  for (const char* wrong :
       {"leases{lessee = ''}", "leases{gateway = '-x'}",
        "leases{resource = 'a b'}", "restore('')", "drain{name = ''}",
        "drain{name = 'GW1', at = ''}", "report_error{name = ''}",
        "region.connect{user = ''}", "region.connect{address = ''}",
        "region.connect{ca = ''}", "region.start{data = ''}",
        "region.start{operators = {''}}", "policy.remove('')",
        "lease{target = 'EP51', from = 'EP11', amount = 1, via = {''}}"})
    EXPECT_EQ(output("expect_error(function() " + std::string{wrong}
                     + " end) print('refused')"),
              "refused\n")
        << wrong;
  EXPECT_TRUE(node.outages.empty());
  EXPECT_TRUE(node.restored.empty());
}

// Text, because scripts round numbers of 64 bits.
TEST_F(Session, TellsTheNumbersOfRequestsAsText) {
  EXPECT_EQ(output(with_lease("print(type(l.request), l.request == '"
                              + std::to_string(source.numbers + 1) + "')")),
            "string\ttrue\n");
  EXPECT_EQ(output("local l, r = lease{target = 'EP51', from = 'EP11', "
                   "amount = '1Gbit/s'} print(l, type(r.request))"),
            "nil\tstring\n");
  decision x;
  x.request = request_id{~std::uint64_t{0}};
  node.decisions = {x};
  EXPECT_EQ(output("print(explain{request = '18446744073709551615'}[1]"
                   ".request)"),
            "18446744073709551615\n");
}

// The node hangs: it keeps its connections and answers nothing.
TEST_F(Session, LosesALeaseInTimeWhereTheNodeHangs) {
  node.wait = [this](duration length) {
    host.now += length;
  };
  for (const char* question : {"l:renew('60s')", "local s = l.state",
                               "l:wait('ended')", "l:release()"}) {
    node.silent = false;
    EXPECT_EQ(output("l = lease{target = 'EP51', from = 'EP11', amount = "
                     "'1Mbit/s', period = '10s'} print(l.valid_for)"),
              "10.0\n");
    node.silent = true;
    const auto begin = host.now;
    EXPECT_EQ(output("expect_error(function() " + std::string{question}
                     + " end, 'lost: ') print(l.valid_for)"),
              "0.0\n")
        << question;
    EXPECT_GE(host.now - begin, duration{10'000}) << question;
    EXPECT_LE(host.now - begin, duration{10'200}) << question;
  }
}

TEST_F(Session, NamesTheRuleThatShortenedALease) {
  node.shorten = shortened_by{rule_name{"short"}, period::infinite(),
                              period::finite(duration{60'000})};
  EXPECT_EQ(output(with_lease("print(l.shortened)")),
            "{asked = \"infinite\", given = 60.0, rule = \"short\"}\n");
}

TEST_F(Session, SeesALeaseRunOut) {
  EXPECT_EQ(output(with_lease("sleep(61) print(l.state, l.remaining)")),
            "over\t0.0\n");
}

TEST_F(Session, ShowsInfiniteLeasesAsInfinite) {
  EXPECT_EQ(output("l = lease{target = 'EP51', from = 'EP11', amount = 1, "
                   "period = 'infinite'} print(l.remaining == math.huge)"),
            "true\n");
  EXPECT_TRUE(contains(output("print(l)"), "infinite"));
}

// What has no end is no number of seconds, and can be passed in again.
TEST_F(Session, TellsALengthWithoutEndAsHuge) {
  output(with_lease(""));
  node.events.front().remaining = duration::max();
  EXPECT_EQ(output("print(events()[1].remaining == math.huge)"), "true\n");
  output("lease{target = 'EP51', from = 'EP11', amount = 1, period = "
         "math.huge}");
  EXPECT_EQ(node.requests.back().wanted, period::infinite());
}

TEST_F(Session, DescribesALease) {
  EXPECT_TRUE(contains(output(with_lease("print(l)")),
                       "lease a1: 10Mbit/s of EP51 for EP11 over GW1 - GW5, "
                       "active, ends in 1m\n"));
  EXPECT_TRUE(contains(output(with_lease("sleep('1500ms') print(l)")),
                       "active, ends in 58s\n"));
  EXPECT_TRUE(contains(output(with_lease("sleep('59500ms') print(l)")),
                       "active, ends in 500ms\n"));
  EXPECT_TRUE(contains(output(with_lease("l:release() print(l)")),
                       "GW1 - GW5, over\n"));
  auto text = output(with_lease("print(l:info())"));
  EXPECT_TRUE(contains(text, "uses = {[\"GW1/GW1-GW5\"] = \"10Mbit/s\"}"));
}

TEST_F(Session, WaitsForTheEventsOfALease) {
  EXPECT_EQ(output(with_lease("local e = l:wait('ended', '90s') "
                              "print(e.kind, e.reason, l.state)")),
            "ended\texpired\tover\n");
  EXPECT_EQ(host.now.count(), 60'000);
  EXPECT_EQ(output(with_lease("print(l:wait('ended', 1), l:wait().kind)")),
            "nil\tgranted\n");
  EXPECT_EQ(output(with_lease("l:shorten('5s') l:wait('renewed') "
                              "print(l:wait('renewed'))")),
            "nil\n")
      << "no second renewal came";
}

TEST_F(Session, WaitsForEachEventOnce) {
  EXPECT_EQ(
      output(with_lease("l:renew('60s') local kinds = {} "
                        "repeat local e = l:wait() "
                        "kinds[#kinds + 1] = e.kind "
                        "until e.kind == 'ended' "
                        "print(kinds, l:wait().kind, l:wait('renewed'))")),
      "{\"granted\", \"renewed\", \"ended\"}\tended\tnil\n");
}

TEST_F(Session, ListsEvents) {
  EXPECT_EQ(output(with_lease("l:release() local e = l:events() print(#e, "
                              "e[1].kind, e[2].reason, #events{from = 2}, "
                              "#events{lease = l.id, max = 1})")),
            "2\tgranted\trequested\t1\t1\n");
  EXPECT_TRUE(contains(complaint(with_lease("l:wait('over')")),
                       "'over' is no kind of event; there are granted"));
}

TEST_F(Session, ReleasesALeaseAtTheEndOfItsBlock) {
  complaint(
      "local l <close> = lease{target = 'EP51', from = 'EP11', amount = 1, "
      "period = 'infinite'} error('oh')");
  EXPECT_TRUE(node.leases.empty());
}

TEST_F(Session, TurnsAFailedCallIntoAnErrorOfTheScript) {
  output(with_lease("kept = l"));
  node.broken = failure{errc::unavailable, "node1 does not answer"};
  auto text = "node1 does not answer ("
      + std::string{to_string(errc::unavailable)} + ")";
  EXPECT_TRUE(contains(complaint("\nleases()"), "test.lua:2: leases: " + text));
  EXPECT_TRUE(contains(complaint("print(kept.state)"), text));
  EXPECT_TRUE(contains(complaint("kept:wait('ended')"), text));
  EXPECT_TRUE(contains(complaint("region.connect{}"), text));
  EXPECT_TRUE(contains(output("print(kept)"), "when last seen: " + text));
}

TEST_F(Session, PlaysSeveralLesseesInOneScript) {
  EXPECT_EQ(output("local a = region.connect{user = 'alice'} "
                   "local b = region.connect{user = 'bob', address = 'x:1'} "
                   "a:lease{target = 'EP51', from = 'EP11', amount = 1} "
                   "lease{target = 'EP51', from = 'EP11', amount = 1} "
                   "a:use() "
                   "lease{target = 'EP51', from = 'EP11', amount = 1} "
                   "print(#b:leases(), #leases{lessee = 'alice'}, "
                   "#leases{lessee = 'bob'})"),
            "3\t2\t1\n");
  EXPECT_EQ(source.connects.at(1).address, "x:1");
  EXPECT_TRUE(contains(complaint("region.connect{}.leases()"),
                       "call a method with a colon"));
  EXPECT_TRUE(contains(complaint("region.connect{}:lease{}"),
                       "session:lease: 'target' is missing"));
}

TEST_F(Session, StartsANodeInside) {
  output("region.start{topology = 'a.toml', data = 'd', "
         "operators = {'ann'}} leases()");
  EXPECT_EQ(source.starts.at(0).topology, "a.toml");
  EXPECT_EQ(source.starts.at(0).data, "d");
  EXPECT_EQ(source.starts.at(0).operators, std::vector<std::string>{"ann"});
  EXPECT_TRUE(source.connects.empty());
}

TEST_F(Session, ShowsDemandAndSetsThresholds) {
  resource_demand x;
  x.resource = resource_name{"EP51/nic"};
  x.level = 85;
  x.state = demand_state::high;
  x.periods = {{{}, 2, 1, {}, {}, {}}, {{}, 1, 4, {}, {}, {}}};
  node.demand = {x};
  EXPECT_EQ(output("local d = demand()[1] print(d.resource, d.level, d.demand, "
                   "d.grants, d.refusals)"),
            "EP51/nic\t85\thigh\t3\t5\n");
  output("set_threshold{kind = 'nic', high = 80} "
         "set_threshold{resource = 'EP51/nic', high = 80, low = 20}");
  ASSERT_EQ(node.thresholds.size(), 2u);
  EXPECT_EQ(node.thresholds[0].low, 70u);
  EXPECT_EQ(node.thresholds[1].low, 20u);
  EXPECT_TRUE(contains(complaint("set_threshold{high = 80}"),
                       "give 'resource' or 'kind'"));
}

TEST_F(Session, TellsWhatPassedAndWhatWasUsed) {
  nic_traffic x;
  x.nic = resource_name{"EP51/nic"};
  x.of = traffic_kind::lease;
  x.lease = lease_id{0xa1};
  x.total = {1000, 10, 1};
  x.steps = {5, 7};
  node.traffic = {x};
  EXPECT_EQ(output("local t = carried{lease = 'a1'}[1] "
                   "print(t.nic, t.of, t.bytes, t.drops, t.steps[2])"),
            "EP51/nic\tlease\t1000\t1\t7\n");
  EXPECT_EQ(output("print(#carried{})"), "0\n");
  EXPECT_TRUE(contains(complaint("carried{lease = 'a1', nic = 'EP51/nic'}"),
                       "give 'lease' or 'nic'"));
  usage_sums sums;
  sums.held = {600, 0, 0};
  sums.denials = 2;
  node.usage = {{lessee_name{"ann"}, sums}};
  EXPECT_EQ(output("local u = usage{lessee = 'ann', since = '7d'}[1] "
                   "print(u.lessee, u.bit_per_second_seconds, u.denials)"),
            "ann\t600\t2\n");
  ASSERT_EQ(node.usage_queries.size(), 1u);
  EXPECT_EQ(node.usage_queries.front().back, std::chrono::hours{7 * 24});
}

TEST_F(Session, ExplainsDecisions) {
  decision x;
  x.lease = lease_id{0xa1};
  x.what = decision::kind::changed;
  x.resource = resource_name{"EP51/nic"};
  x.considered = {{lease_id{0xa1}, lessee_name{"ann"}, fate::shrunk}};
  node.decisions = {x};
  EXPECT_EQ(output("local d = explain{lease = 'a1'}[1] print(d.decision, "
                   "d.resource, d.considered[1].fate, d.cause)"),
            "changed\tEP51/nic\tshrunk\tnil\n");
  EXPECT_EQ(output("print(#explain{request = 7})"), "0\n");
  EXPECT_TRUE(contains(complaint("explain{}"), "give 'lease' or 'request'"));
}

TEST_F(Session, ReadsACalendar) {
  auto rate = [](std::int64_t bits) {
    return amounts{unit::bit_per_second, bits * 1'000'000};
  };
  node.calendar.info.name = resource_name{"EP51/nic"};
  node.calendar.info.capacity = rate(20);
  node.calendar.steps = {{instant{}, rate(30), rate(5)},
                         {instant{duration{60'000}}, rate(0), rate(0)}};
  EXPECT_EQ(output("local c = calendar{resource = 'EP51/nic', from = '+1m', "
                   "for_ = 90} print(c.capacity, #c.steps, c.steps[1].taken, "
                   "c.steps[1].held, c.steps[1].free, c.merged, "
                   "c.steps[2].from - c.steps[1].from)"),
            "20Mbit/s\t2\t30Mbit/s\t5Mbit/s\t0\tfalse\t60.0\n");
  EXPECT_EQ(node.calendars.at(0).over,
            (window{instant{duration{60'000}}, instant{duration{150'000}}}));
  EXPECT_TRUE(contains(complaint("calendar{resource = 'EP9/nic'}"),
                       "there is no resource EP9/nic"));
}

TEST_F(Session, ListsWhatTheRegionHas) {
  node.region.endpoints = {{endpoint_name{"EP51"},
                            gateway_name{"GW5"},
                            10'000'000,
                            "",
                            "",
                            {*parse_endpoint_address("10.0.5.1")}}};
  EXPECT_EQ(output("print(endpoints())"),
            "{\n  {\n    addresses = {\"10.0.5.1\"},\n"
            "    bandwidth = \"10Mbit/s\",\n    gateway = \"GW5\",\n"
            "    name = \"EP51\"\n  }\n}\n");
  EXPECT_EQ(output("print(#resources(), resources()[1].free, "
                   "gateways()[1].name, status().name)"),
            "1\t100Mbit/s\tGW1\tnode1\n");
  node.findings = {{"C1", "EP51/nic", "over"}};
  EXPECT_EQ(output("print(audit().findings[1].rule)"), "C1\n");
}

TEST_F(Session, LoadsATopologyFile) {
  auto path = testing::TempDir() + "/shell_topology.toml";
  std::ofstream{path} << "region = \"r\"";
  output("topology.load('" + path + "')");
  EXPECT_EQ(node.topology_text, "region = \"r\"");
  EXPECT_TRUE(contains(complaint("topology.load('/missing.toml')"),
                       "can't read /missing.toml"));
  EXPECT_EQ(output("print(#topology.get().links)"), "0\n");
}

TEST_F(Session, ChangesCapacities) {
  output("set_capacity('EP51/nic', '5Mbit/s')");
  EXPECT_EQ(node.capacities, std::vector<std::string>{"EP51/nic=5Mbit/s"});
}

TEST_F(Session, ShowsThePlanOfACapacity) {
  node.plan = {{{lease_id{0x1f}, lessee_name{"bob"}, fate::shrunk}}, 1};
  EXPECT_EQ(output("local plan = plan_capacity('EP51/nic', '5Mbit/s') "
                   "print(plan.count, plan.leases[1].fate)"),
            "1\tshrunk\n");
  EXPECT_TRUE(node.capacities.empty());
}

TEST_F(Session, TakesGatewaysOutAndPutsThemBack) {
  EXPECT_EQ(output("print(drain{name = 'GW4', at = '+30m'}) "
                   "report_error{name = 'GW1', longest = '10m'} "
                   "restore('GW4')"),
            "nil\n");
  ASSERT_EQ(node.outages.size(), 2u);
  EXPECT_EQ(node.outages[0].subject, "GW4");
  EXPECT_EQ(node.outages[0].what, outage::kind::drained);
  EXPECT_EQ(node.outages[1].what, outage::kind::in_error);
  EXPECT_EQ(node.outages[1].longest, duration{600'000});
  EXPECT_EQ(node.restored, std::vector<std::string>{"GW4"});
  node.plan.count = 3;
  EXPECT_EQ(output("print(drain{name = 'GW5', dry_run = true}.count)"), "3\n");
  EXPECT_EQ(node.outages.size(), 2u);
  EXPECT_TRUE(contains(complaint("drain{}"), "name"));
}

TEST_F(Session, SeesHowGatewaysServe) {
  EXPECT_EQ(output("print(gateways()[1].state)"), "serving\n");
  node.gateways[0].out =
      outage{"GW1", outage::kind::in_error, {}, duration{60'000}};
  EXPECT_EQ(output("local g = gateways()[1] print(g.state, g.longest)"),
            "in-error\t60.0\n");
}

TEST_F(Session, KeepsRulesAsTheyWereWritten) {
  std::string rule =
      "{any_action = false, any_lease = false, amount_max = \"5Mbit/s\", hours "
      "= \"20:00-06:30\", "
      "infinite = true, kind = \"printer\", leases_max = 3, lessee = \"bob\", "
      "name = \"r\", period_max = 600.0, period_min = 1.0, source = \"EP11\", "
      "utc_offset = \"-01:30\", weekdays = {\"sat\", \"sun\"}, zero = false}";
  output("policy.set" + rule);
  const auto& kept = node.rules.at("r");
  EXPECT_EQ(kept.when.value().from, 20 * 60);
  EXPECT_EQ(kept.when.value().to, 6 * 60 + 30);
  EXPECT_EQ(kept.when.value().weekdays, 0x60);
  EXPECT_EQ(kept.when.value().utc_offset, -90);
  EXPECT_EQ(kept.any_lease, permission::forbidden);
  EXPECT_EQ(kept.any_action, permission::forbidden);
  EXPECT_EQ(kept.infinite, permission::allowed);
  EXPECT_EQ(output("expect_equal(policy.list()[1], " + rule + ")"), "");
  EXPECT_EQ(output("policy.remove('r') print(#policy.list())"), "0\n");
  EXPECT_TRUE(contains(complaint("policy.remove('r')"), "no rule r"));
}

TEST_F(Session, KeepsClassesAsTheyWereWritten) {
  std::string gold =
      "{name = \"gold\", setup = 2, hold = 1, remedies = {\"shorten\", "
      "\"shrink\"}, tenure_min = 300.0, notice = 10.0, ack_within = 2.0, "
      "victims = \"fewest\", "
      "sharing = \"max-min\", share_weight = 3}";
  output("set_class" + gold);
  const auto& kept = node.classes.at(class_name{"gold"});
  EXPECT_EQ(kept.hold, 1);
  EXPECT_EQ(kept.remedies,
            (std::vector<remedy>{remedy::shorten, remedy::shrink}));
  EXPECT_EQ(output("expect_equal(classes()[3], " + gold + ")"), "");
  EXPECT_EQ(output("remove_class('gold') print(#classes())"), "4\n");
  EXPECT_TRUE(contains(complaint("remove_class('gold')"), "no class gold"));
}

TEST_F(Session, TakesASetupForTheHoldOfAClassThatHasNone) {
  output("set_class{name = 'weak', setup = 6}");
  EXPECT_EQ(node.classes.at(class_name{"weak"}).hold, 6);
  output("set_class{name = 'plain', notice = '10s'}");
  EXPECT_EQ(node.classes.at(class_name{"plain"}).hold, 4);
  EXPECT_EQ(node.classes.at(class_name{"plain"}).notice, duration{10'000});
}

TEST_F(Session, KnowsWhatAClassMaySay) {
  EXPECT_TRUE(contains(complaint("set_class{name = 'c', victims = 'me'}"),
                       "'victims': 'me' is not known; write one of weakest"));
  EXPECT_TRUE(contains(complaint("set_class{name = 'c', sharing = 'no'}"),
                       "'sharing': 'no' is not known; write one of oldest"));
  EXPECT_TRUE(contains(complaint("set_class{name = 'c', ack_within = '6s'}"),
                       "at most 5s"));
  EXPECT_TRUE(contains(complaint("set_class{name = 'c', share_weight = 0}"),
                       "'share_weight': 0 is out of bounds"));
}

TEST_F(Session, RefusesClassesThatMakeNoSense) {
  EXPECT_TRUE(contains(complaint("set_class{name = 'c', remedies = {'kill'}}"),
                       "'kill' is no remedy"));
  EXPECT_TRUE(
      contains(complaint("set_class{name = 'c', setup = 300}"), "'setup'"));
  EXPECT_TRUE(contains(complaint("set_class{setup = 3}"), "name"));
}

TEST_F(Session, RefusesRulesThatMakeNoSense) {
  EXPECT_TRUE(contains(complaint("policy.set{name = 'r', weekdays = {'day'}}"),
                       "'day' is no day"));
  for (const auto* hours :
       {"8-9", "08:60-09:00", "24:00-01:00", "08:00-25:00", "08:00-09:00x"})
    EXPECT_TRUE(
        contains(complaint(std::string{"policy.set{name = 'r', hours = '"}
                           + hours + "'}"),
                 "is no span of hours"))
        << hours;
  EXPECT_TRUE(contains(complaint("policy.set{name = 'r', hours = ''}"),
                       "'hours' is empty"));
  for (const auto* offset : {"1", "+15:00", "*01:00", "+14:30", "+01:00 "})
    EXPECT_TRUE(contains(complaint(std::string{"policy.set{name = 'r', "
                                               "utc_offset = '"}
                                   + offset + "'}"),
                         "is no offset"))
        << offset;
}

TEST_F(Session, DocumentsEverything) {
  auto text = output("help()");
  for (const auto* name : {"lease{...}", "region", "policy", "audit()"})
    EXPECT_TRUE(contains(text, name));
  EXPECT_TRUE(contains(output("help(lease)"), "  period, for_\n"));
  EXPECT_TRUE(contains(output(with_lease("help(l)")), "l:renew(period)"));
  EXPECT_TRUE(contains(output(with_lease("help(l)")), "l:reroute(exclude"));
  EXPECT_TRUE(contains(output("help(region)"), "region.start{...}"));
}

} // namespace
} // namespace leasehold::shell
