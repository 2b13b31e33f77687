// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/circuit_machine.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_wire.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 1h;
constexpr auto failed = report_resource::health::failed;
constexpr auto serving = report_resource::health::serving;

std::vector<packet_match> packets_of(std::uint64_t lease) {
  packet_match x;
  x.from.bytes = {10, 0, 0, static_cast<std::uint8_t>(lease)};
  x.to.bytes = {10, 0, 1, 1};
  return {x};
}

wanted_circuit wanted(std::uint64_t lease, std::int64_t rate, instant start,
                      instant end, std::uint64_t at_epoch = 1) {
  return {lease_id{lease},
          epoch{at_epoch},
          {{{start, end}, rate, packets_of(lease)}}};
}

wanted_circuit gone(std::uint64_t lease, std::uint64_t at_epoch = 1) {
  return {lease_id{lease}, epoch{at_epoch}, {}};
}

class CircuitMachine : public ::testing::Test {
protected:
  using effects = circuit_machine::effects;

  /// Does what the machine asks, until it asks for nothing.
  void run(effects todo) {
    while (!todo.empty()) {
      effects more;
      for (auto& effect : todo) {
        auto next = std::visit([this](auto& x) { return obey(x); }, effect);
        more.insert(more.end(), next.begin(), next.end());
      }
      todo = std::move(more);
    }
  }

  status apply(const channel_order& order) {
    if (order.as)
      kernel.put(*order.as, now);
    else
      kernel.channels.erase(order.id);
    return success();
  }

  effects obey(circuit_machine::open_driver&) {
    ++opened;
    if (broken && broken->code == errc::unavailable)
      return uut.opened(*broken, now);
    return uut.opened(kernel.read(now), now);
  }
  effects obey(circuit_machine::change_driver& x) {
    last = x.orders;
    std::vector<status> outcomes;
    for (auto& order : x.orders)
      outcomes.push_back(broken ? status{*broken} : apply(order));
    if (silent) {
      asked = std::move(outcomes);
      return {};
    }
    return uut.changed(outcomes, now);
  }
  effects obey(circuit_machine::read_cable&) {
    ++looks;
    return uut.heard(cable, now);
  }
  effects obey(circuit_machine::ticket_done& x) {
    EXPECT_EQ(answers.count(x.ticket), 0u) << "answered twice";
    answers[x.ticket] = x.failed;
    return {};
  }
  effects obey(circuit_machine::driver_health& x) {
    health.push_back(x.is);
    return {};
  }

  void order(std::vector<wanted_circuit> circuits,
             std::optional<std::uint64_t> ticket = {}) {
    run(uut.order(circuits, ticket, now));
  }

  /// Lets time pass as far as that instant, waking the machine as it asks.
  void pass(instant until) {
    for (auto next = uut.next_deadline(); next && *next <= until;
         next = uut.next_deadline()) {
      now = std::max(now, *next);
      run(uut.due(now));
    }
    now = until;
  }

  std::int64_t rate(std::uint64_t lease) {
    return kernel.rate(lease, now);
  }

  circuit_machine uut;
  test::fake_wire kernel;
  instant now = t0;
  int opened = 0;
  std::optional<failure> broken;
  bool silent = false;
  carrier cable = carrier::up;
  int looks = 0;
  std::vector<status> asked;
  std::vector<channel_order> last;
  std::map<std::uint64_t, std::vector<lease_id>> answers;
  std::vector<report_resource::health> health;
};

TEST_F(CircuitMachine, PutsInForceWhatIsOrderedAndSaysSo) {
  order({wanted(1, 10, t0, t0 + 60s)}, 7);
  EXPECT_EQ(rate(1), 10);
  ASSERT_EQ(answers.count(7), 1u);
  EXPECT_TRUE(answers[7].empty());
  EXPECT_EQ(uut.size(), 1u);
}

TEST_F(CircuitMachine, SaysNothingBeforeTheDriverHas) {
  silent = true;
  order({wanted(1, 10, t0, t0 + 60s)}, 7);
  EXPECT_EQ(answers.count(7), 0u);
  run(uut.changed(asked, now));
  EXPECT_EQ(answers.count(7), 1u);
}

TEST_F(CircuitMachine, EndsACircuitWithItsTerm) {
  order({wanted(1, 10, t0, t0 + 60s)});
  pass(t0 + 59s);
  EXPECT_EQ(rate(1), 10);
  pass(t0 + 60s);
  EXPECT_TRUE(kernel.channels.empty());
  EXPECT_EQ(uut.size(), 0u);
}

