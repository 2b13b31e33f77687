// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/topology_rules.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "actors/route/interface_rules.hpp"
#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/utf8.hpp"
#include "messages/decimal.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "runtime/rpc/address.hpp"

namespace leasehold {

namespace {

/// What is wrong with one thing; empty where nothing is.
using complaint = std::string;

/// "link L1: WHAT".
template <class... Ts>
complaint about(const char* word, const std::string& name, const char* form,
                const Ts&... xs) {
  return fmt::format("{} {}: {}", word, name,
                     fmt::format(fmt::runtime(form), xs...));
}

bool is_plain_name(const std::string& x) {
  return is_name(x, bounds::name_bytes) && x.find('/') == std::string::npos;
}

complaint check_name(const char* word, const std::string& x) {
  if (is_plain_name(x))
    return {};
  return fmt::format(
      "{} is no name for {} {}: take 1 to {} visible ASCII "
      "characters without spaces and slashes, and no '-' in front",
      quoted(x), word[0] == 'e' ? "an" : "a", word, bounds::name_bytes);
}

complaint check_bandwidth(const char* word, const std::string& name,
                          std::int64_t x) {
  if (x > bounds::capacity_max)
    return about(
        word, name, "a bandwidth of {} is too large: give at most {}",
        to_string(amounts{unit::bit_per_second, x}),
        to_string(amounts{unit::bit_per_second, bounds::capacity_max}));
  if (x > 0)
    return {};
  return about(word, name,
               "a bandwidth of {}bit/s is nothing to lease: give it a "
               "positive one, like 100Mbit/s",
               x);
}

class checker {
public:
  explicit checker(const topology& x) : x_(x) {}

  std::optional<topology_fault> run() {
    if (auto wrong = region(); !wrong.empty())
      return topology_fault{topology_part::region, 0, std::move(wrong)};
    if (auto found = each(topology_part::node, x_.nodes, &checker::node))
      return found;
    if (auto found =
            each(topology_part::gateway, x_.gateways, &checker::gateway))
      return found;
    if (auto found = each(topology_part::link, x_.links, &checker::link))
      return found;
    if (auto found =
            each(topology_part::endpoint, x_.endpoints, &checker::endpoint))
      return found;
    if (auto found =
            each(topology_part::resource, x_.resources, &checker::resource))
      return found;
    if (auto found =
            each(topology_part::resource, x_.resources, &checker::containment))
      return found;
    if (auto found = find_cycle())
      return found;
    return find_interface_fault(x_);
  }

private:
  template <class T>
  std::optional<topology_fault> each(topology_part part,
                                     const std::vector<T>& list,
                                     complaint (checker::*check)(const T&)) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (auto wrong = (this->*check)(list[i]); !wrong.empty())
        return topology_fault{part, i, std::move(wrong)};
    return std::nullopt;
  }

  complaint region() const {
    if (auto wrong = check_name("region", x_.region.str()); !wrong.empty())
      return wrong;
    if (x_.gateways.empty())
      return about("region", x_.region.str(),
                   "it has no gateway, so nobody could lease anything: "
                   "declare at least one");
    if (x_.nodes.size() > bounds::nodes)
      return about("region", x_.region.str(),
                   "it has {} nodes, and a region holds at most {}: let one "
                   "run more gateways",
                   x_.nodes.size(), bounds::nodes);
    std::pair<const char*, std::size_t> sizes[] = {
        {"gateways", x_.gateways.size()},
        {"links", x_.links.size()},
        {"endpoints", x_.endpoints.size()},
        {"resources", x_.resources.size()}};
    for (auto& [what, size] : sizes)
      if (size > bounds::region_items)
        return about("region", x_.region.str(),
                     "it has {} {}, and a region holds at most {}: divide it",
                     size, what, bounds::region_items);
    return {};
  }

