// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/link_table.hpp"

#include <algorithm>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "runtime/shaping/netlink_message.hpp"

namespace leasehold {

namespace {

/// Of linux/if.h, which can't be had beside net/if.h.
constexpr unsigned lower_up = 1U << 16U;

template <class Header>
const Header* header_of(const nlmsghdr& message) {
  return message.nlmsg_len < NLMSG_LENGTH(sizeof(Header))
      ? nullptr
      : static_cast<const Header*>(NLMSG_DATA(&message));
}

std::optional<link_message> parse_link(const nlmsghdr& message) {
  const auto* header = header_of<ifinfomsg>(message);
  // Bridges use the same messages to say that an interface is no longer part
  // of them.
  if (header == nullptr || header->ifi_family != AF_UNSPEC)
    return std::nullopt;
  if (message.nlmsg_type == RTM_DELLINK)
    return link_gone{header->ifi_index};
  const netlink_attributes x{message, sizeof *header};
  const auto name = x.text(IFLA_IFNAME);
  if (name.empty())
    return std::nullopt;
  return link_told{header->ifi_index, std::string{name},
                   (header->ifi_flags & IFF_UP) != 0,
                   (header->ifi_flags & lower_up) != 0};
}

std::optional<ip_address> address_of(std::uint8_t family,
                                     std::string_view bytes) {
  ip_address x;
  x.is = family == AF_INET ? ip_address::family::v4 : ip_address::family::v6;
  const std::size_t size = family == AF_INET ? 4 : 16;
  if ((family != AF_INET && family != AF_INET6) || bytes.size() != size)
    return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), x.bytes.begin());
  return x;
}

std::optional<link_message> parse_address(const nlmsghdr& message) {
  const auto* header = header_of<ifaddrmsg>(message);
  if (header == nullptr)
    return std::nullopt;
  const netlink_attributes x{message, sizeof *header};
  // Where both are there, the other is that of the far side.
  const auto own = x[IFA_LOCAL] != nullptr ? IFA_LOCAL : IFA_ADDRESS;
  const auto address = address_of(header->ifa_family, x.bytes(own));
  if (!address)
    return std::nullopt;
  const auto index = static_cast<int>(header->ifa_index);
  const auto flags = x.get<std::uint32_t>(IFA_FLAGS, header->ifa_flags);
  const bool is_usable = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0
      || (flags & IFA_F_OPTIMISTIC) != 0;
  if (message.nlmsg_type == RTM_NEWADDR && is_usable)
    return address_told{index, *address};
  return address_gone{index, *address};
}

} // namespace

std::optional<link_message> parse_link_message(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
  case RTM_NEWLINK:
  case RTM_DELLINK:
    return parse_link(message);
  case RTM_NEWADDR:
  case RTM_DELADDR:
    return parse_address(message);
  default:
    return std::nullopt;
  }
}

void link_table::apply(const link_message& x) {
  if (const auto* link = std::get_if<link_told>(&x)) {
    auto& known = known_[link->index];
    if (known.name != link->name)
      links_.erase(known.name);
    known.name = link->name;
    known.state.is_there = true;
    known.state.is_up = link->is_up;
    known.state.has_carrier = link->has_carrier;
    show(link->index);
  } else if (const auto* gone = std::get_if<link_gone>(&x)) {
    if (const auto known = known_.find(gone->index); known != known_.end()) {
      links_.erase(known->second.name);
      known_.erase(known);
    }
  } else if (const auto* came = std::get_if<address_told>(&x)) {
    if (const auto known = known_.find(came->index); known != known_.end()) {
      known->second.state.addresses.insert(came->address);
      show(came->index);
    }
  } else if (const auto* lost = std::get_if<address_gone>(&x)) {
    if (const auto known = known_.find(lost->index); known != known_.end()) {
      known->second.state.addresses.erase(lost->address);
      show(lost->index);
    }
  }
}

link_state link_table::find(const std::string& device) const {
  const auto found = links_.find(device);
  return found == links_.end() ? link_state{} : found->second;
}

void link_table::show(int index) {
  const auto& known = known_.at(index);
  links_[known.name] = known.state;
}

void tell_differences(const link_table& before, const link_table& after,
                      const on_link_change& tell) {
  std::set<std::string> names;
  for (const auto* table : {&before, &after})
    for (const auto& [name, state] : table->links())
      names.insert(name);
  for (const auto& name : names) {
    const auto now = after.find(name);
    if (before.find(name) != now)
      tell(name, now);
  }
}

} // namespace leasehold
