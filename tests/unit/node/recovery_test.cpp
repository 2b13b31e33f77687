// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/node/recovery.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "actors/record/records.hpp"
#include "runtime/clock/stamp_record.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

constexpr const char* one_gateway = R"(
region = "one"
[[gateway]]
name = "A"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "100bit/s"
)";

const auto t0 = instant{} + 1h;

hop_record hop(std::uint64_t lease, std::int64_t bits) {
  hop_record x;
  x.key = {lease_id{lease}, epoch{1}, gateway_name{"A"}};
  x.root = gateway_name{"A"};
  x.state = hop_state::active;
  x.uses = {{resource_name{"E1/nic"}, {unit::bit_per_second, bits}}};
  x.term = {t0, t0 + 60s};
  x.deadline = t0 + 60s;
  return x;
}

lease_record lease(std::uint64_t id, std::int64_t bits) {
  lease_record x;
  x.info.id = lease_id{id};
  x.info.epoch = epoch{1};
  x.info.lessee = lessee_name{"alice"};
  x.info.target = resource_name{"E1/nic"};
  x.info.source = endpoint_name{"E1"};
  x.info.service = class_name{"standard"};
  x.info.term = {t0, t0 + 60s};
  x.info.deadline = t0 + 60s;
  x.info.route.hops = {{gateway_name{"A"}, hop(id, bits).uses}};
  x.root = gateway_name{"A"};
  return x;
}

lease_event event(std::uint64_t number) {
  lease_event x;
  x.number = number;
  x.lease = lease_id{7};
  x.lessee = lessee_name{"alice"};
  return x;
}

/// What a journal of these records tells; they must be read.
recovery read(const std::vector<record>& records) {
  recovery result;
  for (auto& x : records)
    if (auto why = result.visit(x))
      ADD_FAILURE() << why.message;
  if (auto why = result.finish())
    ADD_FAILURE() << why.message;
  return result;
}

store_errc refusal_of(const record& x) {
  recovery uut;
  auto why = uut.visit(x);
  if (!why)
    why = uut.finish();
  EXPECT_EQ(static_cast<bool>(why), !why.message.empty());
  return why.code;
}

record changed(record x, std::string body) {
  x.body = std::move(body);
  return x;
}

service_class gold() {
  service_class x;
  x.name = class_name{"gold"};
  return x;
}

outage drained(const std::string& subject, instant from) {
  return {subject, outage::kind::drained, from, {}};
}

meter_record metered() {
  meter_record x;
  x.nic = resource_name{"A/A-B"};
  x.of = traffic_kind::lease;
  x.lease = lease_id{7};
  return x;
}

