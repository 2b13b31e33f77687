// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/topology_file.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "actors/route/topology_rules.hpp"
#include "messages/amount.hpp"
#include "messages/decimal.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "messages/ip_address.hpp"
#include "messages/period.hpp"
#include "runtime/config/toml_reader.hpp"

namespace leasehold {

namespace {

// -- reading -----------------------------------------------------------------

/// The amount in its one dimension; 0 and a complaint where it has others.
std::int64_t in_unit(const toml_section& from, const char* key,
                     const std::string& typed, unit u, const char* help) {
  auto amount = parse_amounts(typed);
  if (!amount) {
    from.complain(key, amount.error().message);
    return 0;
  }
  auto y = (*amount)[u];
  if (*amount != amounts{u, y})
    from.complain(
        key, fmt::format("{} is no {}: write it {}", quoted(typed), key, help));
  return y;
}

std::int64_t rate_in(const toml_section& from, const char* key,
                     const std::string& typed) {
  return in_unit(from, key, typed, unit::bit_per_second,
                 "in bit/s, like 100Mbit/s");
}

std::int64_t bandwidth_in(const toml_section& from, const std::string& typed) {
  return rate_in(from, "bandwidth", typed);
}

/// One text, or a list of them.
template <class T>
std::vector<T> read_addresses(const toml_section& from, const char* key,
                              result<T> (*parse)(std::string_view)) {
  std::vector<std::string> typed;
  if (from.is_array(key))
    typed = from.texts(key).value_or(std::vector<std::string>{});
  else if (auto one = from.text(key))
    typed.push_back(std::move(*one));
  std::vector<T> y;
  for (auto& text : typed)
    if (auto address = parse(text))
      y.push_back(*address);
    else
      from.complain(key, address.error().message);
  return y;
}

interface_spec read_interface(const toml_section& from) {
  interface_spec y;
  y.device = from.required("device", "eth0");
  y.line_rate =
      rate_in(from, "line_rate", from.required("line_rate", "100Mbit/s"));
  y.unleased = rate_in(from, "unleased", from.required("unleased", "1Mbit/s"));
  y.next_hops = read_addresses(from, "next_hop", parse_ip_address);
  return y;
}

node_spec read_node(const toml_section& from) {
  from.allow({"name", "address"});
  node_spec y;
  y.name = node_name{from.required("name", "cellar")};
  y.address = from.text("address").value_or("");
  return y;
}

gateway_spec read_gateway(const toml_section& from) {
  from.allow({"name", "buffers", "buffer_time", "node"});
  gateway_spec y;
  y.name = gateway_name{from.required("name", "GW1")};
  if (auto typed = from.text("buffers"))
    if (auto bytes =
            in_unit(from, "buffers", *typed, unit::byte, "in bytes, like 4MiB");
        bytes != 0)
      y.buffer_bytes = bytes;
  if (auto stay = from.parsed("buffer_time", parse_duration))
    y.buffer_time = *stay;
  y.node = node_name{from.text("node").value_or("")};
  return y;
}

/// One value for both ends, or one for each.
void read_bandwidth(const toml_section& from, link_spec& into) {
  if (!from.is_array("bandwidth")) {
    into.bandwidth_a =
        bandwidth_in(from, from.required("bandwidth", "100Mbit/s"));
    into.bandwidth_b = into.bandwidth_a;
    return;
  }
  auto both = from.texts("bandwidth");
  if (both && both->size() == 2) {
    into.bandwidth_a = bandwidth_in(from, both->front());
    into.bandwidth_b = bandwidth_in(from, both->back());
    return;
  }
  from.complain("bandwidth",
                "a link has a bandwidth for both its ends, or "
                "two, in the order of between: write it like "
                "\"100Mbit/s\" or [\"100Mbit/s\", \"50Mbit/s\"]");
}

/// Of the gateways at its ends, which each names.
void read_interfaces(const toml_section& from, link_spec& into) {
  for (auto& section : from.sections("interface")) {
    section.allow({"gateway", "device", "line_rate", "unleased", "next_hop"});
    const gateway_name gateway{section.required("gateway", "GW1")};
    if (gateway != into.a && gateway != into.b) {
      section.complain("gateway",
                       fmt::format("link {} has no end at {}: name one of its "
                                   "gateways",
                                   into.name.str(), quoted(gateway.str())));
      return;
    }
    auto& end = gateway == into.a ? into.interface_a : into.interface_b;
    if (end)
      section.complain(fmt::format("the interface of {} is there twice: leave "
                                   "one out",
                                   gateway.str()));
    end = read_interface(section);
  }
}

link_spec read_link(const toml_section& from) {
  from.allow({"name", "between", "bandwidth", "cost", "interface"});
  link_spec y;
  y.name = link_name{from.required("name", "GW1-GW2")};
  auto ends = from.texts("between");
  if (ends && ends->size() == 2) {
    y.a = gateway_name{ends->front()};
    y.b = gateway_name{ends->back()};
  } else {
    from.complain("between",
                  "a link is between two gateways: write it like "
                  "between = [\"GW1\", \"GW2\"]");
  }
  read_bandwidth(from, y);
  if (auto cost =
          from.integer("cost", 1, std::numeric_limits<std::uint32_t>::max()))
    y.cost = static_cast<std::uint32_t>(*cost);
  read_interfaces(from, y);
  return y;
}

endpoint_spec read_endpoint(const toml_section& from) {
  from.allow({"name", "gateway", "bandwidth", "location", "machine_type",
              "address", "interface", "alternates", "mac"});
  endpoint_spec y;
  y.name = endpoint_name{from.required("name", "EP11")};
  y.gateway = gateway_name{from.required("gateway", "GW1")};
  y.bandwidth = bandwidth_in(from, from.required("bandwidth", "100Mbit/s"));
  y.location = from.text("location").value_or("");
  y.machine_type = from.text("machine_type").value_or("");
  y.addresses = read_addresses(from, "address", parse_endpoint_address);
  for (auto& gateway :
       from.texts("alternates").value_or(std::vector<std::string>{}))
    y.alternates.emplace_back(std::move(gateway));
  y.mac = from.parsed("mac", parse_mac_address);
  if (auto section = from.section("interface")) {
    section->allow({"device", "line_rate", "unleased", "next_hop"});
    y.interface = read_interface(*section);
  }
  return y;
}

resource_spec read_resource(const toml_section& from) {
  from.allow(
      {"name", "kind", "endpoint", "gateway", "capacity", "groups", "part_of"});
  resource_spec y;
  y.name = resource_name{from.required("name", "EP11/printer")};
  y.kind = kind_name{from.required("kind", "printer")};
  y.endpoint = endpoint_name{from.text("endpoint").value_or("")};
  y.gateway = gateway_name{from.text("gateway").value_or("")};
  from.required("capacity", "1count");
  if (auto capacity = from.parsed("capacity", parse_amounts))
    y.capacity = *capacity;
  for (auto& group : from.texts("groups").value_or(std::vector<std::string>{}))
    y.groups.emplace_back(std::move(group));
  if (auto whole = from.text("part_of"))
    y.part_of = resource_name{std::move(*whole)};
  return y;
}

template <class T>
std::vector<T> read_all(const std::vector<toml_section>& from,
                        T (*read)(const toml_section&)) {
  std::vector<T> y;
  y.reserve(from.size());
  for (auto& section : from)
    y.push_back(read(section));
  return y;
}

/// Says where the fault of the whole stands.
void report(const topology_fault& fault, const toml_section& top) {
  auto at = [&](const char* key) {
    top.sections(key).at(fault.index).complain(fault.message);
  };
  switch (fault.part) {
  case topology_part::region:
    return top.complain("region", fault.message);
  case topology_part::node:
    return at("node");
  case topology_part::gateway:
    return at("gateway");
  case topology_part::link:
    return at("link");
  case topology_part::endpoint:
    return at("endpoint");
  case topology_part::resource:
    return at("resource");
  }
}

void read_top(const toml_section& top, topology& into) {
  top.allow({"region", "node", "gateway", "link", "endpoint", "resource"});
  into.region = region_name{top.required("region", "figure8")};
  into.nodes = read_all(top.sections("node"), read_node);
  into.gateways = read_all(top.sections("gateway"), read_gateway);
  into.links = read_all(top.sections("link"), read_link);
  into.endpoints = read_all(top.sections("endpoint"), read_endpoint);
  into.resources = read_all(top.sections("resource"), read_resource);
  // A complaint that came before is kept instead.
  if (auto fault = find_fault(into))
    report(*fault, top);
}

// -- writing -----------------------------------------------------------------

std::string text(unit u, std::int64_t value) {
  return toml_quoted(to_string(amounts{u, value}));
}

/// "key = value" on a line of its own; `value` is TOML.
void put(std::string& out, const char* key, const std::string& value) {
  out += fmt::format("{} = {}\n", key, value);
}

void put_unless_empty(std::string& out, const char* key,
                      const std::string& value) {
  if (!value.empty())
    put(out, key, toml_quoted(value));
}

template <class Tag>
const std::string& text_of(const name<Tag>& x) {
  return x.str();
}
std::string text_of(const ip_address& x) {
  return to_string(x);
}
std::string text_of(const endpoint_address& x) {
  return to_string(x);
}

template <class T>
void put_unless_empty(std::string& out, const char* key,
                      const std::vector<T>& x) {
  std::vector<std::string> texts;
  for (auto& each : x)
    texts.push_back(toml_quoted(text_of(each)));
  if (!texts.empty())
    put(out, key, fmt::format("[{}]", fmt::join(texts, ", ")));
}

void write(std::string& out, const node_spec& x) {
  out += "\n[[node]]\n";
  put(out, "name", toml_quoted(x.name.str()));
  put_unless_empty(out, "address", x.address);
}

void write(std::string& out, const gateway_spec& x) {
  out += "\n[[gateway]]\n";
  put(out, "name", toml_quoted(x.name.str()));
  put(out, "buffers", text(unit::byte, x.buffer_bytes.value_or(0)));
  put(out, "buffer_time", toml_quoted(to_string(x.buffer_time)));
  put_unless_empty(out, "node", x.node.str());
}

void write(std::string& out, const interface_spec& x) {
  put(out, "device", toml_quoted(x.device));
  put(out, "line_rate", text(unit::bit_per_second, x.line_rate));
  put(out, "unleased", text(unit::bit_per_second, x.unleased));
  put_unless_empty(out, "next_hop", x.next_hops);
}

void write_end(std::string& out, const gateway_name& gateway,
               const std::optional<interface_spec>& x) {
  if (!x)
    return;
  out += "[[link.interface]]\n";
  put(out, "gateway", toml_quoted(gateway.str()));
  write(out, *x);
}

void write(std::string& out, const link_spec& x) {
  out += "\n[[link]]\n";
  put(out, "name", toml_quoted(x.name.str()));
  put(out, "between",
      fmt::format("[{}, {}]", toml_quoted(x.a.str()), toml_quoted(x.b.str())));
  auto at_a = text(unit::bit_per_second, x.bandwidth_a);
  auto at_b = text(unit::bit_per_second, x.bandwidth_b);
  put(out, "bandwidth",
      at_a == at_b ? at_a : fmt::format("[{}, {}]", at_a, at_b));
  put(out, "cost", fmt::to_string(x.cost));
  write_end(out, x.a, x.interface_a);
  write_end(out, x.b, x.interface_b);
}

void write(std::string& out, const endpoint_spec& x) {
  out += "\n[[endpoint]]\n";
  put(out, "name", toml_quoted(x.name.str()));
  put(out, "gateway", toml_quoted(x.gateway.str()));
  put(out, "bandwidth", text(unit::bit_per_second, x.bandwidth));
  put_unless_empty(out, "location", x.location);
  put_unless_empty(out, "machine_type", x.machine_type);
  put_unless_empty(out, "address", x.addresses);
  put_unless_empty(out, "alternates", x.alternates);
  if (x.mac)
    put(out, "mac", toml_quoted(to_string(*x.mac)));
  if (x.interface) {
    out += "[endpoint.interface]\n";
    write(out, *x.interface);
  }
}

void write(std::string& out, const resource_spec& x) {
  out += "\n[[resource]]\n";
  put(out, "name", toml_quoted(x.name.str()));
  put(out, "kind", toml_quoted(x.kind.str()));
  put_unless_empty(out, "endpoint", x.endpoint.str());
  put_unless_empty(out, "gateway", x.gateway.str());
  put(out, "capacity", toml_quoted(to_string(x.capacity)));
  put_unless_empty(out, "groups", x.groups);
  if (x.part_of)
    put(out, "part_of", toml_quoted(x.part_of->str()));
}

} // namespace

result<topology> parse_topology(std::string_view toml,
                                std::string_view file_name) {
  topology y;
  auto outcome = read_toml(toml, file_name,
                           [&y](const toml_section& top) { read_top(top, y); });
  if (!outcome)
    return outcome.error();
  return y;
}

std::string write_topology(const topology& x) {
  std::string y;
  put(y, "region", toml_quoted(x.region.str()));
  for (auto& node : x.nodes)
    write(y, node);
  for (auto& gateway : x.gateways)
    write(y, gateway);
  for (auto& link : x.links)
    write(y, link);
  for (auto& endpoint : x.endpoints)
    write(y, endpoint);
  for (auto& resource : x.resources)
    write(y, resource);
  return y;
}

} // namespace leasehold
