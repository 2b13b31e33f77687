// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A record is the whole state of one object, not a step of its life: the
// newest record of a kind and key counts and makes the older ones worthless.
// So the journal can be compacted without knowing what any record means, and
// reading it twice does no harm.

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace leasehold {

struct record {
  enum class change : std::uint8_t {
    put = 1,
    /// The object is no more; the body is empty.
    erase = 2,
  };

  /// Chosen by whoever writes it; 0 belongs to the runtime.
  std::uint16_t kind = 0;
  std::string key;
  std::string body;
  change what = change::put;
};

inline bool operator==(const record& x, const record& y) {
  return std::tie(x.kind, x.key, x.body, x.what)
      == std::tie(y.kind, y.key, y.body, y.what);
}

/// Records that become durable together or not at all.
using record_group = std::vector<record>;

} // namespace leasehold
