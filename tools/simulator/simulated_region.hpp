// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A region in a world of its own, for people and their scripts: sessions that
// block while virtual time runs, and what can be done to its nodes by name.
// The world itself stays out of this header.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "tools/client/session.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

class world;

struct region_setting {
  /// The region to begin with; TOML.
  std::string topology;
  std::string version;
  std::uint64_t seed = 1;
  /// How many nodes share its gateways, in turn. Absent: those that the
  /// topology names, or one.
  std::optional<std::size_t> nodes;
  /// Absent: everybody is an operator.
  std::optional<std::set<lessee_name>> operators;
  /// Asked now and then while time runs; true makes calls fail with
  /// `errc::timed_out`.
  std::function<bool()> interrupted;
};

/// A node as somebody outside sees it.
struct node_view {
  std::string name;
  /// `running`, `paused` or `down`.
  std::string state;
  /// Why it is down, where it ended or could not start.
  std::string why;
};

enum class disk_state : std::uint8_t {
  good,
  /// Each write takes 50 ms, some up to a second.
  slow,
  /// Under the reserve: promises are kept, and no new ones made.
  low,
  /// No write succeeds.
  full,
};

const char* to_string(disk_state x) noexcept;

class simulated_region : public std::enable_shared_from_this<simulated_region> {
public:
  /// Starts all nodes. Fails with `errc::invalid_request` where the topology
  /// or the number of nodes can't be.
  static result<std::shared_ptr<simulated_region>> open(region_setting setting);
  ~simulated_region();

  simulated_region(const simulated_region&) = delete;
  simulated_region& operator=(const simulated_region&) = delete;

  /// Logs in at a node, or the first. The session keeps the region, and finds
  /// its node again after a restart.
  result<std::shared_ptr<session>>
  connect(const lessee_name& who, const std::optional<std::string>& node);

  // -- time ------------------------------------------------------------------

  /// Of the machine that clients run on.
  time_base clock() const;

  /// More than any script waits for: a hundred years.
  static constexpr duration longest = std::chrono::hours{24 * 36'525};

  /// What ended a stretch of time.
  enum class passed : std::uint8_t { all, done, interrupted };

  /// Runs for so long at most, until `done`.
  passed run(duration at_most, const std::function<bool()>& done);
  /// Counts what nodes have written: whoever waits for something looks again
  /// when it has grown.
  std::uint64_t writes() const noexcept;

  /// A number for a request, from the seed.
  request_id fresh_request();

  // -- what can be done to nodes
  // -----------------------------------------------

  // All fail with `errc::unknown_name` where there is no such node, and with
  // `errc::conflict` where it is not in a state for it.
  std::vector<node_view> nodes() const;
  /// As kill -9 does.
  status kill(const std::string& node);
  status start(const std::string& node);
  /// Stands still for so long.
  status pause(const std::string& node, duration time);
  /// The machine loses power and is back at once; its node is not started.
  status reboot(const std::string& node);
  status set_disk(const std::string& node, disk_state state);
  /// The civil time of the machine jumps, also back.
  status jump_clock(const std::string& node, duration by);
  /// Nothing passes between the two, either way.
  status part(const std::string& one, const std::string& other);
  /// Ends all partitions, makes all disks good and goes on with what pauses.
  void heal();

  // -- faults at random
  // --------------------------------------------------------

  /// Faults of these kinds from now on, in words; none ends them. Nodes that
  /// end are started again, but not those that `kill` has ended, and sessions
  /// ask a node that is down again and again.
  status set_faults(const std::vector<std::string>& kinds);
  /// How many there were.
  std::uint64_t faults() const noexcept;

  /// Ends all faults, starts all nodes, lets arrive what is on its way, and
  /// answers what does not add up then.
  std::vector<std::string> settle();

  world& where() noexcept;

private:
  struct parts;
  friend class simulated_session;

  explicit simulated_region(region_setting setting);
  result<node_index> find(const std::string& node) const;
  result<node_index> find_running(const std::string& node) const;
  bool is_interrupted() const;
  /// Whether who finds a node down may hope.
  bool has_faults() const noexcept;

  // What sessions tell of themselves.
  void enter(node_index node, const lessee_name& who);
  void leave(node_index node, const lessee_name& who);
  std::uint64_t sessions(node_index node) const;
  void report_holders();

  std::unique_ptr<parts> parts_;
};

/// The region that a session is in, if it is in a simulated one.
std::shared_ptr<simulated_region> region_of(const session& x);

} // namespace leasehold::sim
