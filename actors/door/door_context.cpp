// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/door_context.hpp"

#include <caf/make_message.hpp>

namespace leasehold {

void door_context::enter(const lessee_name& name) {
  ++sessions_;
  ++holders_[name];
  caf::anon_send(node_.leases, holder_seen{name});
}

void door_context::leave(const lessee_name& name) {
  --sessions_;
  auto i = holders_.find(name);
  if (--i->second == 0)
    holders_.erase(i);
}

void door_context::report_holders() {
  for (auto& [name, count] : holders_)
    caf::anon_send(node_.leases, holder_seen{name});
}

} // namespace leasehold
