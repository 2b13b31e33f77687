// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/resource.hpp"
#include "messages/route.hpp"
#include "messages/service.hpp"

// How many bytes a value takes on the wire, never less than it does. Pages and
// batches are bounded by these: counts alone say nothing of a lease of 64 hops.
namespace leasehold {

/// What the items of one answer may take together; a frame has at most 8 MiB.
inline constexpr std::size_t answer_bytes_max = 2 << 20;
/// The same for outcomes of a batch, each of which has to be answered.
inline constexpr std::size_t batch_bytes_max = 4 << 20;

std::size_t wire_size(const route& x) noexcept;
std::size_t wire_size(const lease_info& x) noexcept;
std::size_t wire_size(const lease_outcome& x) noexcept;
std::size_t wire_size(const lease_event& x) noexcept;
std::size_t wire_size(const resource_info& x) noexcept;
std::size_t wire_size(const gateway_info& x) noexcept;
std::size_t wire_size(const limit_rule& x) noexcept;

/// How many of the first items fit into `bytes_max`; at least one, so that
/// whoever reads page by page comes to an end.
template <class Items>
std::size_t fitting(const Items& items, std::size_t bytes_max) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (auto& item : items) {
    bytes += wire_size(item);
    if (count > 0 && bytes > bytes_max)
      break;
    ++count;
  }
  return count;
}

} // namespace leasehold
