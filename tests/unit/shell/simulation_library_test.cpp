// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/simulation_library.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"
#include "tools/regions/figure8.hpp"
#include "tools/shell/actor_library.hpp"
#include "tools/shell/simulated_host.hpp"
#include "tools/simulator/simulated_region.hpp"

namespace leasehold::shell {
namespace {

/// Simulates Figure 8; all else is fake.
class region_source final : public session_source {
public:
  explicit region_source(fake_node& node) : fake_(node) {}

  result<std::shared_ptr<session>>
  connect(const connect_request& request) override {
    return fake_.connect(request);
  }
  result<std::shared_ptr<session>> start(const start_request& x) override {
    return fake_.start(x);
  }
  result<std::shared_ptr<session>>
  simulate(const simulate_request& request) override {
    sim::region_setting setting;
    setting.topology = regions::figure8;
    setting.seed = request.seed.value_or(1);
    auto opened = sim::simulated_region::open(setting);
    if (!opened)
      return opened.error();
    region = *opened;
    return region->connect(lessee_name{"me"}, std::nullopt);
  }
  request_id fresh_request() override {
    return region ? region->fresh_request() : fake_.fresh_request();
  }

  std::shared_ptr<sim::simulated_region> region;

private:
  fake_source fake_;
};

class Simulation : public ::testing::Test {
protected:
  Simulation() {
    node.elapsed = [] {
      return duration{5};
    };
    env->extend([this](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_actor_library(bindings, current);
    });
  }
  ~Simulation() override {
    // Objects in the state refer to what is declared above.
    env.reset();
  }

  std::string output(const std::string& script) {
    page.printed.clear();
    EXPECT_EQ(run_script(*env, script, "@test.lua"), exit_success)
        << page.complaints;
    return page.printed;
  }

  std::string complaint(const std::string& script) {
    page.complaints.clear();
    EXPECT_EQ(run_script(*env, script, "@test.lua"), exit_failed);
    return page.complaints;
  }

  fake_host page;
  fake_node node;
  region_source source{node};
  default_session current{source};
  simulated_host host{page, [this] { return source.region; },
                      std::chrono::minutes{5}};
  std::unique_ptr<environment> env = std::make_unique<environment>(host);
};

TEST_F(Simulation, LeavesTimeToTheOtherHostUntilThereIsOne) {
  EXPECT_EQ(output("sleep('5s') print(os.clock())"), "5.0\n");
  EXPECT_EQ(page.waits, 1);
}

TEST_F(Simulation, LetsVirtualTimePass) {
  EXPECT_EQ(output("region.simulated{} local t, w = os.clock(), os.time() "
                   "sleep('10m') print(os.clock() - t, os.time() - w)"),
            "600.0\t600\n");
  EXPECT_EQ(page.waits, 0);
}

TEST_F(Simulation, WaitsForWhatHappensAndNotMuchLonger) {
  EXPECT_EQ(output("region.simulated{} local l = expect(lease{target = 'EP51', "
                   "from = 'EP11', amount = '1Mbit/s', period = '60s'}) "
                   "local t = os.clock() "
                   "print(l:wait('ended', '1h').reason) "
                   "print(os.clock() - t < 62) "
                   "print(l:wait('renewed', '10s'), "
                   "wait_until(function() return false end, '5s'))"),
            "expired\ntrue\nnil\tfalse\n");
}

TEST_F(Simulation, EndsAWaitThatNothingCanEnd) {
  EXPECT_EQ(output("region.simulated{} local l = expect(lease{target = 'EP51', "
                   "from = 'EP11', amount = '1Mbit/s', period = 'infinite'}) "
                   "print(l:wait('ended'), os.clock() // 60)"),
            "nil\t5.0\n");
}

TEST_F(Simulation, KillsActorsThatAreSpawnedAgain) {
  output("region.simulated{} l = expect(lease{target = 'EP51', "
         "from = 'EP11', amount = '1Mbit/s', period = 'infinite'}) "
         "nic = actor('gateway/GW4/resource/GW4/GW4-GW5') "
         "chain = actor('manager/chain/1')");
  EXPECT_EQ(output("print(nic.restarts, chain.parent, chain.longest_turn) "
                   "nic:kill() chain:kill() "
                   "wait_until(function() return nic.restarts == 1 end) "
                   "print(actor('manager').children, l.state)"),
            "0\tmanager\t0.0\n1\tactive\n");
  EXPECT_NE(complaint("actor('gateway/GW9'):kill()").find("no actor is at"),
            std::string::npos);
}

TEST_F(Simulation, BreaksNodesAndMendsThem) {
  output("s = region.simulated{} l = expect(lease{target = 'EP51', "
         "from = 'EP11', amount = '1Mbit/s', period = '10m'})");
  EXPECT_EQ(output("kill('node-1') print(nodes()[1].state, nodes()[1].why) "
                   "expect_error(leases, 'unavailable') "
                   "s:start('node-1') print(l.state)"),
            "down\tkill -9\nactive\n");
  EXPECT_EQ(output("pause('node-1', '3s') print(s:nodes()[1].state) "
                   "jump_clock('node-1', -3600) disk('node-1', 'low') "
                   "heal() print(s:nodes()[1].state) "
                   "reboot('node-1') print(nodes()[1].state)"),
            "paused\nrunning\ndown\n");
}

TEST_F(Simulation, ExplainsWhatCanNotBeBroken) {
  EXPECT_TRUE(contains(complaint("kill('node-1')"),
                       "test.lua:1: kill: this node is a real one"));
  output("region.simulated{}");
  EXPECT_TRUE(contains(complaint("kill('GW1')"),
                       "there is no node GW1; there are node-1"));
  EXPECT_TRUE(contains(complaint("disk('node-1', 'broken')"),
                       "argument 2: 'broken' is no state of a disk"));
  EXPECT_TRUE(contains(complaint("jump_clock('node-1', 1e300)"),
                       "argument 2: a clock jumps by at most"));
  EXPECT_TRUE(contains(complaint("partition('node-1', 'node-1')"),
                       "a partition is between two nodes"));
}

TEST_F(Simulation, PrintsTheSameForTheSameSeed) {
  const std::string story =
      "local l = expect(lease{target = 'EP51', from = 'EP11', amount = "
      "'1Mbit/s', period = '60s'}) pause('node-1', '700ms') "
      "print(l.remaining, os.clock()) kill('node-1') start('node-1') "
      "print(l.remaining, os.clock())";
  const auto first = output("region.simulated{seed = 5} " + story);
  EXPECT_EQ(output("region.simulated{seed = 5} " + story), first);
  EXPECT_NE(output("region.simulated{seed = 6} " + story), first);
}

} // namespace
} // namespace leasehold::shell
