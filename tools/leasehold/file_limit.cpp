// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/file_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

#include <fmt/format.h>

namespace leasehold {

namespace {

/// For the journal, its copies and the standard streams.
constexpr std::uint64_t files_kept = 64;
/// With less than this nobody could work.
constexpr std::uint64_t connections_least = 16;

} // namespace

std::uint64_t raise_file_limit(std::uint64_t wanted) {
  rlimit limit{};
  // Can't fail: the resource exists.
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= wanted)
    return limit.rlim_cur;
  auto raised = limit;
  raised.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
    limit = raised;
  return limit.rlim_cur;
}

std::uint64_t files_for(const door_config& config) {
  return config.listen.connections_max + files_kept;
}

status fit_to_files(door_config& config, std::uint64_t files) {
  if (files >= files_for(config))
    return success();
  if (files < files_kept + connections_least)
    return failure{errc::unavailable,
                   fmt::format("the process may open {} files, and a node "
                               "needs {} at least: raise the limit (`ulimit "
                               "-n`, LimitNOFILE=)",
                               files, files_kept + connections_least)};
  const auto room = static_cast<std::uint32_t>(files - files_kept);
  auto& listen = config.listen;
  listen.connections_max = room;
  listen.strangers_max = std::min(listen.strangers_max, room / 4);
  config.sessions_max =
      std::min(config.sessions_max, room - listen.strangers_max);
  config.sessions_per_lessee_max =
      std::min(config.sessions_per_lessee_max, config.sessions_max / 2);
  return success();
}

} // namespace leasehold
