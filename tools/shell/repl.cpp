// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/repl.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tools/shell/prompt_chunk.hpp"
#include "tools/shell/script_run.hpp"

namespace leasehold::shell {

namespace {

constexpr auto first_prompt = "leasehold> ";
constexpr auto more_prompt = "        -> ";

/// The next whole entry, or nothing when the user leaves.
std::optional<std::string> read_entry(environment& env, line_source& lines) {
  std::string typed;
  while (true) {
    auto line = lines.read(typed.empty() ? first_prompt : more_prompt);
    switch (line.what) {
    case typed_line::kind::end:
      return std::nullopt;
    case typed_line::kind::interrupted:
      typed.clear();
      continue;
    case typed_line::kind::text:
      break;
    }
    typed += (typed.empty() ? "" : "\n") + line.text;
    auto chunk = read_chunk(env.state(), typed);
    if (chunk.status != chunk_status::incomplete)
      return chunk.source;
  }
}

void show(environment& env, const script_error& error) {
  env.host().complain(error.message + "\n");
}

/// What these words do elsewhere is what is meant by them here; as names of
/// functions they would only show an address.
const std::map<std::string, std::string> plain_words{{"return help", "help()"},
                                                     {"return exit", "exit()"},
                                                     {"return quit", "exit()"}};

/// Of "true, or nil and why not" nobody wants to see the nil behind true.
void drop_trailing_nils(std::vector<std::string>& texts) {
  while (texts.size() > 1 && texts.back() == "nil" && texts.front() != "nil")
    texts.pop_back();
}

/// The exit code when the entry asked to leave.
std::optional<int> run_entry(environment& env, const std::string& source) {
  script_run run{env};
  auto plain = plain_words.find(source);
  auto& meant = plain == plain_words.end() ? source : plain->second;
  if (auto error = run.load(meant, "=prompt")) {
    show(env, *error);
    return std::nullopt;
  }
  run_to_end(run, env.host());
  if (run.status() == script_run::state::exited)
    return run.exit_code();
  if (run.status() == script_run::state::failed)
    show(env, run.error());
  auto results = run.results();
  drop_trailing_nils(results);
  for (const auto& text : results)
    env.host().write(fmt::format("= {}\n", text));
  return std::nullopt;
}

} // namespace

int run_prompt(environment& env, line_source& lines) {
  while (auto entry = read_entry(env, lines))
    if (auto code = run_entry(env, *entry))
      return *code;
  return 0;
}

} // namespace leasehold::shell
