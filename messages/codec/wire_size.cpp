// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/wire_size.hpp"

#include <string_view>
#include <variant>

namespace leasehold {

namespace {

constexpr std::size_t word = 8;

/// A pointer, the bytes, their zero, and the rest of the last word.
constexpr std::size_t size_of(std::string_view x) noexcept {
  return 3 * word + x.size();
}

/// With its pointer.
constexpr std::size_t amounts_size = 4 * word;
constexpr std::size_t period_size = 3 * word;
/// Of a list: its pointer and its tag.
constexpr std::size_t list_size = 2 * word;

template <class Labels>
std::size_t labels_size(const Labels& x) noexcept {
  auto size = list_size;
  for (auto& [key, value] : x)
    size += size_of(key) + size_of(value);
  return size;
}

std::size_t size_of(const refusal& x) noexcept {
  auto size = 32 * word + 2 * amounts_size + size_of(x.message)
      + size_of(x.resource.str()) + size_of(x.gateway.str())
      + size_of(x.rule.str());
  for (auto& other : x.offer.alternatives)
    size += size_of(other.str());
  return size;
}

std::size_t size_of(const lease_grant& x) noexcept {
  auto size = 16 * word + 2 * period_size + wire_size(x.lease);
  if (x.shortened)
    size += size_of(x.shortened->rule.str());
  return size;
}

} // namespace

std::size_t wire_size(const route& x) noexcept {
  auto size = 2 * list_size;
  for (auto& hop : x.hops) {
    size += 3 * word + list_size + size_of(hop.gateway.str());
    for (auto& use : hop.uses)
      size += 2 * word + amounts_size + size_of(use.resource.str());
  }
  for (auto& link : x.links)
    size += size_of(link.str());
  return size;
}

std::size_t wire_size(const lease_info& x) noexcept {
  return 32 * word + 3 * amounts_size + period_size + size_of(x.lessee.str())
      + size_of(x.target.str()) + size_of(x.source.str())
      + size_of(x.service.str()) + labels_size(x.labels) + wire_size(x.route);
}

std::size_t wire_size(const lease_outcome& x) noexcept {
  return std::visit([](auto& y) { return size_of(y); }, x);
}

std::size_t wire_size(const lease_event& x) noexcept {
  return 32 * word + 2 * amounts_size + size_of(x.lessee.str())
      + size_of(x.resource.str()) + size_of(x.gateway.str())
      + labels_size(x.labels) + wire_size(x.moved_from) + wire_size(x.moved_to);
}

std::size_t wire_size(const resource_info& x) noexcept {
  auto size = 16 * word + 2 * amounts_size + size_of(x.name.str())
      + size_of(x.kind.str()) + size_of(x.gateway.str())
      + size_of(x.endpoint.str());
  for (auto& group : x.groups)
    size += size_of(group.str());
  return size;
}

std::size_t wire_size(const gateway_info& x) noexcept {
  return 16 * word + size_of(x.name.str()) + size_of(x.node)
      + (x.out ? 8 * word + size_of(x.out->subject) : 0);
}

std::size_t wire_size(const limit_rule& x) noexcept {
  auto size = 24 * word + amounts_size + 4 * word + size_of(x.name.str());
  const auto add = [&size](auto& name) {
    if (name)
      size += size_of(name->str());
  };
  add(x.lessee);
  add(x.group);
  add(x.kind);
  add(x.resource);
  add(x.source);
  return size;
}

} // namespace leasehold