// C3: the kernel ends it where nobody else does.
TEST_F(CircuitMachine, TellsTheKernelWhenItIsOver) {
  order({wanted(1, 10, t0, t0 + 60s)});
  EXPECT_EQ(kernel.channels.at(1).until, t0 + 60s);
  now = t0 + 30s;
  order({wanted(1, 10, t0, t0 + 90s, 2)});
  EXPECT_EQ(kernel.channels.at(1).until, t0 + 90s);
  EXPECT_EQ(kernel.channels.at(1).as.version, 2u);
}

TEST_F(CircuitMachine, BeginsACircuitAtItsStart) {
  order({wanted(1, 10, t0 + 30s, t0 + 60s)}, 7);
  EXPECT_EQ(answers.count(7), 1u);
  EXPECT_EQ(rate(1), 0);
  pass(t0 + 30s);
  EXPECT_EQ(rate(1), 10);
}

TEST_F(CircuitMachine, HasTheMostOfItsStepsAtEachInstant) {
  auto moving = wanted(1, 10, t0, t0 + 60s);
  moving.steps.push_back({{t0 + 20s, t0 + 40s}, 30, packets_of(1)});
  order({moving});
  EXPECT_EQ(rate(1), 10);
  pass(t0 + 20s);
  EXPECT_EQ(rate(1), 30);
  pass(t0 + 40s);
  EXPECT_EQ(rate(1), 10);
}

TEST_F(CircuitMachine, AnOlderEpochChangesNothing) {
  order({wanted(1, 10, t0, t0 + 60s, 5)});
  order({gone(1, 4)}, 7);
  EXPECT_EQ(rate(1), 10);
  EXPECT_EQ(answers.count(7), 1u);
}

TEST_F(CircuitMachine, TakesBeforeItGives) {
  order({wanted(1, 60, t0, t0 + 60s), wanted(2, 40, t0, t0 + 60s)});
  order({wanted(3, 50, t0, t0 + 60s), wanted(1, 30, t0, t0 + 60s, 2),
         gone(2, 2)});
  EXPECT_EQ(kernel.most, 100);
  EXPECT_EQ(rate(3), 50);
}

TEST_F(CircuitMachine, KeepsWhatItFindsAndRemovesWhatNobodyLeases) {
  kernel.put({1, 1, 10, packets_of(1), 60s}, t0);
  kernel.put({2, 9, 20, packets_of(2), 60s}, t0);
  order({wanted(1, 10, t0, t0 + 60s)});
  EXPECT_EQ(rate(1), 10);
  EXPECT_EQ(rate(2), 0);
  EXPECT_TRUE(std::none_of(last.begin(), last.end(), [](auto& x) {
    return x.id == 1;
  })) << "it was there already";
}

TEST_F(CircuitMachine, MendsWhatSomebodyElseChanged) {
  order({wanted(1, 10, t0, t0 + 600s)});
  kernel.channels.clear();
  kernel.put({9, 1, 5, packets_of(9), 600s}, t0);
  pass(t0 + circuit_machine::check_every);
  EXPECT_EQ(rate(1), 10);
  EXPECT_EQ(rate(9), 0);
}

TEST_F(CircuitMachine, SaysALongTermAgainBeforeTheKernelForgets) {
  order({wanted(1, 10, t0, forever)});
  EXPECT_EQ(kernel.channels.at(1).until, t0 + 24h);
  last.clear();
  pass(t0 + 1h);
  EXPECT_TRUE(last.empty()) << "looking for changes is no reason";
  pass(t0 + 72h);
  EXPECT_EQ(rate(1), 10);
}

// -- failures ----------------------------------------------------------------

TEST_F(CircuitMachine, SaysWhichCircuitsFailed) {
  order({wanted(1, 10, t0, t0 + 60s)});
  broken = failure{errc::above_capacity, "no"};
  order({wanted(2, 10, t0, t0 + 60s), wanted(1, 10, t0, t0 + 60s)}, 7);
  EXPECT_EQ(answers[7], std::vector{lease_id{2}});
  EXPECT_TRUE(health.empty()) << "the interface works";
  broken.reset();
  pass(t0 + 1s);
  EXPECT_EQ(rate(2), 10) << "it is owed until it goes";
}

TEST_F(CircuitMachine, ADriverThatFailsPutsTheResourceInError) {
  order({wanted(1, 10, t0, t0 + 60s)});
  broken = failure{errc::unavailable, "the kernel says no"};
  order({wanted(2, 10, t0, t0 + 60s)}, 7);
  EXPECT_EQ(answers[7], std::vector{lease_id{2}});
  EXPECT_EQ(health, std::vector{failed});
}

TEST_F(CircuitMachine, AnInterfaceThatIsNotThereIsTriedAgain) {
  broken = failure{errc::unavailable, "there is no interface eth7"};
  order({wanted(1, 10, t0, t0 + 600s)}, 7);
  EXPECT_EQ(health, std::vector{failed});
  EXPECT_EQ(answers[7], std::vector{lease_id{1}});
  broken.reset();
  pass(t0 + 120s);
  EXPECT_EQ(rate(1), 10);
  EXPECT_EQ(health, (std::vector{failed, serving}));
}

