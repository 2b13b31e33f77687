// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/steering.hpp"

#include <algorithm>
#include <cerrno>

#include <linux/fib_rules.h>
#include <linux/netfilter.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

using family = ip_address::family;

/// Who made a rule or a way in a table: so others know whose they are.
constexpr std::uint8_t protocol = 200;
/// Before the rule of the main table, which is 32766.
constexpr std::uint32_t rule_priority = 0x4c48;
/// Marks and tables are numbered from here, by interface.
constexpr std::uint32_t first_mark = 0x4c000000;

constexpr auto comment = "ways of leasehold, layout 1";
constexpr auto hooked = "prerouting";

std::uint8_t number_of(family x) noexcept {
  return x == family::v4 ? AF_INET : AF_INET6;
}

constexpr std::uint32_t index_mask = 0x00ffffff;

/// Whether a message is about a rule of some steering; gives its mark.
std::optional<std::uint32_t> mark_of_a_rule(const nlmsghdr& message) {
  const netlink_attributes x{message, sizeof(fib_rule_hdr)};
  const auto mark = x.get<std::uint32_t>(FRA_FWMARK);
  if (x.get<std::uint8_t>(FRA_PROTOCOL) != protocol
      || x.get<std::uint32_t>(FRA_PRIORITY) != rule_priority
      || x.get<std::uint32_t>(FRA_TABLE) != mark
      || (mark & ~index_mask) != first_mark)
    return std::nullopt;
  return mark;
}

std::string commands_for_chains(const std::string& table) {
  return fmt::format("add chain {0} v4\nadd chain {0} v6\n"
                     "add chain {0} {1} {{ type filter hook prerouting "
                     "priority mangle; policy accept; }}\n"
                     "flush chain {0} {1}\n"
                     "flush chain {0} v4\nflush chain {0} v6\n"
                     "add rule {0} {1} meta nfproto ipv4 goto v4\n"
                     "add rule {0} {1} meta nfproto ipv6 goto v6\n",
                     table, hooked)
      + commands_for_lookups(table, "v4", "v6", "meta mark set");
}

} // namespace

status validate_next_hops(const std::vector<ip_address>& next_hops) {
  for (const auto x : {family::v4, family::v6})
    if (std::count_if(next_hops.begin(), next_hops.end(),
                      [x](const ip_address& hop) { return hop.is == x; })
        > 1)
      return failure{errc::invalid_request,
                     fmt::format("there are two next hops of IPv{}: one is "
                                 "all that packets can take; leave the others "
                                 "out",
                                 static_cast<int>(x))};
  return success();
}

steering::steering(netlink_socket& interfaces, netlink_socket& filter,
                   nft_commands& commands, network_device device,
                   std::vector<ip_address> next_hops)
    : interfaces_(&interfaces),
      filter_(&filter),
      commands_(&commands),
      device_(std::move(device)),
      next_hops_(std::move(next_hops)),
      name_{NFPROTO_INET, "leasehold." + device_.name} {}

std::string steering::title() const {
  return "inet " + name_.table;
}

std::uint32_t steering::mark() const noexcept {
  return first_mark | static_cast<std::uint32_t>(device_.index);
}

result<table_owner> steering::whose() {
  return owner_of_table(*filter_, name_, comment);
}

status steering::set_up() {
  if (!is_wanted()) {
    const auto owner = whose();
    if (!owner)
      return owner.error();
    return *owner == table_owner::us ? take_away() : success();
  }
  for (const auto x : {family::v4, family::v6}) {
    if (auto done = forget_gone_interfaces(x); !done)
      return done;
    const auto hop = next_hop(x);
    if (auto done = hop ? put_rule(x) : remove_rule_and_way(x); !done)
      return done;
    // An interface that is down can have no way; `keep_ways` asks again.
    if (hop)
      put_way(*hop, how::in_place);
  }
  auto done = commands_->run(
      fmt::format("add table {} {{ comment \"{}\"; }}\n", title(), comment)
      + commands_for_maps(title(), "mark") + commands_for_chains(title()));
  if (done)
    return done;
  return failure{done.error().code,
                 fmt::format("interface {}: cannot make table {}: {}",
                             device_.name, title(), done.error().message)};
}

status steering::keep_ways() {
  for (const auto& hop : next_hops_) {
    const auto answer = put_way(hop, how::where_missing);
    if (!answer)
      return failure{
          errc::unavailable,
          fmt::format("interface {}: cannot send packets on to {}: {}; the "
                      "interface must be up, and {} be reached through it",
                      device_.name, to_string(hop), to_string(answer),
                      to_string(hop))};
  }
  return success();
}

