// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/oracle/action_judge.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const instant start{1h};
const action_id id{0x10000100000001};
const char* const nic = "02:00:00:00:00:01";

node_moment at(duration since = {}) {
  return {0, true_time{since}, start + since};
}

class ActionJudge : public testing::Test {
protected:
  ActionJudge() {
    topology region;
    region.endpoints.emplace_back();
    region.endpoints[0].name = endpoint_name{"E1"};
    region.endpoints[0].mac = *parse_mac_address(nic);
    uut.take(region);
    action_record x;
    x.id = id;
    x.request.verb = wake{};
    x.request.targets = {"E1", "E2"};
    x.request.deadline = start + 10s;
    uut.take(x);
  }

  static target_status status_of(std::uint32_t number,
                                 outcome what = outcome::ok) {
    target_status x;
    x.target = number == 0 ? "E1" : "E2";
    x.said.number = number;
    x.said.outcome = what;
    return x;
  }

  void write(std::uint32_t from, std::vector<target_status> all) {
    uut.take(at(), statuses_record{id, from, start, std::move(all)});
  }

  void tell(std::uint32_t from, std::vector<target_status> all,
            std::uint32_t count) {
    status_page x;
    x.action.id = id;
    x.action.targets = 2;
    x.action.done.ok = count;
    x.next = from + static_cast<std::uint32_t>(all.size());
    x.statuses = std::move(all);
    uut.told(at(), id, from, x);
  }

  std::vector<std::string> broken;
  action_judge uut{
      1, [this](const char* rule, const std::string& what, true_time) {
        broken.push_back(std::string{rule} + ": " + what);
      }};
};

TEST_F(ActionJudge, AcceptsWhatIsSound) {
  uut.begun(at(), id);
  write(0, {status_of(1)});
  tell(0, {status_of(1)}, 1);
  write(1, {status_of(0, outcome::unknown)});
  tell(1, {status_of(0, outcome::unknown)}, 2);
  // A start reads what it had.
  write(0, {status_of(1)});
  uut.at_rest(at(1min));
  uut.settle_up({});
  EXPECT_THAT(broken, IsEmpty());
  EXPECT_EQ(uut.count().ok, 1u);
}

TEST_F(ActionJudge, SeesASecondStatus) {
  write(0, {status_of(0)});
  write(1, {status_of(0, outcome::failed)});
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesAStatusOfNoTarget) {
  write(0, {status_of(2)});
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesWhatIsToldAndNotDurable) {
  uut.begun(at(), action_id{8});
  tell(0, {status_of(0)}, 1);
  EXPECT_THAT(broken, testing::Contains(StartsWith("D1: ")));
  EXPECT_EQ(broken.size(), 3u);
}

TEST_F(ActionJudge, SeesAStatusThatIsToldInTwoPlaces) {
  write(0, {status_of(0), status_of(1)});
  tell(0, {status_of(0)}, 2);
  tell(1, {status_of(0)}, 2);
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesWrongCounts) {
  write(0, {status_of(0)});
  tell(0, {status_of(0)}, 2);
  tell(0, {status_of(0)}, 0);
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: "), StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesAnActionThatIsForgotten) {
  uut.told(at(), id, 0, failure{errc::unknown_name, "no action"});
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesAnActionWithoutAnEnd) {
  uut.at_rest(at(11s));
  EXPECT_THAT(broken, IsEmpty());
  uut.at_rest(at(13s));
  EXPECT_THAT(broken, ElementsAre(StartsWith("A1: ")));
}

TEST_F(ActionJudge, SeesWhatWasDoneAndHowOften) {
  write(0, {status_of(0), status_of(1)});
  uut.settle_up({});
  EXPECT_THAT(broken, ElementsAre(StartsWith("A2: E1 was woken 0 times")));
  uut.woken(nic);
  uut.settle_up({});
  EXPECT_EQ(broken.size(), 1u);
  uut.woken(nic);
  uut.settle_up({});
  EXPECT_EQ(broken.size(), 2u);
}

TEST_F(ActionJudge, SeesWhatWasDoneAndFailed) {
  write(0, {status_of(0, outcome::failed), status_of(1)});
  uut.woken(nic);
  uut.settle_up({});
  EXPECT_THAT(broken, ElementsAre(StartsWith("A2: ")));
}

TEST_F(ActionJudge, ExcusesANodeWhoseDiskWasPutBack) {
  write(0, {status_of(0)});
  uut.put_back(0);
  write(0, {status_of(0, outcome::failed)});
  uut.told(at(), id, 0, failure{errc::unknown_name, "no action"});
  uut.woken(nic);
  uut.woken(nic);
  uut.at_rest(at(1min));
  uut.settle_up({});
  EXPECT_THAT(broken, IsEmpty());
}

} // namespace
} // namespace leasehold::sim
