// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/shaped_interface.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "runtime/shaping/device_name.hpp"

namespace leasehold {

namespace {

/// Of the rest, so that all classes that share it have some of it.
constexpr std::int64_t rest_min = 1000;
constexpr std::size_t control_ports_max = 8192;

status validate(const interface_config& x) {
  if (!is_device_name(x.device))
    return failure{errc::invalid_request,
                   fmt::format("\"{}\" is no name of an interface that can be "
                               "divided: it must be 1 to 15 of the characters "
                               "A-Z a-z 0-9 . _ -",
                               x.device.substr(0, 32))};
  if (x.rest < rest_min || x.rate <= x.rest || x.rate > channel_rate_max)
    return failure{
        errc::invalid_request,
        fmt::format("interface {}: of {} bit/s {} are for the rest: that must "
                    "be {} at least, and less than all, which is {} at most",
                    x.device, x.rate, x.rest, rest_min, channel_rate_max)};
  if (x.control_ports.size() > control_ports_max
      || std::find(x.control_ports.begin(), x.control_ports.end(), 0)
          != x.control_ports.end())
    return failure{errc::invalid_request,
                   fmt::format("interface {}: ports of nodes must be above 0, "
                               "and {} at most",
                               x.device, control_ports_max)};
  if (auto hops = validate_next_hops(x.next_hops); !hops)
    return failure{
        errc::invalid_request,
        fmt::format("interface {}: {}", x.device, hops.error().message)};
  return success();
}

/// Queueing that is there unless somebody wanted it otherwise.
bool is_nobodys(const root_qdisc& x) {
  constexpr std::string_view defaults[] = {"noqueue", "pfifo_fast", "mq", "fq",
                                           "fq_codel"};
  return x.handle == 0
      || std::find(std::begin(defaults), std::end(defaults), x.kind)
      != std::end(defaults);
}

bool is_ours(const root_qdisc& x) {
  return x.kind == "htb" && x.handle == classes::handle(0)
      && x.default_class == classes::rest;
}

} // namespace

result<std::unique_ptr<shaped_interface>>
shaped_interface::find(const interface_config& config) {
  if (auto valid = validate(config); !valid)
    return valid.error();
  auto interfaces = netlink_socket::open(netlink_socket::part::interfaces);
  if (!interfaces)
    return interfaces.error();
  const auto device = find_device(*interfaces, config.device);
  if (!device)
    return device.error();
  // First ours: libnftables ends the process where it can't have its own.
  auto filter = netlink_socket::open(netlink_socket::part::packet_filter);
  if (!filter)
    return filter.error();
  auto commands = nft_commands::open();
  if (!commands)
    return commands.error();
  return std::unique_ptr<shaped_interface>{
      new shaped_interface{config, *device, std::move(*interfaces),
                           std::move(*filter), std::move(*commands)}};
}

shaped_interface::shaped_interface(interface_config config,
                                   network_device device,
                                   netlink_socket interfaces,
                                   netlink_socket filter, nft_commands commands)
    : config_(std::move(config)),
      interfaces_(std::move(interfaces)),
      filter_(std::move(filter)),
      commands_(std::move(commands)),
      classes_(interfaces_, device),
      table_(filter_, commands_, config_.device, config_.control_ports),
      steering_(interfaces_, filter_, commands_, std::move(device),
                config_.next_hops) {}

status shaped_interface::set_up() {
  const auto root = classes_.root();
  if (!root)
    return root.error();
  if (auto evicted = evict_others(*root); !evicted)
    return evicted;
  auto divided = is_ours(*root) ? resize_classes() : lay_out_classes();
  if (!divided)
    return divided;
  auto made = named(table_.lay_out());
  if (made)
    made = steering_.set_up();
  if (!made && !is_ours(*root))
    take_away();
  return made;
}

// All is looked at before anything is taken away.
status shaped_interface::evict_others(const root_qdisc& root) {
  const auto classifies = table_.whose();
  if (!classifies)
    return named(classifies.error());
  const auto steers = steering_.whose();
  if (!steers)
    return named(steers.error());
  const bool is_foreign = !is_ours(root) && !is_nobodys(root);
  if (is_foreign && config_.others == interface_config::foreign::refuse)
    return failure{
        errc::conflict,
        fmt::format("interface {} has a qdisc {} {:x}: that somebody else "
                    "configured, and can be divided by one alone: remove it "
                    "with `tc qdisc del dev {} root`, or have it replaced",
                    config_.device, root.kind, root.handle >> 16U,
                    config_.device)};
  if (auto fine = check_table(table_.title(), *classifies); !fine)
    return fine;
  if (steering_.is_wanted())
    if (auto fine = check_table(steering_.title(), *steers); !fine)
      return fine;
  if (is_foreign)
    if (auto removed = classes_.remove_root(); !removed)
      return removed;
  // A table whose classes are gone is of an interface that was there before.
  const auto must_go = [&root](table_owner x) {
    return x == table_owner::somebody
        || (x == table_owner::us && !is_ours(root));
  };
  if (must_go(*classifies))
    if (auto gone = table_.take_away(); !gone)
      return named(gone);
  if (steering_.is_wanted() && must_go(*steers))
    return steering_.take_away();
  return success();
}

status shaped_interface::check_table(const std::string& title,
                                     table_owner owner) const {
  if (owner != table_owner::somebody
      || config_.others == interface_config::foreign::replace)
    return success();
  return failure{
      errc::conflict,
      fmt::format("interface {}: table {} was made by somebody else, and its "
                  "name is needed: remove it with `nft delete table {}`, or "
                  "have it replaced",
                  config_.device, title, title)};
}

status shaped_interface::lay_out_classes() {
  auto done = classes_.lay_out(config_.rate, config_.rest);
  if (!done)
    classes_.remove_root();
  return done;
}

status shaped_interface::resize_classes() {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto there = classes_.is_laid_out(config_.rate, config_.rest);
    if (!there)
      return there.error();
    if (*there)
      return success();
    if (auto done = classes_.resize(config_.rate, config_.rest); !done)
      return done;
  }
  return failure{errc::unavailable,
                 fmt::format("interface {} is not divided as the kernel was "
                             "asked to, though it called that done; look at "
                             "`tc class show dev {}`",
                             config_.device, config_.device)};
}

