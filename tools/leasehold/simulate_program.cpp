// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulate_program.hpp"

#include <ostream>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/period.hpp"
#include "tools/leasehold/simulate_command.hpp"
#include "tools/leasehold/simulate_run.hpp"
#include "tools/simulator/random_fault.hpp"

namespace leasehold {

namespace {

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_not_found = 3;
constexpr int exit_interrupted = 130;

/// Seeds that are told of one by one; more of them say no more.
constexpr std::size_t failures_told = 20;

struct failed_seed {
  std::uint64_t seed = 0;
  std::string what;
};

/// Of all seeds so far.
struct tally {
  std::uint64_t seeds = 0;
  std::uint64_t failures = 0;
  std::uint64_t faults = 0;
  duration simulated{};
  enum class end : std::uint8_t { whole, interrupted } how = end::whole;
  std::vector<failed_seed> failed;
};

std::string indented(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    result += "  " + text.substr(at, end - at) + '\n';
    at = end + 1;
  }
  return result;
}

void tell(std::ostream& out, const simulate_command& command,
          const failed_seed& x) {
  out << fmt::format("seed {} failed:\n{}  again: {}\n", x.seed,
                     indented(x.what), again(command, x.seed))
      << std::flush;
}

void sum_up(std::ostream& out, const tally& all) {
  if (all.failures > failures_told)
    out << fmt::format("{} more seeds failed\n", all.failures - failures_told);
  out << fmt::format(
      "{}{} seed{}, {} failed, {} fault{} in {} of simulated time\n",
      all.how == tally::end::interrupted ? "interrupted: " : "", all.seeds,
      all.seeds == 1 ? "" : "s", all.failures, all.faults,
      all.faults == 1 ? "" : "s",
      to_string(std::chrono::floor<std::chrono::seconds>(all.simulated)));
}

void write_json(std::ostream& out, const simulate_command& command,
                const tally& all) {
  nlohmann::ordered_json failed = nlohmann::ordered_json::array();
  for (const auto& x : all.failed)
    failed.push_back({{"seed", x.seed},
                      {"what", x.what},
                      {"again", again(command, x.seed)}});
  const nlohmann::ordered_json whole{
      {"seeds", all.seeds},
      {"failures", all.failures},
      {"failed", failed},
      {"faults", all.faults},
      {"simulated_ms", all.simulated.count()},
      {"interrupted", all.how == tally::end::interrupted}};
  out << whole.dump(2, ' ', false,
                    nlohmann::ordered_json::error_handler_t::replace)
      << '\n';
}

tally run_all(const simulate_command& command, const std::string& script,
              const simulate_setting& setting, std::ostream& out) {
  const auto table = command.output == simulate_command::format::table;
  const std::function<void(std::string_view)> write =
      [&out, shown = table && command.seeds == 1](std::string_view text) {
        if (shown)
          out << text << std::flush;
      };
  tally all;
  for (std::uint64_t i = 0; i < command.seeds; ++i) {
    const auto seed = command.seed + i;
    auto report = setting.interrupted()
        ? seed_report{seed_report::end::interrupted, {}, 0, {}}
        : run_seed(command, seed, script, setting.read, setting.version, write);
    if (report.how == seed_report::end::interrupted) {
      all.how = tally::end::interrupted;
      return all;
    }
    ++all.seeds;
    all.faults += report.faults;
    all.simulated += report.simulated;
    if (report.how == seed_report::end::well)
      continue;
    if (++all.failures > failures_told)
      continue;
    all.failed.push_back({seed, std::move(report.what)});
    if (table)
      tell(out, command, all.failed.back());
  }
  return all;
}

int simulate(const simulate_command& command, const simulate_setting& setting,
             std::ostream& out, std::ostream& err) {
  auto script = setting.read(command.scenario);
  if (!script) {
    err << "leasehold: " << script.error().message << '\n';
    return script.error().code == errc::unknown_name ? exit_not_found
                                                     : exit_failed;
  }
  const auto all = run_all(command, *script, setting, out);
  if (command.output == simulate_command::format::json)
    write_json(out, command, all);
  else
    sum_up(out, all);
  if (all.how == tally::end::interrupted)
    return exit_interrupted;
  return all.failures > 0 ? exit_failed : exit_ok;
}

} // namespace

int run_simulate_program(const std::vector<std::string>& words,
                         const simulate_setting& setting, std::ostream& out,
                         std::ostream& err) {
  auto command = parse_simulate_command(words);
  if (!command) {
    err << "leasehold: " << command.error().message << '\n';
    return exit_usage;
  }
  switch (command->what) {
  case simulate_command::wanted::help:
    out << simulate_usage();
    return exit_ok;
  case simulate_command::wanted::fault_names:
    for (auto kind : sim::random_faults())
      out << to_string(kind) << '\n';
    return exit_ok;
  case simulate_command::wanted::run:
    break;
  }
  return simulate(*command, setting, out, err);
}

} // namespace leasehold
