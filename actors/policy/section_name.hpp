// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/decimal.hpp"
#include "messages/ids.hpp"
#include "messages/name_rule.hpp"
#include "runtime/config/toml_reader.hpp"

namespace leasehold {

/// The name that a key has, or nothing; complains where it can be none.
template <class Name>
std::optional<Name> read_section_name(const toml_section& from,
                                      const char* key) {
  constexpr auto bytes_max = std::is_same_v<Name, resource_name>
      ? bounds::resource_name_bytes
      : bounds::name_bytes;
  auto y = from.text(key);
  if (!y)
    return std::nullopt;
  if (!is_name(*y, bytes_max))
    from.complain(key,
                  fmt::format("{} is no name: take 1 to {} visible ASCII "
                              "characters without spaces, and no '-' in front",
                              quoted(*y), bytes_max));
  return Name{*y};
}

} // namespace leasehold
