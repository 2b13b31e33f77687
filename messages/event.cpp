// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/event.hpp"

namespace leasehold {

const char* to_string(event_kind x) noexcept {
  switch (x) {
  case event_kind::granted:
    return "granted";
  case event_kind::renewed:
    return "renewed";
  case event_kind::expiring_soon:
    return "expiring-soon";
  case event_kind::restricted:
    return "restricted";
  case event_kind::ended:
    return "ended";
  case event_kind::moved:
    return "moved";
  case event_kind::changed:
    return "changed";
  case event_kind::restored:
    return "restored";
  case event_kind::no_renewal:
    return "no-renewal";
  case event_kind::demand_high:
    return "demand-high";
  case event_kind::demand_normal:
    return "demand-normal";
  case event_kind::suspended:
    return "suspended";
  }
  return "unknown";
}

const char* to_string(event_reason x) noexcept {
  switch (x) {
  case event_reason::requested:
    return "requested";
  case event_reason::expired:
    return "expired";
  case event_reason::holder_gone:
    return "holder-gone";
  case event_reason::administrative:
    return "administrative";
  case event_reason::hop_lost:
    return "hop-lost";
  case event_reason::contention:
    return "contention";
  case event_reason::demand:
    return "demand";
  case event_reason::unreachable:
    return "unreachable";
  }
  return "unknown";
}

} // namespace leasehold