result<interface_state> shaped_interface::look() {
  const auto classes = classes_.list();
  if (!classes)
    return classes.error();
  const auto elements = list_elements(filter_, table_.name());
  if (!elements)
    return named(elements.error()).error();
  return put_together(*classes, *elements, std::chrono::steady_clock::now());
}

void shaped_interface::add(map_transaction& to, const map_element& x) const {
  to.add(table_.name(), x);
  steer(to, x);
}

void shaped_interface::renew(map_transaction& to, const map_element& x,
                             std::uint32_t value) const {
  to.renew(table_.name(), x, value);
  steer(to, x);
}

void shaped_interface::remove(map_transaction& to, const packet_match& match,
                              std::uint32_t value) const {
  to.remove(table_.name(), match, value);
  if (steering_.is_wanted())
    to.remove(steering_.name(), match, steering_.mark());
}

// Whether it is there already does not matter: next hops may be new.
void shaped_interface::steer(map_transaction& to, map_element x) const {
  if (!steering_.is_wanted())
    return;
  x.value = steering_.mark();
  to.renew(steering_.name(), x, x.value);
}

status shaped_interface::commit(map_transaction& changes) {
  const auto answer = changes.commit(filter_);
  if (answer)
    return success();
  return failure{errc::unavailable,
                 fmt::format("interface {}: cannot say which packets belong to "
                             "which channel: {}; look at `nft list table {}`",
                             config_.device, to_string(answer),
                             table_.title())};
}

result<shaped_interface::counters> shaped_interface::count() {
  auto classes = classes_.list();
  if (!classes)
    return classes.error();
  const auto root = classes_.root();
  if (!root)
    return root.error();
  return counters{std::move(*classes), root->unshaped};
}

// Packets go to the rest first, so that none meets a class that is not there.
status shaped_interface::take_away() {
  if (steering_.is_wanted())
    if (auto gone = steering_.take_away(); !gone)
      return gone;
  if (auto gone = table_.take_away(); !gone)
    return named(gone);
  const auto root = classes_.root();
  if (!root)
    return root.error();
  return is_ours(*root) ? classes_.remove_root() : success();
}

/// With the interface's name before what went wrong.
status shaped_interface::named(status x) const {
  if (x)
    return x;
  return failure{
      x.error().code,
      fmt::format("interface {}: {}", config_.device, x.error().message)};
}

} // namespace leasehold