TEST_F(CircuitMachine, TriesLessOftenTheLongerItFails) {
  broken = failure{errc::unavailable, "no"};
  order({});
  pass(t0 + 300s);
  EXPECT_LE(opened, 16);
  EXPECT_GE(opened, 10);
}

TEST_F(CircuitMachine, ADriverThatIsSilentHasFailed) {
  order({});
  silent = true;
  order({wanted(1, 10, t0, t0 + 60s)}, 7);
  pass(t0 + 1999ms);
  EXPECT_EQ(answers.count(7), 0u);
  pass(t0 + 2s);
  EXPECT_EQ(answers[7], std::vector{lease_id{1}});
  EXPECT_EQ(health, std::vector{failed});
  // The root gives back what was refused, and the driver wakes up.
  order({gone(1, 2)});
  silent = false;
  run(uut.changed(asked, now));
  EXPECT_TRUE(kernel.channels.empty());
}

TEST_F(CircuitMachine, ServesAgainWhenItHasBeenWellForAWhile) {
  order({wanted(1, 10, t0, t0 + 3600s)});
  auto down = [this] {
    run(uut.heard(carrier::down, now));
    run(uut.heard(carrier::up, now));
    health.clear();
  };
  auto serves_after = [this](duration x) {
    auto since = now;
    pass(since + x - 1ms);
    auto early = !health.empty();
    pass(since + x);
    return !early && health == std::vector{serving};
  };
  down();
  EXPECT_TRUE(serves_after(5s));
  down();
  EXPECT_TRUE(serves_after(10s));
  down();
  EXPECT_TRUE(serves_after(20s));
  pass(now + 5min);
  down();
  EXPECT_TRUE(serves_after(5s)) << "it was well for long";
}

TEST_F(CircuitMachine, WithoutACableItDoesNotServe) {
  order({});
  run(uut.heard(carrier::down, now));
  EXPECT_EQ(health, std::vector{failed});
  pass(t0 + 60s);
  EXPECT_EQ(health, std::vector{failed}) << "its driver works, and that is all";
}

// 7H begins within 100 ms of the loss of a carrier.
TEST_F(CircuitMachine, LooksAtItsCableAllTheTime) {
  uut = circuit_machine{circuit_machine::cables::watched};
  order({});
  pass(t0 + 1s);
  EXPECT_GE(looks, 10);
  cable = carrier::down;
  pass(t0 + 1100ms);
  EXPECT_EQ(health, std::vector{failed});
  cable = carrier::up;
  pass(t0 + 6s);
  EXPECT_EQ(health, std::vector{failed});
  pass(t0 + 7s);
  EXPECT_EQ(health, (std::vector{failed, serving}));
}

TEST_F(CircuitMachine, ADriverThatDiedIsAskedWhatThereIs) {
  silent = true;
  order({wanted(1, 10, t0, t0 + 60s)}, 7);
  silent = false;
  run(uut.died(now));
  EXPECT_EQ(opened, 2);
  EXPECT_EQ(answers.count(7), 1u);
  EXPECT_TRUE(answers[7].empty());
  EXPECT_TRUE(health.empty()) << "what was in force went on";
  EXPECT_EQ(rate(1), 10);
  run(uut.changed({success()}, now));
  EXPECT_EQ(rate(1), 10) << "the word of the one before";
}

TEST_F(CircuitMachine, ADriverThatDiesAgainAndAgainHasFailed) {
  order({wanted(1, 10, t0, t0 + 60s)});
  run(uut.died(now));
  run(uut.died(now));
  EXPECT_EQ(health, std::vector{failed});
  EXPECT_EQ(opened, 2) << "the next one has to wait";
  pass(t0 + 10s);
  EXPECT_EQ(opened, 3);
  EXPECT_EQ(health, (std::vector{failed, serving}));
}

// Something is there that should not be: the next look is not for 30 s.
TEST_F(CircuitMachine, LooksSoonAtAnInterfaceThatRefuses) {
  order({wanted(1, 10, t0, t0 + 60s)});
  kernel.put({9, 1, 5, packets_of(9), 60s}, t0);
  broken = failure{errc::conflict, "channel 9 has those packets"};
  order({wanted(2, 10, t0, t0 + 60s)});
  broken.reset();
  pass(t0 + 1s);
  EXPECT_EQ(rate(9), 0);
  EXPECT_EQ(rate(2), 10);
  EXPECT_TRUE(health.empty());
}

