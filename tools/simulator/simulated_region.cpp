// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/simulated_region.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <caf/send.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actors/all_messages.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "tools/simulator/mischief.hpp"
#include "tools/simulator/random_fault.hpp"
#include "tools/simulator/simulated_session.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

namespace {

/// As a front door does.
constexpr auto seen_every = std::chrono::seconds{10};
constexpr std::uint32_t steps_between_looks = 1024;
/// Longer than a node is down by faults at random.
constexpr duration comes_back_within = std::chrono::seconds{30};
/// Set-ups end, holders are found gone, and releases are sent again.
constexpr duration settles_within = std::chrono::seconds{90};

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

std::vector<std::string> named_nodes(const topology& region) {
  std::vector<std::string> names;
  for (const auto& gateway : region.gateways)
    if (!gateway.node.empty()
        && std::find(names.begin(), names.end(), gateway.node.str())
            == names.end())
      names.push_back(gateway.node.str());
  return names;
}

/// The gateways in turn to so many nodes.
std::vector<std::string> share_out(topology& region, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i)
    names.push_back(fmt::format("node-{}", i + 1));
  for (std::size_t i = 0; count > 1 && i < region.gateways.size(); ++i)
    region.gateways[i].node = node_name{names[i % count]};
  return names;
}

/// The nodes of `setting`, whose topology names them afterwards where there
/// are several.
result<std::vector<std::string>> settle_nodes(region_setting& setting) {
  auto region = parse_topology(setting.topology, "the topology");
  if (!region)
    return region.error();
  auto names = named_nodes(*region);
  if (!names.empty()) {
    if (setting.nodes && *setting.nodes != names.size())
      return invalid(fmt::format("the topology names {} nodes, so there can't "
                                 "be {}; leave the number out",
                                 names.size(), *setting.nodes));
    return names;
  }
  const auto count = setting.nodes.value_or(1);
  if (count < 1 || count > region->gateways.size())
    return invalid(fmt::format("{} nodes can't share {} gateways; take 1 to {}",
                               count, region->gateways.size(),
                               region->gateways.size()));
  names = share_out(*region, count);
  if (count > 1)
    setting.topology = write_topology(*region);
  return names;
}

world_config describe(const region_setting& setting,
                      const std::vector<std::string>& names) {
  world_config result;
  result.seed = setting.seed;
  for (const auto& name : names) {
    node_spec spec;
    spec.config.name = name;
    spec.config.version = setting.version;
    spec.config.number = static_cast<std::uint32_t>(result.nodes.size() + 1);
    spec.config.first_topology = setting.topology;
    result.nodes.push_back(std::move(spec));
  }
  return result;
}

/// What nodes let see of themselves.
class onlooker final : public observer {
public:
  void appended(true_time, const append_note&) override {
    ++writes;
  }
  void node_changed(true_time, const node_note& note) override {
    if (note.change != node_change::paused
        && note.change != node_change::resumed)
      ends[note.node] = note.why;
  }

  std::uint64_t writes = 0;
  std::map<node_index, std::string> ends;
};

} // namespace

struct simulated_region::parts {
  explicit parts(region_setting x) : setting(std::move(x)) {}

  region_setting setting;
  std::vector<std::string> names;
  onlooker seen;
  /// True time as the client's clock reads it.
  mutable true_time now{0};
  std::optional<machine_clock> client;
  std::optional<dice> requests;
  /// Who has how many sessions at which node.
  std::map<std::pair<node_index, lessee_name>, std::uint32_t> holders;
  // What happens in it refers to all of the above.
  std::optional<world> where;
  std::optional<mischief> trouble;
};

simulated_region::simulated_region(region_setting setting)
    : parts_(std::make_unique<parts>(std::move(setting))) {}

simulated_region::~simulated_region() = default;

result<std::shared_ptr<simulated_region>>
simulated_region::open(region_setting setting) {
  auto names = settle_nodes(setting);
  if (!names)
    return names.error();
  std::shared_ptr<simulated_region> made{
      new simulated_region{std::move(setting)}};
  auto& in = *made->parts_;
  in.names = std::move(*names);
  in.where.emplace(describe(in.setting, in.names));
  in.where->add(in.seen);
  in.trouble.emplace(*in.where);
  in.client.emplace(in.now, "client", clock_rates{});
  in.requests = in.where->chance().fork("requests");
  for (node_index i = 0; i < in.where->size(); ++i)
    if (auto why = in.where->start(i); why.code != errc::none)
      return why;
  made->report_holders();
  return made;
}

