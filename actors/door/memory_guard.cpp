// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/memory_guard.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include <fmt/format.h>

namespace leasehold {

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// The first number of a file; none where it has none, like "max".
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file{path};
  std::uint64_t number = 0;
  return file >> number ? std::optional{number} : std::nullopt;
}

std::optional<std::uint64_t> machine_bytes(const std::string& root) {
  std::ifstream file{root + "/proc/meminfo"};
  std::string word;
  std::uint64_t kibibytes = 0;
  return file >> word >> kibibytes && word == "MemTotal:"
      ? std::optional{kibibytes * 1024}
      : std::nullopt;
}

std::uint64_t resident_bytes(const std::string& root) {
  std::ifstream file{root + "/proc/self/statm"};
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  if (!(file >> total >> resident))
    return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

memory_figures read_memory(const std::string& root) {
  memory_figures result;
  result.resident_bytes = resident_bytes(root);
  for (const auto& found :
       {machine_bytes(root), number_in(root + "/sys/fs/cgroup/memory.max"),
        number_in(root + "/sys/fs/cgroup/memory/memory.limit_in_bytes")})
    if (found && *found > 0)
      result.limit_bytes = result.limit_bytes == 0
          ? *found
          : std::min(result.limit_bytes, *found);
  return result;
}

status check_memory(const memory_figures& x) {
  if (x.limit_bytes == 0 || x.resident_bytes <= x.limit_bytes / 6 * 5)
    return success();
  return failure{errc::too_much,
                 fmt::format("the node has {} of the {} MiB of memory that it "
                             "may have, so it keeps its leases and makes no "
                             "new ones; release some, or give it more memory",
                             x.resident_bytes / mebibyte,
                             x.limit_bytes / mebibyte)};
}

} // namespace leasehold
