// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What is asked about leases that are there: list, show, renew, release.
#include <nlohmann/json.hpp>

#include "messages/bounds.hpp"
#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class LeaseCommands : public CliTest {
protected:
  void grant_two() {
    run_request({"--amount", "10Mbit/s", "--for", "60s"});
    run_request({"--amount", "1Mbit/s", "--for", "2h", "--name", "bob"});
  }
};

TEST_F(LeaseCommands, ListsAsTable) {
  grant_two();
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(out.str(),
            "LEASE  STATE   LESSEE  TARGET  FROM  AMOUNT    ENDS              "
            "    REMAINING\n"
            "a1     active  ann     EP51    EP11  10Mbit/s  "
            "2027-01-15T08:01:00Z  1m\n"
            "a2     active  bob     EP51    EP11  1Mbit/s   "
            "2027-01-15T10:00:00Z  2h\n");
  EXPECT_EQ(err.str(), "");
}

TEST_F(LeaseCommands, ListsAsJson) {
  grant_two();
  EXPECT_EQ(run({"lease", "list", "-o", "json"}), 0);
  auto leases = json::parse(out.str());
  ASSERT_EQ(leases.size(), 2u);
  EXPECT_EQ(leases[1]["lessee"], "bob");
  EXPECT_EQ(leases[1]["remaining_ms"], 7'200'000);
}

TEST_F(LeaseCommands, ListsNamesOnly) {
  grant_two();
  EXPECT_EQ(run({"-o", "name", "lease", "list"}), 0);
  EXPECT_EQ(out.str(), "a1\na2\n");
}

TEST_F(LeaseCommands, ListsOnlyWhatTheConditionsLeave) {
  grant_two();
  EXPECT_EQ(run({"lease", "list", "--lessee", "bob", "--output=name"}), 0);
  EXPECT_EQ(out.str(), "a2\n");
  EXPECT_EQ(run({"lease", "list", "--gateway", "no name"}), 2);
}

