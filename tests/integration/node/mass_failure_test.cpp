// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/store/journal.hpp"
#include "tests/support/node_fixture.hpp"

// X42: a failure that concerns many leases is one plan. With
// LEASEHOLD_MASS=10000 in a release build it gives the figure of
// docs/design/0020-who-gives-way.md.
namespace leasehold {
namespace {

using clock = std::chrono::steady_clock;

constexpr const char* link = "GW4/GW4-GW5";

std::int64_t ms_since(clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock::now()
                                                               - start)
      .count();
}

std::int64_t lease_count() {
  const auto* text = std::getenv("LEASEHOLD_MASS");
  return text == nullptr ? 400 : std::atoll(text);
}

class MassFailure : public test::node_fixture {
protected:
  MassFailure() {
    EXPECT_EQ(start().message, "");
    alice = log_in("alice");
  }

  /// Fills the link: every other one may be ended.
  void take(std::int64_t count) {
    constexpr std::int64_t in_one_call = 500;
    const auto each = fmt::format("{}bit/s", 20'000'000 / count);
    for (std::int64_t taken = 0; taken < count;) {
      std::vector<lease_request> batch;
      for (; taken < count && batch.size() < in_one_call; ++taken) {
        batch.push_back(wish("EP51", "EP11", each, "1h"));
        batch.back().service =
            class_name{taken % 2 == 0 ? "best-effort" : "standard"};
      }
      auto answers = alice->request(std::move(batch));
      ASSERT_TRUE(answers) << answers.error().message;
      for (auto& answer : *answers)
        ASSERT_TRUE(std::holds_alternative<lease_grant>(answer))
            << std::get<refusal>(answer).message;
    }
  }

  /// How often each lease was told of contention.
  std::map<lease_id, int> told(std::int64_t wanted) {
    std::map<lease_id, int> result;
    auto done = alice->watch(
        {},
        [&result, wanted](const lease_event& event) {
          if (event.reason == event_reason::contention)
            ++result[event.lease];
          return static_cast<std::int64_t>(result.size()) < wanted
              ? watching::go_on
              : watching::stop;
        },
        std::chrono::minutes{5});
    EXPECT_TRUE(done) << done.error().message;
    return result;
  }

  std::unique_ptr<session> alice;
};

/// What the disk alone takes for so many rows.
std::int64_t ms_to_write(std::uint64_t rows) {
  test::temp_folder folder;
  journal_config config;
  config.folder = folder.path() + "/alone";
  auto opened = journal::open(config);
  if (auto why = std::get_if<store_error>(&opened)) {
    ADD_FAILURE() << why->message;
    return 0;
  }
  auto& to = *std::get<std::unique_ptr<journal>>(opened);
  constexpr std::size_t in_one_group = 256;
  const std::string body(300, 'x');
  const auto start = clock::now();
  for (std::uint64_t written = 0; written < rows;) {
    record_group group;
    for (; written < rows && group.size() < in_one_group; ++written)
      group.push_back({1, std::to_string(written), body, record::change::put});
    EXPECT_FALSE(to.append({std::move(group)}));
  }
  return ms_since(start);
}

TEST_F(MassFailure, IsOnePlanAndEveryLesseeHearsOfItOnce) {
  const auto count = lease_count();
  take(count);
  const auto start = clock::now();
  ASSERT_TRUE(alice->set_capacity(resource_name{link},
                                  {unit::bit_per_second, 10'000'000}));
  const auto all = told(count / 2);
  const auto passed = ms_since(start);
  for (auto& [lease, times] : all)
    EXPECT_EQ(times, 1) << to_string(lease);
  EXPECT_EQ(all.size(), static_cast<std::size_t>(count / 2));
  auto left = alice->leases({});
  ASSERT_TRUE(left);
  EXPECT_EQ(left->size(), static_cast<std::size_t>(count - count / 2));
  for (auto& lease : *left) {
    EXPECT_EQ(lease.service.str(), "standard") << "the stronger are kept";
    EXPECT_EQ(all.count(lease.id), 0u);
  }
  auto report = alice->audit();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->findings.empty());
  // Of each: the lease, its event, why, three hops, and that it can go.
  const auto written = static_cast<std::uint64_t>(count / 2) * 7;
  std::clog << fmt::format("{} leases lose half of a link: {} ms, {} rows; the "
                           "journal alone takes {} ms for as many\n",
                           count, passed, written, ms_to_write(written));
}

} // namespace
} // namespace leasehold