result<std::shared_ptr<session>>
simulated_region::connect(const lessee_name& who,
                          const std::optional<std::string>& node) {
  if (!is_name(who.str(), bounds::name_bytes))
    return invalid(fmt::format(
        "\"{}\" can't log in: a name has 1 to {} "
        "characters of visible ASCII, without spaces and with no '-' in front",
        who.str(), bounds::name_bytes));
  const auto name = node.value_or(parts_->names.front());
  auto at = find_running(name);
  if (!at && at.error().code == errc::conflict && has_faults()) {
    run(comes_back_within,
        [&] { return (at = find_running(name)).has_value(); });
  }
  if (!at)
    return at.error();
  const auto& operators = parts_->setting.operators;
  principal user{who,
                 !operators || operators->count(who) > 0 ? role::operator_
                                                         : role::lessee};
  return std::shared_ptr<session>{
      std::make_shared<simulated_session>(shared_from_this(), *at, user)};
}

// -- time --------------------------------------------------------------------

time_base simulated_region::clock() const {
  parts_->now = parts_->where->now();
  const auto since_boot =
      std::chrono::floor<duration>(parts_->client->ticks().boottime);
  return {instant{since_boot}, parts_->client->wall()};
}

bool simulated_region::is_interrupted() const {
  return parts_->setting.interrupted && parts_->setting.interrupted();
}

simulated_region::passed
simulated_region::run(duration at_most, const std::function<bool()>& done) {
  auto& where = *parts_->where;
  const auto end = where.now() + at_most;
  for (std::uint32_t steps = 0; !done(); ++steps) {
    if (steps % steps_between_looks == 0 && is_interrupted())
      return passed::interrupted;
    if (where.step(end) == world::progress::idle) {
      where.run_until(end);
      return passed::all;
    }
  }
  return passed::done;
}

std::uint64_t simulated_region::writes() const noexcept {
  return parts_->seen.writes;
}

request_id simulated_region::fresh_request() {
  // 0 is no number.
  return request_id{parts_->requests->next() | 1};
}

world& simulated_region::where() noexcept {
  return *parts_->where;
}

// -- sessions ----------------------------------------------------------------

void simulated_region::enter(node_index node, const lessee_name& who) {
  ++parts_->holders[{node, who}];
  if (auto& target = where().node(node); target.running())
    caf::anon_send(target.services().leases, holder_seen{who});
}

void simulated_region::leave(node_index node, const lessee_name& who) {
  auto i = parts_->holders.find({node, who});
  if (--i->second == 0)
    parts_->holders.erase(i);
}

std::uint64_t simulated_region::sessions(node_index node) const {
  std::uint64_t count = 0;
  for (const auto& [who, sessions] : parts_->holders)
    if (who.first == node)
      count += sessions;
  return count;
}

void simulated_region::report_holders() {
  for (const auto& [who, count] : parts_->holders)
    if (auto& target = where().node(who.first); target.running())
      caf::anon_send(target.services().leases, holder_seen{who.second});
  where().at(where().now() + seen_every, [this] { report_holders(); });
}

// -- what can be done to nodes
// -------------------------------------------------

const char* to_string(disk_state x) noexcept {
  switch (x) {
  case disk_state::good:
    return "good";
  case disk_state::slow:
    return "slow";
  case disk_state::low:
    return "low";
  case disk_state::full:
    return "full";
  }
  return "unknown";
}

std::vector<node_view> simulated_region::nodes() const {
  std::vector<node_view> all;
  for (node_index i = 0; i < parts_->names.size(); ++i) {
    const auto& node = parts_->where->node(i);
    const auto* state = !node.running() ? "down"
        : node.paused()                 ? "paused"
                                        : "running";
    auto why = parts_->seen.ends.find(i);
    all.push_back({parts_->names[i], state,
                   why == parts_->seen.ends.end() ? "" : why->second});
  }
  return all;
}

result<node_index> simulated_region::find(const std::string& node) const {
  const auto& names = parts_->names;
  const auto i = std::find(names.begin(), names.end(), node);
  if (i == names.end())
    return failure{errc::unknown_name,
                   fmt::format("there is no node {}; there are {}", node,
                               fmt::join(names, ", "))};
  return static_cast<node_index>(i - names.begin());
}

