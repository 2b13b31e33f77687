// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies between people and nodes: what they ask and what they are answered
// takes its time, or is lost. Each call has dice of its own.

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "actors/node/services.hpp"
#include "runtime/rpc/reply.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

template <class T>
struct call {
  node_index to = 0;
  /// Names the dice of its link.
  std::uint64_t key = 0;
  std::function<void(const services&, reply_to<T>)> send;
  /// Where the answer leaves the node, and where it arrives.
  std::function<void(const node_moment&, const T&)> leaves;
  std::function<void(const T&)> hears;
};

class links {
public:
  /// Of a million messages.
  static constexpr std::uint32_t lost_ppm = 40'000;

  links(world& where, std::uint64_t seed) : world_(where), seed_(seed) {}

  template <class T>
  void place(call<T> x) {
    using std::chrono::microseconds;
    using std::chrono::milliseconds;
    auto chance = dice{seed_}.fork("link", x.key);
    auto out = chance.tail(microseconds{200}, milliseconds{400});
    auto back = chance.tail(microseconds{200}, milliseconds{400});
    auto lost_out = chance.hit(lost_ppm);
    auto lost_back = chance.hit(lost_ppm);
    if (lost_out && !healed_)
      return;
    auto drops = lost_back && !healed_;
    world_.at(world_.now() + out, [this, x = std::move(x), back, drops] {
      auto& target = world_.node(x.to);
      if (!target.running())
        return;
      auto life = target.life();
      auto answer = [this, x, life, back, drops](T value) {
        if (life->over())
          return;
        x.leaves(moment(x.to), value);
        if (!drops)
          world_.at(
              world_.now() + back,
              [hears = x.hears, value = std::move(value)] { hears(value); });
      };
      x.send(target.services(), reply_to<T>::calling(std::move(answer)));
    });
  }

  /// From now on nothing is lost.
  void heal() {
    healed_ = true;
  }
  bool healed() const noexcept {
    return healed_;
  }

private:
  node_moment moment(node_index node) {
    return {node, world_.now(), world_.node(node).services().clock->now()};
  }

  world& world_;
  std::uint64_t seed_;
  bool healed_ = false;
};

} // namespace leasehold::sim
