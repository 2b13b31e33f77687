// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

class DirectoryClasses : public test::region_test {
protected:
  DirectoryClasses() {
    EXPECT_EQ(start().message, "");
  }

  failure set(const service_class& x) {
    return why(question<status>(node_services().directory, set_class{x, {}}));
  }

  failure remove(const std::string& name) {
    return why(question<status>(node_services().directory,
                                remove_class{class_name{name}, {}}));
  }

  std::vector<service_class> all() {
    return question<std::vector<service_class>>(node_services().directory,
                                                list_classes{})
        .value_or(std::vector<service_class>{});
  }

  service_class find(const std::string& name) {
    for (auto& x : all())
      if (x.name.str() == name)
        return x;
    return {};
  }

  static service_class gold() {
    service_class x;
    x.name = class_name{"gold"};
    x.setup = 2;
    x.hold = 1;
    x.remedies = {remedy::shorten, remedy::shrink};
    x.tenure_min = std::chrono::minutes{5};
    x.notice = std::chrono::seconds{10};
    return x;
  }

  static lease_request wish_of(const std::string& service) {
    auto x = wish("E2", "10Mbit/s", "60s");
    x.service = class_name{service};
    return x;
  }

private:
  static failure why(const std::optional<status>& answer) {
    if (!answer)
      return {errc::timed_out, "no answer"};
    return *answer ? failure{} : answer->error();
  }
};

TEST_F(DirectoryClasses, BeginWithTheShippedOnes) {
  auto found = all();
  auto shipped = shipped_classes();
  ASSERT_EQ(found.size(), shipped.size());
  for (auto& x : found)
    EXPECT_TRUE(x == shipped.at(x.name)) << x.name.str();
}

TEST_F(DirectoryClasses, OfOnesOwnCountFromTheNextRequestOn) {
  EXPECT_EQ(refused(wish_of("gold")).code, errc::unknown_name);
  EXPECT_EQ(set(gold()).message, "");
  auto lease = grant(wish_of("gold")).lease;
  EXPECT_EQ(lease.setup, 2);
  EXPECT_EQ(lease.hold, 1);
}

TEST_F(DirectoryClasses, ThatWereChangedLeaveLeasesAsTheyAre) {
  set(gold());
  grant(wish_of("gold"));
  auto weaker = gold();
  weaker.setup = weaker.hold = 6;
  EXPECT_EQ(set(weaker).message, "");
  EXPECT_EQ(grant(wish_of("gold")).lease.hold, 6);
  EXPECT_EQ(leases().front().hold, 1);
}

TEST_F(DirectoryClasses, AreThereAfterARestart) {
  auto standard = gold();
  standard.name = class_name{"standard"};
  auto gone = gold();
  gone.name = class_name{"gone"};
  set(gold());
  set(standard);
  set(gone);
  EXPECT_EQ(remove("gone").message, "");
  restart();
  EXPECT_TRUE(find("gold") == gold());
  EXPECT_TRUE(find("standard") == standard);
  EXPECT_EQ(all().size(), shipped_classes().size() + 1);
}

TEST_F(DirectoryClasses, ThatAreShippedCannotBeRemoved) {
  auto no = remove("standard");
  EXPECT_EQ(no.code, errc::conflict);
  EXPECT_EQ(no.message,
            "every region has the class \"standard\", so it can't "
            "be removed: change it (`leasehold policy set`)");
  EXPECT_EQ(all().size(), shipped_classes().size());
}

TEST_F(DirectoryClasses, ThatAreNotThereCannotBeRemoved) {
  EXPECT_EQ(remove("gold").code, errc::unknown_name);
}

TEST_F(DirectoryClasses, ThatWereRemovedKeepTheirLeasesAndGetNoNewOnes) {
  set(gold());
  auto lease = grant(wish_of("gold")).lease.id;
  EXPECT_EQ(remove("gold").message, "");
  EXPECT_EQ(refused(wish_of("gold")).code, errc::unknown_name);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(lease, "120s")));
  EXPECT_EQ(leases().front().hold, 1);
}

TEST_F(DirectoryClasses, AreBounded) {
  auto x = gold();
  for (auto i = shipped_classes().size(); i < bounds::classes; ++i) {
    x.name = class_name{"c" + std::to_string(i)};
    ASSERT_EQ(set(x).message, "");
  }
  EXPECT_EQ(set(gold()).code, errc::too_much);
  EXPECT_EQ(set(x).message, "") << "one that is there can still be changed";
  EXPECT_EQ(all().size(), bounds::classes);
}

// Each is judged by what those before it make of the classes, though none of
// them is durable yet.
TEST_F(DirectoryClasses, AreBoundedHoweverManyAreSetAtOnce) {
  auto x = gold();
  for (auto i = shipped_classes().size() + 1; i < bounds::classes; ++i) {
    x.name = class_name{"c" + std::to_string(i)};
    ASSERT_EQ(set(x).message, "");
  }
  auto last = gold();
  last.name = class_name{"last"};
  auto first = pose<status>(node_services().directory, set_class{last, {}});
  auto second = pose<status>(node_services().directory, set_class{gold(), {}});
  drain();
  ASSERT_TRUE(*first && *second);
  EXPECT_TRUE(**first);
  ASSERT_FALSE(**second);
  EXPECT_EQ((*second)->error().code, errc::too_much);
  EXPECT_EQ(all().size(), bounds::classes);
}

TEST_F(DirectoryClasses, ThatAreBeingSetCanBeRemoved) {
  auto added = pose<status>(node_services().directory, set_class{gold(), {}});
  auto removed = pose<status>(node_services().directory,
                              remove_class{class_name{"gold"}, {}});
  auto again = pose<status>(node_services().directory,
                            remove_class{class_name{"gold"}, {}});
  drain();
  ASSERT_TRUE(*added && *removed && *again);
  EXPECT_TRUE(**added);
  EXPECT_TRUE(**removed);
  EXPECT_FALSE(**again);
  restart();
  EXPECT_EQ(all().size(), shipped_classes().size());
}

} // namespace
} // namespace leasehold
