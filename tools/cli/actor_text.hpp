// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "messages/actor.hpp"

namespace leasehold::cli {

/// "850us", "12.5ms", "3.2s"
std::string shown(std::chrono::microseconds x);

/// Each actor below its parent, and how many children are not shown.
enum class drawing { ascii, unicode };
void print_tree(std::ostream& out, const actor_page& page, drawing style);

void print_table(std::ostream& out, const std::vector<actor_info>& actors);

/// A line for people.
std::string shown(const message_note& note);
/// Likewise as JSON.
std::string json_line(const message_note& note);

std::string json_text(const std::vector<actor_info>& actors);

} // namespace leasehold::cli
