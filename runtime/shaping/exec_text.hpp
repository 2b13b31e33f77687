// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/shaping/shaper.hpp"

// What an interface's own program is told, and what it answers: JSON, as
// docs/drivers.md has it. Pure.
namespace leasehold {

enum class exec_task : std::uint8_t { read, change, count, clear };

/// @param orders What is to be changed; none for other tasks.
/// @param now Civil time, by which the ends of channels are told.
std::string exec_request(const interface_config& config, exec_task task,
                         const std::vector<channel_order>& orders,
                         wall_time now);

/// Reads the channels of an answer. Fails with `errc::invalid_request` where it
/// is no JSON, of another version or shape, has a channel twice or one that
/// can't be. A channel whose time is over is left out.
result<std::vector<channel>> read_exec_channels(const std::string& answer);

/// Likewise for what channels carried.
result<interface_traffic> read_exec_traffic(const std::string& answer);

} // namespace leasehold
