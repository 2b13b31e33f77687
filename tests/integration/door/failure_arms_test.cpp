// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
//
// Every result union of a session and of an operator, with both arms.
#include <string>

#include <gtest/gtest.h>
#include <kj/debug.h>

#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

class EveryCall : public test::door_test {
protected:
  void begin() {
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }

  rpc::Operator::Client rights() {
    return KJ_ASSERT_NONNULL(alice.rights);
  }

  failure load(const std::string& toml) {
    auto call = rights().loadTopologyRequest();
    call.setToml(toml);
    return failure_in(wait(call.send()));
  }

  failure set_capacity(const std::string& resource, std::int64_t rate) {
    auto call = rights().setCapacityRequest();
    call.setResource(resource);
    call.getCapacity().setBitPerSecond(rate);
    return failure_in(wait(call.send()));
  }

  failure set_rule(const std::string& name, std::int64_t period_max_ms) {
    auto call = rights().setRuleRequest();
    call.getRule().setName(name);
    call.getRule().getPeriodMax().setMs(period_max_ms);
    return failure_in(wait(call.send()));
  }

  failure remove_rule(const std::string& name) {
    auto call = rights().removeRuleRequest();
    call.setName(name);
    return failure_in(wait(call.send()));
  }

  failure set_class(const std::string& name, std::uint8_t hold) {
    auto call = rights().setClassRequest();
    call.getService().setName(name);
    call.getService().setSetup(4);
    call.getService().setHold(hold);
    return failure_in(wait(call.send()));
  }

  failure remove_class(const std::string& name) {
    auto call = rights().removeClassRequest();
    call.setName(name);
    return failure_in(wait(call.send()));
  }

  failure set_outage(const std::string& subject,
                     rpc::Outage::Kind kind = rpc::Outage::Kind::DRAINED) {
    auto call = rights().setOutageRequest();
    call.getOutage().setSubject(subject);
    call.getOutage().setKind(kind);
    return failure_in(wait(call.send()));
  }

  failure end_outage(const std::string& subject) {
    auto call = rights().endOutageRequest();
    call.setSubject(subject);
    return failure_in(wait(call.send()));
  }

  failure plan_outage(const std::string& subject) {
    auto call = rights().planOutageRequest();
    call.getOutage().setSubject(subject);
    call.getOutage().setKind(rpc::Outage::Kind::DRAINED);
    return failure_in(wait(call.send()));
  }

  failure plan_capacity(const std::string& resource, std::int64_t rate) {
    auto call = rights().planCapacityRequest();
    call.setResource(resource);
    call.getCapacity().setBitPerSecond(rate);
    return failure_in(wait(call.send()));
  }

  template <class Answer>
  static failure failure_in(const Answer& answer) {
    return answer.isFailure() ? from_wire(answer.getFailure()) : failure{};
  }

  caller alice;
};

TEST_F(EveryCall, OfReadingSucceeds) {
  begin();
  auto& session = alice.session;
  auto topology = wait(session.readTopologyRequest().send());
  ASSERT_TRUE(topology.isTopology());
  EXPECT_EQ(topology.getTopology().getGateways().size(), 5u);
  auto resources = wait(session.listResourcesRequest().send());
  ASSERT_TRUE(resources.isResources());
  EXPECT_GT(resources.getResources().size(), 10u);
  auto gateways = wait(session.listGatewaysRequest().send());
  ASSERT_TRUE(gateways.isGateways());
  EXPECT_EQ(gateways.getGateways().size(), 5u);
  auto rules = wait(session.listRulesRequest().send());
  ASSERT_TRUE(rules.isRules());
  EXPECT_EQ(rules.getRules().size(), 0u);
  auto classes = wait(session.listClassesRequest().send());
  ASSERT_TRUE(classes.isClasses());
  EXPECT_EQ(classes.getClasses().size(), 4u);
  auto status = wait(session.statusRequest().send());
  ASSERT_TRUE(status.isStatus());
  EXPECT_EQ(status.getStatus().getSessions(), 1u);
  auto leases = wait(session.listLeasesRequest().send());
  EXPECT_TRUE(leases.isLeases());
  auto events = wait(session.readEventsRequest().send());
  EXPECT_TRUE(events.isPage());
}

