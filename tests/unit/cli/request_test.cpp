// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_request.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class LeaseRequest : public CliTest {};

TEST_F(LeaseRequest, ShowsTheTermsAndTheHopsOfWhatWasGranted) {
  EXPECT_EQ(run_request({"--amount", "10Mbit/s", "--for", "60s"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("lease:     a1\n"));
  EXPECT_THAT(out.str(), HasSubstr("amount:    10Mbit/s\n"));
  EXPECT_THAT(out.str(), HasSubstr("end:       2027-01-15T08:01:00Z\n"));
  EXPECT_THAT(out.str(), HasSubstr("route:     GW1 > GW5\n"));
  EXPECT_THAT(out.str(), HasSubstr("1    GW1      GW1/GW1-GW5  10Mbit/s\n"));
  EXPECT_EQ(err.str(), "");
}

TEST_F(LeaseRequest, SaysWhetherAllOfTheRouteIsEnforced) {
  node.enforced = {enforcement::by_driver, enforcement::by_driver};
  EXPECT_EQ(run_request({"--amount", "10Mbit/s"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("enforced:  yes\n"));
  EXPECT_THAT(out.str(), HasSubstr("AMOUNT    ENFORCED\n"));
  EXPECT_THAT(out.str(), HasSubstr("GW1/GW1-GW5  10Mbit/s  yes\n"));
  node.enforced[1] = enforcement::none;
  EXPECT_EQ(run_request({"--amount", "10Mbit/s"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("enforced:  no: not at GW5\n"));
  node.enforced[0] = enforcement::none;
  EXPECT_EQ(run_request({"--amount", "10Mbit/s"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("enforced:  no\n"));
  EXPECT_THAT(out.str(), HasSubstr("GW1/GW1-GW5  10Mbit/s  no\n"));
  node.enforced[0] = enforcement::unknown;
  EXPECT_EQ(run_request({"--amount", "10Mbit/s"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("GW1/GW1-GW5  10Mbit/s  -\n"));
}

TEST_F(LeaseRequest, SaysNothingOfEnforcementWhereNobodyHas) {
  EXPECT_EQ(run_request({"--amount", "10Mbit/s"}), 0);
  EXPECT_THAT(out.str(), Not(HasSubstr("enforced")));
  EXPECT_THAT(out.str(), Not(HasSubstr("ENFORCED")));
  EXPECT_EQ(run_request({"--amount", "10Mbit/s", "-o", "json"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("\"enforced\": null"));
}

TEST_F(LeaseRequest, SaysAsJsonWhatIsEnforced) {
  node.enforced = {enforcement::by_driver, enforcement::none};
  EXPECT_EQ(run_request({"--amount", "10Mbit/s", "-o", "json"}), 0);
  const auto lease = json::parse(out.str())["lease"];
  EXPECT_EQ(lease["enforced"], false);
  EXPECT_EQ(lease["route"]["hops"][0]["enforced"], true);
  EXPECT_EQ(lease["route"]["hops"][1]["enforced"], false);
}

TEST_F(LeaseRequest, AsksForWhatWasTyped) {
  EXPECT_EQ(run_request({"--amount",     "10Mbit/s+2count",
                         "--for",        "2h",
                         "--at",         "+30m",
                         "--include",    "GW2,GW3",
                         "--include",    "GW4",
                         "--exclude",    "L7",
                         "--service",    "gold",
                         "--setup",      "5",
                         "--hold",       "2",
                         "--label",      "job=a,b",
                         "--label",      "who=me=you",
                         "--request-id", "77"}),
            0);
  const auto& asked = node.requests.at(0);
  EXPECT_EQ(asked.lessee, lessee_name{"ann"});
  EXPECT_EQ(asked.target, resource_name{"EP51"});
  EXPECT_EQ(asked.source, endpoint_name{"EP11"});
  EXPECT_EQ(asked.amount[unit::bit_per_second], 10'000'000);
  EXPECT_EQ(asked.amount[unit::count], 2);
  EXPECT_EQ(asked.wanted, period::finite(duration{7'200'000}));
  EXPECT_EQ(asked.start, fake_node::date_at(std::chrono::minutes{30}));
  EXPECT_EQ(asked.constraints.include, (words{"GW2", "GW3", "GW4"}));
  EXPECT_EQ(asked.constraints.exclude, (words{"L7"}));
  EXPECT_EQ(asked.service, class_name{"gold"});
  EXPECT_EQ(asked.setup, 5);
  EXPECT_EQ(asked.hold, 2);
  EXPECT_EQ(
      asked.labels,
      (std::map<std::string, std::string>{{"job", "a,b"}, {"who", "me=you"}}));
  EXPECT_EQ(asked.request, request_id{77});
  EXPECT_EQ(asked.intent, request_intent::grant);
}

TEST_F(LeaseRequest, FillsInWhatWasNotTyped) {
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--setup", "2"}), 0);
  const auto& asked = node.requests.at(0);
  EXPECT_EQ(asked.wanted, period::any());
  EXPECT_FALSE(asked.start);
  EXPECT_EQ(asked.setup, 2);
  EXPECT_FALSE(asked.hold);
  EXPECT_NE(asked.request, request_id{});
}

TEST_F(LeaseRequest, WritesAGrantAsJson) {
  EXPECT_EQ(run_request({"--amount", "10Mbit/s", "--for", "60s", "-o", "json"}),
            0);
  auto grant = json::parse(out.str());
  EXPECT_EQ(grant["outcome"], "granted");
  const auto& lease = grant["lease"];
  EXPECT_EQ(lease["id"], "a1");
  EXPECT_EQ(lease["state"], "active");
  EXPECT_EQ(lease["amount"]["text"], "10Mbit/s");
  EXPECT_EQ(lease["amount"]["bit_per_second"], 10'000'000);
  EXPECT_EQ(lease["granted_ms"], 60'000);
  EXPECT_EQ(lease["term"]["end"], "2027-01-15T08:01:00Z");
  EXPECT_EQ(lease["remaining_ms"], 60'000);
  EXPECT_EQ(lease["route"]["hops"][0]["uses"][0]["resource"], "GW1/GW1-GW5");
  EXPECT_EQ(grant["shortened"], nullptr);
}

TEST_F(LeaseRequest, PrintsOnlyTheIdAsName) {
  EXPECT_EQ(run_request({"--amount", "10Mbit/s", "--for", "60s", "-o", "name"}),
            0);
  EXPECT_EQ(out.str(), "a1\n");
}

TEST_F(LeaseRequest, TellsItsNumberOnEveryKindOfOutput) {
  const words number{"--for", "60s", "--request-id", "18446744073709551615"};
  for (const char* amount : {"1Mbit/s", "1Gbit/s"}) {
    words line{"--amount", amount};
    line.insert(line.end(), number.begin(), number.end());
    for (const char* format : {"table", "json", "name"}) {
      auto typed = line;
      typed.insert(typed.end(), {"-o", format});
      run_request(typed);
      EXPECT_THAT(out.str() + err.str(), HasSubstr("18446744073709551615"))
          << amount << ' ' << format;
    }
    auto typed = line;
    typed.insert(typed.end(), {"-o", "json"});
    run_request(typed);
    EXPECT_EQ(json::parse(out.str())["request"], "18446744073709551615");
  }
}

TEST_F(LeaseRequest, SaysWhichNameWasMeant) {
  EXPECT_EQ(run({"resource", "show", "EP51/nik"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("did you mean 'EP51/nic'?"));
}

TEST_F(LeaseRequest, NamesTheRuleThatShortenedIt) {
  node.shorten =
      shortened_by{rule_name{"night"}, period::finite(duration{7'200'000}),
                   period::finite(duration{3'600'000})};
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "2h"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("by rule night: asked for 2h, given 1h\n"));
}

TEST_F(LeaseRequest, ChangesNothingInADryRun) {
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "2h", "--dry-run"}),
            0);
  EXPECT_TRUE(node.leases.empty());
  EXPECT_THAT(err.str(), HasSubstr("nothing has changed"));
  run_request(
      {"--amount", "1Mbit/s", "--for", "2h", "--dry-run", "-o", "json"});
  EXPECT_EQ(json::parse(out.str())["outcome"], "would_be_granted");
}

TEST_F(LeaseRequest, SaysWhatARefusedOneMayAskInstead) {
  EXPECT_EQ(
      run_request({"--amount", "1Gbit/s", "--for", "60s", "--request-id", "7"}),
      4);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(),
            "refused: EP51/nic is short (insufficient_capacity)\n"
            "  what bound:     EP51/nic at GW5\n"
            "  largest amount: 100Mbit/s over the asked window\n"
            "  longest period: 30s for the asked amount\n"
            "  earliest start: 2027-01-15T08:01:00Z for the asked terms\n"
            "  alternatives:   EP52/nic\n"
            "  request:        7\n");
}

TEST_F(LeaseRequest, WritesARefusalAsJsonToo) {
  EXPECT_EQ(run_request({"--amount", "1Gbit/s", "--for", "60s", "-o", "json"}),
            4);
  EXPECT_EQ(err.str(), "");
  auto why = json::parse(out.str());
  EXPECT_EQ(why["outcome"], "refused");
  EXPECT_EQ(why["code"], "insufficient_capacity");
  EXPECT_EQ(why["resource"], "EP51/nic");
  EXPECT_EQ(why["offer"]["largest_amount"]["bit_per_second"], 100'000'000);
  EXPECT_EQ(why["offer"]["longest_period_ms"], 30'000);
  EXPECT_EQ(why["offer"]["earliest_start"], "2027-01-15T08:01:00Z");
  EXPECT_EQ(why["offer"]["alternatives"], json::array({"EP52/nic"}));
}

TEST_F(LeaseRequest, SaysWhichWordItDoesNotUnderstand) {
  struct mistake {
    words typed;
    const char* complaint;
  };
  const std::vector<mistake> mistakes{
      {{"--amount", "10Mb"}, "--amount: "},
      {{"--amount", "1Mbit/s", "--for", "soon"}, "--for: "},
      {{"--amount", "1Mbit/s", "--at", "2001-01-01T00:00:00Z"}, "--at: "},
      {{"--amount", "1Mbit/s", "--label", "x"}, "--label: "},
      {{"--amount", "1Mbit/s", "--include", "a b"}, "--include: "},
      {{"--amount", "1Mbit/s", "--setup", "9"}, "--setup: "},
      {{"--amount", "1Mbit/s", "--setup", "4", "--hold", "6"},
       "--hold 6 is weaker"},
      {{"--amount", "1Mbit/s", "--at-least", "1Mbit"}, "--at-least: "},
      {{"--amount", "1Mbit/s", "--dry-run", "--keep"}, "leave one"},
      {{}, "--amount is required"},
  };
  for (const auto& [typed, complaint] : mistakes) {
    EXPECT_EQ(run_request(typed), 2) << complaint;
    EXPECT_THAT(err.str(), HasSubstr(complaint));
    EXPECT_EQ(out.str(), "");
  }
  EXPECT_TRUE(node.requests.empty());
}

TEST_F(LeaseRequest, TakesANegativePeriodForInfinite) {
  interrupt_after = 1;
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "-1"}), 0);
  EXPECT_EQ(node.requests.at(0).wanted, period::infinite());
}

TEST_F(LeaseRequest, HoldsAnInfiniteLeaseUntilCtrlC) {
  interrupt_after = 3;
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 0);
  EXPECT_EQ(slices, 3);
  EXPECT_TRUE(node.leases.empty());
  EXPECT_THAT(out.str(), HasSubstr("end:       never\n"));
  EXPECT_THAT(err.str(), HasSubstr("Ctrl-C gives it back"));
  EXPECT_THAT(err.str(), HasSubstr("released lease a1"));
}

TEST_F(LeaseRequest, GivesBackWhatItHoldsWhereCtrlCFailsTheCallUnderWay) {
  interrupt_after = 1;
  node.wait = [this](duration) {
    ++slices;
    node.broken = failure{errc::timed_out, "interrupted"};
  };
  env.heed_interrupt = [this] {
    node.broken.reset();
  };
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 0);
  EXPECT_TRUE(node.leases.empty());
  EXPECT_THAT(err.str(), HasSubstr("released lease a1"));
}

TEST_F(LeaseRequest, EndsWhenTheLeaseItHoldsEnds) {
  node.wait = [this](duration length) {
    now += length;
    if (node.leases.empty())
      return;
    node.record(node.leases.front(), event_kind::ended,
                event_reason::administrative);
    node.leases.clear();
  };
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 1);
  EXPECT_THAT(err.str(), HasSubstr("lease a1 has ended: administrative"));
}

class HeldLease : public LeaseRequest {
protected:
  /// The node falls silent when the command first waits for events.
  HeldLease() {
    node.wait = [this](duration length) {
      now += length;
      if (++waits == 1)
        fall_silent();
    };
  }

  void fall_silent() {
    unreachable = true;
    node.broken = failure{errc::unavailable, "the node is stopping"};
  }

  void come_back() {
    unreachable = false;
    node.broken.reset();
  }

  int waits = 0;
};

// The node keeps an infinite lease for 30 s after its holder was seen last; the
// holder stops a little earlier, since clocks differ.
TEST_F(HeldLease, IsInJeopardyAndThenLostWhereTheNodeStaysSilent) {
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 5);
  EXPECT_THAT(err.str(),
              HasSubstr("jeopardy: the node is stopping; lease a1 "
                        "counts for 29s more"));
  EXPECT_THAT(err.str(),
              HasSubstr("lost: the node was not heard in time; stop "
                        "using what lease a1 gave"));
  EXPECT_LE(now, duration{31'000});
  EXPECT_GE(now, duration{29'000});
}

// A node that is stopped keeps its connections: no call fails, none is
// answered. What is believed has a time of its own.
TEST_F(HeldLease, IsLostInTimeWhereTheNodeHangs) {
  for (const words& terms :
       {words{"--for", "10s", "--keep"}, {"--for", "infinite"}}) {
    node.silent = false;
    node.leases.clear();
    waits = slices = 0;
    node.wait = [this](duration length) {
      now += length;
      if (++waits == 4)
        node.silent = true;
    };
    const auto begin = now;
    words line{"--amount", "1Mbit/s"};
    line.insert(line.end(), terms.begin(), terms.end());
    EXPECT_EQ(run_request(line), 5);
    EXPECT_THAT(err.str(),
                HasSubstr("jeopardy: the node has not answered for "
                          "2"));
    EXPECT_THAT(err.str(), HasSubstr("lost: "));
    const auto length = terms[1] == "10s" ? duration{10'000} : duration{30'500};
    EXPECT_GE(now - begin, length - duration{100});
    EXPECT_LE(now - begin, length + duration{200});
  }
}

TEST_F(HeldLease, SaysWhereItIsNotKnownToBeReleased) {
  node.wait = [this](duration length) {
    now += length;
    if (++waits == 2)
      interrupt_after = 0;
    if (waits == 3)
      node.broken = failure{errc::timed_out, "no answer came"};
  };
  env.heed_interrupt = [this] {
    node.broken = failure{errc::timed_out, "no answer came"};
  };
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "60s", "--keep"}), 5);
  EXPECT_THAT(err.str(),
              HasSubstr("lease a1 is not known to be released; it "
                        "ends by itself in 59s at the latest"));
}

TEST_F(HeldLease, IsSafeAgainWhereTheNodeIsHeardInTime) {
  interrupt_after = 1000;
  asleep = [this] {
    if (now >= duration{10'000}) {
      come_back();
      node.wait = [this](duration length) {
        now += length;
        slices = 1000;
      };
    }
  };
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("jeopardy: "));
  EXPECT_THAT(err.str(),
              HasSubstr("safe: the node is there again, and lease a1 "
                        "too"));
  EXPECT_THAT(err.str(), HasSubstr("released lease a1"));
  EXPECT_THAT(err.str(), Not(HasSubstr("lost: ")));
}

TEST_F(HeldLease, ThatEndedMeanwhileIsToldToHaveEnded) {
  asleep = [this] {
    if (!unreachable)
      return;
    come_back();
    node.record(node.leases.front(), event_kind::ended,
                event_reason::administrative);
    node.leases.clear();
  };
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "infinite"}), 1);
  EXPECT_THAT(err.str(), HasSubstr("lease a1 has ended: administrative"));
}

TEST_F(LeaseRequest, RenewsWhatItKeepsUntilCtrlC) {
  interrupt_after = 4 * 100;
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "60s", "--keep"}), 0);
  EXPECT_EQ(now, duration{100'000});
  auto renewals = std::count_if(
      node.events.begin(), node.events.end(),
      [](const auto& event) { return event.kind == event_kind::renewed; });
  EXPECT_EQ(renewals, 3);
  EXPECT_EQ(node.events.back().reason, event_reason::requested);
  EXPECT_THAT(err.str(), HasSubstr("released lease a1"));
}

TEST_F(LeaseRequest, SaysHowToFindOutWhatALostAnswerWas) {
  node.broken = failure{errc::timed_out, "no answer in 5s"};
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--request-id", "77"}), 5);
  EXPECT_THAT(err.str(), HasSubstr("no answer in 5s (timed_out)"));
  EXPECT_THAT(err.str(), HasSubstr("ask again with --request-id 77"));
  node.broken = failure{errc::permission_denied, "not you"};
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--request-id", "77"}), 4);
  EXPECT_THAT(err.str(), Not(HasSubstr("--request-id")));
}

TEST_F(LeaseRequest, HintsOnlyToPeople) {
  run_request({"--amount", "1Mbit/s", "--for", "60s"});
  EXPECT_THAT(err.str(), Not(HasSubstr("lease renew a1")));
  env.terminal = true;
  run_request({"--amount", "1Mbit/s", "--for", "60s"});
  EXPECT_THAT(err.str(), HasSubstr("lease renew a2 --for 1m"));
}

} // namespace
} // namespace leasehold::cli
