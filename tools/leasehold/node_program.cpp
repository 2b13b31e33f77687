// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_program.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/node/recovery.hpp"
#include "messages/time.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "runtime/process/privileges.hpp"
#include "runtime/store/journal_audit.hpp"
#include "tools/leasehold/log_format.hpp"
#include "tools/leasehold/node_check.hpp"
#include "tools/leasehold/node_server.hpp"
#include "tools/leasehold/node_signals.hpp"

namespace leasehold {

namespace {

/// How far a journal goes on after its last stamp of the time, which are a
/// second apart: what passed since a reboot nobody knows.
constexpr duration after_stamp_max{2000};

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

/// What ended the node may be memory or disk that is not to be trusted any
/// more, so nothing is cleaned up: the journal has all that was promised (D3).
[[noreturn]] void end_process(const std::string& why) {
  spdlog::critical("{}; the node ends, and finds its leases in the journal "
                   "when it starts again",
                   why);
  spdlog::shutdown();
  std::_Exit(exit_failed);
}

/// Says what is wrong and what is ignored; the exit code.
int tell_about(const node_options& options, std::ostream& err) {
  for (auto& warning : options.given.warnings)
    err << "leasehold: warning: " << warning << '\n';
  for (auto& problem : options.given.problems)
    err << "leasehold: " << problem << '\n';
  if (!options.given.problems.empty())
    return exit_usage;
  if (options.what == node_options::wanted::check)
    err << "leasehold: " << summary_of(options) << '\n';
  return exit_ok;
}

/// What is logged and shown of a node that lives.
void report_to(const service_manager& manager, server_config& config) {
  config.on_beat = [manager,
                    said = std::string{}](const node_status& node) mutable {
    auto words = service_status(fmt::format(
        "{} leases granted here, region {}, {} GiB free", node.leases,
        node.region.str(), node.disk_free_bytes >> 30));
    auto lines = words == said ? std::string{} : words + '\n';
    if (manager.watchdog())
      lines += "WATCHDOG=1\n";
    // What was lost is told by the next beat.
    if (!lines.empty()
        && manager.try_to_tell(lines) == service_manager::word::sent)
      said = std::move(words);
  };
  // Several beats may be missed before the manager loses patience.
  constexpr int beats_within_watchdog = 4;
  if (manager.watchdog())
    config.beat_every =
        std::clamp(std::chrono::duration_cast<duration>(*manager.watchdog())
                       / beats_within_watchdog,
                   duration{1}, config.beat_every);
}

/// Settings that are taken over while the node runs.
bool is_reloaded(const std::string& setting) {
  return setting == "log-level" || setting == "log-format";
}

bool differs(const given_settings& x, const given_settings& y,
             const std::string& name) {
  auto in_x = x.values.find(name);
  auto in_y = y.values.find(name);
  if (in_x == x.values.end() || in_y == y.values.end())
    return (in_x == x.values.end()) != (in_y == y.values.end());
  return in_x->second.values != in_y->second.values;
}

/// Takes over what can be taken over, or nothing where anything is wrong.
void take_over(node_options& now, node_options next, node_server& server) {
  check_addresses_and_files(next, system_clock_source{}.wall());
  for (auto& problem : next.given.problems)
    spdlog::error("{}", problem);
  if (!next.given.problems.empty()) {
    spdlog::error("nothing was read again; the node goes on as it was");
    return;
  }
  for (auto& x : node_settings())
    if (!is_reloaded(x.name) && differs(now.given, next.given, x.name))
      spdlog::warn("{} is another one now, which counts when the node is "
                   "started again",
                   x.name);
  if (auto loaded = server.reload_certificates(); !loaded) {
    spdlog::error("{}; the node goes on with the certificate that it had",
                  loaded.error().message);
    return;
  }
  log_to_standard_error(next.log);
  spdlog::info("read again: certificates and what is logged");
}

void reload(node_options& now, node_options next, node_server& server,
            const service_manager& manager) {
  spdlog::info("SIGHUP: reads the configuration again");
  manager.tell("RELOADING=1");
  take_over(now, std::move(next), server);
  manager.tell("READY=1");
}

std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

} // namespace

int run_node(const std::vector<std::string>& words,
             const node_surroundings& from, const service_manager& manager,
             const std::string& version, std::ostream& out, std::ostream& err) {
  auto options = read_node_options(words, from);
  if (options.what == node_options::wanted::help) {
    out << node_usage();
    return exit_ok;
  }
  // Before there is a thread or a socket, and before files are looked at: what
  // the node can't read later is found now.
  auto dropped = give_up_privileges_but(options.config.node.interfaces
                                            ? privileges::network_admin
                                            : privileges::none);
  if (!dropped) {
    err << "leasehold: the node can't start: " << dropped.error().message
        << '\n';
    return exit_failed;
  }
  check_addresses_and_files(options, system_clock_source{}.wall());
  if (options.what == node_options::wanted::check)
    check_place(options);
  if (options.what == node_options::wanted::dump)
    out << dump_of(options, std::filesystem::current_path()) << std::flush;
  if (auto fits = tell_about(options, err);
      fits != exit_ok || options.what != node_options::wanted::run)
    return fits;
  log_to_standard_error(options.log);
  auto config = options.config;
  config.node.version = version;
  config.node.on_fatal = [](const std::string& why) {
    end_process(why);
  };
  report_to(manager, config);
  const auto listen = host_of(config.door.listen.address);
  auto server = node_server::start(std::move(config));
  if (!server) {
    err << "leasehold: the node can't start: " << server.error().message
        << '\n';
    return exit_failed;
  }
  if (!options.config.http.empty())
    out << fmt::format("HTTP on {}:{}\n", host_of(options.config.http),
                       (*server)->http_port());
  out << fmt::format("listening on {}:{}\n", listen, (*server)->port())
      << std::flush;
  if (!out)
    spdlog::warn("the line that says where the node listens can't be written; "
                 "it listens on {}:{}",
                 listen, (*server)->port());
  spdlog::info("the node runs, with its journal in {}", options.config.folder);
  manager.tell("READY=1");
  auto signal = wait_for_signal();
  for (; signal.what == node_signal::wish::reload; signal = wait_for_signal())
    reload(options, read_node_options(words, from), **server, manager);
  spdlog::info("{}: stopping; calls that came are answered, new ones are not "
               "taken",
               signal.name);
  end_at_next_signal();
  manager.tell("STOPPING=1\nSTATUS=answers the calls that it has");
  (*server)->drain();
  server->reset();
  spdlog::info("stopped");
  return exit_ok;
}

result<audit_report> audit_folder(const std::string& folder) {
  recovery found;
  auto read = audit_journal(
      folder, [&found](const record& stored) { return found.visit(stored); });
  auto failed = std::holds_alternative<store_error>(read)
      ? std::get<store_error>(read)
      : found.finish();
  if (failed)
    return failure{
        failed.code == store_errc::locked            ? errc::conflict
            : failed.code == store_errc::cannot_open ? errc::unavailable
                                                     : errc::corrupt,
        fmt::format("the journal in {}: {}", folder, failed.message)};
  const node_clock clock{std::make_shared<system_clock_source>(), found.stamp};
  return audit_recovered(found, clock.now() + after_stamp_max);
}

} // namespace leasehold
