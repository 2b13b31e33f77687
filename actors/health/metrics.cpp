// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/metrics.hpp"

#include <algorithm>
#include <utility>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace leasehold {

namespace {

using labels = std::vector<prometheus::ClientMetric::Label>;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double us_in_second = 1e6;
constexpr double ms_in_second = 1e3;

class page {
public:
  /// The next samples are of this family.
  page& gauge(const char* name, const char* help) {
    return begin(name, help, MetricType::Gauge);
  }
  page& counter(const char* name, const char* help) {
    return begin(name, help, MetricType::Counter);
  }

  page& add(double value, labels of = {}) {
    prometheus::ClientMetric sample;
    sample.label = std::move(of);
    sample.gauge.value = value;
    sample.counter.value = value;
    families_.back().metric.push_back(std::move(sample));
    return *this;
  }

  page& times(const char* name, const char* help,
              const histogram::reading& read) {
    begin(name, help, MetricType::Histogram);
    prometheus::ClientMetric sample;
    auto& to = sample.histogram;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < histogram::bounds.size(); ++i) {
      below += read.steps[i];
      to.bucket.push_back(
          {below, static_cast<double>(histogram::bounds[i]) / us_in_second});
    }
    // What is counted meanwhile must not make a step larger than all.
    to.sample_count = std::max(read.count, below);
    to.sample_sum = static_cast<double>(read.sum.count()) / us_in_second;
    families_.back().metric.push_back(std::move(sample));
    return *this;
  }

  std::string text() {
    // A family without samples says nothing.
    families_.erase(std::remove_if(families_.begin(), families_.end(),
                                   [](auto& x) { return x.metric.empty(); }),
                    families_.end());
    return prometheus::TextSerializer{}.Serialize(families_);
  }

private:
  page& begin(const char* name, const char* help, MetricType type) {
    families_.push_back({name, help, type, {}});
    return *this;
  }

  std::vector<MetricFamily> families_;
};

double to_double(std::uint64_t x) {
  return static_cast<double>(x);
}

void add_node(page& to, const node_status& x) {
  to.gauge("leasehold_build_info", "What runs; always 1.")
      .add(1, {{"version", x.version}});
  to.gauge("leasehold_node_info", "Which node of which region; always 1.")
      .add(1, {{"node", x.name}, {"region", x.region.str()}});
  to.gauge("leasehold_uptime_seconds", "Since the node started.")
      .add(static_cast<double>(x.uptime.count()) / ms_in_second);
  to.gauge("leasehold_leases", "Leases that this node granted and keeps.")
      .add(to_double(x.leases));
  to.gauge("leasehold_sessions", "Lessees and operators that are logged in.")
      .add(to_double(x.sessions));
  to.gauge("leasehold_journal_rows",
           "Rows of the journal that a start has to read.")
      .add(to_double(x.journal_records));
  to.gauge("leasehold_disk_free_bytes",
           "Free space on the disk of the journal; below 64 MiB nothing new "
           "is granted.")
      .add(to_double(x.disk_free_bytes));
}

/// Prometheus counts in bytes.
double in_base_unit(unit dimension, std::int64_t value) {
  constexpr double bits_in_byte = 8;
  const auto x = static_cast<double>(value);
  return dimension == unit::bit_per_second ? x / bits_in_byte : x;
}

/// One family for each dimension: samples of one name have one unit.
void add_amounts(page& to, const std::vector<resource_info>& all,
                 const char* const (&names)[unit_count], const char* help,
                 amounts (*value)(const resource_info&)) {
  for (auto dimension : all_units) {
    to.gauge(names[static_cast<std::size_t>(dimension)], help);
    for (auto& x : all)
      if (x.capacity[dimension] > 0)
        to.add(in_base_unit(dimension, value(x)[dimension]),
               {{"gateway", x.gateway.str()}, {"resource", x.name.str()}});
  }
}

void add_resources(page& to, std::vector<resource_info> all) {
  const auto left_out = all.size() > metered_max ? all.size() - metered_max : 0;
  all.resize(all.size() - left_out);
  add_amounts(to, all,
              {"leasehold_resource_capacity_bytes_per_second",
               "leasehold_resource_capacity_bytes",
               "leasehold_resource_capacity"},
              "What there is of a resource.",
              [](const resource_info& x) { return x.capacity; });
  add_amounts(to, all,
              {"leasehold_resource_free_bytes_per_second",
               "leasehold_resource_free_bytes", "leasehold_resource_free"},
              "What is free of a resource now.",
              [](const resource_info& x) { return x.free; });
  to.gauge("leasehold_resource_bookings",
           "Hops that have something of a resource now or later.");
  for (auto& x : all)
    to.add(to_double(x.bookings),
           {{"gateway", x.gateway.str()}, {"resource", x.name.str()}});
  to.gauge("leasehold_resources_left_out",
           "Resources that these metrics do not tell of, because there are "
           "too many.")
      .add(to_double(left_out));
}

