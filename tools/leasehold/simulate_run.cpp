// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulate_run.hpp"

#include <atomic>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "tools/leasehold/simulated_sessions.hpp"
#include "tools/shell/action_library.hpp"
#include "tools/shell/admin_library.hpp"
#include "tools/shell/environment.hpp"
#include "tools/shell/interrupt_guard.hpp"
#include "tools/shell/session_library.hpp"
#include "tools/shell/shell.hpp"
#include "tools/shell/simulated_host.hpp"
#include "tools/shell/traffic_library.hpp"

namespace leasehold {

namespace {

/// A longer complaint says no more.
constexpr std::size_t complaint_bytes_max = 4096;

/// What a script writes on. Before it has a region there is no time that
/// could pass.
class page final : public shell::script_host {
public:
  explicit page(const std::function<void(std::string_view)>& write)
      : write_(write) {}

  shell::wait_outcome wait(const shell::wait_request&) override {
    return shell::wait_outcome::timed_out;
  }
  duration elapsed() const override {
    return duration::zero();
  }
  std::int64_t unix_seconds() const override {
    return 0;
  }
  void write(std::string_view text) override {
    write_(text);
  }
  void complain(std::string_view text) override {
    complaints += text.substr(0, complaint_bytes_max - complaints.size());
  }

  std::string complaints;

private:
  const std::function<void(std::string_view)>& write_;
};

simulation_defaults defaults_for(const simulate_command& command,
                                 std::uint64_t seed,
                                 const std::string& version) {
  simulation_defaults result;
  result.topology = command.topology;
  result.seed = seed;
  result.nodes = command.nodes;
  result.faults = command.faults;
  result.version = version;
  return result;
}

shell::environment_options options_for(const simulate_command& command) {
  // A script that runs in circles is stopped: time does not pass for it.
  constexpr std::uint64_t instructions_max = 1'000'000'000;
  shell::environment_options options;
  options.limits.instructions = instructions_max;
  options.folder = std::filesystem::path{command.scenario}.parent_path();
  return options;
}

void close_up(sim::simulated_region& region, seed_report& report) {
  report.faults = region.faults();
  if (report.how == seed_report::end::interrupted)
    return;
  for (const auto& finding : region.settle()) {
    report.how = seed_report::end::failed;
    report.what += "audit: " + finding + '\n';
  }
  report.simulated = region.clock().now.time_since_epoch();
}

} // namespace

seed_report run_seed(const simulate_command& command, std::uint64_t seed,
                     const std::string& script, const file_reader& read,
                     const std::string& version,
                     const std::function<void(std::string_view)>& write) {
  const std::atomic<bool>* interrupt = nullptr;
  auto defaults = defaults_for(command, seed, version);
  defaults.interrupted = [&interrupt] {
    return interrupt != nullptr && *interrupt;
  };
  simulated_sessions source{std::move(defaults), read};
  shell::default_session current{source};
  page paper{write};
  shell::simulated_host host{paper, [&source] {
                               return source.current();
                             }};
  shell::environment env{host, options_for(command)};
  env.extend([&current](shell::api& bindings, lua_State*) {
    shell::bind_session_library(bindings, current);
    shell::bind_admin_library(bindings, current);
    shell::bind_action_library(bindings, current);
    shell::bind_traffic_library(bindings, current, nullptr);
  });
  interrupt = &env.state().control().interrupt;
  seed_report report;
  try {
    shell::interrupt_guard guard{env.state()};
    const auto code = shell::run_script(env, script, "@" + command.scenario);
    if (*interrupt) {
      report.how = seed_report::end::interrupted;
    } else if (code != shell::exit_success) {
      report.how = seed_report::end::failed;
      report.what = paper.complaints.empty()
          ? fmt::format("the script ended with the exit code {}\n", code)
          : paper.complaints;
    }
    if (source.current())
      close_up(*source.current(), report);
    if (*interrupt)
      report.how = seed_report::end::interrupted;
  } catch (const std::runtime_error& problem) {
    report.how = seed_report::end::failed;
    report.what += std::string{problem.what()} + '\n';
  }
  return report;
}

} // namespace leasehold