TEST_F(EveryCall, OfReadingFailsWhereTheNodeHasNoTimeForIt) {
  config.door.answer_within = duration{0};
  begin();
  auto& session = alice.session;
  EXPECT_EQ(code_of(wait(session.readTopologyRequest().send())),
            errc::timed_out);
  EXPECT_EQ(code_of(wait(session.listResourcesRequest().send())),
            errc::timed_out);
  EXPECT_EQ(code_of(wait(session.listGatewaysRequest().send())),
            errc::timed_out);
  EXPECT_EQ(code_of(wait(session.listRulesRequest().send())), errc::timed_out);
  EXPECT_EQ(code_of(wait(session.listClassesRequest().send())),
            errc::timed_out);
  EXPECT_EQ(code_of(wait(session.statusRequest().send())), errc::timed_out);
  EXPECT_EQ(code_of(wait(session.listLeasesRequest().send())), errc::timed_out);
  EXPECT_EQ(code_of(wait(session.readEventsRequest().send())), errc::timed_out);
  EXPECT_EQ(code_of(wait(rights().auditRequest().send())), errc::timed_out);
  EXPECT_EQ(plan_outage("GW4").code, errc::timed_out);
  EXPECT_EQ(plan_capacity("GW4/GW4-GW5", 1).code, errc::timed_out);
}

TEST_F(EveryCall, OfChangingIsOfUnknownOutcomeWhereTheNodeHasNoTimeForIt) {
  config.door.answer_within = duration{0};
  begin();
  EXPECT_EQ(
      code_of(wait(requests(alice, {wish("EP51", "EP11", "1Mbit/s", "1h")}))),
      errc::unknown_outcome);
  EXPECT_EQ(code_of(wait(alice.session.renewLeasesRequest().send())),
            errc::unknown_outcome);
  EXPECT_EQ(code_of(wait(alice.session.releaseLeasesRequest().send())),
            errc::unknown_outcome);
  EXPECT_EQ(set_capacity("GW4/GW4-GW5", 1000).code, errc::unknown_outcome);
  EXPECT_EQ(set_outage("GW4").code, errc::unknown_outcome);
  EXPECT_EQ(end_outage("GW4").code, errc::unknown_outcome);
  EXPECT_EQ(set_rule("short", 1000).code, errc::unknown_outcome);
  EXPECT_EQ(remove_rule("none").code, errc::unknown_outcome);
  EXPECT_EQ(set_class("gold", 1).code, errc::unknown_outcome);
  EXPECT_EQ(remove_class("gold").code, errc::unknown_outcome);
  EXPECT_EQ(load(config.node.first_topology).code, errc::unknown_outcome);
}