void add_gateways(page& to, std::vector<gateway_info> all,
                  const std::optional<node_status>& node) {
  // Others are told of by their own nodes.
  all.erase(
      std::remove_if(all.begin(), all.end(),
                     [&node](auto& x) { return node && x.node != node->name; }),
      all.end());
  all.resize(std::min(all.size(), metered_max));
  to.gauge("leasehold_hops", "Hops of leases at a gateway, by state.");
  for (auto& x : all)
    to.add(to_double(x.hops_held),
           {{"gateway", x.name.str()}, {"state", "held"}})
        .add(to_double(x.hops_active),
             {{"gateway", x.name.str()}, {"state", "active"}});
  to.gauge("leasehold_gateway_out_of_service",
           "1 for a gateway that is drained or failed, or will be.");
  for (auto& x : all)
    to.add(x.out ? 1 : 0, {{"gateway", x.name.str()}});
}

/// Leases come and go, and are as many as a node may have: a series for each
/// would never end. `leasehold lease show` tells of one.
void add_traffic(page& to, std::vector<nic_traffic> all) {
  all.resize(std::min(all.size(), 2 * metered_max));
  auto each = [&to, &all](auto value) {
    for (auto& x : all)
      if (x.of != traffic_kind::lease)
        to.add(to_double(value(x)),
               {{"gateway", x.gateway.str()},
                {"resource", x.nic.str()},
                {"traffic", x.of == traffic_kind::leased ? "leased" : "rest"}});
  };
  to.counter("leasehold_nic_sent_bytes_total",
             "Bytes of the link layer that left through a NIC on which leases "
             "are enforced, of leases or not.");
  each([](auto& x) { return x.total.bytes; });
  to.counter("leasehold_nic_sent_packets_total", "Packets likewise.");
  each([](auto& x) { return x.total.packets; });
  to.counter("leasehold_nic_dropped_packets_total",
             "Packets that found no room in their queue there.");
  each([](auto& x) { return x.total.drops; });
}

void add_links(page& to, const std::vector<node_info>& all) {
  auto each = [&to, &all](auto value) {
    for (auto& x : all)
      to.add(value(x), {{"node", x.node.str()}});
  };
  to.gauge("leasehold_link_up", "1 for another node that answers.");
  each([](auto& x) { return x.state == reachability::up ? 1.0 : 0.0; });
  to.gauge("leasehold_link_suspect",
           "1 for another node that is silent for longer than it should.");
  each([](auto& x) { return x.state == reachability::suspect ? 1.0 : 0.0; });
  to.gauge("leasehold_link_same_topology",
           "0 for another node that has another topology.");
  each([](auto& x) { return x.same_topology ? 1.0 : 0.0; });
  to.gauge("leasehold_link_round_trip_seconds",
           "Of the last beat that another node answered.");
  for (auto& x : all)
    if (x.round_trip)
      to.add(static_cast<double>(x.round_trip->count()) / us_in_second,
             {{"node", x.node.str()}});
  to.counter("leasehold_link_sent_bytes_total", "To another node.");
  each([](auto& x) { return to_double(x.bytes_sent); });
  to.counter("leasehold_link_received_bytes_total", "From another node.");
  each([](auto& x) { return to_double(x.bytes_received); });
  to.counter("leasehold_link_dropped_frames_total",
             "Frames that another node did not get.");
  each([](auto& x) { return to_double(x.frames_dropped); });
}

void add_outcomes(page& to, const char* granted, const char* refused,
                  const char* what, const outcome_counts& x) {
  to.counter(granted, what).add(to_double(x.granted));
  to.counter(refused, what);
  // A refusal that never came is told of too: an alert needs a rate.
  for (auto code : {errc::insufficient_capacity, errc::limit_exceeded,
                    errc::low_space, errc::too_much, errc::unavailable})
    if (x.refused.count(code) == 0)
      to.add(0, {{"reason", to_string(code)}});
  for (auto& [code, count] : x.refused)
    to.add(to_double(count), {{"reason", to_string(code)}});
}