  complaint node(const node_spec& y) {
    auto& name = y.name.str();
    if (auto wrong = check_name("node", name); !wrong.empty())
      return wrong;
    if (!nodes_.insert(name).second)
      return about("node", name, "there are two of that name: rename one");
    if (std::none_of(x_.gateways.begin(), x_.gateways.end(),
                     [&y](auto& gateway) { return gateway.node == y.name; }))
      return about("node", name,
                   "it runs no gateway: name it at one, or leave it out");
    if (y.address.empty())
      return {};
    if (y.address.size() > bounds::note_bytes)
      return about("node", name, "its address has {} bytes: shorten it to {}",
                   y.address.size(), bounds::note_bytes);
    auto address = parse_socket_address(y.address, default_port);
    if (!address)
      return about("node", name, "{}", address.error().message);
    if (address->port == 0)
      return about("node", name,
                   "others can't find it at port 0: give the port that it "
                   "listens on");
    if (!addresses_.emplace(address->to_string(), name).second)
      return about("node", name,
                   "node {} has the same address: give each its own",
                   addresses_.at(address->to_string()));
    return {};
  }

  complaint gateway(const gateway_spec& y) {
    auto& name = y.name.str();
    if (auto wrong = check_name("gateway", name); !wrong.empty())
      return wrong;
    if (!owners_.insert(name).second)
      return about("gateway", name, "there are two of that name: rename one");
    if (y.buffer_bytes.value_or(0) > bounds::capacity_max)
      return about("gateway", name,
                   "its buffers of {} are too large: give at "
                   "most {}",
                   to_string(amounts{unit::byte, *y.buffer_bytes}),
                   to_string(amounts{unit::byte, bounds::capacity_max}));
    if (auto bytes = y.buffer_bytes.value_or(0); bytes < 0)
      return about("gateway", name,
                   "buffers of {}B are impossible: give it a size like 4MiB, "
                   "or 0 to leave buffers out",
                   bytes);
    if (y.buffer_time < duration::zero() || y.buffer_time > period::max)
      return about("gateway", name,
                   "a buffer time of {}ms is impossible: give it one from 0s "
                   "to {}, like 50ms",
                   y.buffer_time.count(), to_string(duration{period::max}));
    if (auto wrong = node_of(y); !wrong.empty())
      return wrong;
    gateways_.insert(name);
    // The name is taken even where buffers are not accounted, lest something
    // else be mistaken for them.
    derived_.emplace(buffers_of(y.name),
                     y.buffer_bytes ? presence::there : presence::reserved);
    return {};
  }

  /// Who runs a gateway is said of all or of none: else one node would run
  /// those of the others too.
  complaint node_of(const gateway_spec& y) const {
    auto& first = x_.gateways.front();
    if (!y.node.empty() && !is_plain_name(y.node.str()))
      return about("gateway", y.name.str(), "{}",
                   check_name("node", y.node.str()));
    if (y.node.empty() && !first.node.empty())
      return about("gateway", y.name.str(),
                   "it names no node, but gateway {} names {}: name the node "
                   "of each gateway, or of none",
                   first.name.str(), first.node.str());
    if (!y.node.empty() && first.node.empty())
      return about("gateway", y.name.str(),
                   "it names node {}, but gateway {} names none: name the "
                   "node of each gateway, or of none",
                   y.node.str(), first.name.str());
    if (!nodes_.empty() && nodes_.count(y.node.str()) == 0)
      return about("gateway", y.name.str(),
                   "its node {} is not among the nodes of the region: declare "
                   "it as a [[node]], or none of them",
                   y.node.str());
    return {};
  }

  complaint link(const link_spec& y) {
    auto& name = y.name.str();
    if (auto wrong = check_name("link", name); !wrong.empty())
      return wrong;
    if (!links_.insert(name).second)
      return about("link", name, "there are two of that name: rename one");
    if (gateways_.count(name) != 0)
      return about("link", name,
                   "a gateway has the same name, and a route constraint could "
                   "mean either: rename one");
    for (auto& end : {y.a, y.b})
      if (gateways_.count(end.str()) == 0)
        return about("link", name,
                     "it leads to {}, which is no gateway of the region: "
                     "declare that gateway or name another",
                     quoted(end.str()));
    if (y.a == y.b)
      return about("link", name,
                   "both its ends are at {}: join two different gateways",
                   y.a.str());
    for (auto bandwidth : {y.bandwidth_a, y.bandwidth_b})
      if (auto wrong = check_bandwidth("link", name, bandwidth); !wrong.empty())
        return wrong;
    if (y.cost < 1)
      return about("link", name, "its cost is 0: give it one of at least 1");
    for (auto& end : {y.a, y.b})
      if (!derived_.emplace(nic_of(end, y.name), presence::there).second)
        return about("link", name,
                     "its NIC {} would have the name of that gateway's "
                     "buffers: rename the link",
                     nic_of(end, y.name).str());
    return {};
  }