// An order that comes while an older one of the same lease is carried out.
TEST_F(CircuitMachine, KnowsWhoseACircuitIsUntilItIsGone) {
  auto anns = wanted(1, 10, t0, t0 + 60s);
  anns.lessee = lessee_name{"ann"};
  anns.place = metered_at::target;
  order({anns});
  silent = true;
  order({gone(1, 2)});
  const auto known = uut.metered(lease_id{1});
  ASSERT_TRUE(known);
  EXPECT_EQ(known->lessee, anns.lessee);
  EXPECT_EQ(known->place, metered_at::target);
  EXPECT_EQ(uut.metered().size(), 1u);
  run(uut.changed(asked, now));
  EXPECT_FALSE(uut.metered(lease_id{1}));
  EXPECT_TRUE(uut.metered().empty());
}

TEST_F(CircuitMachine, WaitsForTheOrderThatWasMeant) {
  order({});
  silent = true;
  order({wanted(1, 10, t0, t0 + 60s)}, 7);
  order({wanted(1, 30, t0, t0 + 60s, 2)}, 8);
  silent = false;
  auto first = uut.changed(asked, now);
  EXPECT_TRUE(answers.empty());
  run(std::move(first));
  EXPECT_EQ(rate(1), 30);
  EXPECT_TRUE(answers.count(7) == 1 && answers.count(8) == 1);
}

TEST_F(CircuitMachine, AsksForLittleAtOnceAndWhatIsAwaitedFirst) {
  std::vector<wanted_circuit> many;
  for (auto i = 1u; i <= 200; ++i)
    many.push_back(wanted(i, 1, t0, t0 + 60s));
  order({});
  silent = true;
  run(uut.order(many, {}, now));
  EXPECT_EQ(last.size(), circuit_machine::changes_max);
  run(uut.order({wanted(900, 1, t0, t0 + 60s)}, 7, now));
  run(uut.changed(asked, now));
  EXPECT_EQ(last.front().id, 900u);
  silent = false;
  run(uut.changed(asked, now));
  EXPECT_EQ(kernel.channels.size(), 201u);
}

// -- any order ---------------------------------------------------------------

class AnyCircuits : public CircuitMachine {
protected:
  unsigned below(unsigned n) {
    return static_cast<unsigned>(random() % n);
  }

  void order_any(std::uint64_t lease) {
    auto start = now + std::chrono::seconds{below(3) * below(20)};
    auto x = wanted(lease, below(10) + 1, start,
                    start + std::chrono::seconds{below(40) + 1}, ++epochs);
    model[lease] = x;
    order({x}, ++tickets);
  }

  void speak() {
    if (std::exchange(silent, false))
      run(uut.changed(asked, now));
  }

  void do_anything() {
    const std::uint64_t lease = below(6) + 1;
    switch (below(10)) {
    case 0:
      model.erase(lease);
      return order({gone(lease, ++epochs)}, ++tickets);
    case 1:
      if (!silent)
        broken = below(2) == 0 ? failure{errc::unavailable, "broken"}
                               : failure{errc::above_capacity, "full"};
      return;
    case 2:
      return broken.reset();
    case 3:
      silent = true;
      return;
    case 4:
      speak();
      if (below(4) == 0)
        run(uut.died(now));
      return;
    case 5:
      if (below(5) == 0)
        kernel.channels.erase(lease);
      return pass(now + std::chrono::milliseconds{below(8000)});
    default:
      order_any(lease);
    }
  }

  /// What there should be now.
  std::map<std::uint64_t, std::int64_t> due() const {
    std::map<std::uint64_t, std::int64_t> rates;
    for (auto& [lease, x] : model)
      for (auto& part : x.steps)
        if (part.over.start <= now && now < part.over.end)
          rates[lease] = part.rate;
    return rates;
  }

  std::map<std::uint64_t, std::int64_t> real() {
    std::map<std::uint64_t, std::int64_t> rates;
    for (auto& x : kernel.read(now))
      rates[x.id] = x.rate;
    return rates;
  }

  std::mt19937 random;
  std::map<std::uint64_t, wanted_circuit> model;
  std::uint64_t epochs = 1;
  std::uint64_t tickets = 0;
};

// Whatever happens, in the end what is in force is what is wanted, and each
// ticket was answered.
TEST_F(AnyCircuits, ComeToWhatIsWanted) {
  for (auto seed = 1u; seed <= 300; ++seed) {
    random.seed(seed);
    uut = circuit_machine{};
    kernel = {};
    model.clear();
    answers.clear();
    tickets = 0;
    order({});
    for (auto step = 0; step < 60; ++step)
      do_anything();
    broken.reset();
    speak();
    pass(now + 61s);
    EXPECT_EQ(answers.size(), tickets) << "seed " << seed;
    ASSERT_EQ(real(), due()) << "seed " << seed;
  }
}

} // namespace
} // namespace leasehold
