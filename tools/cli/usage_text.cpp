// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/usage_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/civil.hpp"
#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

namespace {

using json = nlohmann::ordered_json;

constexpr double step = 1000;

/// In the largest unit of which there is one; the last takes the rest.
template <std::size_t Count>
std::string scaled(double value, const std::array<const char*, Count>& units) {
  std::size_t i = 0;
  // What would be shown as 1000 is one of the next.
  while (value >= step - 0.5 && i + 1 < units.size()) {
    value /= step;
    ++i;
  }
  const auto digits = i == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f}{}", value, digits, units[i]);
}

constexpr std::array<const char*, 5> rates{"bit/s", "kbit/s", "Mbit/s",
                                           "Gbit/s", "Tbit/s"};
constexpr std::array<const char*, 6> sizes{"B", "kB", "MB", "GB", "TB", "PB"};
constexpr std::array<const char*, 6> bits{"bit",  "kbit", "Mbit",
                                          "Gbit", "Tbit", "Pbit"};
constexpr std::array<const char*, 6> byte_hours{"B h",  "kB h", "MB h",
                                                "GB h", "TB h", "PB h"};

constexpr double hour = 3600;

/// For so long a plot goes back where it is whole.
constexpr auto plot_minutes = std::chrono::duration_cast<std::chrono::minutes>(
                                  traffic_every * traffic_steps)
                                  .count();

std::uint64_t held(const usage_sums& x, unit u) {
  return x.held[static_cast<std::size_t>(u)];
}

std::string whose(const nic_traffic& x) {
  switch (x.of) {
  case traffic_kind::lease:
    return to_string(x.lease);
  case traffic_kind::leased:
    return "leases";
  case traffic_kind::rest:
    return "the rest";
  }
  return {};
}

const char* word_of(traffic_kind x) {
  switch (x) {
  case traffic_kind::lease:
    return "lease";
  case traffic_kind::leased:
    return "leased";
  case traffic_kind::rest:
    return "rest";
  }
  return "";
}

std::string quoted_csv(const std::string& x) {
  if (x.find_first_of("\",") == std::string::npos)
    return x;
  std::string y = "\"";
  for (auto c : x) {
    if (c == '"')
      y += '"';
    y += c;
  }
  return y + '"';
}

json value_of(const nic_traffic& x) {
  return {{"nic", x.nic.str()},
          {"gateway", x.gateway.str()},
          {"of", word_of(x.of)},
          {"bytes", x.total.bytes},
          {"packets", x.total.packets},
          {"drops", x.total.drops},
          {"bit_per_second", x.rate},
          {"step_ms", traffic_every.count()},
          {"steps", x.steps}};
}

} // namespace

const plot_style& ascii_plot() {
  static const plot_style style{" ", ".", ":", "-", "=", "+", "*", "#"};
  return style;
}