  complaint endpoint(const endpoint_spec& y) {
    auto& name = y.name.str();
    if (auto wrong = check_name("endpoint", name); !wrong.empty())
      return wrong;
    if (!owners_.insert(name).second)
      return about("endpoint", name,
                   "there is another endpoint or gateway of that name: rename "
                   "one");
    if (gateways_.count(y.gateway.str()) == 0)
      return about("endpoint", name,
                   "it is at {}, which is no gateway of the region: declare "
                   "that gateway or name another",
                   quoted(y.gateway.str()));
    if (auto wrong = check_bandwidth("endpoint", name, y.bandwidth);
        !wrong.empty())
      return wrong;
    std::pair<const char*, const std::string&> notes[] = {
        {"location", y.location}, {"machine type", y.machine_type}};
    for (auto& [what, note] : notes) {
      if (note.size() > bounds::note_bytes)
        return about("endpoint", name, "its {} has {} bytes: shorten it to {}",
                     what, note.size(), bounds::note_bytes);
      // It could be kept and never be sent.
      if (!is_plain_utf8(note))
        return about("endpoint", name,
                     "its {} is no plain text: use UTF-8 without tabs, new "
                     "lines and other control characters",
                     what);
    }
    if (y.mac && !macs_.emplace(*y.mac, y.name).second)
      return about("endpoint", name,
                   "its hardware address is that of {} too: correct one",
                   macs_.at(*y.mac).str());
    derived_.emplace(nic_of(y.name), presence::there);
    return alternates_of(y);
  }

  complaint alternates_of(const endpoint_spec& y) {
    auto& name = y.name.str();
    if (y.alternates.size() > bounds::alternates)
      return about("endpoint", name,
                   "it has {} alternates, and {} is the most: leave some out",
                   y.alternates.size(), +bounds::alternates);
    std::set<gateway_name> named{y.gateway};
    for (auto& gateway : y.alternates) {
      if (gateways_.count(gateway.str()) == 0)
        return about("endpoint", name,
                     "its alternate {} is no gateway of the region: declare "
                     "that gateway or name another",
                     quoted(gateway.str()));
      if (!named.insert(gateway).second)
        return about("endpoint", name,
                     gateway == y.gateway
                         ? "its alternate {} is its gateway already: name "
                           "another"
                         : "its alternate {} is named twice: name another",
                     gateway.str());
    }
    return {};
  }

  complaint resource(const resource_spec& y) {
    auto& name = y.name.str();
    for (auto check :
         {&checker::resource_name_of, &checker::offer_of, &checker::groups_of})
      if (auto wrong = (this->*check)(y); !wrong.empty())
        return wrong;
    if (derived_.count(y.name) != 0)
      return about("resource", name,
                   "the name belongs to a NIC or to buffers that follow from "
                   "the topology: rename the resource");
    if (!declared_.emplace(y.name, declared_.size()).second)
      return about("resource", name, "there are two of that name: rename one");
    return {};
  }

  complaint resource_name_of(const resource_spec& y) {
    auto& name = y.name.str();
    if (!is_name(name, bounds::resource_name_bytes))
      return fmt::format(
          "{} is no name for a resource: take OWNER/PART, at "
          "most {} visible ASCII characters without spaces, and no "
          "'-' in front",
          quoted(name), bounds::resource_name_bytes);
    if (y.endpoint.empty() == y.gateway.empty())
      return about("resource", name,
                   "{}: name either its endpoint or its "
                   "gateway",
                   y.endpoint.empty() ? "it has no owner"
                                      : "it has two owners");
    auto by_endpoint = !y.endpoint.empty();
    auto& owner = by_endpoint ? y.endpoint.str() : y.gateway.str();
    if (owners_.count(owner) == 0
        || (gateways_.count(owner) != 0) == by_endpoint)
      return about("resource", name,
                   "its owner {} is no {} of the region: declare that {}, or "
                   "name another",
                   quoted(owner), by_endpoint ? "endpoint" : "gateway",
                   by_endpoint ? "endpoint" : "gateway");
    if (name.compare(0, owner.size() + 1, owner + '/') != 0
        || !is_plain_name(name.substr(owner.size() + 1)))
      return about("resource", name,
                   "a resource is called after its owner: rename it to "
                   "{}/PART, where PART is a name without slashes",
                   owner);
    return {};
  }