usage_record used() {
  return {lessee_name{"ann"}, 480'000, {}, t0};
}

action_record pinged() {
  action_record x;
  x.id = action_id{9};
  x.lessee = lessee_name{"ann"};
  x.request.verb = ping{};
  x.request.targets = {"E1"};
  return x;
}

statuses_record told() {
  target_status x;
  x.target = "E1";
  return {action_id{9}, 0, t0, {x}};
}

permit_record permitted() {
  return {{action_id{9}, gateway_name{"A"}, 4}, 17, {0}};
}

std::vector<record> one_of_each() {
  limit_rule rule;
  rule.name = rule_name{"short"};
  return {to_record(node_record{4}),
          topology_to_record(one_gateway),
          to_record(capacity_record{resource_name{"E1/nic"},
                                    {unit::bit_per_second, 50}}),
          to_record(rule),
          to_record(gold()),
          to_record(drained("A", t0)),
          to_record(hop(7, 10)),
          to_record(lease(7, 10)),
          to_record(event(3)),
          to_record(metered()),
          to_record(used()),
          to_record(pinged()),
          to_record(told()),
          to_record(permitted())};
}

// -- records -----------------------------------------------------------------

TEST(Recovery, KnowsNothingOfAnEmptyJournal) {
  auto found = read({});
  EXPECT_FALSE(found.stamp);
  EXPECT_EQ(found.node.boots, 0u);
  EXPECT_TRUE(found.region.gateways.empty());
  EXPECT_TRUE(found.leases.empty());
}

TEST(Recovery, ReadsARecordOfEveryKind) {
  auto found = read(one_of_each());
  EXPECT_EQ(found.node.boots, 4u);
  EXPECT_EQ(found.region.region.str(), "one");
  EXPECT_EQ(found.capacities.size(), 1u);
  EXPECT_EQ(found.rules.count(rule_name{"short"}), 1u);
  ASSERT_EQ(found.outages.count("A"), 1u);
  EXPECT_EQ(found.outages.at("A").from, t0);
  EXPECT_EQ(found.classes.size(), shipped_classes().size() + 1);
  EXPECT_EQ(found.classes.count(class_name{"gold"}), 1u);
  ASSERT_EQ(found.hops.size(), 1u);
  EXPECT_TRUE(found.hops.begin()->second == hop(7, 10));
  ASSERT_EQ(found.leases.size(), 1u);
  EXPECT_TRUE(found.leases.begin()->second == lease(7, 10));
  EXPECT_EQ(found.events.size(), 1u);
  ASSERT_EQ(found.meters.size(), 1u);
  EXPECT_EQ(found.meters.begin()->second.lease, lease_id{7});
  ASSERT_EQ(found.usage.size(), 1u);
  EXPECT_EQ(found.usage.begin()->second.hour, 480'000);
  ASSERT_EQ(found.actions.size(), 1u);
  EXPECT_TRUE(found.actions.begin()->second == pinged());
  ASSERT_EQ(found.statuses.size(), 1u);
  EXPECT_TRUE(found.statuses.begin()->second == told());
  ASSERT_EQ(found.permits.size(), 1u);
  EXPECT_TRUE(found.permits.begin()->second == permitted());
}

TEST(Recovery, ReadsTheTimeOfTheLedger) {
  clock_stamp stamp;
  stamp.at = t0;
  stamp.boot_id = "boot-1";
  auto found = read({to_record(stamp)});
  ASSERT_TRUE(found.stamp);
  EXPECT_EQ(found.stamp->boot_id, "boot-1");
}

TEST(Recovery, TakesTheNewestOfAKey) {
  auto later = hop(7, 10);
  later.key.epoch = epoch{2};
  auto found =
      read({to_record(hop(7, 10)), to_record(hop(8, 1)), to_record(later),
            topology_to_record("nonsense"), topology_to_record(one_gateway)});
  ASSERT_EQ(found.hops.size(), 2u);
  EXPECT_EQ(found.hops.begin()->second.key.epoch, epoch{2});
}

TEST(Recovery, TakesAStoredClassForTheShippedOneOfItsName) {
  auto changed = gold();
  changed.name = class_name{"standard"};
  changed.setup = changed.hold = 6;
  auto found = read({to_record(changed)});
  EXPECT_EQ(found.classes.size(), shipped_classes().size());
  EXPECT_EQ(found.classes.at(changed.name).hold, 6);
}

TEST(Recovery, ForgetsWhatWasErased) {
  auto all = one_of_each();
  for (auto& x :
       {erasure_of(hop(7, 10)), erasure_of_lease(lease_id{7}),
        erasure_of_event(3), erasure_of_rule(rule_name{"short"}),
        erasure_of_class(class_name{"gold"}), erasure_of(drained("A", t0)),
        erasure_of(capacity_record{resource_name{"E1/nic"}, {}}),
        erasure_of(metered()), erasure_of(used()),
        erasure_of_lease(lease_id{99})})
    all.push_back(x);
  auto found = read(all);
  EXPECT_TRUE(found.hops.empty());
  EXPECT_TRUE(found.leases.empty());
  EXPECT_TRUE(found.events.empty());
  EXPECT_TRUE(found.rules.empty());
  EXPECT_EQ(found.classes.size(), shipped_classes().size());
  EXPECT_TRUE(found.capacities.empty());
  EXPECT_TRUE(found.outages.empty());
  EXPECT_TRUE(found.meters.empty());
  EXPECT_TRUE(found.usage.empty());
}

// Events are read on by their numbers, and keys sort as text.
RC_GTEST_PROP(Recovery, KeepsEventsInTheOrderOfTheirNumbers, ()) {
  recovery found;
  for (int i = 0; i < 20; ++i) {
    RC_ASSERT(!found.visit(to_record(event(gen::number()))));
  }
  std::vector<std::uint64_t> numbers;
  for (auto& [key, x] : found.events)
    numbers.push_back(x.number);
  RC_ASSERT(std::is_sorted(numbers.begin(), numbers.end()));
}

// -- what can't be read ------------------------------------------------------

// D5: a record that can't be read could be taken capacity.
TEST(Recovery, EndsTheStartOnEveryBodyThatItCannotRead) {
  for (auto& x : one_of_each()) {
    EXPECT_EQ(refusal_of(changed(x, "damaged")), store_errc::corrupt) << x.kind;
    if (x.kind != static_cast<std::uint16_t>(record_kind::topology)) {
      EXPECT_EQ(refusal_of(changed(x, "")), store_errc::corrupt) << x.kind;
      auto cut = x.body.substr(0, x.body.size() / 2);
      EXPECT_EQ(refusal_of(changed(x, cut)), store_errc::corrupt) << x.kind;
    }
  }
}

TEST(Recovery, EndsTheStartOnAKindThatItDoesNotKnow) {
  for (std::uint16_t kind : {17, 99, 0xffff}) {
    record x{kind, "", "", record::change::put};
    EXPECT_EQ(refusal_of(x), store_errc::wrong_version);
    x.what = record::change::erase;
    EXPECT_NE(refusal_of(x), store_errc{});
  }
}

// Found under two keys, a hop would be booked twice; under another's, it would
// be gone with the other.
TEST(Recovery, EndsTheStartOnARecordUnderAnotherKey) {
  for (auto& x : one_of_each()) {
    if (x.kind == clock_stamp_kind
        || x.kind == static_cast<std::uint16_t>(record_kind::topology))
      continue;
    auto moved = x;
    moved.key += "0";
    EXPECT_EQ(refusal_of(moved), store_errc::corrupt) << x.kind;
  }
}

TEST(Recovery, EndsTheStartOnAHopThatIsNotTaken) {
  for (auto state : {hop_state::held, hop_state::dead}) {
    auto x = hop(7, 10);
    x.state = state;
    EXPECT_EQ(refusal_of(to_record(x)), store_errc::corrupt);
  }
}

TEST(Recovery, EndsTheStartWhereEventsAreMissing) {
  recovery found;
  for (auto number : {3u, 4u, 6u})
    ASSERT_FALSE(found.visit(to_record(event(number))));
  const auto why = found.finish();
  EXPECT_EQ(why.code, store_errc::corrupt);
  EXPECT_EQ(why.message.find("events 5 to 5 are missing"), 0u) << why.message;
}

TEST(Recovery, RepeatsNoDamagedStampAsItIs) {
  for (auto text : {"1 2 \x1b[2J", "\x1b[2J"}) {
    recovery found;
    const auto why = found.visit(changed(to_record(clock_stamp{}), text));
    EXPECT_TRUE(why);
    EXPECT_EQ(why.message.find('\x1b'), std::string::npos) << why.message;
  }
}

TEST(Recovery, EndsTheStartOnAStampOfAnotherVersion) {
  auto x = to_record(clock_stamp{});
  ASSERT_FALSE(x.body.empty());
  x.body.front() = '\x7f';
  EXPECT_EQ(refusal_of(x), store_errc::wrong_version);
}

TEST(Recovery, EndsTheStartWhereWhatNeverGoesIsGone) {
  for (auto& x : {to_record(node_record{1}), topology_to_record(one_gateway),
                  to_record(clock_stamp{})}) {
    auto gone = x;
    gone.what = record::change::erase;
    EXPECT_EQ(refusal_of(gone), store_errc::corrupt) << x.kind;
  }
}

// -- audits of a stopped node ------------------------------------------------

strings audit(const std::vector<record>& records) {
  strings result;
  for (auto& x : audit_recovered(read(records), t0).findings)
    result.push_back(x.rule + " " + x.subject);
  return result;
}

TEST(RecoveredAudit, FindsNothingWhereAllAgree) {
  auto report =
      audit_recovered(read({topology_to_record(one_gateway),
                            to_record(hop(7, 10)), to_record(lease(7, 10))}),
                      t0);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.leases, 1u);
  EXPECT_EQ(report.hops, 1u);
}

TEST(RecoveredAudit, FindsMoreBookedThanThereIs) {
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(hop(7, 60)),
                   to_record(hop(8, 41))}),
            (strings{"C1 E1/nic"}));
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(hop(7, 60)),
                   to_record(capacity_record{resource_name{"E1/nic"},
                                             {unit::bit_per_second, 59}})}),
            (strings{"C1 E1/nic"}));
}

