// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "runtime/actor/message_tap.hpp"

// What can be seen of an actor without asking it: its path, its parent, and
// figures that it keeps for itself. There is no table of actors: who supervises
// an actor knows it, and a node has hundreds of thousands.
namespace leasehold {

/// What all actors of a node share, to be seen by.
struct actor_scope {
  /// Whether turns are timed. A simulated one takes no time, and what a
  /// script sees must be the same in each run.
  enum class turns : std::uint8_t { timed, untimed };

  message_tap tap;
  turns timing = turns::timed;
};

/// Where an actor's children are; they share it.
struct actor_place {
  std::shared_ptr<actor_scope> scope;
  /// Of the actor itself; empty for a node.
  std::string parent;
  /// What comes before a child's own name.
  std::string prefix;
};

/// What an actor is born with. CAF lets nobody hand an argument to the object
/// of an actor that is spawned by a function, so the spawner lays it out, and
/// the constructor, which runs on the same thread, takes it.
struct actor_birth {
  std::shared_ptr<const actor_place> place;
  std::string name;
  std::uint32_t restarts = 0;
};

/// Lays out `what` for the one actor that is spawned while this lives.
class being_born {
public:
  explicit being_born(actor_birth what);
  ~being_born();
  being_born(const being_born&) = delete;
  being_born& operator=(const being_born&) = delete;

private:
  actor_birth what_;
};

/// Spawns, by calling `spawn`, an actor that the node itself watches.
template <class Spawn>
auto spawn_seen(const std::shared_ptr<actor_scope>& scope, std::string name,
                Spawn spawn) {
  being_born birth{{std::make_shared<actor_place>(actor_place{scope, {}, {}}),
                    std::move(name)}};
  return spawn();
}

struct actor_figures {
  std::uint64_t mailbox = 0;
  std::uint64_t messages = 0;
  std::chrono::microseconds longest_turn{0};
};

/// The part of each actor of a role that others may look at, from any thread.
class seen_actor {
public:
  seen_actor(const seen_actor&) = delete;
  seen_actor& operator=(const seen_actor&) = delete;
  virtual ~seen_actor();

  /// Empty where whoever spawned it does not supervise it.
  std::string path() const;
  const std::string& parent() const;
  std::uint32_t restarts() const noexcept {
    return birth_.restarts;
  }
  actor_figures figures() const noexcept;
  virtual const char* role() const noexcept = 0;
  /// Whether actors of this role supervise others.
  virtual bool is_parent() const noexcept = 0;

  /// Where its children are: at `group` below its own path, or at `group`
  /// itself where that begins with a slash.
  std::shared_ptr<const actor_place> place_of(const char* group) const;

protected:
  seen_actor();

  /// Null where nobody looks.
  const std::shared_ptr<actor_scope>& scope() const noexcept;

  void count_sent() noexcept {
    sent_.fetch_add(1, std::memory_order_relaxed);
  }
  /// Takes back `count_sent`, for what looking itself costs.
  void forget_sent() noexcept {
    sent_.fetch_sub(1, std::memory_order_relaxed);
  }
  /// @pre called on the thread that has the actor's turn
  void count_taken() noexcept {
    taken_.store(taken_.load(std::memory_order_relaxed) + 1,
                 std::memory_order_relaxed);
  }
  /// @pre likewise
  void count_turn(std::chrono::nanoseconds length) noexcept;

private:
  const actor_birth birth_;
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<std::uint32_t> longest_us_{0};
};

} // namespace leasehold