  complaint offer_of(const resource_spec& y) {
    auto& name = y.name.str();
    if (!is_name(y.kind.str(), bounds::name_bytes))
      return about("resource", name,
                   "{} is no kind: take 1 to {} visible ASCII characters "
                   "without spaces, and no '-' in front, like printer",
                   quoted(y.kind.str()), bounds::name_bytes);
    if (y.capacity.negative() || y.capacity.zero())
      return about("resource", name,
                   "its capacity is {}: give it a positive one, like 1count "
                   "or 10Mbit/s",
                   y.capacity.zero() ? "0" : "negative");
    for (auto u : all_units)
      if (y.capacity[u] > bounds::capacity_max)
        return about("resource", name,
                     "its capacity of {} is too large: give at most {}",
                     to_string(y.capacity),
                     to_string(amounts{u, bounds::capacity_max}));
    return {};
  }

  complaint groups_of(const resource_spec& y) {
    auto& name = y.name.str();
    if (y.groups.size() > bounds::groups)
      return about("resource", name,
                   "it is in {} groups, and {} is the most: leave some out",
                   y.groups.size(), bounds::groups);
    for (auto i = y.groups.begin(); i != y.groups.end(); ++i) {
      if (!is_name(i->str(), bounds::name_bytes))
        return about("resource", name,
                     "{} is no name for a group: take 1 to {} visible ASCII "
                     "characters without spaces, and no '-' in front",
                     quoted(i->str()), bounds::name_bytes);
      if (std::find(y.groups.begin(), i, *i) != i)
        return about("resource", name,
                     "it is in the group {} twice: leave one out", i->str());
    }
    return {};
  }

  complaint containment(const resource_spec& y) {
    if (!y.part_of || declared_.count(*y.part_of) != 0)
      return {};
    if (auto i = derived_.find(*y.part_of);
        i != derived_.end() && i->second == presence::there)
      return {};
    return about("resource", y.name.str(),
                 "it is part of {}, which is no resource of the region: "
                 "declare that resource or name another",
                 quoted(y.part_of->str()));
  }

  /// Follows every chain of composites up to where one ends, or has been.
  std::optional<topology_fault> find_cycle() const {
    std::vector<std::size_t> walk_of(x_.resources.size());
    for (std::size_t i = 0; i < x_.resources.size(); ++i) {
      auto walk = i + 1;
      for (auto at = declared_.find(x_.resources[i].name);
           at != declared_.end();) {
        auto& spec = x_.resources[at->second];
        if (walk_of[at->second] == walk)
          return topology_fault{
              topology_part::resource, at->second,
              about("resource", spec.name.str(),
                    "it contains itself, through {}: break the circle of "
                    "part_of",
                    spec.part_of->str())};
        if (walk_of[at->second] != 0 || !spec.part_of)
          break;
        walk_of[at->second] = walk;
        at = declared_.find(*spec.part_of);
      }
    }
    return std::nullopt;
  }

  enum class presence : std::uint8_t { reserved, there };

  const topology& x_;
  std::unordered_set<std::string> nodes_;
  /// Whose each address is.
  std::unordered_map<std::string, std::string> addresses_;
  std::unordered_set<std::string> gateways_;
  std::unordered_set<std::string> links_;
  /// Gateways and endpoints.
  std::unordered_set<std::string> owners_;
  std::map<mac_address, endpoint_name> macs_;
  std::unordered_map<resource_name, presence> derived_;
  /// The place of each in the topology.
  std::unordered_map<resource_name, std::size_t> declared_;
};

} // namespace

std::optional<topology_fault> find_fault(const topology& x) {
  return checker{x}.run();
}

status validate(const topology& x) {
  if (auto fault = find_fault(x))
    return failure{errc::invalid_request, std::move(fault->message)};
  return success();
}

} // namespace leasehold
