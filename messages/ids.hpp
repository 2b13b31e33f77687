// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "messages/result.hpp"

namespace leasehold {

/// A number that names one kind of thing. Two ids with different tags never
/// compare, assign or convert, so an epoch can't be passed as a lease.
template <class Tag>
class id {
public:
  constexpr id() noexcept = default;
  constexpr explicit id(std::uint64_t value) noexcept : value_(value) {}

  constexpr std::uint64_t value() const noexcept {
    return value_;
  }

  friend constexpr bool operator==(id x, id y) noexcept {
    return x.value_ == y.value_;
  }
  friend constexpr bool operator!=(id x, id y) noexcept {
    return x.value_ != y.value_;
  }
  friend constexpr bool operator<(id x, id y) noexcept {
    return x.value_ < y.value_;
  }

private:
  std::uint64_t value_ = 0;
};

/// A name that people chose for one kind of thing; strong like `id`.
template <class Tag>
class name {
public:
  name() = default;
  explicit name(std::string value) : value_(std::move(value)) {}

  const std::string& str() const noexcept {
    return value_;
  }
  bool empty() const noexcept {
    return value_.empty();
  }

  friend bool operator==(const name& x, const name& y) noexcept {
    return x.value_ == y.value_;
  }
  friend bool operator!=(const name& x, const name& y) noexcept {
    return x.value_ != y.value_;
  }
  friend bool operator<(const name& x, const name& y) noexcept {
    return x.value_ < y.value_;
  }

private:
  std::string value_;
};

/// Names one lease in its region, for ever: ids are never used again.
using lease_id = id<struct lease_tag>;

/// Counts the changes of a lease's terms. Whoever acts on a lease names the
/// epoch it knows; an older one is refused.
using epoch = id<struct epoch_tag>;

constexpr epoch next(epoch x) noexcept {
  return epoch{x.value() + 1};
}

/// Chosen at random by the client, so that a request that is sent again after
/// a lost answer is the same request. 0 asks for no such protection.
using request_id = id<struct request_tag>;

using region_name = name<struct region_tag>;
using gateway_name = name<struct gateway_tag>;
using endpoint_name = name<struct endpoint_tag>;
using link_name = name<struct link_tag>;
/// `OWNER/PART`: "GW4/GW4-GW5" is GW4's NIC on that link, "GW4/buffers" its
/// buffers, "EP51/nic" an endpoint's NIC, "EP51/printer" what EP51 offers.
using resource_name = name<struct resource_tag>;
using kind_name = name<struct kind_tag>;
using group_name = name<struct group_tag>;
using lessee_name = name<struct lessee_tag>;
using rule_name = name<struct rule_tag>;
using class_name = name<struct class_tag>;
using node_name = name<struct node_tag>;

/// The form people see and type: lower-case hexadecimal without padding.
std::string to_string(lease_id x);

/// Reads what `to_string` wrote. Fails with `errc::invalid_request`.
result<lease_id> parse_lease_id(std::string_view text);

} // namespace leasehold

namespace std {

template <class Tag>
struct hash<leasehold::id<Tag>> {
  size_t operator()(leasehold::id<Tag> x) const noexcept {
    return hash<uint64_t>{}(x.value());
  }
};

template <class Tag>
struct hash<leasehold::name<Tag>> {
  size_t operator()(const leasehold::name<Tag>& x) const noexcept {
    return hash<string>{}(x.str());
  }
};

} // namespace std
