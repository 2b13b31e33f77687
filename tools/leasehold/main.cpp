// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "actors/policy/limit_file.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "runtime/config/file_text.hpp"
#include "runtime/service/service_manager.hpp"
#include "tools/bench/bench_program.hpp"
#include "tools/cli/app.hpp"
#include "tools/client/rpc_session.hpp"
#include "tools/leasehold/fd_output.hpp"
#include "tools/leasehold/node_program.hpp"
#include "tools/leasehold/node_signals.hpp"
#include "tools/leasehold/shell_program.hpp"
#include "tools/leasehold/simulate_program.hpp"
#include "tools/leasehold/stop_signals.hpp"
#include "tools/leasehold/version.hpp"
#include "tools/pki/certificate_maker.hpp"

namespace leasehold {

namespace {

/// Of the terminal that is written to; 80 where there is none.
std::size_t columns_of_terminal() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

/// As the first of the variables that say so, in the order of POSIX.
bool speaks_utf8() {
  for (auto name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (auto value = std::getenv(name); value != nullptr && *value != '\0') {
      std::string_view locale{value};
      return locale.find("UTF-8") != locale.npos
          || locale.find("utf8") != locale.npos;
    }
  return false;
}

std::optional<std::string> variable(const char* name) {
  const auto* value = std::getenv(name);
  if (value == nullptr || *value == '\0')
    return std::nullopt;
  return value;
}

/// As the XDG Base Directory Specification has it; empty where nobody has a
/// home.
std::string contexts_path() {
  constexpr const char* file = "leasehold/config.toml";
  if (auto folder = variable("XDG_CONFIG_HOME"); folder && (*folder)[0] == '/')
    return *folder + "/" + file;
  if (auto home = variable("HOME"))
    return *home + "/.config/" + file;
  return {};
}

void keep_contexts(cli::cli_environment& env) {
  env.contexts_path = contexts_path();
  if (env.contexts_path.empty())
    return;
  env.read_contexts =
      [path = env.contexts_path]() -> result<std::optional<std::string>> {
    if (access(path.c_str(), F_OK) != 0 && errno == ENOENT)
      return std::optional<std::string>{};
    auto text = read_file_text(path, bounds::toml_bytes);
    if (!text)
      return text.error();
    return std::optional{std::move(*text)};
  };
  env.write_contexts = [path = env.contexts_path](const std::string& text) {
    return replace_file_text(path, text);
  };
}

void sleep_for(duration length) {
  constexpr auto slice = std::chrono::milliseconds{100};
  const auto until = std::chrono::steady_clock::now() + length;
  while (!stop_signals::seen() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(slice);
}

result<std::string> read_file(const std::string& path) {
  return read_file_text(path, bounds::toml_bytes);
}

result<std::unique_ptr<session>> connect_to(const cli::connect_options& x) {
  session_config config;
  config.address = x.address;
  config.name = x.name;
  config.program = fmt::format("leasehold {}", program_version);
  config.interrupted = [give_up = x.give_up] {
    return stop_signals::pending() || (give_up && give_up());
  };
  if (!x.ca.empty() || !x.certificate.empty() || !x.key.empty())
    config.tls = tls_config{x.certificate, x.key, x.ca};
  return connect(config);
}

/// Who runs the program. Services and containers often have no USER, and some
/// users have no name.
std::string user_name() {
  if (const auto* user = std::getenv("USER"); user != nullptr && *user != '\0')
    return user;
  constexpr std::size_t entry_bytes = 1 << 14;
  std::vector<char> buffer(entry_bytes);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0
      && found != nullptr && *found->pw_name != '\0')
    return found->pw_name;
  return fmt::format("uid-{}", geteuid());
}

int run(const std::vector<std::string>& words) {
  fd_output buffer{STDOUT_FILENO};
  std::ostream out{&buffer};
  cli::cli_environment env{out, std::cerr};
  env.terminal = isatty(STDOUT_FILENO) != 0;
  env.columns = columns_of_terminal();
  env.unicode = speaks_utf8();
  env.user = user_name();
  env.version = program_version;
  env.connect = connect_to;
  env.output_gone = [&buffer] {
    return buffer.gone();
  };
  env.output_problem = [&buffer] {
    return buffer.problem();
  };
  env.interrupted = stop_signals::seen;
  env.heed_interrupt = stop_signals::heed;
  env.sleep = sleep_for;
  env.read_file = read_file;
  env.parse_policy = parse_policy;
  env.write_topology = write_topology;
  env.audit_folder = audit_folder;
  keep_contexts(env);
  env.make_certificate = [](const certificate_wish& wish) {
    return make_certificate(wish, system_clock_source{}.wall());
  };
  env.node = [&out](const std::vector<std::string>& rest) {
    stop_signals::leave_them_alone();
    block_stop_signals();
    const node_surroundings from{read_file,
                                 variables_of(environ, node_variable_prefix)};
    return run_node(rest, from, service_manager{variable, getpid()},
                    program_version, out, std::cerr);
  };
  env.bench = [&out](const std::vector<std::string>& rest) {
    stop_signals::leave_them_alone();
    return bench::run_bench(rest, "/proc/self/exe", out, std::cerr);
  };
  env.simulate = [&env](const std::vector<std::string>& rest) {
    return run_simulate_program(rest,
                                {read_file, program_version, env.interrupted},
                                env.out, std::cerr);
  };
  env.shell = [&env](const std::vector<std::string>& rest) {
    return run_shell_program(
        rest, {read_file, program_version, env.user, env.interrupted}, env.out,
        std::cerr);
  };
  std::signal(SIGPIPE, SIG_IGN); // a write that fails says so
  stop_signals::note_them();
  return cli::run_cli(words, env);
}

} // namespace

} // namespace leasehold

int main(int count, char** words) {
  return leasehold::run({words + 1, words + count});
}
