// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "messages/action.hpp"
#include "messages/time.hpp"

namespace leasehold::cli {

/// "EP51: 3 of 3 replies, 0.21 ms (0.18 to 0.25), by GW5".
std::string status_line(const target_status& x);
/// "ping: 2 ok, 1 failed".
std::string summary(const action_info& x);
/// "running", "over", "cancelled".
const char* state_word(const action_info& x) noexcept;

void print_actions(std::ostream& out, const std::vector<action_info>& all,
                   const time_base& clock);
void print_action(std::ostream& out, const action_info& x,
                  const time_base& clock);
void print_locations(std::ostream& out, const std::vector<location>& all);

/// One line each, for streams.
std::string json_line(const target_status& x);
std::string json_text(const action_info& x, const time_base& clock);
std::string json_text(const std::vector<action_info>& all,
                      const time_base& clock);
std::string json_text(const std::vector<location>& all);

} // namespace leasehold::cli
