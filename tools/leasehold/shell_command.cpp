// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/shell_command.hpp"

#include <charconv>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "tools/text/closest.hpp"
#include "tools/text/option_value.hpp"

namespace leasehold {

namespace {

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

/// What was read so far, and what can only be judged at the end.
struct reading {
  shell_command command;
  /// Options that are only for a node that is elsewhere, or only for one
  /// inside.
  std::string for_elsewhere;
  std::string for_inside;
  shell::start_request start;
};

struct option {
  std::string name;
  std::string value;
  std::string help;
  std::function<status(reading&, const std::string& value)> set;
};

using text = std::string;

status set_name(reading& to, const text& value) {
  if (!is_name(value, bounds::name_bytes))
    return invalid(
        fmt::format("\"{}\" is no name: 1 to {} characters of "
                    "visible ASCII, without spaces and with no '-' in front",
                    value, bounds::name_bytes));
  to.command.sessions.name = value;
  return success();
}

/// A whole number from 1 on.
template <class Number>
status set_number(Number& to, const text& value, Number max) {
  Number number = 0;
  auto end = value.data() + value.size();
  auto read = std::from_chars(value.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < 1 || number > max)
    return invalid(
        fmt::format("\"{}\" is no whole number from 1 to {}", value, max));
  to = number;
  return success();
}

status set_instructions(reading& to, const text& value) {
  constexpr std::uint64_t max = 1'000'000'000'000'000;
  return set_number(to.command.shell.limits.instructions.emplace(), value, max);
}

status set_memory(reading& to, const text& value) {
  constexpr std::size_t max = 1 << 20;
  std::size_t mib = 0;
  auto read = set_number(mib, value, max);
  if (read)
    to.command.shell.limits.memory_bytes = mib << 20;
  return read;
}

option elsewhere(text name, text value, text help,
                 text session_defaults::*member) {
  return {name, std::move(value), std::move(help),
          [name, member](reading& to, const text& given) {
            to.for_elsewhere = name;
            to.command.sessions.*member = given;
            return success();
          }};
}

option inside(text name, text value, text help,
              std::optional<text> shell::start_request::*member) {
  return {name, std::move(value), std::move(help),
          [name, member](reading& to, const text& given) {
            to.for_inside = name;
            to.start.*member = given;
            return success();
          }};
}

const std::vector<option>& all_options() {
  static const std::vector<option> all{
      elsewhere("--address", "HOST:PORT",
                "the node to talk to [$LEASEHOLD_ADDRESS or 127.0.0.1:7420]",
                &session_defaults::address),
      {"--name", "LESSEE", "who asks [$LEASEHOLD_NAME or your user name]",
       set_name},
      elsewhere("--tls-ca", "FILE",
                "certificate of the authority that the node must show "
                "[$LEASEHOLD_TLS_CA]",
                &session_defaults::ca),
      elsewhere("--tls-cert", "FILE",
                "your own certificate [$LEASEHOLD_TLS_CERT]",
                &session_defaults::certificate),
      elsewhere("--tls-key", "FILE", "its key [$LEASEHOLD_TLS_KEY]",
                &session_defaults::key),
      {"--inside", "", "start a node inside the shell; it ends with the shell",
       [](reading& to, const text&) {
         to.command.inside.emplace();
         return success();
       }},
      inside("--topology", "FILE", "the region of that node [Figure 8]",
             &shell::start_request::topology),
      inside("--data", "DIR", "where it keeps its leases [nowhere]",
             &shell::start_request::data),
      {"--operator", "NAME",
       "who is an operator of it, once for each; nobody else is [everybody]",
       [](reading& to, const text& value) {
         to.for_inside = "--operator";
         to.start.operators.push_back(value);
         return success();
       }},
      {"--instructions", "N",
       "stop a script, or a line at the prompt, after so many [no limit]",
       set_instructions},
      {"--namespaces", "PREFIX",
       "let scripts send traffic from one endpoint to another; the file of "
       "one's network namespace is PREFIX and its name [no traffic]",
       [](reading& to, const text& value) {
         to.command.namespaces = value;
         return success();
       }},
      {"--memory", "MIB", "the memory a script may use [256]", set_memory},
  };
  return all;
}

failure unknown(const text& word) {
  std::vector<text> names;
  for (auto& known : all_options())
    names.push_back(known.name);
  auto near = closest(word, names);
  return invalid(fmt::format("`leasehold shell` knows no {}{}; see "
                             "`leasehold shell --help`",
                             word, near.empty() ? near : ", but " + near));
}

const option* find_option(const text& name) {
  for (auto& known : all_options())
    if (known.name == name)
      return &known;
  return nullptr;
}

using words_iterator = std::vector<text>::const_iterator;

/// Reads the option at `i`, and leaves `i` at its last word.
status read_option(words_iterator& i, words_iterator end, reading& to) {
  auto equals = i->find('=');
  const auto* known = find_option(i->substr(0, equals));
  if (!known)
    return unknown(*i);
  result<text> value{text{}};
  if (!known->value.empty())
    value = take_option_value(i, end, known->help);
  else if (equals != text::npos)
    value = invalid(known->name + " takes no value");
  if (!value)
    return value.error();
  auto set = known->set(to, *value);
  if (!set)
    return failure{set.error().code, known->name + ": " + set.error().message};
  return success();
}

status finish(reading& from) {
  auto& inside = from.command.inside;
  if (inside && !from.for_elsewhere.empty())
    return invalid(fmt::format("--inside starts a node of the shell's own; "
                               "leave out {}, or --inside",
                               from.for_elsewhere));
  if (!inside && !from.for_inside.empty())
    return invalid(fmt::format(
        "{} is for a node inside the shell; add --inside", from.for_inside));
  if (inside)
    inside = std::move(from.start);
  return success();
}

} // namespace

result<shell_command> parse_shell_command(const std::vector<text>& words,
                                          session_defaults defaults) {
  reading so_far;
  so_far.command.sessions = std::move(defaults);
  auto i = words.begin();
  for (; i != words.end() && i->size() > 1 && i->front() == '-'; ++i) {
    if (*i == "-h" || *i == "--help") {
      so_far.command.what = shell_command::wanted::help;
      return std::move(so_far.command);
    }
    if (*i == "--") {
      ++i;
      break;
    }
    if (auto read = read_option(i, words.end(), so_far); !read)
      return read.error();
  }
  if (i != words.end())
    so_far.command.shell.script = *i++;
  so_far.command.shell.arguments.assign(i, words.end());
  if (auto fits = finish(so_far); !fits)
    return fits.error();
  return std::move(so_far.command);
}

std::string shell_usage() {
  text usage =
      "Opens the actor shell: Lua 5.4 with leases. Runs a script where one is "
      "given;\n\"-\" or a pipe is a script too.\n\n"
      "Usage: leasehold shell [OPTIONS] [SCRIPT [ARGUMENTS...]]\n\nOptions:\n";
  for (auto& known : all_options())
    usage +=
        fmt::format("  {:20} {}\n", known.name + " " + known.value, known.help);
  return usage
      + "\nExamples:\n"
        "  leasehold shell --inside\n"
        "  leasehold shell --inside tools/shell/examples/figure8.lua\n"
        "  leasehold shell --name alice check.lua EP51\n"
        "  echo 'print(leases())' | leasehold shell\n"
        "\nExit codes: 0 the script went well, 1 it failed, 2 usage, 3 no such "
        "file,\n130 Ctrl-C; or what the script gave to exit(). help() inside "
        "the shell\nexplains the language.\n";
}

} // namespace leasehold
