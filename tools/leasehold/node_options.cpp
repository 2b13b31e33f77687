// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_options.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "tools/text/closest.hpp"
#include "tools/text/option_value.hpp"

namespace leasehold {

namespace {

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

/// Reads one option into the configuration.
using setter = std::function<status(server_config&, const std::string& value,
                                    const file_reader& read)>;

status set_duration(duration& to, const std::string& value) {
  auto parsed = parse_duration(value);
  if (!parsed)
    return parsed.error();
  if (*parsed <= duration::zero())
    return invalid(
        fmt::format("\"{}\" is too short; give a time like 10s", value));
  to = *parsed;
  return success();
}

status set_name(std::string& to, const std::string& value) {
  if (!is_name(value, bounds::name_bytes))
    return invalid(
        fmt::format("\"{}\" is no name: 1 to {} characters of "
                    "visible ASCII, without spaces and with no '-' in front",
                    value, bounds::name_bytes));
  to = value;
  return success();
}

status set_number(std::uint32_t& to, const std::string& value) {
  constexpr std::uint32_t number_max = 4095;
  auto end = value.data() + value.size();
  auto read = std::from_chars(value.data(), end, to);
  if (read.ec != std::errc{} || read.ptr != end || to > number_max)
    return invalid(
        fmt::format("\"{}\" is no node number: 0 to {}", value, number_max));
  return success();
}

template <class T>
status set_count(T& to, const std::string& value) {
  constexpr std::uint32_t count_max = 100'000'000;
  std::uint32_t count = 0;
  auto end = value.data() + value.size();
  auto read = std::from_chars(value.data(), end, count);
  if (read.ec != std::errc{} || read.ptr != end || count == 0
      || count > count_max)
    return invalid(
        fmt::format("\"{}\" is no such number: 1 to {}", value, count_max));
  to = count;
  return success();
}

status set_topology(std::string& to, const std::string& path,
                    const file_reader& read) {
  auto toml = read(path);
  if (!toml)
    return toml.error();
  auto parsed = parse_topology(*toml, path);
  if (!parsed)
    return parsed.error();
  to = std::move(*toml);
  return success();
}

tls_config& tls_of(server_config& config) {
  auto& tls = config.door.listen.tls;
  if (!tls)
    tls.emplace();
  return *tls;
}

status add_operator(server_config& config, const std::string& value) {
  std::string name;
  if (auto fits = set_name(name, value); !fits)
    return fits;
  if (!config.door.operators)
    config.door.operators.emplace();
  config.door.operators->insert(lessee_name{name});
  return success();
}

status set_text(std::string& to, const std::string& value) {
  to = value;
  return success();
}

struct option {
  std::string help;
  setter set;
  enum class shape : std::uint8_t { takes_value, flag };
  shape words = shape::takes_value;
};

using option_map = std::map<std::string, option>;
using text = std::string;
using reader = file_reader;

option_map place_options() {
  using config = server_config;
  return {
      {"--data",
       {"DIR       where the journal is; made if there is none "
        "[./leasehold-data]",
        [](config& c, const text& x, const reader&) {
          return set_text(c.folder, x);
        }}},
      {"--listen",
       {"HOST:PORT where clients connect; port 0 takes a free one "
        "[127.0.0.1:7420]",
        [](config& c, const text& x, const reader&) {
          return set_text(c.door.listen.address, x);
        }}},
      {"--topology",
       {"FILE      the region to begin with, where the journal has none",
        [](config& c, const text& x, const reader& read) {
          return set_topology(c.node.first_topology, x, read);
        }}},
      {"--node-name",
       {"NAME      the node's name, for people [node-1]",
        [](config& c, const text& x, const reader&) {
          return set_name(c.node.name, x);
        }}},
      {"--number",
       {"N         tells the nodes of a region apart in lease ids, 0 to 4095 "
        "[1]",
        [](config& c, const text& x, const reader&) {
          return set_number(c.node.number, x);
        }}},
  };
}

option_map rights_options() {
  using config = server_config;
  return {
      {"--allow-kill",
       {"          lets operators kill actors, for scenarios [nobody may]",
        [](config& c, const text&, const reader&) {
          c.node.killing = observer_config::kills::allowed;
          return success();
        },
        option::shape::flag}},
      {"--operator",
       {"NAME      who is an operator, once for each; nobody else is then; "
        "needed with TLS "
        "[everybody]",
        [](config& c, const text& x, const reader&) {
          return add_operator(c, x);
        }}},
      {"--tls-ca",
       {"FILE      the CAs whose clients may connect (PEM)",
        [](config& c, const text& x, const reader&) {
          return set_text(tls_of(c).ca_file, x);
        }}},
      {"--tls-cert",
       {"FILE      the node's certificate (PEM)",
        [](config& c, const text& x, const reader&) {
          return set_text(tls_of(c).certificate_file, x);
        }}},
      {"--tls-key",
       {"FILE      its private key (PEM)",
        [](config& c, const text& x, const reader&) {
          return set_text(tls_of(c).key_file, x);
        }}},
  };
}

option_map size_options() {
  using config = server_config;
  return {
      {"--events-kept",
       {"N         how many events can be read again [100000]",
        [](config& c, const text& x, const reader&) {
          return set_count(c.node.events_kept, x);
        }}},
      {"--journal-rows",
       {"N         a longer journal is folded into the state [100000]",
        [](config& c, const text& x, const reader&) {
          return set_count(c.node.store.journal_rows_max, x);
        }}},
  };
}

option_map time_options() {
  using config = server_config;
  return {
      {"--hold-timeout",
       {"TIME      how long gateways keep a hold [10s]",
        [](config& c, const text& x, const reader&) {
          return set_duration(c.node.timing.hold, x);
        }}},
      {"--liveness",
       {"TIME      how long an infinite lease outlives its holder's session "
        "[30s]",
        [](config& c, const text& x, const reader&) {
          return set_duration(c.node.terms.liveness, x);
        }}},
  };
}

const option_map& all_options() {
  static const auto all = [] {
    auto options = place_options();
    options.merge(rights_options());
    options.merge(size_options());
    options.merge(time_options());
    return options;
  }();
  return all;
}

failure unknown(const std::string& word) {
  std::vector<std::string> names;
  for (auto& [name, known] : all_options())
    names.push_back(name);
  auto near = closest(word, names);
  return invalid(fmt::format("`leasehold node run` knows no {}{}; see "
                             "`leasehold node run --help`",
                             word, near.empty() ? near : ", but " + near));
}

status read_words(const std::vector<std::string>& words,
                  const file_reader& read, node_options& options) {
  for (auto i = words.begin(); i != words.end(); ++i) {
    if (*i == "-h" || *i == "--help") {
      options.what = node_options::wanted::help;
      return success();
    }
    const auto name = i->substr(0, i->find('='));
    auto known = all_options().find(name);
    if (known == all_options().end())
      return unknown(*i);
    const auto is_flag = known->second.words == option::shape::flag;
    if (is_flag && name != *i)
      return invalid(name + " takes no value; leave out \"" + *i + "\"");
    auto value = is_flag
        ? result<std::string>{std::string{}}
        : take_option_value(i, words.end(), known->second.help);
    if (!value)
      return value.error();
    if (auto set = known->second.set(options.config, *value, read); !set)
      return failure{set.error().code, name + ": " + set.error().message};
  }
  return success();
}

status check(const server_config& config) {
  auto& tls = config.door.listen.tls;
  if (tls
      && (tls->ca_file.empty() || tls->certificate_file.empty()
          || tls->key_file.empty()))
    return invalid("TLS needs all of --tls-ca, --tls-cert and --tls-key; "
                   "`tools/pki/make-test-ca` makes some to try");
  if (tls && !config.door.operators)
    return invalid("with TLS, name who is an operator: --operator NAME, once "
                   "for each; otherwise every certificate of the CA would be "
                   "one's");
  return success();
}

} // namespace

result<node_options> parse_node_options(const std::vector<std::string>& words,
                                        const file_reader& read) {
  node_options options;
  options.config.folder = "leasehold-data";
  options.config.door.listen.address = "127.0.0.1:7420";
  auto rest = words;
  if (!rest.empty() && rest.front() == "run")
    rest.erase(rest.begin());
  if (auto fits = read_words(rest, read, options); !fits)
    return fits.error();
  options.config.node.limits.confirm_within = options.config.node.timing.hold;
  // Lessees have to be seen more often than their leases may be without them.
  auto& seen_every = options.config.door.seen_every;
  seen_every = std::clamp(options.config.node.terms.liveness / 3, duration{1},
                          seen_every);
  if (auto fits = check(options.config); !fits)
    return fits.error();
  return options;
}

std::string node_usage() {
  std::string text =
      "Runs a node until it is told to stop (Ctrl-C, SIGTERM).\n\n"
      "Usage: leasehold node run [OPTIONS]\n\nOptions:\n";
  for (auto& [name, known] : all_options())
    text += fmt::format("  {:14} {}\n", name, known.help);
  text += "\nExamples:\n"
          "  leasehold node run --data /var/lib/leasehold --topology "
          "tools/regions/figure8.toml\n"
          "  leasehold node run --listen '[::]:7420' --tls-ca ca.pem "
          "--tls-cert node.pem --tls-key node.key --operator admin\n"
          "\nIt prints one line to standard output when it is ready: "
          "\"listening on HOST:PORT\".\n";
  return text;
}

} // namespace leasehold
