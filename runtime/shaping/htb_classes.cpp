// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/htb_classes.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <linux/gen_stats.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

constexpr std::int64_t bits_of_a_byte = 8;
constexpr std::uint32_t ethernet_header = 14;
/// Of gen_stats.h, which older headers do not have.
constexpr int packets_in_64_bits = 8;
/// Of the version of HTB that the kernel speaks.
constexpr std::uint32_t htb_version = 3;
constexpr std::uint32_t nanoseconds_of_a_tick = 64;

/// Queues of the two classes that always are have numbers of their own: those
/// of the classes mean something else to the kernel.
constexpr std::uint32_t queue_handle(class_number x) noexcept {
  constexpr std::uint32_t of_rest = 1;
  constexpr std::uint32_t of_control = 2;
  const auto major = x == classes::rest ? of_rest
      : x == classes::control           ? of_control
                                        : x;
  return major << 16U;
}

std::uint32_t narrow(std::int64_t x) noexcept {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(
      x, 1, std::numeric_limits<std::uint32_t>::max()));
}

/// How long a burst takes at a rate, in the kernel's ticks.
std::uint32_t ticks(std::int64_t bytes, std::int64_t bytes_a_second) noexcept {
  const double seconds =
      static_cast<double>(bytes) / static_cast<double>(bytes_a_second);
  constexpr double ticks_a_second = 1e9 / nanoseconds_of_a_tick;
  return narrow(static_cast<std::int64_t>(
      std::min(seconds * ticks_a_second + 1,
               double{std::numeric_limits<std::uint32_t>::max()})));
}

/// What parents may lend late: where many classes send at once, it
/// would lose with every little delay what nobody can make good again.
constexpr std::int64_t bursts_of_parents = 10;

/// Of one millisecond, but of two packets at least: a class that may not send
/// one packet at a time falls behind its rate.
std::int64_t burst(std::int64_t bytes_a_second, std::uint32_t packet) noexcept {
  return std::max<std::int64_t>(2 * std::int64_t{packet},
                                bytes_a_second / 1000);
}

/// 50 ms, but three packets at least: what waits longer is late anyway.
std::uint32_t queue_limit(std::int64_t rate, std::uint32_t packet) noexcept {
  return narrow(std::max<std::int64_t>(3 * std::int64_t{packet},
                                       rate / bits_of_a_byte / 20));
}

traffic traffic_of(const netlink_attributes& x) {
  const netlink_attributes stats{x[TCA_STATS2]};
  const auto basic = stats.get<gnet_stats_basic>(TCA_STATS_BASIC);
  const auto queue = stats.get<gnet_stats_queue>(TCA_STATS_QUEUE);
  return {basic.bytes,
          stats.get<std::uint64_t>(packets_in_64_bits, basic.packets),
          queue.drops};
}

class_state state_of(const nlmsghdr& message) {
  const auto* header = static_cast<const tcmsg*>(NLMSG_DATA(&message));
  const netlink_attributes x{message, sizeof *header};
  const netlink_attributes options{x[TCA_OPTIONS]};
  const auto htb = options.get<tc_htb_opt>(TCA_HTB_PARMS);
  const auto rate = options.get<std::uint64_t>(TCA_HTB_RATE64, htb.rate.rate);
  const auto ceil = options.get<std::uint64_t>(TCA_HTB_CEIL64, htb.ceil.rate);
  class_state state;
  state.number = static_cast<class_number>(TC_H_MIN(header->tcm_handle));
  state.parent = static_cast<class_number>(TC_H_MIN(header->tcm_parent));
  if (header->tcm_parent == TC_H_ROOT)
    state.parent = 0;
  state.rate = static_cast<std::int64_t>(rate) * bits_of_a_byte;
  state.ceil = static_cast<std::int64_t>(ceil) * bits_of_a_byte;
  state.queued = netlink_attributes{x[TCA_STATS2]}
                     .get<gnet_stats_queue>(TCA_STATS_QUEUE)
                     .backlog;
  state.counted = traffic_of(x);
  return state;
}

bool is_our_class(const nlmsghdr& message) {
  return message.nlmsg_type == RTM_NEWTCLASS
      && TC_H_MAJ(static_cast<const tcmsg*>(NLMSG_DATA(&message))->tcm_handle)
      == classes::handle(0);
}

bool is_as(const std::optional<class_state>& x, class_number parent,
           class_rates wanted) {
  return x && x->parent == parent && x->rate == kept_rate(wanted.rate)
      && x->ceil == kept_rate(wanted.ceil);
}

} // namespace

