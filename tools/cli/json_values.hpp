// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "messages/ip_address.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"

// How small values look in the JSON that commands print.
namespace leasehold::cli {

using json = nlohmann::ordered_json;

/// Bytes that are no UTF-8 never make a command fail.
inline std::string dump(const json& value, int indent = 2) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

template <class Tag>
json value_of(const name<Tag>& x) {
  return x.str();
}

inline json value_of(lease_id x) {
  return to_string(x);
}

inline json value_of(const ip_address& x) {
  return to_string(x);
}

inline json value_of(const endpoint_address& x) {
  return to_string(x);
}

inline json value_of(const amounts& x) {
  return {{"text", to_string(x)},
          {"bit_per_second", x[unit::bit_per_second]},
          {"byte", x[unit::byte]},
          {"count", x[unit::count]}};
}

/// A text: numbers of 64 bits are rounded by many who read JSON.
inline json value_of(request_id x) {
  return x == request_id{} ? json(nullptr) : json(fmt::to_string(x.value()));
}

/// Null where there is no end.
inline json length_of(duration x) {
  return x > bounds::horizon ? json(nullptr) : json(x.count());
}

inline json length_of(period x) {
  return x.type() == period::kind::finite ? json(x.length().count())
                                          : json(nullptr);
}

inline json length_of(const std::optional<duration>& x) {
  return x ? length_of(*x) : json(nullptr);
}

} // namespace leasehold::cli
