// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/link_watch.hpp"

#include <cerrno>
#include <optional>
#include <utility>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <fmt/format.h>

namespace leasehold {

// Whoever listens before asking misses nothing.
result<std::unique_ptr<link_watch>> link_watch::open() {
  auto events = netlink_events::open(
      {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR});
  if (!events)
    return events.error();
  auto kernel = netlink_socket::open(netlink_socket::part::interfaces);
  if (!kernel)
    return kernel.error();
  std::unique_ptr<link_watch> made{
      new link_watch{std::move(*events), std::move(*kernel)}};
  auto links = made->ask();
  if (!links)
    return links.error();
  made->links_ = std::move(*links);
  return made;
}

status link_watch::read(const on_link_change& tell) {
  // Most of the time there is no news, and whoever looks often pays for that.
  std::optional<link_table> now;
  int code = 0;
  do
    code = events_.read([&](const nlmsghdr& message) {
      const auto x = parse_link_message(message);
      if (!x)
        return;
      if (!now)
        now = links_;
      now->apply(*x);
    });
  while (code == 0);
  if (code != EAGAIN)
    has_missed_some_ = true;
  if (has_missed_some_) {
    auto all = ask();
    if (!all)
      return all.error();
    has_missed_some_ = false;
    now = std::move(*all);
  }
  if (!now)
    return success();
  std::swap(links_, *now);
  tell_differences(*now, links_, tell);
  return success();
}

result<link_table> link_watch::ask() {
  link_table links;
  const auto use = [&links](const nlmsghdr& message) {
    if (const auto x = parse_link_message(message))
      links.apply(*x);
  };
  netlink_message interfaces{RTM_GETLINK, 0, ifinfomsg{}};
  netlink_message addresses{RTM_GETADDR, 0, ifaddrmsg{}};
  auto answer = kernel_.list(
      interfaces, [&links] { links = {}; }, use);
  // Addresses that were read twice are the same ones.
  if (answer)
    answer = kernel_.list(
        addresses, [] {}, use);
  if (!answer)
    return failure{errc::unavailable,
                   fmt::format("cannot read which interfaces there are: {}",
                               to_string(answer))};
  return links;
}

} // namespace leasehold