void add_answers(page& to, const door_counts& x) {
  add_outcomes(to, "leasehold_requests_granted_total",
               "leasehold_requests_refused_total",
               "Requests for leases that were answered here, by outcome.",
               x.requests);
  to.counter("leasehold_requests_rehearsed_total",
             "Dry runs that would have been granted.")
      .add(to_double(x.requests.rehearsed));
  add_outcomes(to, "leasehold_renewals_granted_total",
               "leasehold_renewals_refused_total",
               "Renewals that were answered here, by outcome.", x.renewals);
  add_outcomes(
      to, "leasehold_changes_granted_total", "leasehold_changes_refused_total",
      "Changes of leases that were answered here, by outcome.", x.changes);
}

void add_events(page& to, const event_counts& x) {
  to.counter("leasehold_lease_events_total",
             "Changes of leases that became durable, by kind and reason.");
  for (std::size_t i = 1; i < event_counts::kinds; ++i)
    for (std::size_t j = 1; j < event_counts::reasons; ++j) {
      const auto kind = static_cast<event_kind>(i);
      const auto reason = static_cast<event_reason>(j);
      if (auto count = x.of(kind, reason); count > 0)
        to.add(to_double(count),
               {{"kind", to_string(kind)}, {"reason", to_string(reason)}});
    }
  to.times("leasehold_expiry_lateness_seconds",
           "From the end of a term that ran out until that was durable.",
           x.lateness.read());
}

void add_connections(page& to, const node_figures& x) {
  to.gauge("leasehold_connections", "Open connections, by state.")
      .add(x.connections - x.strangers, {{"state", "logged-in"}})
      .add(x.strangers, {{"state", "stranger"}});
  to.counter("leasehold_connections_accepted_total", "Connections that came.")
      .add(to_double(x.connections_accepted));
  to.counter("leasehold_connections_refused_total",
             "Connections that were closed as they came, because there were "
             "too many.")
      .add(to_double(x.connections_refused));
  to.counter("leasehold_connections_closed_total",
             "Connections that ended, by reason.");
  for (auto& [reason, count] : x.connections_closed)
    to.add(to_double(count), {{"reason", reason}});
}

void add_actors(page& to, const std::vector<actor_info>& all) {
  to.gauge("leasehold_actor_mailbox_messages",
           "Messages that wait for an actor.");
  for (auto& x : all)
    to.add(to_double(x.mailbox), {{"actor", x.path}});
  to.counter("leasehold_actor_messages_total",
             "Messages that an actor has taken.");
  for (auto& x : all)
    to.add(to_double(x.messages), {{"actor", x.path}});
  to.gauge("leasehold_actor_longest_turn_seconds",
           "The longest that an actor kept its thread.");
  for (auto& x : all)
    to.add(static_cast<double>(x.longest_turn.count()) / us_in_second,
           {{"actor", x.path}});
}

void add_process(page& to, const process_figures& x) {
  to.gauge("process_resident_memory_bytes", "Memory in use.")
      .add(to_double(x.resident_bytes));
  to.counter("process_cpu_seconds_total", "User and system CPU time.")
      .add(x.cpu_seconds);
  to.gauge("process_open_fds", "Open files and sockets.")
      .add(to_double(x.open_files));
  to.gauge("process_max_fds", "As many may be open.")
      .add(to_double(x.files_max));
}

} // namespace

std::string metrics_text(const node_figures& x) {
  page to;
  if (x.node)
    add_node(to, *x.node);
  add_resources(to, x.resources);
  add_gateways(to, x.gateways, x.node);
  add_traffic(to, x.traffic);
  add_answers(to, x.answered);
  if (x.events)
    add_events(to, *x.events);
  to.times("leasehold_journal_commit_duration_seconds",
           "Until a group of records was durable.", x.commits);
  to.counter("leasehold_journal_records_total", "Records made durable.")
      .add(to_double(x.records));
  add_links(to, x.links);
  add_connections(to, x);
  add_actors(to, x.actors);
  add_process(to, x.process);
  if (x.certificate_ends)
    to.gauge("leasehold_certificate_expiry_timestamp_seconds",
             "When the node's certificate expires.")
        .add(static_cast<double>(x.certificate_ends->time_since_epoch().count())
             / ms_in_second);
  to.gauge("leasehold_metrics_missing",
           "1 for a part of the node that did not answer in time.");
  for (auto& part : x.missing)
    to.add(1, {{"part", part}});
  return to.text();
}

} // namespace leasehold
