// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/simulate_command.hpp"

#include <charconv>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/simulator/random_fault.hpp"
#include "tools/text/closest.hpp"
#include "tools/text/option_value.hpp"

namespace leasehold {

namespace {

constexpr std::uint64_t seeds_max = 1'000'000;
constexpr std::uint64_t nodes_max = 9;

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

result<std::uint64_t> read_number(const std::string& text, std::uint64_t least,
                                  std::uint64_t most) {
  std::uint64_t number = 0;
  auto end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < least
      || number > most)
    return invalid(fmt::format("\"{}\" is no whole number from {} to {}", text,
                               least, most));
  return number;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= list.size();) {
    auto comma = std::min(list.find(',', at), list.size());
    words.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return words;
}

status set_faults(simulate_command& to, const std::string& value) {
  if (value == "list") {
    to.what = simulate_command::wanted::fault_names;
    return success();
  }
  to.faults = split(value);
  if (auto kinds = sim::parse_faults(to.faults); !kinds)
    return kinds.error();
  return success();
}

status set_output(simulate_command& to, const std::string& value) {
  if (value != "json" && value != "table")
    return invalid(fmt::format("\"{}\" is no format: table or json", value));
  to.output = value == "json" ? simulate_command::format::json
                              : simulate_command::format::table;
  return success();
}

template <class Number>
status set_number(Number& to, const std::string& value, std::uint64_t least,
                  std::uint64_t most) {
  auto number = read_number(value, least, most);
  if (!number)
    return number.error();
  to = *number;
  return success();
}

struct option {
  std::string name;
  std::string value;
  std::string help;
  std::function<status(simulate_command&, const std::string& value)> set;
};

const std::vector<option>& all_options() {
  using command = simulate_command;
  using text = std::string;
  static const std::vector<option> all{
      {"--seeds", "N", "how many seeds to run, one after the other [1]",
       [](command& to, const text& value) {
         return set_number(to.seeds, value, 1, seeds_max);
       }},
      {"--seed", "S", "the first seed [1]",
       [](command& to, const text& value) {
         return set_number(to.seed, value, 0,
                           std::numeric_limits<std::uint64_t>::max()
                               - seeds_max);
       }},
      {"--faults", "LIST",
       "what goes wrong at random, as in kill,pause; all; list shows the names "
       "[nothing]",
       set_faults},
      {"--topology", "FILE",
       "the region, where the script names none [Figure 8]",
       [](command& to, const text& value) {
         to.topology = value;
         return success();
       }},
      {"--nodes", "N",
       "how many nodes share its gateways, where it names none [1]",
       [](command& to, const text& value) {
         return set_number(to.nodes.emplace(), value, 1, nodes_max);
       }},
      {"--output", "FORMAT", "table or json [table]", set_output},
  };
  return all;
}

const option* find_option(const std::string& name) {
  for (const auto& known : all_options())
    if (known.name == (name == "-o" ? "--output" : name))
      return &known;
  return nullptr;
}

failure unknown(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& known : all_options())
    names.push_back(known.name);
  auto near = closest(word, names);
  return invalid(fmt::format("`leasehold simulate` knows no {}{}; see "
                             "`leasehold simulate --help`",
                             word, near.empty() ? near : ", but " + near));
}

using words_iterator = std::vector<std::string>::const_iterator;

/// Reads the option at `i`, and leaves `i` at its last word.
status read_option(words_iterator& i, words_iterator end,
                   simulate_command& to) {
  const auto* known = find_option(i->substr(0, i->find('=')));
  if (!known)
    return unknown(*i);
  auto value = take_option_value(i, end, known->help);
  if (!value)
    return value.error();
  auto set = known->set(to, *value);
  if (!set)
    return failure{set.error().code, known->name + ": " + set.error().message};
  return success();
}

} // namespace

result<simulate_command>
parse_simulate_command(const std::vector<std::string>& words) {
  simulate_command command;
  for (auto i = words.begin(); i != words.end(); ++i) {
    if (*i == "-h" || *i == "--help") {
      command.what = simulate_command::wanted::help;
      return command;
    }
    if (i->size() > 1 && i->front() == '-') {
      if (auto read = read_option(i, words.end(), command); !read)
        return read.error();
    } else if (command.scenario.empty()) {
      command.scenario = *i;
    } else {
      return invalid(fmt::format("one script is enough: leave out {} or {}",
                                 command.scenario, *i));
    }
  }
  if (command.scenario.empty() && command.what == simulate_command::wanted::run)
    return invalid("no script is given: name one, such as "
                   "tools/shell/examples/figure8.lua");
  return command;
}

std::string again(const simulate_command& x, std::uint64_t seed) {
  auto words = fmt::format("leasehold simulate {} --seed {}", x.scenario, seed);
  if (!x.faults.empty())
    words += fmt::format(" --faults {}", fmt::join(x.faults, ","));
  if (x.topology)
    words += " --topology " + *x.topology;
  if (x.nodes)
    words += fmt::format(" --nodes {}", *x.nodes);
  return words;
}

std::string simulate_usage() {
  std::string usage =
      "Runs a script of the actor shell in simulated regions, once for each "
      "seed: the same\nscript that runs against a node. With faults at random "
      "it shows what the script\nand the region make of them; an audit ends "
      "each run.\n\n"
      "Usage: leasehold simulate [OPTIONS] SCRIPT\n\nOptions:\n";
  for (const auto& known : all_options())
    usage +=
        fmt::format("  {:20} {}\n", known.name + " " + known.value, known.help);
  return usage
      + "\nExamples:\n"
        "  leasehold simulate tools/shell/examples/figure8.lua\n"
        "  leasehold simulate check.lua --seeds 100 --faults kill,pause\n"
        "  leasehold simulate --faults list\n"
        "\nExit codes: 0 all went well, 1 a seed failed, 2 usage, 3 no such "
        "file,\n130 Ctrl-C.\n";
}

} // namespace leasehold
