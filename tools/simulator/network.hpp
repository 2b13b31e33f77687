// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What lies between the nodes of a world. It carries the frames that nodes
// really send, each on its own: one may be lost, doubled, late, overtaken, old
// or cut off, and the way from one node to another may be closed for a while.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// How often, in a million frames, and how long.
struct network_weather {
  std::chrono::nanoseconds delay_usual = std::chrono::microseconds{200};
  std::chrono::nanoseconds delay_longest = std::chrono::milliseconds{2};
  std::uint32_t lost = 0;
  std::uint32_t doubled = 0;
  /// An old frame of anybody comes again beside a new one.
  std::uint32_t replayed = 0;
  /// Only the first part arrives.
  std::uint32_t truncated = 0;
  /// A bit flips: the checksum of the transport finds it, so it is lost.
  std::uint32_t damaged = 0;
  /// So much later than `delay_longest` at most.
  std::uint32_t delayed = 0;
  std::chrono::nanoseconds delayed_by = std::chrono::seconds{5};
  /// More in flight from one node to another are lost.
  std::size_t queue_max = 1024;
};

struct frame {
  node_index from = 0;
  node_index to = 0;
  std::uint64_t number = 0;
  std::string bytes;
};

class network {
public:
  /// `told` outlives it.
  network(chronicle& told, dice chance) : told_(told), chance_(chance) {}

  void set_weather(network_weather weather) {
    weather_ = weather;
  }
  const network_weather& weather() const noexcept {
    return weather_;
  }

  void send(node_index from, node_index to, std::string bytes);

  /// When the next frame arrives, if one is under way.
  std::optional<true_time> next_event() const;
  /// Takes out a frame that is due; one that is lost on its way is not told
  /// of here.
  std::optional<frame> take_due();
  /// A frame did not reach anybody after all.
  void lose(const frame& x);

  /// Nothing gets from one node to another, and nobody is told; `why` is what
  /// it is called.
  void close(node_index from, node_index to,
             fault why = fault::partition_one_way);
  void open(node_index from, node_index to);
  bool is_closed(node_index from, node_index to) const {
    return closed_.count({from, to}) > 0;
  }
  /// Closes all ways between nodes of different groups.
  void part(const std::vector<std::vector<node_index>>& groups);
  void open_all();

  /// What is sent meanwhile arrives then, all at once.
  void clog(node_index from, node_index to, true_time until);

  /// The connection of two nodes breaks: what is in flight between them is
  /// lost, one of it perhaps but for its first part.
  void reset(node_index one, node_index other);

private:
  using way = std::pair<node_index, node_index>;

  void put(frame x, std::chrono::nanoseconds extra);
  void fly(frame x, true_time due);
  void replay_some(node_index near);

  chronicle& told_;
  dice chance_;
  network_weather weather_;
  std::uint64_t numbers_ = 0;
  std::multimap<true_time, frame> in_flight_;
  std::map<way, std::size_t> queued_;
  std::map<way, true_time> last_due_;
  std::map<way, true_time> clogged_;
  std::set<way> closed_;
  /// What may come again.
  std::deque<frame> old_;
};

} // namespace leasehold::sim
