// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/lease.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace leasehold {

const char* to_string(lease_state x) noexcept {
  switch (x) {
  case lease_state::booked:
    return "booked";
  case lease_state::active:
    return "active";
  case lease_state::restricted:
    return "restricted";
  case lease_state::over:
    return "over";
  case lease_state::suspended:
    return "suspended";
  }
  return "unknown";
}

namespace {

/// FNV-1a over what is added, each with its length: nothing runs together.
class digest {
public:
  void add(std::int64_t x) noexcept {
    for (int shift = 0; shift < 64; shift += 8)
      add_byte(
          static_cast<std::uint8_t>(static_cast<std::uint64_t>(x) >> shift));
  }
  void add(std::string_view x) noexcept {
    add(static_cast<std::int64_t>(x.size()));
    for (auto c : x)
      add_byte(static_cast<std::uint8_t>(c));
  }
  void add(const amounts& x) noexcept {
    for (auto u : all_units)
      add(x[u]);
  }
  void add(const std::vector<std::string>& x) noexcept {
    add(static_cast<std::int64_t>(x.size()));
    for (auto& each : x)
      add(each);
  }

  std::uint64_t value() const noexcept {
    return value_;
  }

private:
  void add_byte(std::uint8_t x) noexcept {
    value_ = (value_ ^ x) * 0x100000001b3u;
  }

  std::uint64_t value_ = 0xcbf29ce484222325u;
};

} // namespace

std::uint64_t fingerprint_of(const lease_request& x) {
  constexpr std::int64_t absent = -1;
  digest all;
  all.add(x.target.str());
  all.add(x.source.str());
  all.add(x.amount);
  all.add(x.minimum);
  all.add(static_cast<std::int64_t>(x.wanted.type()));
  all.add(x.wanted.length().count());
  all.add(x.start ? x.start->time_since_epoch().count() : absent);
  all.add(x.service.str());
  all.add(x.setup ? std::int64_t{*x.setup} : absent);
  all.add(x.hold ? std::int64_t{*x.hold} : absent);
  all.add(x.constraints.include);
  all.add(x.constraints.exclude);
  all.add(static_cast<std::int64_t>(x.labels.size()));
  for (auto& [key, value] : x.labels) {
    all.add(key);
    all.add(value);
  }
  // Last, and only where it is said: numbers of older requests are known again.
  if (x.flow != flow_selector{}) {
    all.add(static_cast<std::int64_t>(x.flow.is));
    all.add(std::int64_t{x.flow.port});
  }
  return std::max<std::uint64_t>(all.value(), 1);
}

} // namespace leasehold
