// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/shell_program.hpp"

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "tools/leasehold/node_sessions.hpp"
#include "tools/leasehold/shell_command.hpp"
#include "tools/shell/action_library.hpp"
#include "tools/shell/admin_library.hpp"
#include "tools/shell/session_library.hpp"
#include "tools/shell/shell.hpp"
#include "tools/shell/simulated_host.hpp"
#include "tools/shell/terminal_host.hpp"
#include "tools/shell/traffic_library.hpp"
#include "tools/traffic/network_traffic.hpp"

namespace leasehold {

namespace {

constexpr int exit_usage = 2;

std::string environment_or(const char* name, const std::string& otherwise) {
  const auto* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

/// What somebody at the prompt wants to know first.
std::string where_text(const shell_command& command) {
  const auto& sessions = command.sessions;
  if (command.inside)
    return fmt::format("A node runs inside this shell and ends with it; {}.\n",
                       command.inside->data
                           ? "its leases stay in " + *command.inside->data
                           : "its leases end too");
  return fmt::format("Functions ask the node at {} as {}; region.start{{}} "
                     "starts one in here.\n",
                     sessions.address,
                     sessions.name.empty() ? "nobody yet" : sessions.name);
}

int run(const shell_command& command, node_sessions& source,
        std::shared_ptr<session> inside, std::ostream& out) {
  shell::default_session current{source};
  if (inside)
    current.use(std::move(inside));
  std::optional<network_traffic> traffic;
  if (!command.namespaces.empty())
    traffic.emplace(command.namespaces);
  shell::terminal_host terminal{out};
  shell::simulated_host host{terminal, [&source] {
                               return source.simulated();
                             }};
  auto code = shell::run_shell(
      command.shell, host,
      [&command, &source, &current, &traffic](shell::environment& env) {
        source.interrupt_by(&env.state().control().interrupt);
        env.extend([&current, &traffic](shell::api& bindings, lua_State*) {
          shell::bind_session_library(bindings, current);
          shell::bind_admin_library(bindings, current);
          shell::bind_action_library(bindings, current);
          shell::bind_traffic_library(bindings, current,
                                      traffic ? &*traffic : nullptr);
        });
        if (command.shell.script.empty() && isatty(STDIN_FILENO) != 0)
          env.host().write(where_text(command));
      });
  // The state that had the flag is gone.
  source.interrupt_by(nullptr);
  return code;
}

} // namespace

int run_shell_program(const std::vector<std::string>& words,
                      const shell_setting& setting, std::ostream& out,
                      std::ostream& err) {
  session_defaults defaults;
  defaults.address = environment_or("LEASEHOLD_ADDRESS", defaults.address);
  defaults.name = environment_or("LEASEHOLD_NAME", setting.user);
  defaults.ca = environment_or("LEASEHOLD_TLS_CA", defaults.ca);
  defaults.certificate =
      environment_or("LEASEHOLD_TLS_CERT", defaults.certificate);
  defaults.key = environment_or("LEASEHOLD_TLS_KEY", defaults.key);
  auto command = parse_shell_command(words, std::move(defaults));
  if (!command) {
    err << "leasehold: " << command.error().message << '\n';
    return exit_usage;
  }
  if (command->what == shell_command::wanted::help) {
    out << shell_usage();
    return shell::exit_success;
  }
  node_sessions source{command->sessions, setting.read, setting.version};
  std::shared_ptr<session> inside;
  if (command->inside) {
    auto started = source.start(*command->inside);
    if (!started) {
      err << "leasehold: no node starts inside: " << started.error().message
          << '\n';
      return shell::exit_failed;
    }
    inside = std::move(*started);
  }
  if (setting.interrupted())
    return shell::exit_interrupted;
  return run(*command, source, std::move(inside), out);
}

} // namespace leasehold