TEST_F(EveryCall, OfAnOperatorSucceeds) {
  begin();
  EXPECT_EQ(set_capacity("GW4/GW4-GW5", 1'000'000).message, "");
  EXPECT_EQ(set_rule("short", 60'000).message, "");
  auto rules = wait(alice.session.listRulesRequest().send());
  ASSERT_EQ(rules.getRules().size(), 1u);
  EXPECT_STREQ(rules.getRules()[0].getName().cStr(), "short");
  EXPECT_EQ(remove_rule("short").message, "");
  EXPECT_EQ(set_class("gold", 1).message, "");
  auto classes = wait(alice.session.listClassesRequest().send());
  ASSERT_EQ(classes.getClasses().size(), 5u);
  EXPECT_STREQ(classes.getClasses()[2].getName().cStr(), "gold");
  EXPECT_EQ(classes.getClasses()[2].getHold(), 1);
  EXPECT_EQ(remove_class("gold").message, "");
  EXPECT_EQ(load(config.node.first_topology).message, "");
  auto report = wait(rights().auditRequest().send());
  ASSERT_TRUE(report.isReport());
  EXPECT_EQ(report.getReport().getFindings().size(), 0u);
}

TEST_F(EveryCall, TakesOutOfServiceAndPutsBack) {
  begin();
  auto lease = grant(alice).id;
  auto call = rights().planOutageRequest();
  call.getOutage().setSubject("GW5");
  call.getOutage().setKind(rpc::Outage::Kind::DRAINED);
  call.getOutage().setFromInMs(20'000);
  auto plan = wait(call.send());
  ASSERT_TRUE(plan.isPlan());
  ASSERT_EQ(plan.getPlan().getCount(), 1u);
  auto planned = plan.getPlan().getLeases()[0];
  EXPECT_EQ(planned.getLease(), lease.value());
  EXPECT_EQ(planned.getFate(), rpc::Decision::Fate::SHORTENED);
  EXPECT_EQ(plan_capacity("GW4/GW4-GW5", 1).message, "");
  EXPECT_EQ(set_outage("GW5", rpc::Outage::Kind::IN_ERROR).message, "");
  auto gateways = wait(alice.session.listGatewaysRequest().send());
  ASSERT_TRUE(gateways.getGateways()[4].hasOutage());
  EXPECT_EQ(gateways.getGateways()[4].getOutage().getKind(),
            rpc::Outage::Kind::IN_ERROR);
  EXPECT_FALSE(gateways.getGateways()[3].hasOutage());
  EXPECT_EQ(end_outage("GW5").message, "");
  gateways = wait(alice.session.listGatewaysRequest().send());
  EXPECT_FALSE(gateways.getGateways()[4].hasOutage());
}

TEST_F(EveryCall, OfAnOperatorSaysWhatIsWrong) {
  begin();
  EXPECT_EQ(set_outage("GW9").code, errc::unknown_name);
  EXPECT_EQ(set_outage("").code, errc::invalid_request);
  EXPECT_EQ(set_outage("GW4", rpc::Outage::Kind::UNSET).code,
            errc::invalid_request);
  EXPECT_EQ(end_outage("GW9").code, errc::unknown_name);
  EXPECT_EQ(end_outage("two words").code, errc::invalid_request);
  EXPECT_EQ(plan_outage("GW9").code, errc::unknown_name);
  EXPECT_EQ(plan_outage("two words").code, errc::invalid_request);
  EXPECT_EQ(plan_capacity("GW9/nowhere", 1).code, errc::unknown_name);
  EXPECT_EQ(plan_capacity("GW4/GW4-GW5", -1).code, errc::invalid_request);
  EXPECT_EQ(set_capacity("GW9/nowhere", 1).code, errc::unknown_name);
  EXPECT_EQ(set_capacity("two words", 1).code, errc::invalid_request);
  EXPECT_EQ(set_capacity("GW4/GW4-GW5", -1).code, errc::invalid_request);
  EXPECT_EQ(set_rule("two words", 1).code, errc::invalid_request);
  EXPECT_EQ(remove_rule("none").code, errc::unknown_name);
  EXPECT_EQ(remove_rule("two words").code, errc::invalid_request);
  EXPECT_EQ(set_class("gold", 5).code, errc::invalid_request);
  EXPECT_EQ(remove_class("none").code, errc::unknown_name);
  EXPECT_EQ(remove_class("standard").code, errc::conflict);
  EXPECT_EQ(remove_class("two words").code, errc::invalid_request);
  EXPECT_EQ(load("region = ").code, errc::invalid_request);
  EXPECT_EQ(load(std::string((4 << 20) + 1, '#')).code, errc::too_much);
}

TEST_F(EveryCall, LoadingATopologyKeepsWhatIsLeased) {
  begin();
  grant(alice);
  auto why = load("region = \"x\"\n[[gateway]]\nname = \"GW1\"\n");
  EXPECT_EQ(why.code, errc::conflict) << why.message;
  auto topology = wait(alice.session.readTopologyRequest().send());
  EXPECT_EQ(topology.getTopology().getGateways().size(), 5u);
}

TEST_F(EveryCall, OfASessionSaysWhatIsWrong) {
  begin();
  auto list = alice.session.listLeasesRequest();
  list.getFilter().setLessee("two words");
  EXPECT_EQ(code_of(wait(list.send())), errc::invalid_request);
  auto lease = alice.session.leaseRequest();
  lease.setId(7);
  EXPECT_EQ(code_of(wait(lease.send())), errc::unknown_lease);
}

class EveryReading : public EveryCall {
protected:
  auto traffic(const char* nic) {
    auto call = alice.session.readTrafficRequest();
    call.setNic(nic);
    return wait(call.send());
  }
  auto usage(const char* lessee, std::int64_t back_ms = 0) {
    auto call = alice.session.readUsageRequest();
    call.setLessee(lessee);
    call.setBackMs(back_ms);
    return wait(call.send());
  }
};

TEST_F(EveryReading, OfAnAccountSucceeds) {
  config.node.usage = node_config::accounts::kept;
  begin();
  grant(alice);
  EXPECT_TRUE(traffic("").isTraffic());
  EXPECT_TRUE(traffic("GW4/GW4-GW5").isTraffic());
  const auto used = usage("alice");
  ASSERT_TRUE(used.isLessees());
  ASSERT_EQ(used.getLessees().size(), 1u);
  EXPECT_EQ(used.getLessees()[0].getSums().getGrants(), 1u);
  EXPECT_EQ(usage("nobody").getLessees().size(), 0u);
}

TEST_F(EveryReading, OfAnAccountSaysWhatIsWrong) {
  config.node.usage = node_config::accounts::kept;
  begin();
  EXPECT_EQ(code_of(traffic("two words")), errc::invalid_request);
  EXPECT_EQ(code_of(usage("two words")), errc::invalid_request);
  EXPECT_EQ(code_of(usage("", -1)), errc::invalid_request);
}

TEST_F(EveryReading, OfAnAccountFailsWhereNoneIsKept) {
  begin();
  EXPECT_EQ(code_of(traffic("")), errc::unavailable);
  EXPECT_EQ(code_of(usage("")), errc::unavailable);
}

TEST_F(EveryReading, OfAnAccountFailsWhereTheNodeHasNoTimeForIt) {
  config.node.usage = node_config::accounts::kept;
  config.door.answer_within = duration{0};
  begin();
  EXPECT_EQ(code_of(traffic("")), errc::timed_out);
  EXPECT_EQ(code_of(usage("")), errc::timed_out);
}

TEST_F(EveryCall, AShortenedGrantNamesTheRule) {
  begin();
  EXPECT_EQ(set_rule("short", 60'000).message, "");
  auto answer = wait(requests(alice, {wish("EP51", "EP11", "1Mbit/s", "1h")}));
  ASSERT_TRUE(answer.getOutcomes()[0].isGrant());
  auto grant = answer.getOutcomes()[0].getGrant();
  ASSERT_TRUE(grant.hasShortened());
  EXPECT_STREQ(grant.getShortened().getRule().cStr(), "short");
  EXPECT_EQ(grant.getShortened().getGiven().getFiniteMs(), 60'000);
}

TEST_F(EveryCall, ThatTheNodeDoesNotKnowFailsAndHarmsNobody) {
  begin();
  auto odd = alice.session.typelessRequest(0x1234567890abcdefull, 7,
                                           capnp::MessageSize{8, 0});
  odd.initAs<capnp::Data>(8);
  EXPECT_THROW(wait(odd.send()), kj::Exception);
  EXPECT_EQ(sessions(alice), 1u);
}

} // namespace
} // namespace leasehold
