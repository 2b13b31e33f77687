// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_program.hpp"

#include <csignal>
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
#include "runtime/store/journal_audit.hpp"
#include "tools/leasehold/log_format.hpp"
#include "tools/leasehold/node_check.hpp"
#include "tools/leasehold/node_server.hpp"

namespace leasehold {

namespace {

/// How far a journal goes on after its last stamp of the time, which are a
/// second apart: what passed since a reboot nobody knows.
constexpr duration after_stamp_max{2000};

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

/// A terminal that goes, and whoever rotates logs, send SIGHUP: neither is a
/// reason to leave the lessees.
std::string wait_for_stop() {
  auto set = stop_signals();
  int which = 0;
  while (sigwait(&set, &which) != 0 || which == SIGHUP)
    spdlog::info("SIGHUP: there is nothing to read again; the node goes on");
  return which == SIGINT ? "SIGINT" : "SIGTERM";
}

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

std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

} // namespace

void block_stop_signals() {
  auto set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int run_node(const std::vector<std::string>& words,
             const node_surroundings& from, const std::string& version,
             std::ostream& out, std::ostream& err) {
  auto options = read_node_options(words, from);
  if (options.what == node_options::wanted::help) {
    out << node_usage();
    return exit_ok;
  }
  check_addresses_and_files(options, system_clock_source{}.wall());
  if (options.what == node_options::wanted::check)
    check_place(options);
  if (options.what == node_options::wanted::dump)
    out << dump_of(options, std::filesystem::current_path()) << std::flush;
  if (auto fits = tell_about(options, err);
      fits != exit_ok || options.what != node_options::wanted::run)
    return fits;
  log_to_standard_error();
  auto config = std::move(options.config);
  config.node.version = version;
  config.node.on_fatal = [](const std::string& why) {
    end_process(why);
  };
  auto listen = host_of(config.door.listen.address);
  auto folder = config.folder;
  auto server = node_server::start(std::move(config));
  if (!server) {
    err << "leasehold: the node can't start: " << server.error().message
        << '\n';
    return exit_failed;
  }
  out << fmt::format("listening on {}:{}\n", listen, (*server)->port())
      << std::flush;
  if (!out)
    spdlog::warn("the line that says where the node listens can't be written; "
                 "it listens on {}:{}",
                 listen, (*server)->port());
  spdlog::info("the node runs, with its journal in {}", folder);
  spdlog::info("{}: stopping", wait_for_stop());
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
