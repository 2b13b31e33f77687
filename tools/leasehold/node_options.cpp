// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_options.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runtime/config/toml_tree.hpp"

namespace leasehold {

namespace {

using kind = setting::kind;

/// What decides how the rest is read, and so can't be in the file.
const std::vector<setting>& outer_settings() {
  static const std::vector<setting> all{
      {"config", kind::path, "FILE", "", "none",
       "reads a configuration file (TOML); flags and environment variables go "
       "before what it says"},
      {"check-config", kind::yes_no, "", "", "",
       "says all that is wrong with the configuration and starts nothing"},
      {"dump-config", kind::yes_no, "", "", "",
       "prints the configuration in effect and where each value comes from"}};
  return all;
}

std::vector<setting> with(std::size_t outer) {
  auto all = node_settings();
  all.insert(all.end(), outer_settings().begin(),
             outer_settings().begin() + static_cast<std::ptrdiff_t>(outer));
  return all;
}

/// Moves what was read from one place in front of what is there.
void go_before(given_settings& all, given_settings&& next) {
  for (auto& [name, value] : next.values)
    all.values[name] = std::move(value);
  std::move(next.problems.begin(), next.problems.end(),
            std::back_inserter(all.problems));
  std::move(next.warnings.begin(), next.warnings.end(),
            std::back_inserter(all.warnings));
}

given_settings gather(const std::vector<std::string>& words,
                      const node_surroundings& from) {
  given_settings variables;
  read_settings_variables(from.variables, with(1), variables);
  given_settings flags;
  read_settings_words(words, with(outer_settings().size()), flags);
  auto named = variables;
  go_before(named, given_settings{flags});
  given_settings all;
  if (auto config = named.values.find("config"); config != named.values.end()) {
    const auto& path = config->second.values.back();
    if (auto text = from.read(path))
      read_settings_file(*text, path, node_settings(), all);
    else
      all.problems.push_back(config->second.place + ": "
                             + text.error().message);
  }
  go_before(all, std::move(variables));
  go_before(all, std::move(flags));
  return all;
}

void apply(const node_setting& x, node_configuration& to, node_options& options,
           const file_reader& read) {
  auto given = options.given.values.find(x.what.name);
  if (given == options.given.values.end()) {
    if (!x.what.preset.empty())
      static_cast<void>(x.set(to, x.what.preset, read));
    return;
  }
  for (auto& value : given->second.values)
    if (auto set = x.set(to, value, read); !set)
      options.given.problems.push_back(given->second.place + ": "
                                       + set.error().message);
}

void check_tls(node_options& options) {
  auto& given = options.given;
  const given_setting* one = nullptr;
  std::vector<std::string> missing;
  for (const auto* name : {"tls-ca", "tls-cert", "tls-key"}) {
    auto found = given.values.find(name);
    if (found == given.values.end())
      missing.push_back(std::string{"--"} + name);
    else if (one == nullptr)
      one = &found->second;
  }
  if (one == nullptr)
    return;
  if (!missing.empty())
    given.problems.push_back(
        fmt::format("{}: TLS needs all of --tls-ca, --tls-cert and --tls-key, "
                    "and there is no {}; `leasehold cert` makes some",
                    one->place, fmt::join(missing, ", and no ")));
  if (given.values.count("operator") == 0)
    given.problems.push_back(fmt::format(
        "{}: with TLS, name who is an operator: --operator NAME, "
        "once for each; otherwise every certificate of the CA would "
        "be one's",
        one->place));
}

bool is_set(const given_settings& given, const char* name) {
  auto found = given.values.find(name);
  return found != given.values.end() && found->second.values.back() == "true";
}

bool asks_for_help(const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), "-h") != words.end()
      || std::find(words.begin(), words.end(), "--help") != words.end();
}

} // namespace

node_options read_node_options(const std::vector<std::string>& words,
                               const node_surroundings& from) {
  node_options options;
  if (asks_for_help(words)) {
    options.what = node_options::wanted::help;
    return options;
  }
  auto rest = words;
  if (!rest.empty() && rest.front() == "run")
    rest.erase(rest.begin());
  options.given = gather(rest, from);
  if (is_set(options.given, "check-config"))
    options.what = node_options::wanted::check;
  else if (is_set(options.given, "dump-config"))
    options.what = node_options::wanted::dump;
  node_configuration all;
  for (auto& x : node_setters())
    apply(x, all, options, from.read);
  options.config = std::move(all.server);
  options.log = all.log;
  check_tls(options);
  auto& config = options.config;
  config.node.limits.confirm_within = config.node.timing.hold;
  // Lessees have to be seen more often than their leases may be without them.
  auto& seen_every = config.door.seen_every;
  seen_every =
      std::clamp(config.node.terms.liveness / 3, duration{1}, seen_every);
  return options;
}

std::string node_usage() {
  std::string text =
      "Runs a node until it is told to stop (Ctrl-C, SIGTERM).\n\n"
      "Usage: leasehold node run [OPTIONS]\n\nOptions:\n";
  for (auto& x : with(outer_settings().size()))
    text += help_line(flag_of(x) + (x.value.empty() ? "" : " " + x.value),
                      full_help(x));
  text +=
      "\nEach option but the last two may also be set by an environment "
      "variable,\nLEASEHOLD_NODE_LISTEN for --listen, and each but the last "
      "three by a line of the\nfile, listen = \"127.0.0.1:7420\". Flags go "
      "before variables, and these before the\nfile.\n"
      "\nExamples:\n"
      "  leasehold node run --data /var/lib/leasehold --topology "
      "tools/regions/figure8.toml\n"
      "  leasehold node run --listen '[::]:7420' --tls-ca ca.pem "
      "--tls-cert node.pem --tls-key node.key --operator admin\n"
      "  leasehold node run --config /etc/leasehold/leasehold.toml "
      "--check-config\n"
      "\nIt prints one line to standard output when it is ready: "
      "\"listening on HOST:PORT\".\n";
  return text;
}

namespace {

std::string in_toml(const setting& x, std::vector<std::string> values,
                    const std::string& folder) {
  if (x.what == kind::number || x.what == kind::yes_no)
    return values.back();
  for (auto& value : values) {
    if (x.what == kind::path)
      value = (std::filesystem::path{folder} / value).lexically_normal();
    value = toml_quoted(value);
  }
  return x.what == kind::names ? fmt::format("[{}]", fmt::join(values, ", "))
                               : values.back();
}

} // namespace

std::string dump_of(const node_options& options, const std::string& folder) {
  std::string text = "# The configuration in effect; behind each value, where "
                     "it comes from.\n";
  for (auto& x : node_settings()) {
    auto given = options.given.values.find(x.name);
    if (given != options.given.values.end())
      text += fmt::format("{} = {}  # {}\n", x.name,
                          in_toml(x, given->second.values, folder),
                          given->second.from);
    else if (!x.preset.empty())
      text += fmt::format("{} = {}  # default\n", x.name,
                          in_toml(x, {x.preset}, folder));
    else
      text += fmt::format("# {} is not set: {}\n", x.name, x.otherwise);
  }
  return text;
}

} // namespace leasehold