status steering::take_away() {
  auto done =
      commands_->run(fmt::format("add table {0}\ndelete table {0}\n", title()));
  if (!done)
    return failure{done.error().code,
                   fmt::format("interface {}: cannot remove table {}: {}",
                               device_.name, title(), done.error().message)};
  for (const auto x : {family::v4, family::v6})
    if (auto gone = remove_rule_and_way(x); !gone)
      return gone;
  return success();
}

std::optional<ip_address> steering::next_hop(family wanted) const {
  for (const auto& x : next_hops_)
    if (x.is == wanted)
      return x;
  return std::nullopt;
}

netlink_message steering::of_rule(family x, std::uint32_t mark, int type,
                                  int flags) {
  fib_rule_hdr header{};
  header.family = number_of(x);
  header.action = FR_ACT_TO_TBL;
  netlink_message message{type, flags, header};
  message.put(FRA_PRIORITY, rule_priority);
  message.put(FRA_FWMARK, mark);
  message.put(FRA_FWMASK, ~std::uint32_t{0});
  message.put(FRA_TABLE, mark);
  message.put(FRA_PROTOCOL, protocol);
  return message;
}

netlink_message steering::of_way(family x, int type, int flags) const {
  rtmsg header{};
  header.rtm_family = number_of(x);
  header.rtm_table = RT_TABLE_UNSPEC;
  header.rtm_protocol = protocol;
  header.rtm_scope = RT_SCOPE_UNIVERSE;
  header.rtm_type = RTN_UNICAST;
  netlink_message message{type, flags, header};
  message.put(RTA_TABLE, mark());
  return message;
}

netlink_answer steering::put_way(const ip_address& next_hop, how what) {
  auto message = of_way(
      next_hop.is, RTM_NEWROUTE,
      NLM_F_CREATE | (what == how::in_place ? NLM_F_REPLACE : NLM_F_EXCL));
  constexpr std::size_t v4_bytes = 4;
  message.put_bytes(RTA_GATEWAY, next_hop.bytes.data(),
                    next_hop.is == family::v4 ? v4_bytes
                                              : next_hop.bytes.size());
  message.put(RTA_OIF, device_.index);
  auto answer = interfaces_->request(std::move(message));
  return answer.code == EEXIST ? netlink_answer{} : answer;
}

status steering::put_rule(family x) {
  const auto answer = interfaces_->request(
      of_rule(x, mark(), RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL));
  if (!answer && answer.code != EEXIST)
    return failed("add a rule for marked packets", answer);
  return success();
}

// Both may be there more than once, where somebody added them by hand.
status steering::remove_rule_and_way(family x) {
  netlink_answer answer;
  while ((answer = interfaces_->request(of_rule(x, mark(), RTM_DELRULE, 0)))) {
  }
  if (answer.code != ENOENT && answer.code != EAFNOSUPPORT)
    return failed("remove the rule for marked packets", answer);
  while ((answer = interfaces_->request(of_way(x, RTM_DELROUTE, 0)))) {
  }
  if (answer.code != ESRCH && answer.code != ENOENT
      && answer.code != EAFNOSUPPORT)
    return failed("remove the way of marked packets", answer);
  return success();
}

// The kernel takes tables along with an interface, and leaves rules: an
// interface that is made anew has another number.
status steering::forget_gone_interfaces(family x) {
  fib_rule_hdr header{};
  header.family = number_of(x);
  netlink_message question{RTM_GETRULE, 0, header};
  std::vector<std::uint32_t> marks;
  const auto listed = interfaces_->list(
      question, [&marks] { marks.clear(); },
      [&marks](const nlmsghdr& message) {
        if (const auto mark = mark_of_a_rule(message))
          marks.push_back(*mark);
      });
  if (!listed)
    return failed("read the rules", listed);
  for (const auto mark : marks) {
    ifinfomsg which{};
    which.ifi_index = static_cast<int>(mark & index_mask);
    const auto there =
        interfaces_->request(netlink_message{RTM_GETLINK, 0, which});
    if (there.code != ENODEV)
      continue;
    const auto gone = interfaces_->request(of_rule(x, mark, RTM_DELRULE, 0));
    if (!gone && gone.code != ENOENT)
      return failed("remove the rule of an interface that is gone", gone);
  }
  return success();
}

failure steering::failed(const char* what, const netlink_answer& why) const {
  return {errc::unavailable,
          fmt::format("interface {}: cannot {}: {}", device_.name, what,
                      to_string(why))};
}

} // namespace leasehold
