// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "actors/policy/limit_file.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "tools/bench/bench_program.hpp"
#include "tools/cli/app.hpp"
#include "tools/client/rpc_session.hpp"
#include "tools/leasehold/node_program.hpp"
#include "tools/leasehold/shell_program.hpp"
#include "tools/leasehold/simulate_program.hpp"
#include "tools/leasehold/version.hpp"

namespace leasehold {

namespace {

std::atomic<bool> interrupted{false};
std::atomic<bool> heeded{false};

void watch_for_ctrl_c() {
  struct sigaction action {};
  action.sa_handler = [](int) {
    // The second one does not wait for anybody.
    if (interrupted.exchange(true))
      std::_Exit(130);
  };
  sigaction(SIGINT, &action, nullptr);
}

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

void sleep_for(duration length) {
  constexpr auto slice = std::chrono::milliseconds{100};
  const auto until = std::chrono::steady_clock::now() + length;
  while (!interrupted && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(slice);
}

result<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text;
  if (file)
    for (auto i = std::istreambuf_iterator<char>{file};
         i != std::istreambuf_iterator<char>{}
         && text.size() <= bounds::toml_bytes;
         ++i)
      text.push_back(*i);
  if (!file || file.bad())
    return failure{
        errc::unknown_name,
        fmt::format("can't read {}: no such file, or no right to", path)};
  if (text.size() > bounds::toml_bytes)
    return failure{errc::too_much,
                   fmt::format("{} has more than {} MiB; split it", path,
                               bounds::toml_bytes >> 20)};
  return text;
}

result<std::unique_ptr<session>> connect_to(const cli::connect_options& x) {
  session_config config;
  config.address = x.address;
  config.name = x.name;
  config.program = fmt::format("leasehold {}", program_version);
  config.interrupted = [] {
    return interrupted && !heeded;
  };
  if (!x.ca.empty() || !x.certificate.empty() || !x.key.empty())
    config.tls = tls_config{x.certificate, x.key, x.ca};
  return connect(config);
}

int run(const std::vector<std::string>& words) {
  cli::cli_environment env{std::cout, std::cerr};
  auto user = std::getenv("USER");
  env.terminal = isatty(STDOUT_FILENO) != 0;
  env.columns = columns_of_terminal();
  env.unicode = speaks_utf8();
  env.user = user != nullptr ? user : "";
  env.version = program_version;
  env.connect = connect_to;
  env.interrupted = [] {
    return interrupted.load();
  };
  env.heed_interrupt = [] {
    heeded = true;
  };
  env.sleep = sleep_for;
  env.read_file = read_file;
  env.parse_policy = parse_policy;
  env.write_topology = write_topology;
  env.audit_folder = audit_folder;
  env.node = [](const std::vector<std::string>& rest) {
    std::signal(SIGINT, SIG_DFL);
    block_stop_signals();
    return run_node(rest, read_file, program_version, std::cout, std::cerr);
  };
  env.bench = [](const std::vector<std::string>& rest) {
    std::signal(SIGINT, SIG_DFL);
    return bench::run_bench(rest, "/proc/self/exe", std::cout, std::cerr);
  };
  env.simulate = [&env](const std::vector<std::string>& rest) {
    return run_simulate_program(rest,
                                {read_file, program_version, env.interrupted},
                                std::cout, std::cerr);
  };
  env.shell = [&env](const std::vector<std::string>& rest) {
    return run_shell_program(
        rest, {read_file, program_version, env.user, env.interrupted},
        std::cout, std::cerr);
  };
  watch_for_ctrl_c();
  return cli::run_cli(words, env);
}

} // namespace

} // namespace leasehold

int main(int count, char** words) {
  return leasehold::run({words + 1, words + count});
}
