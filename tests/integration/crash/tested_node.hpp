// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A node on one folder that is started again and again, the sessions of its
// holders, and the BOOK that is kept over all its lives.

#include <cstddef>
#include <string>
#include <vector>

#include <kj/async-io.h>

#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "tests/integration/crash/book.hpp"
#include "tests/integration/crash/load.hpp"
#include "tests/integration/crash/node_process.hpp"

namespace leasehold::test {

struct node_place {
  /// For its journal and its log; outlives the node.
  std::string folder;
  std::size_t events_kept = 3000;
  /// "NAME=value".
  std::vector<std::string> environment;
};

class tested_node {
public:
  explicit tested_node(node_place place);
  KJ_DISALLOW_COPY(tested_node);

  /// Starts the process.
  void spawn();
  /// Starts the node and logs its holders in.
  status start();
  /// Holds all it says against the book.
  void inspect();

  /// Hears what the node tells its first holder, an operator, while it is kept.
  kj::Promise<void> listen();

  void tell(int signal) {
    process_->tell(signal);
  }
  kj::Promise<void> ended() {
    return process_->ended();
  }
  /// Waits for its end, closes the sessions, and gives its status as waitpid
  /// does.
  int reap();

  instant now() const {
    return read_clocks(clock).now;
  }
  kj::Timer& timer() {
    return io.provider->getTimer();
  }
  /// Goes on with everything else meanwhile.
  void wait(duration length);

  std::string data() const {
    return place_.folder + "/data";
  }
  std::string log() const {
    return place_.folder + "/node.log";
  }
  std::string last_words() const;
  /// From its spawning until it listened.
  const std::vector<duration>& start_times() const {
    return start_times_;
  }
  /// From an inspection's beginning until everything added up.
  const std::vector<duration>& settle_times() const {
    return settle_times_;
  }

  /// A request that is asked again names the same start, to the millisecond.
  steady_clock_source clock;
  kj::AsyncIoContext io;
  book facts;
  known_settings settings;
  load::sessions sessions;

private:
  const node_place place_;
  kj::Own<node_process> process_;
  instant spawned_;
  std::vector<duration> start_times_;
  std::vector<duration> settle_times_;
};

/// The program that is tested, beside the test.
inline constexpr const char* node_program = "tools/leasehold/leasehold";

duration median(std::vector<duration> all);
duration longest(const std::vector<duration>& all);

} // namespace leasehold::test
