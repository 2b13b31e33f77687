// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_settings.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "runtime/shaping/device_name.hpp"
#include "runtime/shaping/exec_shaper.hpp"
#include "runtime/shaping/tc_shaper.hpp"
#include "tools/leasehold/carriers.hpp"

namespace leasehold {

namespace {

using config = node_configuration;
using kind = setting::kind;
using reader = file_reader;
using text = std::string;
using table = std::vector<node_setting>;

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

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

void enforce_by_tc(node_config& to) {
  to.interfaces = open_tc_shaper;
  to.carriers = watch_carrier;
}

status set_enforcement(node_config& to, const std::string& value) {
  if (value != "tc" && value != "none")
    return invalid(
        fmt::format("\"{}\" enforces nothing that is known: take tc, "
                    "or none to book leases only",
                    value));
  to.interfaces = nullptr;
  to.carriers = nullptr;
  if (value == "tc")
    enforce_by_tc(to);
  return success();
}

/// DEVICE=PROGRAM. What drives the other interfaces was set before.
status add_driver(node_configuration& all, const std::string& value) {
  const auto equals = std::min(value.find('='), value.size());
  const auto device = value.substr(0, equals);
  const auto program = value.substr(std::min(equals + 1, value.size()));
  if (!is_device_name(device) || program.empty() || program.front() != '/')
    return invalid(fmt::format(
        "\"{}\" is no driver: write the name of an interface, \"=\" and the "
        "absolute path of a program, like to-GW5=/usr/local/bin/switch-driver",
        value));
  auto& to = all.server.node;
  if (!to.interfaces)
    return invalid(fmt::format("interface {} has a driver, and --enforce none "
                               "enforces nothing: leave one of them out",
                               device));
  if (!all.drivers.emplace(device, program).second)
    return invalid(fmt::format(
        "interface {} has two drivers: leave one of them out", device));
  const auto clock = std::make_shared<system_clock_source>();
  to.interfaces = [device, program, clock, others = std::move(to.interfaces)](
                      const interface_config& x) {
    if (x.device != device)
      return others(x);
    return open_exec_shaper(x, {program, [clock] {
                                  return clock->wall();
                                }});
  };
  // Its program says how it is: by failing.
  to.carriers = [device, others = std::move(to.carriers)](
                    const std::string& of) -> carrier_reader {
    if (of != device)
      return others(of);
    return [] {
      return true;
    };
  };
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

template <class T>
status set(T& to, const result<T>& value) {
  if (!value)
    return value.error();
  to = *value;
  return success();
}

table places() {
  return {
      {{"data", kind::path, "DIR", "leasehold-data", "",
        "where the journal is; made if there is none"},
       [](config& c, const text& x, const reader&) {
         return set_text(c.server.folder, x);
       }},
      {{"listen", kind::text, "HOST:PORT", "127.0.0.1:7420", "",
        "where clients and other nodes connect; port 0 takes a free one"},
       [](config& c, const text& x, const reader&) {
         return set_text(c.server.door.listen.address, x);
       }},
      {{"http", kind::text, "HOST:PORT", "", "off",
        "where /healthz, /readyz and /metrics are; as --listen, loopback only "
        "without TLS"},
       [](config& c, const text& x, const reader&) {
         return set_text(c.server.http, x);
       }},
      {{"topology", kind::path, "FILE", "", "none",
        "the region to begin with, where the journal has none"},
       [](config& c, const text& x, const reader& read) {
         return set_topology(c.server.node.first_topology, x, read);
       }},
      {{"node-name", kind::text, "NAME", "node-1", "",
        "the node's name, as the topology has it"},
       [](config& c, const text& x, const reader&) {
         return set_name(c.server.node.name, x);
       }},
      {{"number", kind::number, "N", "1", "",
        "tells the nodes of a region apart in lease ids, 0 to 4095"},
       [](config& c, const text& x, const reader&) {
         return set_number(c.server.node.number, x);
       }},
  };
}

table rights() {
  return {
      {{"operator", kind::names, "NAME", "", "everybody who logs in",
        "who is an operator, and nobody else; needed with TLS"},
       [](config& c, const text& x, const reader&) {
         return add_operator(c.server, x);
       }},
      {{"tls-ca", kind::path, "FILE", "", "no TLS",
        "the CAs whose clients may connect (PEM)"},
       [](config& c, const text& x, const reader&) {
         return set_text(tls_of(c.server).ca_file, x);
       }},
      {{"tls-cert", kind::path, "FILE", "", "no TLS",
        "the node's certificate (PEM)"},
       [](config& c, const text& x, const reader&) {
         return set_text(tls_of(c.server).certificate_file, x);
       }},
      {{"tls-key", kind::path, "FILE", "", "no TLS",
        "its private key (PEM, not encrypted)"},
       [](config& c, const text& x, const reader&) {
         return set_text(tls_of(c.server).key_file, x);
       }},
      {{"allow-kill", kind::yes_no, "", "false", "",
        "lets operators kill actors, for scenarios"},
       [](config& c, const text& x, const reader&) {
         c.server.node.killing = x == "true" ? observer_config::kills::allowed
                                             : observer_config::kills::refused;
         return success();
       }},
  };
}

table bounds_of_node() {
  return {
      {{"hold-timeout", kind::time, "TIME", "10s", "",
        "how long gateways keep a hold"},
       [](config& c, const text& x, const reader&) {
         return set_duration(c.server.node.timing.hold, x);
       }},
      {{"liveness", kind::time, "TIME", "30s", "",
        "how long an infinite lease outlives its holder's session"},
       [](config& c, const text& x, const reader&) {
         return set_duration(c.server.node.terms.liveness, x);
       }},
      {{"lost-after", kind::time, "TIME", "10s", "",
        "how long another node is out of reach before leases leave its "
        "gateways"},
       [](config& c, const text& x, const reader&) {
         return set_duration(c.server.node.lost_after, x);
       }},
      {{"enforce", kind::text, "DRIVER", "tc", "",
        "what enforces leases on the interfaces of the topology: tc, or none"},
       [](config& c, const text& x, const reader&) {
         return set_enforcement(c.server.node, x);
       }},
      {{"driver", kind::names, "DEVICE=PROGRAM", "", "no program",
        "what enforces on that interface in place of tc, once for each"},
       [](config& c, const text& x, const reader&) {
         return add_driver(c, x);
       }},
      {{"events-kept", kind::number, "N", "100000", "",
        "how many events can be read again"},
       [](config& c, const text& x, const reader&) {
         return set_count(c.server.node.events_kept, x);
       }},
      {{"journal-rows", kind::number, "N", "100000", "",
        "a longer journal is folded into the state"},
       [](config& c, const text& x, const reader&) {
         return set_count(c.server.node.store.journal_rows_max, x);
       }},
  };
}

table logging() {
  return {
      {{"log-level", kind::text, "LEVEL", "info", "",
        "the least that is logged: debug, info, warning or error"},
       [](config& c, const text& x, const reader&) {
         return set(c.log.level, parse_log_level(x));
       }},
      {{"log-format", kind::text, "FORMAT", "text", "",
        "how each line is written: text or json"},
       [](config& c, const text& x, const reader&) {
         return set(c.log.format, parse_log_format(x));
       }},
  };
}

} // namespace

node_configuration::node_configuration() {
  enforce_by_tc(server.node);
  server.node.usage = node_config::accounts::kept;
}

const std::vector<node_setting>& node_setters() {
  static const auto all = [] {
    auto setters = places();
    for (auto& part : {rights(), bounds_of_node(), logging()})
      setters.insert(setters.end(), part.begin(), part.end());
    return setters;
  }();
  return all;
}

const std::vector<setting>& node_settings() {
  static const auto all = [] {
    std::vector<setting> settings;
    for (auto& x : node_setters())
      settings.push_back(x.what);
    return settings;
  }();
  return all;
}

} // namespace leasehold