result<network_device> find_device(netlink_socket& kernel,
                                   const std::string& name) {
  netlink_message question{RTM_GETLINK, 0, ifinfomsg{}};
  question.put_text(IFLA_IFNAME, name);
  network_device x;
  x.name = name;
  const auto answer =
      kernel.ask(std::move(question), [&x](const nlmsghdr& message) {
        x.index =
            static_cast<const ifinfomsg*>(NLMSG_DATA(&message))->ifi_index;
        x.packet_bytes_max =
            netlink_attributes{message, sizeof(ifinfomsg)}.get<std::uint32_t>(
                IFLA_MTU)
            + ethernet_header;
      });
  if (answer.code == ENODEV)
    return failure{errc::unknown_name,
                   fmt::format("there is no interface {}: a rate needs one; "
                               "make it, or correct its name",
                               name)};
  if (!answer)
    return failure{
        errc::unavailable,
        fmt::format("cannot look at {}: {}", name, to_string(answer))};
  return x;
}

class_rates rates_of_shared(std::int64_t rate, std::int64_t rest) noexcept {
  return {rest, rate};
}

class_rates rates_of_control(std::int64_t rate, std::int64_t rest) noexcept {
  constexpr std::int64_t share = 5;
  return {std::max(bits_of_a_byte, rest / share), rate};
}

class_rates rates_of_rest(std::int64_t rate, std::int64_t rest) noexcept {
  return {rest - rates_of_control(rate, rest).rate, rate};
}

htb_classes::htb_classes(netlink_socket& kernel, network_device device)
    : kernel_(&kernel), device_(std::move(device)) {}

result<root_qdisc> htb_classes::root() {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  netlink_message question{RTM_GETQDISC, 0, header};
  root_qdisc found;
  const auto answer = kernel_->list(
      question, [&found] { found = {}; },
      [&found, this](const nlmsghdr& message) {
        const auto* of = static_cast<const tcmsg*>(NLMSG_DATA(&message));
        if (of->tcm_ifindex != device_.index || of->tcm_parent != TC_H_ROOT)
          return;
        const netlink_attributes x{message, sizeof *of};
        const auto htb =
            netlink_attributes{x[TCA_OPTIONS]}.get<tc_htb_glob>(TCA_HTB_INIT);
        found.kind = std::string{x.text(TCA_KIND)};
        found.handle = of->tcm_handle;
        if (found.kind == "htb") {
          found.default_class = htb.defcls;
          found.unshaped = htb.direct_pkts;
        }
      });
  if (!answer)
    return failed("read its qdiscs", answer);
  return found;
}

status htb_classes::lay_out(std::int64_t rate, std::int64_t rest) {
  std::vector<netlink_message> messages;
  messages.push_back(of_qdisc());
  put_base(messages, rate, rest, NLM_F_CREATE | NLM_F_EXCL);
  auto written = write(messages, "divide it");
  if (!written)
    return written;
  const auto there = is_laid_out(rate, rest);
  if (!there)
    return there.error();
  if (!*there)
    return failure{errc::unavailable,
                   fmt::format("the kernel divided {} otherwise than it was "
                               "asked, and called that done; look at `tc class "
                               "show dev {}`",
                               device_.name, device_.name)};
  return success();
}

status htb_classes::resize(std::int64_t rate, std::int64_t rest) {
  std::vector<netlink_message> messages;
  put_base(messages, rate, rest, NLM_F_CREATE);
  return write(messages, "give it other rates");
}

result<bool> htb_classes::is_laid_out(std::int64_t rate, std::int64_t rest) {
  struct wish {
    class_number number;
    class_number parent;
    class_rates rates;
  };
  for (const auto& x :
       {wish{classes::all, 0, {rate, rate}},
        wish{classes::shared, classes::all, rates_of_shared(rate, rest)},
        wish{classes::rest, classes::shared, rates_of_rest(rate, rest)},
        wish{classes::control, classes::shared,
             rates_of_control(rate, rest)}}) {
    const auto found = find(x.number);
    if (!found)
      return found.error();
    if (!is_as(*found, x.parent, x.rates))
      return false;
  }
  return true;
}

status htb_classes::add(class_number number, std::int64_t rate) {
  return write_channel(number, rate, does::add);
}

status htb_classes::change(class_number number, std::int64_t rate) {
  return write_channel(number, rate, does::change);
}

status htb_classes::remove(class_number number) {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_handle = classes::handle(number);
  const auto answer =
      kernel_->request(netlink_message{RTM_DELTCLASS, 0, header});
  if (!answer && answer.code != ENOENT)
    return failed("remove a class", answer);
  return success();
}

result<std::optional<class_state>> htb_classes::find(class_number number) {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_handle = classes::handle(number);
  std::optional<class_state> found;
  // Without that flag, most kernels tell everybody but who asks.
  const auto answer =
      kernel_->ask(netlink_message{RTM_GETTCLASS, NLM_F_ECHO, header},
                   [&found](const nlmsghdr& message) {
                     if (is_our_class(message))
                       found = state_of(message);
                   });
  if (!answer && answer.code != ENOENT)
    return failed("read a class", answer);
  return found;
}

