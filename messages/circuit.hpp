// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "messages/flow.hpp"
#include "messages/ids.hpp"

namespace leasehold {

/// Whose packets a lease carries through one gateway, and by which of its NICs
/// they leave: for each direction one, at the amount that the hop takes of it.
struct circuit {
  endpoint_name source;
  /// The machine of the lease's target.
  endpoint_name target;
  flow_selector flow;
  resource_name to_source;
  resource_name to_target;
  /// Whose the lease is; empty where an older program set it up.
  lessee_name lessee;

  friend bool operator==(const circuit& x, const circuit& y) {
    return x.source == y.source && x.target == y.target && x.flow == y.flow
        && x.to_source == y.to_source && x.to_target == y.to_target
        && x.lessee == y.lessee;
  }
};

/// A circuit or none. Copies share it; equal is what is equal inside.
class shared_circuit {
public:
  shared_circuit() = default;
  shared_circuit(circuit x)
      : value_(std::make_shared<const circuit>(std::move(x))) {}

  explicit operator bool() const noexcept {
    return value_ != nullptr;
  }
  /// @pre there is one
  const circuit& operator*() const noexcept {
    return *value_;
  }
  const circuit* operator->() const noexcept {
    return value_.get();
  }

  friend bool operator==(const shared_circuit& x, const shared_circuit& y) {
    return x.value_ == y.value_ || (x && y && *x == *y);
  }
  friend bool operator!=(const shared_circuit& x, const shared_circuit& y) {
    return !(x == y);
  }

private:
  std::shared_ptr<const circuit> value_;
};

} // namespace leasehold
