// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "messages/errc.hpp"
#include "messages/lease.hpp"

// What the parts of the clients have in common; nobody else includes it.
namespace leasehold::sim {

/// An operation has so many keys for calls.
constexpr std::uint64_t attempts_max = 1'000;

/// What an answer means for who waits for one.
constexpr bool is_final(errc code) noexcept {
  return code != errc::unknown_outcome;
}

inline const char* outcome_of(const lease_outcome& x) {
  auto no = std::get_if<refusal>(&x);
  return no == nullptr ? "granted" : to_string(no->code);
}

} // namespace leasehold::sim
