// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/sole_shaper.hpp"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

/// Tells what reaches it.
class noted_shaper final : public shaper {
public:
  explicit noted_shaper(std::function<void(const char*)> note)
      : note_(std::move(note)) {}

  result<std::vector<channel>> read() override {
    note_("read");
    return std::vector<channel>{};
  }
  status put(const channel&) override {
    note_("put");
    return success();
  }
  status remove(std::uint64_t) override {
    note_("remove");
    return success();
  }
  std::vector<status>
  change(const std::vector<channel_order>& orders) override {
    note_("change");
    return std::vector<status>(orders.size(), success());
  }
  result<interface_traffic> count() override {
    note_("count");
    return interface_traffic{};
  }
  result<std::map<std::uint64_t, channel_traffic>>
  count_of(const std::vector<std::uint64_t>&) override {
    note_("count some");
    return std::map<std::uint64_t, channel_traffic>{};
  }
  status clear() override {
    note_("clear");
    return success();
  }

private:
  std::function<void(const char*)> note_;
};

class SoleShaper : public ::testing::Test {
protected:
  std::unique_ptr<shaper> open(const std::string& device) {
    interface_config x;
    x.device = device;
    auto opened = maker(x);
    return opened ? std::move(*opened) : nullptr;
  }

  void note(const std::string& what) {
    const std::lock_guard lock{mutex};
    notes.push_back(what);
  }

  std::mutex mutex;
  std::vector<std::string> notes;
  std::function<void()> in_call = [] {
  };
  shaper_maker maker = sole_shapers(
      [this](const interface_config& x) -> result<std::unique_ptr<shaper>> {
        if (x.device == "absent")
          return failure{errc::unavailable, "there is no interface absent"};
        note("open");
        return std::unique_ptr<shaper>{
            std::make_unique<noted_shaper>([this](const char* what) {
              in_call();
              note(what);
            })};
      });
};

TEST_F(SoleShaper, PassesEachCallOn) {
  auto uut = open("eth0");
  EXPECT_TRUE(uut->read());
  EXPECT_TRUE(uut->put({}));
  EXPECT_TRUE(uut->remove(1));
  EXPECT_EQ(uut->change({{1, {}}, {2, {}}}).size(), 2u);
  EXPECT_TRUE(uut->count());
  EXPECT_TRUE(uut->count_of({1}));
  EXPECT_TRUE(uut->clear());
  EXPECT_EQ(notes,
            (std::vector<std::string>{"open", "read", "put", "remove", "change",
                                      "count", "count some", "clear"}));
}

TEST_F(SoleShaper, StopsWhoeverWasReplaced) {
  auto first = open("eth0");
  auto second = open("eth0");
  notes.clear();
  auto no = first->put({});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, errc::unavailable);
  EXPECT_NE(no.error().message.find("eth0"), std::string::npos);
  EXPECT_FALSE(first->read());
  EXPECT_FALSE(first->remove(1));
  EXPECT_FALSE(first->count());
  EXPECT_FALSE(first->count_of({1}));
  auto none = first->change({{1, {}}, {2, {}}});
  ASSERT_EQ(none.size(), 2u);
  EXPECT_EQ(none.back().error().code, errc::unavailable);
  EXPECT_FALSE(first->clear());
  EXPECT_TRUE(notes.empty());
  EXPECT_TRUE(second->put({}));
}

TEST_F(SoleShaper, KeepsInterfacesApart) {
  auto first = open("eth0");
  auto other = open("eth1");
  EXPECT_TRUE(first->put({}));
  EXPECT_TRUE(other->put({}));
}

TEST_F(SoleShaper, SaysWhyNothingWasOpened) {
  interface_config x;
  x.device = "absent";
  auto no = maker(x);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().message, "there is no interface absent");
}

// The call of a driver that was let go may still be on its way.
TEST_F(SoleShaper, WaitsForACallThatIsUnderWay) {
  auto first = open("eth0");
  std::promise<void> begun;
  std::promise<void> may_end;
  in_call = [&] {
    begun.set_value();
    may_end.get_future().wait();
  };
  auto call = std::async(std::launch::async, [&] { return first->put({}); });
  begun.get_future().wait();
  auto next = std::async(std::launch::async, [&] { return open("eth0"); });
  may_end.set_value();
  EXPECT_TRUE(call.get());
  EXPECT_NE(next.get(), nullptr);
  EXPECT_EQ(notes, (std::vector<std::string>{"open", "put", "open"}));
}

} // namespace
} // namespace leasehold
