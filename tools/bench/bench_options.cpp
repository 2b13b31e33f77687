// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "messages/period.hpp"

namespace leasehold::bench {

namespace {

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

status read_output(bench_options& options, const std::string& text) {
  if (text != "json" && text != "table")
    return invalid(fmt::format("\"{}\" is no format: table or json", text));
  options.output = text == "json" ? bench_options::format::json
                                  : bench_options::format::table;
  return success();
}

status set(bench_options& options, const std::string& name,
           const std::string& value) {
  constexpr std::size_t leases_most = 1'000'000;
  if (name == "--time")
    return read_time(options.each, value);
  if (name == "--in-flight")
    return read_in_flight(options.in_flight, value);
  if (name == "--leases")
    return read_number(options.live_leases, value, leases_most);
  if (name == "--folder") {
    options.folder = value;
    return success();
  }
  if (name == "-o" || name == "--output")
    return read_output(options, value);
  return invalid(fmt::format("`leasehold bench` knows no {}; see `leasehold "
                             "bench --help`",
                             name));
}

} // namespace

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
    auto equals = i->find('=');
    auto name = i->substr(0, equals);
    std::string value;
    if (equals != std::string::npos)
      value = i->substr(equals + 1);
    else if (std::next(i) != words.end())
      value = *++i;
    if (auto fits = set(options, name, value); !fits)
      return failure{fits.error().code, name + ": " + fits.error().message};
  }
  return options;
}

std::string bench_usage() {
  return "Measures a node of its own, with its journal on disk, over "
         "loopback.\n"
         "\nUsage: leasehold bench [OPTIONS]\n\nOptions:\n"
         "  --time TIME       of each measurement [5s]\n"
         "  --in-flight LIST  calls at a time, 1 to 4096 [1,64,1024]\n"
         "  --leases N        live when memory is measured, 0 for not at all "
         "[100000]\n"
         "  --etcd            measures etcd's leases in the same run; needs "
         "etcd-server\n"
         "  --folder DIR      on the disk to measure [/var/tmp]\n"
         "  -o, --output      table or json [table]\n"
         "\nExample:\n  leasehold bench --time 3s --in-flight 64 --etcd\n";
}

} // namespace leasehold::bench
