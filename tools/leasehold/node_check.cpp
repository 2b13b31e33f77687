// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_check.hpp"

#include <fmt/format.h>

#include "actors/directory/placement.hpp"
#include "actors/link/certificate_name.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/civil.hpp"
#include "runtime/rpc/certificate.hpp"
#include "runtime/rpc/listener_config.hpp"

namespace leasehold {

namespace {

/// What a complaint about a setting begins with, given or not.
std::string place_of(const node_options& options, const char* name) {
  auto given = options.given.values.find(name);
  return given == options.given.values.end() ? std::string{"--"} + name
                                             : given->second.place;
}

void complain(node_options& options, const char* about,
              const std::string& why) {
  options.given.problems.push_back(place_of(options, about) + ": " + why);
}

void check_certificate(node_options& options, const tls_config& tls,
                       wall_time now) {
  auto facts = read_certificate(tls.certificate_file);
  if (!facts)
    return complain(options, "tls-cert", facts.error().message);
  if (facts->not_after <= now)
    complain(options, "tls-cert",
             fmt::format("{} expired at {}, and nobody accepts it; make a new "
                         "one",
                         tls.certificate_file, format_time(facts->not_after)));
  else if (facts->not_before > now)
    complain(options, "tls-cert",
             fmt::format("{} is not valid before {}; make a new one, or set "
                         "this machine's clock",
                         tls.certificate_file, format_time(facts->not_before)));
}

void check_tls_files(node_options& options, wall_time now) {
  auto& tls = *options.config.door.listen.tls;
  if (tls.ca_file.empty() || tls.certificate_file.empty()
      || tls.key_file.empty())
    return; // which has been said
  if (auto cas = check_cas(tls.ca_file); !cas)
    complain(options, "tls-ca", cas.error().message);
  check_certificate(options, tls, now);
  if (auto pair = check_key(tls); !pair)
    complain(options, "tls-key", pair.error().message);
}

} // namespace

void check_addresses_and_files(node_options& options, wall_time now) {
  if (auto listen = validate(options.config.door.listen); !listen)
    complain(options, "listen", listen.error().message);
  if (!options.config.http.empty()) {
    auto other = options.config.door.listen;
    other.address = options.config.http;
    if (auto http = validate(other); !http)
      complain(options, "http", http.error().message);
  }
  if (options.config.door.listen.tls)
    check_tls_files(options, now);
}

namespace {

/// In a region of several nodes with TLS, others let in nobody else.
void check_node_certificate(node_options& options) {
  auto& listen = options.config.door.listen;
  if (!listen.tls)
    return;
  auto facts = read_certificate(listen.tls->certificate_file);
  const auto wanted = certificate_name(options.config.node.name);
  if (facts && facts->common_name != wanted)
    complain(options, "tls-cert",
             fmt::format("the common name of {} is \"{}\", and other nodes let "
                         "nobody in but \"{}\"; make one: `leasehold "
                         "cert node {} HOST`",
                         listen.tls->certificate_file, facts->common_name,
                         wanted, options.config.node.name));
}

} // namespace

void check_place(node_options& options) {
  auto& node = options.config.node;
  if (node.first_topology.empty())
    return;
  auto region = parse_topology(node.first_topology, "");
  if (!region)
    return; // which has been said
  if (auto named = check_named(*region, node_name{node.name}); !named)
    complain(options, "node-name", named.error().message);
  if (region->nodes.size() > 1)
    check_node_certificate(options);
}

std::string summary_of(const node_options& options) {
  auto& config = options.config;
  return fmt::format(
      "the configuration is good: node {} with number {} listens "
      "on {}{}, with its data in {}",
      config.node.name, config.node.number, config.door.listen.address,
      config.door.listen.tls ? " with TLS" : " without TLS", config.folder);
}

} // namespace leasehold