TEST_F(LeaseCommands, HasNoDataInAnEmptyList) {
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(), "leasehold: no leases\n");
  EXPECT_EQ(run({"lease", "list", "-o", "json"}), 0);
  EXPECT_EQ(out.str(), "[]\n");
  EXPECT_EQ(run({"lease", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "");
}

TEST_F(LeaseCommands, ShowsOneWithItsHops) {
  grant_two();
  EXPECT_EQ(run({"lease", "show", "a1"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("remaining: 1m\n"));
  EXPECT_THAT(out.str(), HasSubstr("GW1/GW1-GW5  10Mbit/s\n"));
  EXPECT_EQ(run({"lease", "show", "a1", "-o", "json"}), 0);
  EXPECT_EQ(json::parse(out.str())["id"], "a1");
}

TEST_F(LeaseCommands, SaysThatThereIsNoSuchLease) {
  EXPECT_EQ(run({"lease", "show", "beef"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("no lease beef"));
  EXPECT_THAT(err.str(), HasSubstr("(unknown_lease)"));
  EXPECT_EQ(run({"lease", "show", "nonsense"}), 2);
}

TEST_F(LeaseCommands, RenewsMany) {
  grant_two();
  now = duration{1000};
  EXPECT_EQ(run({"lease", "renew", "a1", "a2", "--for", "3h"}), 0);
  for (const auto& lease : node.leases)
    EXPECT_EQ(lease.term.end, instant{duration{10'801'000}});
  EXPECT_THAT(out.str(), HasSubstr("a2     active  bob"));
}

TEST_F(LeaseCommands, RenewsTheOthersWhereOneIsOver) {
  grant_two();
  EXPECT_EQ(run({"lease", "renew", "a1", "dead", "a2", "--for", "3h"}), 4);
  for (const auto& lease : node.leases)
    EXPECT_EQ(lease.term.end, instant{duration{10'800'000}});
  EXPECT_THAT(err.str(), HasSubstr("lease dead: refused: the lease is over"));

  EXPECT_EQ(run({"lease", "renew", "a1", "dead", "--for", "3h", "-o", "json"}),
            4);
  auto results = json::parse(out.str());
  EXPECT_EQ(results[0]["id"], "a1");
  EXPECT_EQ(results[0]["outcome"], "granted");
  EXPECT_EQ(results[1]["id"], "dead");
  EXPECT_EQ(results[1]["outcome"], "refused");
  EXPECT_EQ(results[1]["code"], "lease_over");

  EXPECT_EQ(run({"lease", "renew", "dead", "a2", "--for", "3h", "-o", "name"}),
            4);
  EXPECT_EQ(out.str(), "a2\n");
}

TEST_F(LeaseCommands, ShortensOnlyWhereThatIsSaid) {
  grant_two();
  EXPECT_EQ(run({"lease", "renew", "a1", "a2", "--for", "1h"}), 4);
  EXPECT_THAT(err.str(),
              HasSubstr("lease a2: refused: it runs for 2h more, "
                        "and 1h from now would end it earlier; give "
                        "--shorten where that is meant "
                        "(period_unacceptable)"));
  EXPECT_EQ(node.find(lease_id{0xa1})->term.end, instant{duration{3'600'000}});
  EXPECT_EQ(node.find(lease_id{0xa2})->term.end, instant{duration{7'200'000}});
  EXPECT_EQ(run({"lease", "renew", "a2", "--for", "1h", "--shorten"}), 0);
  EXPECT_EQ(node.find(lease_id{0xa2})->term.end, instant{duration{3'600'000}});
}

// It would be over 30 s after the command has ended.
TEST_F(LeaseCommands, PromisesNothingInfiniteThatNobodyHolds) {
  grant_two();
  for (const words& line : {words{"lease", "renew", "a1", "--for", "infinite"},
                            {"lease", "renew", "a1", "--for", "-1"},
                            {"lease", "change", "a1", "--for", "infinite"}}) {
    EXPECT_EQ(run(line), 2);
    EXPECT_THAT(err.str(), HasSubstr("give --keep"));
  }
  EXPECT_EQ(run({"lease", "renew", "a1", "a2", "--for", "1h", "--keep"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--keep holds one lease"));
}

TEST_F(LeaseCommands, HoldsWhatItRenewsOrChangesAndIsToKeep) {
  for (const words& line : {words{"lease", "renew", "a1", "--for", "1h"},
                            {"lease", "change", "a2", "--for", "1h"}}) {
    slices = 0;
    interrupt_after = 1000;
    run_request({"--amount", "1Mbit/s", "--for", "60s"});
    interrupt_after = 3;
    auto keep = line;
    keep.emplace_back("--keep");
    EXPECT_EQ(run(keep), 0);
    EXPECT_EQ(slices, 3);
    EXPECT_THAT(err.str(), HasSubstr("released lease " + line[2]));
    EXPECT_TRUE(node.leases.empty());
  }
}

TEST_F(LeaseCommands, TellsTheNumberOfARenewal) {
  grant_two();
  const words renew{"lease", "renew",        "a1", "--for",
                    "3h",    "--request-id", "77"};
  EXPECT_EQ(run(renew), 0);
  EXPECT_THAT(err.str(), HasSubstr("request 77"));
  auto as_json = renew;
  as_json.insert(as_json.end(), {"-o", "json"});
  EXPECT_EQ(run(as_json), 0);
  EXPECT_EQ(json::parse(out.str())[0]["request"], "77");
  node.broken = failure{errc::timed_out, "no answer"};
  EXPECT_EQ(run({"lease", "renew", "a1", "--for", "3h", "--shorten",
                 "--request-id", "77"}),
            5);
  EXPECT_THAT(err.str(), HasSubstr("ask again with --request-id 77"));
}

TEST_F(LeaseCommands, SaysWhichRuleShortenedARenewal) {
  grant_two();
  node.shorten = shortened_by{rule_name{"night"}, period::infinite(),
                              period::finite(duration{3'600'000})};
  EXPECT_EQ(run({"lease", "renew", "a1", "--for", "2h"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("rule night gives 1h instead of infinite"));
}

TEST_F(LeaseCommands, NeedsAPeriodToRenew) {
  EXPECT_EQ(run({"lease", "renew", "a1"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--for is required"));
  EXPECT_EQ(run({"lease", "renew", "a1", "--for", "1parsec"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--for: "));
  EXPECT_TRUE(connects.empty());
}

TEST_F(LeaseCommands, ChangesWhatIsNamedAndNothingElse) {
  grant_two();
  EXPECT_EQ(run({"lease", "change", "a1", "--amount", "20Mbit/s", "--exclude",
                 "GW4,GW5", "-o", "name"}),
            0);
  EXPECT_EQ(out.str(), "a1\n");
  ASSERT_EQ(node.changes.size(), 1u);
  auto& change = node.changes.front();
  EXPECT_EQ(change.amount, *parse_amounts("20Mbit/s"));
  EXPECT_FALSE(change.wanted);
  ASSERT_TRUE(change.constraints);
  EXPECT_EQ(change.constraints->exclude,
            (std::vector<std::string>{"GW4", "GW5"}));
  EXPECT_EQ(run({"lease", "change", "a1", "--for", "1h"}), 0);
  EXPECT_EQ(node.changes.back().wanted, period::finite(std::chrono::hours{1}));
  EXPECT_FALSE(node.changes.back().constraints);
}

TEST_F(LeaseCommands, NeedsSomethingToChange) {
  grant_two();
  EXPECT_EQ(run({"lease", "change", "a1"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("nothing to change: give --amount"));
  EXPECT_EQ(run({"lease", "change", "a1", "--amount", "much"}), 2);
  EXPECT_EQ(run({"lease", "change", "dead", "--for", "1h"}), 4);
}

TEST_F(LeaseCommands, AcknowledgesWhatALeaseWasTold) {
  grant_two();
  EXPECT_EQ(run({"lease", "acknowledge", "a1", "3"}), 0);
  EXPECT_EQ(node.acknowledged.at(lease_id{0xa1}), 3u);
  EXPECT_EQ(err.str(),
            "leasehold: acknowledged what lease a1 was told, up to "
            "event 3 of it\n");
  EXPECT_EQ(run({"lease", "acknowledge", "dead", "3"}), 3);
  EXPECT_EQ(run({"lease", "acknowledge", "a1"}), 2);
  EXPECT_EQ(run({"lease", "acknowledge", "a1", "-1"}), 2);
}

TEST_F(LeaseCommands, Releases) {
  grant_two();
  EXPECT_EQ(run({"lease", "release", "a1"}), 0);
  EXPECT_EQ(err.str(), "leasehold: released lease a1\n");
  ASSERT_EQ(node.leases.size(), 1u);
  EXPECT_EQ(run({"lease", "release", "a2", "dead", "-o", "json"}), 4);
  EXPECT_TRUE(node.leases.empty());
  auto outcomes = json::parse(out.str());
  EXPECT_EQ(outcomes[0]["outcome"], "released");
  EXPECT_EQ(outcomes[1]["code"], "lease_over");
}

TEST_F(LeaseCommands, TakesMoreThanOneCallCarries) {
  constexpr auto count = bounds::batch_items + 2;
  run_request({"--amount", "1Mbit/s", "--for", "60s"});
  auto lease = node.leases.front();
  node.leases.clear();
  words ids;
  for (std::size_t i = 0; i < count; ++i) {
    lease.id = lease_id{0x1000 + i};
    node.leases.push_back(lease);
    ids.push_back(to_string(lease.id));
  }
  words renew{"lease", "renew", "--for", "3h", "-o", "name"};
  renew.insert(renew.end(), ids.begin(), ids.end());
  EXPECT_EQ(run(renew), 0);
  EXPECT_EQ(node.leases.back().term.end, instant{duration{10'800'000}});
  words release{"lease", "release", "-o", "name"};
  release.insert(release.end(), ids.begin(), ids.end());
  EXPECT_EQ(run(release), 0);
  EXPECT_TRUE(node.leases.empty());
}

TEST_F(LeaseCommands, TakesAConditionThatNothingFulfilsForAMistake) {
  grant_two();
  EXPECT_EQ(run({"lease", "list", "--gateway", "GW9", "-o", "name"}), 0);
  node.leases.clear();
  EXPECT_EQ(run({"lease", "list", "--gateway", "GW9"}), 3);
  EXPECT_THAT(err.str(),
              HasSubstr("the region has no gateway \"GW9\"; did you "
                        "mean 'GW1'?"));
  EXPECT_EQ(run({"lease", "list", "--resource", "EP51/nick"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("did you mean 'EP51/nic'?"));
  EXPECT_EQ(run({"lease", "list", "--lessee", "carol"}), 0);
  EXPECT_EQ(err.str(), "leasehold: no leases of lessee carol\n");
}

TEST_F(LeaseCommands, KeepsControlCharactersFromTheTerminal) {
  run_request({"--amount", "1Mbit/s", "--for", "60s"});
  node.leases.front().labels["title"] = "\x1b]0;hello";
  run({"lease", "show", "a1"});
  EXPECT_THAT(out.str(), HasSubstr("title=?]0;hello"));
}

class ExplainCommand : public CliTest {
protected:
  ExplainCommand() {
    decision x;
    x.made = node.clock().wall;
    x.what = decision::kind::refused;
    x.lessee = lessee_name{"ann"};
    x.request = request_id{42};
    x.target = resource_name{"EP51/nic"};
    x.source = endpoint_name{"EP11"};
    x.amount = {unit::bit_per_second, 15'000'000};
    x.service = class_name{"standard"};
    x.code = errc::insufficient_capacity;
    x.message = "the link is full";
    x.resource = resource_name{"GW4/GW4-GW5"};
    x.gateway = gateway_name{"GW4"};
    x.considered = {{lease_id{0xa1}, lessee_name{"bob"}, fate::too_strong},
                    {{}, {}, fate::not_enough}};
    x.considered_count = 5;
    node.decisions = {x};
  }
};

TEST_F(ExplainCommand, SaysWhyAndWhoElseWasConsidered) {
  EXPECT_EQ(run({"explain", "--request", "42"}), 0);
  EXPECT_EQ(out.str(),
            "2027-01-15T08:00:00Z  refused\n"
            "  lessee:  ann\n"
            "  request: 42\n"
            "  asked:   15Mbit/s of EP51/nic from EP11 as standard (setup 4, "
            "hold 4)\n"
            "  because: the link is full (insufficient_capacity)\n"
            "  short:   GW4/GW4-GW5 at GW4\n"
            "  CONSIDERED  LESSEE  AND\n"
            "  a1          bob     left alone: its hold is as strong, or "
            "stronger\n"
            "  another's   -       left alone: it would not have been enough\n"
            "  and 3 others\n");
  EXPECT_EQ(run({"explain", "--request", "42", "-o", "json"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("\"fate\": \"too-strong\""));
}

TEST_F(ExplainCommand, TellsTheEventsOfALeaseThatNeededNoDecision) {
  EXPECT_EQ(run_request({"--amount", "1Mbit/s", "--for", "60s"}), 0);
  EXPECT_EQ(run({"explain", "a1"}), 0);
  // An operator may have ended it long ago: nothing is said of that.
  EXPECT_EQ(err.str(),
            "leasehold: no decision about it is kept: it got what it asked for "
            "and no other lease gave way for it, or that is too long ago. Its "
            "events:\n");
  EXPECT_THAT(out.str(), HasSubstr("granted"));
}

TEST_F(ExplainCommand, SaysByWhoseOrderALeaseWasChanged) {
  auto& x = node.decisions.front();
  x.what = decision::kind::changed;
  x.lease = lease_id{0xa1};
  x.code = errc::none;
  x.message = "GW5 is drained, by order of root";
  x.considered = {{lease_id{0xa1}, lessee_name{"ann"}, fate::shortened}};
  x.considered_count = 1;
  EXPECT_EQ(run({"explain", "a1"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("  because: GW5 is drained, by order of root\n"));
  EXPECT_THAT(out.str(), HasSubstr("told to end earlier\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("in favour of")));
  EXPECT_THAT(out.str(), Not(HasSubstr("stronger")));
  x.cause = lease_id{0xb2};
  EXPECT_EQ(run({"explain", "a1"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("  in favour of: lease b2, which is stronger\n"));
}

// It may be its class, or that it named no minimum, or that no other way is
// free: none of these is said alone.
TEST_F(ExplainCommand, BlamesNoClassForWhatTheTermsForbid) {
  node.decisions.front().considered = {
      {lease_id{0xa1}, lessee_name{"bob"}, fate::class_forbids}};
  EXPECT_EQ(run({"explain", "--request", "42"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("left alone: nothing that its class allows "
                        "could be done to it\n"));
}

TEST_F(ExplainCommand, SaysWhereNothingIsKnown) {
  EXPECT_EQ(run({"explain", "b7"}), 3);
  EXPECT_EQ(run({"explain", "--request", "43"}), 3);
  EXPECT_EQ(run({"explain"}), 2);
  EXPECT_EQ(run({"explain", "a1", "--request", "42"}), 2);
  EXPECT_EQ(run({"explain", "no-lease"}), 2);
}

TEST_F(ExplainCommand, IsNamedByARefusal) {
  env.terminal = true;
  EXPECT_EQ(run_request({"--amount", "1Gbit/s", "--request-id", "7"}), 4);
  EXPECT_THAT(err.str(), HasSubstr("leasehold explain --request 7"));
}

} // namespace
} // namespace leasehold::cli
