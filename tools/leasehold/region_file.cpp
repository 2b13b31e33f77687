// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/region_file.hpp"

#include "actors/route/topology_file.hpp"
#include "tools/regions/figure8.hpp"

namespace leasehold {

result<std::string> read_region(const file_reader& read,
                                const std::optional<std::string>& file) {
  if (!file)
    return std::string{regions::figure8};
  auto toml = read(*file);
  if (!toml)
    return toml;
  if (auto parsed = parse_topology(*toml, *file); !parsed)
    return parsed.error();
  return toml;
}

} // namespace leasehold
