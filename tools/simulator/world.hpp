// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A simulated world: machines with nodes, the network between them, and true
// time. One thread, one seed: the same seed is the same run, message by
// message, and `trace` proves it.
//
// Either some actor of some node has a message, and the dice choose who takes
// one next; or time jumps to the next thing that happens. So time costs
// nothing, and nothing that happens takes time but what is told to: slow
// disks, slow nodes, networks.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/rpc/reply.hpp"
#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/hosts.hpp"
#include "tools/simulator/network.hpp"
#include "tools/simulator/sim_node.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

struct world_config {
  std::uint64_t seed = 1;
  std::vector<node_spec> nodes;
  host_temper hosts;
  /// Of what clients ask and hear.
  std::chrono::nanoseconds client_delay_usual = std::chrono::microseconds{200};
  std::chrono::nanoseconds client_delay_longest = std::chrono::milliseconds{5};
};

class world {
public:
  /// Starts no node.
  explicit world(world_config config);
  ~world();

  world(const world&) = delete;
  world& operator=(const world&) = delete;

  /// Dice for whoever plays in this world; fork them.
  const dice& chance() const noexcept {
    return chance_;
  }
  true_time now() const noexcept {
    return chronicle_.now();
  }
  std::uint64_t trace() const noexcept {
    return chronicle_.trace();
  }
  std::uint64_t steps() const noexcept {
    return chronicle_.steps();
  }
  /// Whoever it is must outlive the world, or be removed before.
  void add(observer& who) {
    chronicle_.add(who);
  }
  void remove(observer& who) {
    chronicle_.remove(who);
  }

  // -- time ------------------------------------------------------------------

  enum class progress : std::uint8_t {
    /// An actor took a message.
    stepped,
    /// Time went on, and something happened by itself.
    jumped,
    /// Nothing happens any more before the limit.
    idle,
  };

  /// The next thing that happens, unless that is after `limit`.
  progress step(true_time limit);

  /// Lets all happen until then.
  void run_until(true_time end);
  void run_for(std::chrono::nanoseconds time) {
    run_until(now() + time);
  }

  /// Calls back at that time, or at once where it has passed. It may do
  /// anything to the world.
  void at(true_time when, std::function<void()> what);

  // -- nodes -----------------------------------------------------------------

  std::size_t size() const noexcept {
    return nodes_.size();
  }
  sim_node& node(node_index index) {
    return *nodes_[index];
  }
  network& between() noexcept {
    return network_;
  }

  failure start(node_index index);
  void start_all();
  /// As kill -9 does: nothing is written, sent or answered any more.
  void kill(node_index index);
  /// As a service manager does, all at once.
  void stop(node_index index);
  /// Stands still from now on, for so long. Its clocks go on.
  void pause(node_index index, std::chrono::nanoseconds time);
  /// The machine sleeps for so long: RAW stands still, frames are lost.
  void suspend(node_index index, std::chrono::nanoseconds time);
  /// Loses power, and is there again with a new boot, its node not started.
  void reboot(node_index index);
  /// The process ends where the `nth` passage of `where` is.
  void arm_failpoint(node_index index, failpoint where, std::uint32_t nth = 1);
  /// The process ends at the `nth` message of that type, such as
  /// "append_records", that an actor of it takes.
  void arm_message(node_index index, std::string type, moment when,
                   std::uint32_t nth = 1);
  /// An actor of the node ends as by an exception; `what` says which.
  template <class Handle>
  void strike(node_index index, const Handle& actor, std::string what);
  /// Tells the observers of a fault that the caller did itself.
  void tell(node_index index, fault kind, std::string detail = {}) {
    chronicle_.injected({index, kind, std::move(detail)});
  }

  // -- clients ---------------------------------------------------------------

  /// Asks a node over a network that delays and loses nothing. `send` puts the
  /// `reply_to` into a message and sends it; `hear` gets the answer, or nothing
  /// where the process ended or dropped it.
  template <class T>
  void ask(node_index index,
           std::function<void(const services&, reply_to<T>)> send,
           std::function<void(std::optional<T>)> hear);

private:
  template <class T>
  class answer_sink;
  class port;
  /// What one node hears of the others.
  struct hearing {
    std::weak_ptr<port> to;
    /// How often in a row each was not heard of.
    std::vector<std::uint32_t> missed;
    std::vector<std::string> silent;
  };

  std::chrono::nanoseconds client_delay();
  bool step_some_node();
  std::optional<true_time> next_event() const;
  void happen();
  void deliver(const frame& x);
  void look_at_links();
  void listen(node_index index);
  bool hears(node_index here, node_index there) const;

  world_config config_;
  dice chance_;
  dice schedule_;
  dice clients_;
  chronicle chronicle_;
  network network_;
  hosts hosts_;
  std::multimap<true_time, std::function<void()>> calendar_;
  std::map<std::string, node_index> by_name_;
  std::vector<std::unique_ptr<sim_node>> nodes_;
  std::vector<hearing> hearings_;
  /// How many actors of each node could take a message, in the step at hand.
  std::vector<std::size_t> ready_;
  std::uint64_t steps_at_this_time_ = 0;
};

} // namespace leasehold::sim

#include "tools/simulator/world_calls.hpp"
