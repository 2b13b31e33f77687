// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_options.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/period.hpp"
#include "tools/text/option_value.hpp"

namespace leasehold::bench {

namespace {

std::vector<std::string_view> measure_names() {
  std::vector<std::string_view> names;
  for (auto x : all_measures)
    names.push_back(name_of(x));
  return names;
}

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

template <class Number>
status read_number(Number& to, const std::string& text, Number most) {
  auto end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, to);
  if (read.ec != std::errc{} || read.ptr != end || to > most)
    return invalid(fmt::format("\"{}\" is no number from 0 to {}", text, most));
  return success();
}

status read_time(std::chrono::milliseconds& to, const std::string& text) {
  auto parsed = parse_duration(text);
  if (!parsed)
    return parsed.error();
  if (*parsed <= duration::zero())
    return invalid("give a time like 5s");
  to = *parsed;
  return success();
}

status read_in_flight(std::vector<std::uint32_t>& to, const std::string& text) {
  // As many as a node takes from one connection.
  constexpr std::uint32_t most = 4096;
  to.clear();
  std::size_t at = 0;
  while (at <= text.size()) {
    auto comma = std::min(text.find(',', at), text.size());
    std::uint32_t count = 0;
    auto fits = read_number(count, text.substr(at, comma - at), most);
    if (!fits)
      return fits;
    if (count == 0)
      return invalid("at least 1 is in flight");
    to.push_back(count);
    at = comma + 1;
  }
  return success();
}

status read_measures(std::vector<measure>& to, const std::string& text) {
  to.clear();
  std::size_t at = 0;
  while (at <= text.size()) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto name = std::string_view{text}.substr(at, comma - at);
    const auto known =
        std::find_if(std::begin(all_measures), std::end(all_measures),
                     [name](measure x) { return name_of(x) == name; });
    if (known == std::end(all_measures))
      return invalid(fmt::format("\"{}\" is not a measure: {}", name,
                                 fmt::join(measure_names(), ", ")));
    to.push_back(*known);
    at = comma + 1;
  }
  return success();
}

status read_ends(lease_ends& to, const std::string& text) {
  if (text != "spread" && text != "together")
    return invalid(
        fmt::format("\"{}\" is not a way to end: spread or together", text));
  to = text == "spread" ? lease_ends::spread : lease_ends::together;
  return success();
}

status read_output(bench_options& options, const std::string& text) {
  if (text != "json" && text != "table")
    return invalid(fmt::format("\"{}\" is no format: table or json", text));
  options.output = text == "json" ? bench_options::format::json
                                  : bench_options::format::table;
  return success();
}

failure unknown(const std::string& name) {
  return invalid(fmt::format("`leasehold bench` knows no {}; see `leasehold "
                             "bench --help`",
                             name));
}

using setter = status (*)(bench_options&, const std::string& value);

/// All options that take a value.
const std::map<std::string, setter>& all_setters() {
  using options = bench_options;
  using text = std::string;
  constexpr std::size_t leases_most = 1'000'000;
  static const setter output = [](options& to, const text& value) {
    return read_output(to, value);
  };
  static const std::map<std::string, setter> all{
      {"--time",
       [](options& to, const text& value) {
         return read_time(to.each, value);
       }},
      {"--in-flight",
       [](options& to, const text& value) {
         return read_in_flight(to.in_flight, value);
       }},
      {"--leases",
       [](options& to, const text& value) {
         return read_number(to.live_leases, value, leases_most);
       }},
      {"--measure",
       [](options& to, const text& value) {
         return read_measures(to.measures, value);
       }},
      {"--ends",
       [](options& to, const text& value) {
         return read_ends(to.ends, value);
       }},
      {"--folder",
       [](options& to, const text& value) {
         to.folder = value;
         return success();
       }},
      {"-o", output},
      {"--output", output},
  };
  return all;
}

} // namespace

std::string_view name_of(measure x) {
  switch (x) {
  case measure::grants_1_hop:
    return "grants-1-hop";
  case measure::grants:
    return "grants";
  case measure::renewals:
    return "renewals";
  case measure::releases:
    return "releases";
  case measure::expiries:
    return "expiries";
  case measure::memory:
    return "memory";
  }
  return {};
}

result<bench_options>
parse_bench_options(const std::vector<std::string>& words) {
  bench_options options;
  for (auto i = words.begin(); i != words.end(); ++i) {
    if (*i == "-h" || *i == "--help") {
      options.what = bench_options::wanted::help;
      return options;
    }
    if (*i == "--etcd") {
      options.rival = bench_options::beside::etcd;
      continue;
    }
    const auto name = i->substr(0, i->find('='));
    const auto known = all_setters().find(name);
    if (known == all_setters().end())
      return unknown(name);
    auto value = take_option_value(i, words.end(), "see --help");
    if (!value)
      return value.error();
    if (auto fits = known->second(options, *value); !fits)
      return failure{fits.error().code, name + ": " + fits.error().message};
  }
  return options;
}

std::string bench_usage() {
  return fmt::format(
      "Measures nodes of its own, each with its journal on disk, over "
      "loopback.\n"
      "\nUsage: leasehold bench [OPTIONS]\n\nOptions:\n"
      "  --measure LIST    any of {}\n"
      "                    [all]; each row is measured on a fresh node\n"
      "  --time TIME       of each row [5s]\n"
      "  --in-flight LIST  calls at a time, 1 to 4096 [1,64,1024]\n"
      "  --ends HOW        spread: leases end at random, 30 to 90 minutes "
      "away;\n"
      "                    together: all an hour after their grant [spread]\n"
      "  --leases N        live when memory is measured, 0 for not at all "
      "[100000]\n"
      "  --etcd            measures etcd's leases in the same run, through its "
      "JSON\n"
      "                    gateway; needs etcd-server\n"
      "  --folder DIR      on the disk to measure [/var/tmp]\n"
      "  -o, --output      table or json [table]\n"
      "\nColumns: CPU US is what node and client together take for an item, in "
      "\nmicroseconds of CPU time; DISK B is what the node sends to the disk "
      "for it.\n"
      "\netcd writes a grant to disk before it answers, as a node does. A "
      "keep-alive\nof etcd is kept in memory only; a renewal is written "
      "before it is answered.\n"
      "\nExample:\n  leasehold bench --measure grants,renewals --time 3s "
      "--in-flight 64 --etcd\n",
      fmt::join(measure_names(), ", "));
}

} // namespace leasehold::bench
