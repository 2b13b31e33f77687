// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/shell.hpp"

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "tools/shell/completion.hpp"
#include "tools/shell/interrupt_guard.hpp"
#include "tools/shell/line_editor.hpp"
#include "tools/shell/repl.hpp"
#include "tools/shell/script_run.hpp"
#include "tools/shell/text_file.hpp"

namespace leasehold::shell {

namespace {

constexpr auto greeting = "Leasehold shell. help() explains, Tab completes, "
                          "Ctrl-D leaves.\n";

/// Where the error came from, unless that is one line the message names.
std::string report(const script_error& error) {
  std::istringstream lines{error.traceback};
  std::string line;
  int script_calls = 0;
  while (std::getline(lines, line))
    if (line.find("[C]:") == std::string::npos)
      ++script_calls;
  // The heading and the main chunk.
  constexpr int trivial = 2;
  auto shown = script_calls > trivial ? error.traceback + "\n" : std::string{};
  return error.message + "\n" + shown;
}

int run_terminal(environment& env) {
  line_editor editor{[&env](std::string_view line) {
                       return complete(env.state(), env.known(), line);
                     },
                     history_path()};
  env.host().write(greeting);
  return run_prompt(env, editor);
}

int run_source(environment& env, const std::string& script) {
  auto piped = script.empty() || script == "-";
  std::string text;
  try {
    text = piped ? read_text(std::cin, "standard input", script_bytes_max)
                 : read_text_file(script, script_bytes_max);
  } catch (const std::runtime_error& problem) {
    env.host().complain(fmt::format("leasehold shell: {}\n", problem.what()));
    return piped ? exit_failed : exit_not_found;
  }
  // Ctrl-C cuts off what is read: half a script is not to be run.
  if (env.state().control().interrupt) {
    env.host().complain("interrupted\n");
    return exit_interrupted;
  }
  return run_script(env, text, piped ? "=stdin" : "@" + script);
}

} // namespace

int run_script(environment& env, const std::string& source,
               const std::string& chunk_name) {
  script_run run{env};
  if (auto error = run.load(source, chunk_name)) {
    env.host().complain(report(*error));
    return exit_failed;
  }
  run_to_end(run, env.host());
  if (run.status() == script_run::state::exited)
    return run.exit_code();
  if (run.status() == script_run::state::finished)
    return exit_success;
  env.host().complain(report(run.error()));
  return run.error().fault == script_fault::interrupted ? exit_interrupted
                                                        : exit_failed;
}

int run_shell(const shell_options& options, script_host& host,
              const std::function<void(environment&)>& extend) {
  environment_options environment_options;
  environment_options.limits = options.limits;
  environment_options.arguments = options.arguments;
  environment_options.folder =
      std::filesystem::path{options.script}.parent_path();
  environment env{host, std::move(environment_options)};
  extend(env);
  interrupt_guard guard{env.state()};
  if (options.script.empty() && isatty(STDIN_FILENO) != 0)
    return run_terminal(env);
  return run_source(env, options.script);
}

} // namespace leasehold::shell
