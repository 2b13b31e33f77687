// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What passed and what was used, for people and for programs.

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "messages/usage.hpp"

namespace leasehold::cli {

/// With what a plot is drawn, from nothing to the most.
using plot_style = std::vector<std::string>;
const plot_style& ascii_plot();
const plot_style& unicode_plot();

/// One character for each value, or for the largest of several where they are
/// more than there is room for: empty only where there are no values.
std::string plot(const std::vector<std::uint64_t>& values, std::size_t cells,
                 const plot_style& style);

/// "9.82Mbit/s": three digits that count.
std::string rate_text(std::uint64_t bits_per_second);
/// "1.25GB".
std::string bytes_text(std::uint64_t bytes);

/// A line for each NIC; nothing where there is none.
void print_traffic(std::ostream& out, const std::vector<nic_traffic>& all,
                   std::size_t columns, const plot_style& style);
/// The value of JSON `whole` with a member `traffic`.
std::string with_traffic(const std::string& whole,
                         const std::vector<nic_traffic>& all);

void print_usage(std::ostream& out, const usage_report& report);
/// RFC 4180, with a line of headings.
void print_usage_csv(std::ostream& out, const usage_report& report);
std::string json_text(const usage_report& report);

} // namespace leasehold::cli
