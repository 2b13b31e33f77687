// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "messages/result.hpp"
#include "runtime/icmp/echo_machine.hpp"
#include "runtime/icmp/echo_port.hpp"

namespace leasehold {

/// Echo requests of this machine, by one thread of its own. It opens its
/// sockets when it needs them, in the network namespace of whoever made it, and
/// tries again with each order where they were refused: a permission that is
/// given later needs no restart.
class icmp_echo final : public echo_port {
public:
  /// Fails with `errc::unavailable`.
  static result<std::unique_ptr<icmp_echo>> open(const echo_limits& limits);
  /// Stops all orders. Never from a `tell`.
  ~icmp_echo() override;

  std::uint64_t start(echo_order order, heard tell) override;
  void stop(std::uint64_t ticket) override;

private:
  class worker;

  explicit icmp_echo(std::unique_ptr<worker> worker);

  std::unique_ptr<worker> worker_;
};

} // namespace leasehold
