// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/wires.hpp"

#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* device = "eth0";

class Wires : public ::testing::Test, public observer {
protected:
  Wires() {
    told.add(*this);
    driver = open();
  }

  ~Wires() override {
    told.remove(*this);
  }

  std::unique_ptr<shaper> open() {
    interface_config config;
    config.device = device;
    config.rate = 100;
    config.rest = 20;
    auto opened = uut.for_process(life)(config);
    return opened ? std::move(*opened) : nullptr;
  }

  static channel of(std::uint64_t id, std::int64_t rate, duration lasts = 60s) {
    channel x;
    x.id = id;
    x.rate = rate;
    x.lasts = lasts;
    packet_match packets;
    packets.from.bytes[0] = static_cast<std::uint8_t>(id);
    x.packets.push_back(packets);
    return x;
  }

  void pass(true_time time) {
    told.move_to(told.now() + time);
  }

  std::int64_t rate(std::uint64_t id) {
    auto all = uut.in_force();
    auto x = all[device].find(id);
    return x == all[device].end() ? 0 : x->second.rate;
  }

  void wired(true_time, const wire_note& note) override {
    notes.push_back(note.refused);
  }

  chronicle told;
  failpoints armed;
  machine_clock clock{told.now(), "node-1", {}};
  wires uut{0, told, clock};
  std::shared_ptr<process_life> life =
      std::make_shared<process_life>(0, told, armed);
  std::unique_ptr<shaper> driver;
  std::vector<std::string> notes;
};

TEST_F(Wires, HaveInForceWhatADriverPutsThere) {
  EXPECT_TRUE(driver->put(of(1, 50)));
  EXPECT_TRUE(driver->put(of(2, 30)));
  EXPECT_TRUE(driver->remove(2));
  EXPECT_EQ(rate(1), 50);
  EXPECT_EQ(rate(2), 0);
  EXPECT_EQ(notes.size(), 3u);
  auto found = driver->read();
  ASSERT_TRUE(found && found->size() == 1u);
  EXPECT_EQ(found->front().lasts, 60s);
}

TEST_F(Wires, EndAChannelByThemselves) {
  EXPECT_TRUE(driver->put(of(1, 50, 10s)));
  life->end(node_change::killed, "kill -9");
  pass(9999ms);
  EXPECT_EQ(rate(1), 50);
  pass(1ms);
  EXPECT_EQ(rate(1), 0);
}

TEST_F(Wires, RefuseWhatTheyCantHave) {
  EXPECT_TRUE(driver->put(of(1, 50)));
  EXPECT_EQ(driver->put(of(2, 31)).error().code, errc::above_capacity);
  auto same = of(2, 10);
  same.packets = of(1, 0).packets;
  EXPECT_EQ(driver->put(same).error().code, errc::conflict);
  EXPECT_EQ(notes.size(), 3u);
  EXPECT_FALSE(notes.back().empty());
  EXPECT_EQ(rate(2), 0);
}

TEST_F(Wires, LetNobodyThroughWhoseProcessIsOver) {
  EXPECT_TRUE(driver->put(of(1, 50)));
  life->end(node_change::killed, "kill -9");
  EXPECT_FALSE(driver->remove(1));
  EXPECT_FALSE(driver->clear());
  EXPECT_EQ(rate(1), 50);
  life = std::make_shared<process_life>(0, told, armed);
  driver = open();
  EXPECT_EQ(driver->read()->size(), 1u) << "the next process finds it";
}

TEST_F(Wires, FailUntilTheyWorkAgain) {
  uut.fail_until(told.now() + 1s);
  EXPECT_EQ(driver->put(of(1, 50)).error().code, errc::unavailable);
  EXPECT_FALSE(driver->read());
  EXPECT_EQ(open(), nullptr);
  pass(1s);
  EXPECT_TRUE(driver->put(of(1, 50)));
}

TEST_F(Wires, LieAboutWhatTheyDidNot) {
  EXPECT_TRUE(driver->put(of(1, 50)));
  uut.lie_until(told.now() + 1s);
  EXPECT_TRUE(driver->put(of(2, 10)));
  EXPECT_TRUE(driver->remove(1));
  EXPECT_EQ(rate(1), 50);
  EXPECT_EQ(rate(2), 0);
  EXPECT_EQ(driver->read()->size(), 1u);
}

TEST_F(Wires, ForgetAndReboot) {
  EXPECT_TRUE(driver->put(of(1, 50)));
  uut.forget();
  EXPECT_EQ(rate(1), 0);
  EXPECT_TRUE(driver->put(of(1, 50)));
  uut.reboot();
  EXPECT_TRUE(driver->read()->empty());
}

TEST_F(Wires, AreSlowAndUnpluggedForAWhile) {
  auto works = uut.cables_for(life)(device);
  uut.slow_until(told.now() + 1s);
  uut.unplug_until(device, told.now() + 1s);
  EXPECT_FALSE(works());
  EXPECT_EQ(uut.slow_until(), told.now() + 1s);
  pass(1s);
  EXPECT_TRUE(works());
  EXPECT_FALSE(uut.slow_until());
  uut.unplug_until(device, told.now() + 9s);
  uut.heal();
  EXPECT_TRUE(works());
}

} // namespace
} // namespace leasehold::sim
