// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/decision.hpp"

namespace leasehold {

const char* to_string(fate x) noexcept {
  switch (x) {
  case fate::shrunk:
    return "shrunk";
  case fate::shortened:
    return "shortened";
  case fate::terminated:
    return "terminated";
  case fate::too_strong:
    return "too-strong";
  case fate::class_forbids:
    return "class-forbids";
  case fate::in_tenure:
    return "in-tenure";
  case fate::not_needed:
    return "not-needed";
  case fate::not_enough:
    return "not-enough";
  case fate::moved:
    return "moved";
  }
  return "unknown";
}

const char* to_string(decision::kind x) noexcept {
  switch (x) {
  case decision::kind::granted:
    return "granted";
  case decision::kind::refused:
    return "refused";
  case decision::kind::changed:
    return "changed";
  }
  return "unknown";
}

} // namespace leasehold