result<node_index>
simulated_region::find_running(const std::string& node) const {
  auto at = find(node);
  if (at && !parts_->where->node(*at).running())
    return failure{errc::conflict,
                   fmt::format("{0} is down ({1}); start(\"{0}\") starts it",
                               node, parts_->seen.ends[*at])};
  return at;
}

status simulated_region::kill(const std::string& node) {
  auto at = has_faults() ? find(node) : find_running(node);
  if (!at)
    return at.error();
  parts_->trouble->leave_down(*at);
  where().kill(*at);
  return success();
}

status simulated_region::start(const std::string& node) {
  auto at = find(node);
  if (!at)
    return at.error();
  parts_->trouble->allow(*at);
  if (where().node(*at).running())
    return has_faults()
        ? success()
        : status{failure{errc::conflict,
                         fmt::format("{0} runs; kill(\"{0}\") first", node)}};
  if (auto why = where().start(*at); why.code != errc::none)
    return why;
  return success();
}

status simulated_region::pause(const std::string& node, duration time) {
  auto at = has_faults() ? find(node) : find_running(node);
  if (!at)
    return at.error();
  where().pause(*at, time);
  return success();
}

status simulated_region::reboot(const std::string& node) {
  auto at = find(node);
  if (!at)
    return at.error();
  parts_->trouble->leave_down(*at);
  where().reboot(*at);
  return success();
}

status simulated_region::set_disk(const std::string& node, disk_state state) {
  auto at = find(node);
  if (!at)
    return at.error();
  auto& disk = where().node(*at).storage();
  const auto slow = state == disk_state::slow;
  const auto full = state == disk_state::full;
  const auto low = full || state == disk_state::low;
  disk.set_timing(
      slow ? disk_timing{std::chrono::milliseconds{50}, std::chrono::seconds{1}}
           : disk_timing{});
  disk.set_space(low ? disk_space::low : disk_space::ample);
  disk.set_room(full ? disk::room::none : disk::room::some);
  if (state != disk_state::good)
    where().tell(*at,
                 slow       ? fault::disk_slow
                     : full ? fault::disk_full
                            : fault::disk_low);
  return success();
}

status simulated_region::jump_clock(const std::string& node, duration by) {
  auto at = find(node);
  if (!at)
    return at.error();
  where().node(*at).clock().jump_wall(by);
  where().tell(*at, fault::wall_jump);
  return success();
}

status simulated_region::part(const std::string& one,
                              const std::string& other) {
  auto a = find(one);
  auto b = find(other);
  if (!a || !b)
    return a ? b.error() : a.error();
  if (*a == *b)
    return invalid(fmt::format("a partition is between two nodes, and {} is "
                               "one; name another",
                               one));
  where().between().close(*a, *b, fault::partition_groups);
  where().between().close(*b, *a, fault::partition_groups);
  return success();
}

void simulated_region::heal() {
  where().between().open_all();
  for (node_index i = 0; i < where().size(); ++i) {
    static_cast<void>(set_disk(parts_->names[i], disk_state::good));
    where().node(i).resume();
  }
}

// -- faults at random
// ----------------------------------------------------------

bool simulated_region::has_faults() const noexcept {
  return parts_->trouble->going_on();
}

status simulated_region::set_faults(const std::vector<std::string>& kinds) {
  auto known = parse_faults(kinds);
  if (!known)
    return known.error();
  parts_->trouble->begin(std::move(*known));
  return success();
}

std::uint64_t simulated_region::faults() const noexcept {
  return parts_->trouble->count();
}

std::vector<std::string> simulated_region::settle() {
  parts_->trouble->end();
  heal();
  where().start_all();
  run(settles_within, [] { return false; });
  std::vector<std::string> wrong;
  for (node_index i = 0; i < where().size(); ++i) {
    simulated_session auditor{
        shared_from_this(), i, {lessee_name{"auditor"}, role::operator_}};
    auto report = auditor.audit();
    if (!report)
      wrong.push_back(report.error().message);
    else
      for (const auto& finding : report->findings)
        wrong.push_back(fmt::format("{}: {}: {}: {}", parts_->names[i],
                                    finding.rule, finding.subject,
                                    finding.message));
  }
  return wrong;
}

std::shared_ptr<simulated_region> region_of(const session& x) {
  const auto* simulated = dynamic_cast<const simulated_session*>(&x);
  return simulated ? simulated->region() : nullptr;
}

} // namespace leasehold::sim
