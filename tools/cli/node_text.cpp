// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/node_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

using json = nlohmann::ordered_json;

std::string bytes_text(std::uint64_t bytes) {
  const auto x = static_cast<double>(bytes);
  return bytes < 1'000'000 ? fmt::format("{:.1f} kB", x / 1e3)
                           : fmt::format("{:.1f} MB", x / 1e6);
}

std::string note_on(const node_info& x) {
  if (!x.same_topology)
    return "has another topology"
        + (x.why.empty() ? std::string{} : "; " + x.why);
  return x.why;
}

json value_of(const node_info& x) {
  json value = {{"name", x.node.str()},
                {"address", x.address},
                {"state", to_string(x.state)},
                {"why", nullptr},
                {"round_trip_us", nullptr},
                {"silence_ms", nullptr},
                {"bytes_sent", x.bytes_sent},
                {"bytes_received", x.bytes_received},
                {"frames_dropped", x.frames_dropped},
                {"version", x.version},
                {"same_topology", x.same_topology}};
  if (!x.why.empty())
    value["why"] = x.why;
  if (x.round_trip)
    value["round_trip_us"] = x.round_trip->count();
  if (x.silence)
    value["silence_ms"] = x.silence->count();
  return value;
}

} // namespace

text_table nodes_as_table(const node_status& own,
                          const std::vector<node_info>& others) {
  text_table table{{"NODE", "ADDRESS", "STATE", "ROUND TRIP", "SILENT FOR",
                    "SENT", "RECEIVED", "VERSION", "NOTE"}};
  table.add({own.name, "", "here", "", "", "", "", own.version, ""});
  for (auto& x : others)
    table.add({x.node.str(), x.address, to_string(x.state),
               x.round_trip ? fmt::format(
                   "{:.1f}ms", static_cast<double>(x.round_trip->count()) / 1e3)
                            : "",
               x.silence ? shown(duration{*x.silence}) : "",
               bytes_text(x.bytes_sent), bytes_text(x.bytes_received),
               x.version, note_on(x)});
  return table;
}

std::string nodes_as_json(const node_status& own,
                          const std::vector<node_info>& others) {
  auto all = json::array();
  all.push_back({{"name", own.name},
                 {"state", "here"},
                 {"version", own.version},
                 {"same_topology", true}});
  for (auto& each : others)
    all.push_back(value_of(each));
  return all.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace leasehold::cli
