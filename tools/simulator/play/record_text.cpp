// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/record_text.hpp"

#include <fmt/format.h>

#include "messages/codec/stored_codec.hpp"

namespace leasehold::sim {

std::string told_of(const record& x, instant now) {
  auto put = x.what == record::change::put;
  switch (static_cast<record_kind>(x.kind)) {
  case record_kind::event:
    if (auto event = decode_event(x.body); put && event)
      return fmt::format("that lease {} is {} ({}), with {}",
                         to_string(event->lease), to_string(event->kind),
                         to_string(event->reason), to_string(event->amount));
    return {};
  case record_kind::hop:
    if (auto hop = decode_hop(x.body); put && hop)
      return fmt::format("the hop of lease {} at {}, epoch {}, for {} ms{}",
                         to_string(hop->key.lease), hop->key.gateway.str(),
                         hop->key.epoch.value(), (hop->deadline - now).count(),
                         hop->next ? ", beside its terms before" : "");
    return put ? "" : "that hop " + x.key + " is no more";
  default:
    return {};
  }
}

} // namespace leasehold::sim