const plot_style& unicode_plot() {
  static const plot_style style{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  return style;
}

std::string plot(const std::vector<std::uint64_t>& values, std::size_t cells,
                 const plot_style& style) {
  if (values.empty() || cells == 0)
    return {};
  const auto each = (values.size() + cells - 1) / cells;
  const auto most = std::max<std::uint64_t>(
      1, *std::max_element(values.begin(), values.end()));
  std::string text;
  // The newest is whole: what is left over is at the old end.
  auto end = values.size() % each == 0 ? each : values.size() % each;
  for (std::size_t begin = 0; begin < values.size(); begin = end, end += each) {
    const auto value =
        *std::max_element(values.begin() + static_cast<std::ptrdiff_t>(begin),
                          values.begin() + static_cast<std::ptrdiff_t>(end));
    // Whatever is there at all is seen.
    const auto top = static_cast<double>(style.size() - 1);
    const auto height =
        static_cast<double>(value) / static_cast<double>(most) * top;
    const auto level = value == 0
        ? 0
        : std::max<std::size_t>(1, static_cast<std::size_t>(height + 0.5));
    text += style[level];
  }
  return text;
}

std::string rate_text(std::uint64_t bits_per_second) {
  return scaled(static_cast<double>(bits_per_second), rates);
}

std::string bytes_text(std::uint64_t bytes) {
  return scaled(static_cast<double>(bytes), sizes);
}

// -- traffic -----------------------------------------------------------------

void print_traffic(std::ostream& out, const std::vector<nic_traffic>& all,
                   std::size_t columns, const plot_style& style) {
  if (all.empty())
    return;
  const std::vector<std::string> headings{"NIC",   "OF",      "NOW",  "PEAK",
                                          "BYTES", "PACKETS", "DROPS"};
  std::vector<std::vector<std::string>> rows;
  for (auto& x : all) {
    const auto peak = x.steps.empty()
        ? std::uint64_t{0}
        : *std::max_element(x.steps.begin(), x.steps.end());
    rows.push_back({x.nic.str(), whose(x), rate_text(x.rate), rate_text(peak),
                    bytes_text(x.total.bytes), fmt::to_string(x.total.packets),
                    fmt::to_string(x.total.drops)});
  }
  std::size_t used = 0;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    auto widest = headings[i].size();
    for (auto& row : rows)
      widest = std::max(widest, row[i].size());
    used += widest + 2;
  }
  constexpr std::size_t cells_min = 12;
  const auto cells = std::min(
      traffic_steps, std::max(cells_min, columns - std::min(columns, used)));
  auto titles = headings;
  titles.push_back(fmt::format("LAST {} MIN", plot_minutes));
  text_table table{titles};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].push_back(plot(all[i].steps, cells, style));
    table.add(rows[i]);
  }
  out << '\n';
  table.print(out);
}

std::string with_traffic(const std::string& whole,
                         const std::vector<nic_traffic>& all) {
  auto value = json::parse(whole);
  value["traffic"] = json::array();
  for (auto& x : all)
    value["traffic"].push_back(value_of(x));
  return value.dump(2);
}

// -- usage -------------------------------------------------------------------

void print_usage(std::ostream& out, const usage_report& report) {
  text_table table{{"LESSEE", "RATE X TIME", "BYTES X TIME", "COUNTS X TIME",
                    "CARRIED", "GRANTS", "DENIALS"}};
  auto in_hours = [](std::uint64_t x) {
    return static_cast<double>(x) / hour;
  };
  for (auto& [lessee, sums] : report.lessees) {
    const auto rate = held(sums, unit::bit_per_second);
    const auto bytes = held(sums, unit::byte);
    const auto counts = held(sums, unit::count);
    table.add({lessee.str(),
               rate == 0 ? "" : scaled(static_cast<double>(rate), bits),
               bytes == 0 ? "" : scaled(in_hours(bytes), byte_hours),
               counts == 0 ? "" : fmt::format("{:.2f} h", in_hours(counts)),
               sums.bytes == 0 ? "" : bytes_text(sums.bytes),
               fmt::to_string(sums.grants), fmt::to_string(sums.denials)});
  }
  table.print(out);
}

void print_usage_csv(std::ostream& out, const usage_report& report) {
  out << "from,lessee,bit_per_second_seconds,byte_seconds,count_seconds,"
         "bytes_carried,grants,denials\r\n";
  for (auto& [lessee, sums] : report.lessees)
    out << fmt::format("{},{},{},{},{},{},{},{}\r\n", format_time(report.from),
                       quoted_csv(lessee.str()),
                       held(sums, unit::bit_per_second), held(sums, unit::byte),
                       held(sums, unit::count), sums.bytes, sums.grants,
                       sums.denials);
}

std::string json_text(const usage_report& report) {
  json lessees = json::array();
  for (auto& [lessee, sums] : report.lessees)
    lessees.push_back(
        {{"lessee", lessee.str()},
         {"bit_per_second_seconds", held(sums, unit::bit_per_second)},
         {"byte_seconds", held(sums, unit::byte)},
         {"count_seconds", held(sums, unit::count)},
         {"bytes_carried", sums.bytes},
         {"grants", sums.grants},
         {"denials", sums.denials}});
  const json value = {{"from", format_time(report.from)},
                      {"lessees", std::move(lessees)},
                      {"missing", report.missing}};
  return value.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace leasehold::cli