TEST(RecoveredAudit, FindsWhatIsBookedOfWhatIsDrained) {
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(hop(7, 10)),
                   to_record(drained("A", instant{}))}),
            (strings{"C1 E1/nic"}));
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(hop(7, 10)),
                   to_record(drained("A", t0 + 99h))}),
            strings{});
}

TEST(RecoveredAudit, FindsALeaseWithoutItsHopAndOneThatEndsTooEarly) {
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(lease(7, 10))}),
            (strings{"C5 lease 7 at A"}));
  auto early = hop(7, 10);
  early.term.end = t0 + 59s;
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(lease(7, 10)),
                   to_record(early)}),
            (strings{"C4 lease 7 at A"}));
}

TEST(RecoveredAudit, FindsAHopOfWhatTheRegionLacks) {
  auto stray = hop(7, 10);
  stray.uses.front().resource = resource_name{"E9/nic"};
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(stray)}).size(),
            1u);
  stray.key.gateway = gateway_name{"Z"};
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(stray)}).size(),
            1u);
}

TEST(RecoveredAudit, FindsAHopThatWouldTakeWhatTheRegionLacks) {
  auto moving = hop(7, 10);
  moving.next = hop_terms{
      {{resource_name{"E9/nic"}, {unit::bit_per_second, 10}}}, moving.term};
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(moving)}),
            (strings{"C7 A/0000000000000007"}));
}

// It is given back when the node starts.
TEST(RecoveredAudit, ForgivesAHopWhoseGrantWasNeverWritten) {
  EXPECT_EQ(audit({topology_to_record(one_gateway), to_record(hop(7, 10))}),
            strings{});
}

} // namespace
} // namespace leasehold
