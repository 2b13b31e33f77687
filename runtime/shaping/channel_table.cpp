// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/channel_table.hpp"

#include <linux/netfilter.h>

#include <fmt/format.h>

#include "runtime/shaping/htb_classes.hpp"

namespace leasehold {

namespace {

/// Raised when tables are laid out otherwise.
constexpr auto comment = "channels of leasehold, layout 1";

constexpr auto hooked = "egress";

std::string class_name(class_number x) {
  return fmt::format("{:x}:{:x}", classes::major, x);
}

/// The chains and what is in them. Whatever a program has asked for by itself,
/// its packets begin as those of the rest.
std::string commands_for_chains(const std::string& table,
                                const std::vector<std::uint16_t>& ports) {
  constexpr auto set_class = "meta priority set";
  const auto rest = class_name(classes::rest);
  const auto control = class_name(classes::control);
  auto text = fmt::format("add chain {0} v4\nadd chain {0} v6\n"
                          "flush chain {0} {1}\n"
                          "flush chain {0} v4\nflush chain {0} v6\n",
                          table, hooked);
  for (const auto& rule :
       {fmt::format("{} {}", set_class, rest),
        fmt::format("meta protocol arp {} {}", set_class, control)})
    text += fmt::format("add rule {} {} {}\n", table, hooked, rule);
  if (!ports.empty())
    for (const auto* end : {"sport", "dport"})
      text +=
          fmt::format("add rule {} {} tcp {} {{ {} }} {} {}\n", table, hooked,
                      end, fmt::join(ports, ", "), set_class, control);
  text += fmt::format("add rule {0} {1} meta protocol ip goto v4\n"
                      "add rule {0} {1} meta protocol ip6 goto v6\n",
                      table, hooked);
  text += fmt::format(
      "add rule {} v6 icmpv6 type {{ nd-router-solicit, nd-router-advert, "
      "nd-neighbor-solicit, nd-neighbor-advert, nd-redirect }} {} {}\n",
      table, set_class, control);
  return text + commands_for_lookups(table, "v4", "v6", set_class);
}

} // namespace

channel_table::channel_table(netlink_socket& kernel, nft_commands& commands,
                             std::string device,
                             std::vector<std::uint16_t> control_ports)
    : kernel_(&kernel),
      commands_(&commands),
      device_(std::move(device)),
      control_ports_(std::move(control_ports)),
      name_{NFPROTO_NETDEV, "leasehold." + device_} {}

std::string channel_table::title() const {
  return "netdev " + name_.table;
}

result<table_owner> channel_table::whose() {
  return owner_of_table(*kernel_, name_, comment);
}

status channel_table::lay_out() {
  const auto hook = has_chain(*kernel_, name_, hooked);
  if (!hook)
    return hook.error();
  auto text =
      fmt::format("add table {} {{ comment \"{}\"; }}\n", title(), comment);
  text += commands_for_maps(title(), "classid");
  if (!*hook)
    text += fmt::format("add chain {} {} {{ type filter hook egress device "
                        "\"{}\" priority 0; policy accept; }}\n",
                        title(), hooked, device_);
  text += commands_for_chains(title(), control_ports_);
  auto done = commands_->run(text);
  if (done)
    return done;
  return failure{done.error().code,
                 fmt::format("cannot make table {}: {}; it needs Linux 5.16 "
                             "with NETFILTER_EGRESS",
                             title(), done.error().message)};
}

status channel_table::take_away() {
  auto done =
      commands_->run(fmt::format("add table {0}\ndelete table {0}\n", title()));
  if (done)
    return done;
  return failure{
      done.error().code,
      fmt::format("cannot remove table {}: {}", title(), done.error().message)};
}

} // namespace leasehold
