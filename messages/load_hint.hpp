// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "messages/ids.hpp"

namespace leasehold {

/// What a RESOURCE says of its load, to whoever keeps paths over it. A hint may
/// be lost or late, so nothing is granted or refused on one: it only says which
/// gateways are worth asking together.
struct load_hint {
  resource_name resource;
  /// Grows with each hint of a resource, also over its deaths and those of its
  /// node: a hint with a smaller one than is known is void.
  std::uint64_t version = 0;
  enum class load : std::uint8_t {
    some_free,
    /// All is taken at some instant of the next hour, or nothing is given out.
    full,
  };
  load now = load::some_free;
};

} // namespace leasehold