result<std::vector<class_state>> htb_classes::list() {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  netlink_message question{RTM_GETTCLASS, 0, header};
  std::vector<class_state> found;
  const auto answer = kernel_->list(
      question, [&found] { found.clear(); },
      [&found](const nlmsghdr& message) {
        if (is_our_class(message))
          found.push_back(state_of(message));
      });
  if (!answer)
    return failed("read its classes", answer);
  return found;
}

status htb_classes::remove_root() {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_parent = TC_H_ROOT;
  const auto answer =
      kernel_->request(netlink_message{RTM_DELQDISC, 0, header});
  if (!answer && answer.code != ENOENT)
    return failed("remove its qdisc", answer);
  return success();
}

netlink_message htb_classes::of_qdisc() const {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_parent = TC_H_ROOT;
  header.tcm_handle = classes::handle(0);
  netlink_message message{RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, header};
  message.put_text(TCA_KIND, "htb");
  auto* options = message.begin(TCA_OPTIONS);
  tc_htb_glob htb{};
  htb.version = htb_version;
  htb.rate2quantum = 10;
  htb.defcls = classes::rest;
  message.put(TCA_HTB_INIT, htb);
  message.end(options);
  return message;
}

netlink_message htb_classes::of_class(class_number number, class_number parent,
                                      class_rates rates, int flags) const {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_handle = classes::handle(number);
  header.tcm_parent = classes::handle(parent);
  netlink_message message{RTM_NEWTCLASS, flags, header};
  message.put_text(TCA_KIND, "htb");
  const std::uint64_t rate = rates.rate / bits_of_a_byte;
  const std::uint64_t ceil = rates.ceil / bits_of_a_byte;
  tc_htb_opt htb{};
  htb.rate.linklayer = htb.ceil.linklayer = TC_LINKLAYER_ETHERNET;
  htb.rate.rate = narrow(rate);
  htb.ceil.rate = narrow(ceil);
  const auto bursts = number == classes::all || number == classes::shared
      ? bursts_of_parents
      : 1;
  htb.buffer = ticks(bursts * burst(rate, device_.packet_bytes_max), rate);
  htb.cbuffer = ticks(bursts * burst(ceil, device_.packet_bytes_max), ceil);
  htb.quantum = device_.packet_bytes_max;
  auto* options = message.begin(TCA_OPTIONS);
  message.put(TCA_HTB_RATE64, rate);
  message.put(TCA_HTB_CEIL64, ceil);
  message.put(TCA_HTB_PARMS, htb);
  message.end(options);
  return message;
}

netlink_message htb_classes::of_queue(class_number number,
                                      std::int64_t rate) const {
  tcmsg header{};
  header.tcm_ifindex = device_.index;
  header.tcm_handle = queue_handle(number);
  header.tcm_parent = classes::handle(number);
  netlink_message message{RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, header};
  message.put_text(TCA_KIND, "bfifo");
  message.put(TCA_OPTIONS,
              tc_fifo_qopt{queue_limit(rate, device_.packet_bytes_max)});
  return message;
}

void htb_classes::put_base(std::vector<netlink_message>& to, std::int64_t rate,
                           std::int64_t rest, int flags) const {
  const auto control = rates_of_control(rate, rest);
  const auto others = rates_of_rest(rate, rest);
  to.push_back(of_class(classes::all, 0, {rate, rate}, flags));
  to.push_back(of_class(classes::shared, classes::all,
                        rates_of_shared(rate, rest), flags));
  to.push_back(of_class(classes::rest, classes::shared, others, flags));
  to.push_back(of_class(classes::control, classes::shared, control, flags));
  to.push_back(of_queue(classes::rest, others.ceil));
  to.push_back(of_queue(classes::control, control.ceil));
}

status htb_classes::write(std::vector<netlink_message>& messages,
                          const char* what) {
  const auto answer = kernel_->request(messages);
  return answer ? success() : failed(what, answer);
}

status htb_classes::write_channel(class_number number, std::int64_t rate,
                                  does what) {
  const class_rates rates{rate, rate};
  std::vector<netlink_message> messages;
  messages.push_back(
      of_class(number, classes::all, rates,
               what == does::add ? NLM_F_CREATE | NLM_F_EXCL : 0));
  messages.push_back(of_queue(number, rate));
  auto written =
      write(messages, what == does::add ? "add a class" : "change a class");
  if (!written)
    return written;
  const auto found = find(number);
  if (!found)
    return found.error();
  if (!is_as(*found, classes::all, rates))
    return failure{
        errc::unavailable,
        fmt::format("the kernel made class {:x}:{:x} of {} otherwise "
                    "than it was asked, and called that done",
                    classes::major, number, device_.name)};
  return success();
}

failure htb_classes::failed(const char* what, const netlink_answer& why) const {
  if (why.code == EPERM)
    return {errc::permission_denied,
            fmt::format("cannot {}: interface {} may be divided with "
                        "CAP_NET_ADMIN only; give this process that capability",
                        what, device_.name)};
  return {errc::unavailable,
          fmt::format("cannot {}: interface {}: {}", what, device_.name,
                      to_string(why))};
}

} // namespace leasehold
