// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// INSPECTION of a node that has just started: what it says against the BOOK.

#include <optional>
#include <string>
#include <vector>

#include <kj/async-io.h>

#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"
#include "tests/integration/crash/book.hpp"
#include "tests/integration/crash/load.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold::test {

class inspection {
public:
  /// Does not ask, and waits on its own thread.
  /// @pre all outlive the inspection
  inspection(kj::AsyncIoContext& io, const clock_source& clock, book& facts,
             known_settings& settings, load::sessions& holders);

  /// The whole of it: what was answered is there, what was not is asked again
  /// and done once, and then everything adds up.
  void run();

  /// How long it took until everything added up.
  duration settled_after() const {
    return settled_after_;
  }

private:
  struct picture {
    std::vector<lease_info> leases;
    std::vector<resource_info> resources;
    std::vector<gateway_info> gateways;
    audit_report audit;
    window asked;
  };

  template <class T>
  T get(kj::Promise<result<T>> answer);
  async_session& any() {
    return *holders_.front();
  }
  instant now() const {
    return read_clocks(clock_).now;
  }

  void learn_events();
  void check_leases();
  void ask_again();
  void check_settings();
  void check_sums();
  /// What does not add up.
  static std::optional<violation> add_up(const picture& seen);
  /// Whether a term began or ended while the picture was taken.
  static std::optional<std::string> unsteady(const picture& seen);
  void pause();

  kj::AsyncIoContext& io_;
  const clock_source& clock_;
  book& book_;
  known_settings& settings_;
  load::sessions& holders_;
  duration settled_after_{};
};

} // namespace leasehold::test
