// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/generators.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include <rapidcheck.h>

namespace leasehold::gen {

namespace {

std::int64_t any_rate() {
  return *rc::gen::nonNegative<std::int64_t>();
}

priority any_priority(priority strongest, priority weakest) {
  return in<priority>(strongest, weakest);
}

shortened_by any_shortening() {
  return {named<rule_name>(), any_period(), any_period()};
}

lease_grant any_grant(instant now) {
  return {any_lease(now), maybe(any_shortening), any_length(),
          in(request_intent::grant, request_intent::dry_run)};
}

refusal any_refusal(instant now) {
  refusal y;
  y.code = in(errc::invalid_request, errc::driver_failed);
  y.message = text(300);
  if (chance()) {
    y.resource = named<resource_name>();
    y.gateway = named<gateway_name>();
    y.rule = named<rule_name>();
  }
  y.short_of = maybe([now] { return any_window(now); });
  y.offer.largest_amount = maybe(any_amounts);
  y.offer.longest_period = maybe(any_length);
  y.offer.earliest_start = maybe([now] { return any_instant(now); });
  y.offer.alternatives = some(3, named<resource_name>);
  return y;
}

} // namespace

std::int64_t in_range(std::int64_t first, std::int64_t last) {
  // RapidCheck's ranges leave out their end.
  return *rc::gen::inRange(first, last + 1);
}

std::uint64_t number() {
  return *rc::gen::arbitrary<std::uint64_t>();
}

bool chance() {
  return in(0, 1) == 1;
}

std::string text(std::size_t bytes_max) {
  static const std::vector<std::string> characters{
      "a", "Z", "7", " ", "-", "\"", "\\", "é", "ß", "語", "\U0001f511"};
  std::string y;
  for (const auto& c : some(std::min<std::size_t>(bytes_max / 4, 20),
                            [] { return *rc::gen::elementOf(characters); }))
    y += c;
  // Now and then exactly as long as is allowed.
  if (in(0, 15) == 0)
    y.append(bytes_max - y.size(), 'x');
  return y;
}

std::string name_text(std::size_t bytes_max) {
  auto size = in(0, 15) == 0 ? bytes_max : in<std::size_t>(1, 12);
  std::string y(size, '\0');
  for (auto& c : y)
    c = in('!', '~');
  if (!y.empty() && y.front() == '-')
    y.front() = '+';
  return y;
}

amounts any_amounts() {
  amounts y;
  for (auto u : all_units)
    y.set(u,
          in(0, 9) == 0 ? std::numeric_limits<std::int64_t>::max()
                        : any_rate());
  return y;
}

duration any_length() {
  switch (in(0, 9)) {
  case 0:
    return duration::max();
  case 1:
    return bounds::horizon;
  default:
    return duration{in<std::int64_t>(0, bounds::horizon.count())};
  }
}

instant any_instant(instant now) {
  auto reach = bounds::horizon.count();
  if (in(0, 9) == 0)
    return forever;
  return now + duration{in<std::int64_t>(-reach, reach - 1)};
}

window any_window(instant now) {
  return {any_instant(now), any_instant(now)};
}

period any_period() {
  switch (in(0, 4)) {
  case 0:
    return period::any();
  case 1:
    return period::zero();
  case 2:
    return period::infinite();
  case 3:
    return period::finite(period::max);
  default:
    return period::finite(duration{in<std::int64_t>(1, period::max.count())});
  }
}

std::map<std::string, std::string> any_labels() {
  std::map<std::string, std::string> y;
  for (auto& key :
       some(in(0, 9) == 0 ? bounds::labels : 2, [] { return name_text(); }))
    y.emplace(key, text(bounds::label_bytes));
  return y;
}

std::vector<resource_use> any_uses() {
  return some(4, [] {
    return resource_use{named<resource_name>(), any_amounts()};
  });
}

route any_route() {
  route y;
  y.hops = some(5, [] {
    return route_hop{named<gateway_name>(), any_uses(),
                     in(enforcement::unknown, enforcement::by_driver)};
  });
  for (auto i = 1u; i < y.hops.size(); ++i)
    y.links.push_back(named<link_name>());
  return y;
}

ip_address any_ip_address() {
  ip_address y;
  if (chance()) {
    y.is = ip_address::family::v6;
    for (auto& byte : y.bytes)
      byte = in<std::uint8_t>(0, 254);
  } else {
    for (auto i = 1u; i < 4; ++i)
      y.bytes[i] = in<std::uint8_t>(0, 255);
  }
  y.bytes[0] = in<std::uint8_t>(1, 223);
  return y;
}

mac_address any_mac() {
  mac_address y;
  for (auto& byte : y.bytes)
    byte = in<std::uint8_t>(0, 255);
  // Of one NIC, and one that somebody chose.
  y.bytes[0] = 0x02;
  return y;
}

endpoint_address any_endpoint_address() {
  return {any_ip_address(),
          chance() ? vpn_name{} : vpn_name{"vpn" + std::to_string(number())}};
}

interface_spec any_interface() {
  return {text(bounds::device_bytes), any_rate(), any_rate(),
          some(2, any_ip_address)};
}

flow_selector any_flow() {
  flow_selector y;
  if (chance())
    return y;
  y.is = chance() ? flow_selector::protocol::tcp : flow_selector::protocol::udp;
  y.port = in<std::uint16_t>(0, 0xffff);
  return y;
}

shared_circuit any_circuit() {
  if (chance())
    return {};
  return circuit{
      named<endpoint_name>(), named<endpoint_name>(), any_flow(),
      named<resource_name>(), named<resource_name>(), named<lessee_name>()};
}

lease_request any_request(const time_base& now) {
  lease_request y;
  y.request = request_id{number()};
  y.lessee = named<lessee_name>();
  y.target = named<resource_name>();
  y.source = named<endpoint_name>();
  y.amount = any_amounts();
  if (chance())
    y.minimum = y.amount;
  y.wanted = any_period();
  if (y.wanted.type() == period::kind::finite)
    y.start = maybe([&now] {
      auto reach = period::max.count();
      return now.wall + duration{in<std::int64_t>(-reach, reach)};
    });
  y.service = named<class_name>();
  y.setup = maybe([] { return any_priority(0, priority_weakest); });
  y.hold = maybe(
      [&y] { return any_priority(0, y.setup.value_or(priority_weakest)); });
  y.constraints = {some(2, [] { return name_text(); }),
                   some(2, [] { return name_text(); })};
  y.labels = any_labels();
  y.intent = in(request_intent::grant, request_intent::dry_run);
  y.flow = any_flow();
  return y;
}

lease_info any_lease(instant now) {
  lease_info y;
  y.id = lease_id{number()};
  y.epoch = epoch{number()};
  y.state = in(lease_state::booked, lease_state::suspended);
  y.lessee = named<lessee_name>();
  y.target = named<resource_name>();
  y.source = named<endpoint_name>();
  y.amount = any_amounts();
  y.minimum = any_amounts();
  y.asked = any_amounts();
  y.next = in(lease_info::renewals::allowed, lease_info::renewals::refused);
  y.since = any_instant(now);
  y.granted = any_period();
  y.term = any_window(now);
  y.deadline = any_instant(now);
  y.service = named<class_name>();
  y.setup = any_priority(0, priority_weakest);
  y.hold = any_priority(0, y.setup);
  y.route = any_route();
  y.labels = any_labels();
  y.flow = any_flow();
  return y;
}

lease_outcome any_outcome(instant now) {
  if (chance())
    return any_grant(now);
  return any_refusal(now);
}

lease_event any_event(instant now) {
  lease_event y;
  y.number = number();
  y.lease = lease_id{number()};
  y.epoch = epoch{number()};
  y.sequence = static_cast<std::uint32_t>(number());
  y.kind = in(event_kind::granted, event_kind::suspended);
  y.reason = in(event_reason::requested, event_reason::hop_lost);
  y.lessee = named<lessee_name>();
  if (chance()) {
    y.resource = named<resource_name>();
    y.gateway = named<gateway_name>();
  }
  y.amount = any_amounts();
  y.remaining = any_length();
  y.takes_effect = any_instant(now);
  y.amount_before = any_amounts();
  y.remaining_before = any_length();
  y.recorded = wall_time{duration{static_cast<std::int64_t>(number())}};
  y.labels = any_labels();
  if (y.kind == event_kind::moved) {
    y.moved_from = any_route();
    y.moved_to = any_route();
  }
  return y;
}

limit_rule any_rule() {
  limit_rule y;
  y.name = named<rule_name>();
  y.lessee = maybe(named<lessee_name>);
  y.group = maybe(named<group_name>);
  y.kind = maybe(named<kind_name>);
  y.resource = maybe(named<resource_name>);
  y.source = maybe(named<endpoint_name>);
  y.when = maybe([] {
    return schedule{in<std::uint8_t>(1, 127), in<std::uint16_t>(0, 1439),
                    in<std::uint16_t>(0, 1440), in<std::int16_t>(-840, 840)};
  });
  y.period_min = maybe(any_length);
  if (auto longest = maybe(any_length))
    y.period_max = std::max(*longest, y.period_min.value_or(duration{}));
  y.amount_max = maybe(any_amounts);
  y.leases_max = maybe([] { return static_cast<std::uint32_t>(number()); });
  y.infinite = in(permission::unset, permission::forbidden);
  y.zero = in(permission::unset, permission::forbidden);
  y.any_lease = in(permission::unset, permission::forbidden);
  y.any_action = in(permission::unset, permission::forbidden);
  return y;
}

service_class any_class() {
  service_class y;
  y.name = named<class_name>();
  y.setup = any_priority(0, priority_weakest);
  y.hold = any_priority(0, y.setup);
  for (auto x : all_remedies)
    if (chance())
      y.remedies.insert(chance() ? y.remedies.begin() : y.remedies.end(), x);
  y.tenure_min = duration{in<std::int64_t>(0, period::max.count())};
  y.notice = duration{in<std::int64_t>(0, period::max.count())};
  y.ack_within = duration{in<std::int64_t>(0, bounds::ack_within.count())};
  y.victims = in(victim_objective::weakest, victim_objective::most_reroutable);
  y.sharing = in(share_scheme::oldest_first, share_scheme::proportional);
  y.weight = in<share_weight>(1, share_weight_max);
  return y;
}

topology any_topology() {
  topology y;
  y.region = named<region_name>();
  y.nodes = some(4, [] {
    return node_spec{named<node_name>(), text(bounds::note_bytes)};
  });
  y.gateways = some(4, [] {
    return gateway_spec{named<gateway_name>(), any_rate(), any_length(),
                        chance() ? named<node_name>() : node_name{}};
  });
  y.links = some(4, [] {
    return link_spec{named<link_name>(),
                     named<gateway_name>(),
                     named<gateway_name>(),
                     any_rate(),
                     any_rate(),
                     in<std::uint32_t>(1, 0xffffffff),
                     maybe(any_interface),
                     maybe(any_interface)};
  });
  y.endpoints = some(4, [] {
    return endpoint_spec{named<endpoint_name>(),
                         named<gateway_name>(),
                         any_rate(),
                         text(bounds::note_bytes),
                         text(bounds::note_bytes),
                         some(3, any_endpoint_address),
                         maybe(any_interface),
                         some(3, named<gateway_name>),
                         maybe(any_mac)};
  });
  y.resources = some(4, [] {
    return resource_spec{named<resource_name>(),
                         named<kind_name>(),
                         named<endpoint_name>(),
                         named<gateway_name>(),
                         any_amounts(),
                         some(3, named<group_name>),
                         maybe(named<resource_name>)};
  });
  return y;
}

hop_key any_hop_key() {
  return {lease_id{number()}, epoch{number()}, named<gateway_name>()};
}

hop_record any_hop(instant now) {
  hop_record y;
  y.key = any_hop_key();
  y.root = named<gateway_name>();
  y.state = in(hop_state::held, hop_state::dead);
  y.uses = any_uses();
  y.term = any_window(now);
  y.deadline = any_instant(now);
  y.fence = epoch{number()};
  y.shift = duration{in<std::int64_t>(0, 100'000)};
  y.lost = {epoch{number()}, epoch{number()}};
  y.carries = any_circuit();
  y.next = maybe([now] {
    return hop_terms{any_uses(), any_window(now),
                     duration{in<std::int64_t>(0, 100'000)}, any_circuit()};
  });
  return y;
}

lease_record any_lease_record(instant now) {
  lease_record y;
  y.info = any_lease(now);
  y.root = named<gateway_name>();
  y.phase = in(lease_phase::granted, lease_phase::over);
  y.request = request_id{number()};
  y.renewal = request_id{number()};
  y.past_renewals = {request_id{number()}, request_id{number()}};
  y.last_sequence = static_cast<std::uint32_t>(number());
  y.warned = chance();
  y.requested = any_amounts();
  y.fingerprint = *rc::gen::arbitrary<std::uint64_t>();
  y.constraints = {some(2, [] { return name_text(); }),
                   some(2, [] { return name_text(); })};
  for (auto& gateway : some(2, named<gateway_name>))
    y.left[gateway] = epoch{number()};
  return y;
}

namespace {

hop_order any_order(instant now, const gateway_name& root) {
  switch (in(0, 4)) {
  case 0: {
    hold_hop y;
    y.key = any_hop_key();
    y.root = root;
    y.uses = any_uses();
    y.term = any_window(now);
    y.hold_until =
        now + duration{in<std::int64_t>(0, bounds::hold_time.count())};
    y.pledges = some(3, [now] {
      return pledge{lease_id{number()}, any_uses(), any_instant(now)};
    });
    y.counts = in(reckoning::as_before, reckoning::anew);
    y.carries = any_circuit();
    return y;
  }
  case 1:
    return commit_hop{any_hop_key(), any_instant(now)};
  case 2:
    return confirm_hop{any_hop_key(), any_instant(now)};
  case 3:
    return renew_hop{any_hop_key(), any_window(now), any_instant(now),
                     any_uses(), in(reckoning::as_before, reckoning::anew)};
  default:
    return release_hop{any_hop_key()};
  }
}

hop_answer any_answer() {
  return {any_hop_key(),
          in(hop_step::hold, hop_step::release),
          in(errc::none, errc::driver_failed),
          epoch{number()},
          chance() ? named<resource_name>() : resource_name{},
          any_amounts(),
          lease_id{number()},
          in(enforcement::unknown, enforcement::by_driver)};
}

amounts any_free() {
  amounts y;
  for (auto u : all_units)
    y.set(u, static_cast<std::int64_t>(number()));
  return y;
}

probe any_probe(instant now) {
  auto start = now + duration{in<std::int64_t>(-1000, 1'000'000)};
  return {number(),
          {start, start + duration{in<std::int64_t>(1, 1'000'000)}},
          in(probe_detail::minimum, probe_detail::steps)};
}

resource_view any_view(instant now) {
  return {named<resource_name>(), any_amounts(), any_free(),
          some(5,
               [now] {
                 return free_step{any_instant(now), any_free()};
               }),
          chance() ? text(bounds::note_bytes) : std::string{}};
}

} // namespace

verb any_verb() {
  if (chance())
    return wake{};
  return ping{
      in<std::uint32_t>(1, bounds::ping_count), duration{in_range(10, 60'000)},
      duration{in_range(1, 60'000)},
      in<std::uint32_t>(bounds::ping_payload_min, bounds::ping_payload_max)};
}

child_status any_status() {
  child_status y;
  y.number = in<std::uint32_t>(0, 0xffff);
  y.outcome = in(outcome::ok, outcome::unknown);
  y.code = in(errc::none, errc::driver_failed);
  y.message = text(bounds::status_bytes);
  if (chance())
    y.echo = echo_report{in<std::uint32_t>(0, 99),
                         in<std::uint32_t>(0, 99),
                         in<std::uint32_t>(0, 99),
                         std::chrono::microseconds{in_range(0, 999'999)},
                         std::chrono::microseconds{in_range(0, 999'999)},
                         std::chrono::microseconds{in_range(0, 999'999)}};
  return y;
}

target_status any_target_status() {
  return {text(bounds::target_bytes), named<endpoint_name>(),
          named<gateway_name>(), in<std::uint32_t>(0, 99), any_status()};
}

action_request any_action_request(instant now) {
  return {any_verb(), some(4, [] { return text(bounds::target_bytes); }),
          any_instant(now), in<std::uint8_t>(0, bounds::action_priority_max),
          request_id{number()}};
}

namespace {

child_key any_child_key() {
  return {action_id{number()}, named<gateway_name>(), number()};
}

child_order any_child_order(instant now) {
  child_order y;
  y.key = any_child_key();
  y.heard = in<std::uint32_t>(0, 0xffff);
  if (chance())
    y.task = std::make_shared<const child_task>(
        child_task{any_verb(), named<lessee_name>(),
                   in<std::uint8_t>(0, bounds::action_priority_max),
                   any_instant(now), some(4, [] {
                     return child_target{in<std::uint32_t>(0, 0xffff),
                                         any_ip_address(), maybe(any_mac)};
                   })});
  y.permit = number();
  return y;
}

} // namespace

permit_record any_permit() {
  return {any_child_key(), number(),
          some(4, [] { return in<std::uint32_t>(0, 0xffff); })};
}

peer_message any_peer_message(instant now) {
  switch (in(0, 12)) {
  case 0: {
    auto root = named<gateway_name>();
    return peer_order{root, any_order(now, root)};
  }
  case 1:
    return any_answer();
  case 2:
    return hop_lost{any_hop_key(), named<gateway_name>(),
                    in(errc::none, errc::driver_failed)};
  case 3:
    return find_root{any_hop_key(), named<gateway_name>()};
  case 4:
    return root_answer{any_hop_key(), named<gateway_name>(),
                       in(root_state::gone, root_state::alive),
                       any_instant(now)};
  case 5:
    return peer_probe{named<gateway_name>(), any_probe(now)};
  case 6:
    return curtail_leases{named<gateway_name>(), named<resource_name>(),
                          any_amounts(), any_instant(now)};
  case 7:
    return peer_watch{named<resource_name>(), any_instant(now)};
  case 8:
    return load_hint{named<resource_name>(), number(),
                     in(load_hint::load::some_free, load_hint::load::full)};
  case 9:
    return any_child_order(now);
  case 10:
    return child_end{any_child_key()};
  case 11:
    return child_word{
        any_child_key(),
        in(child_state::unknown, child_state::ready),
        in<std::uint32_t>(0, 0xffff),
        some(3, any_status),
        {in(errc::none, errc::driver_failed), text(bounds::status_bytes)},
        number()};
  default:
    return probe_answer{number(), named<gateway_name>(),
                        some(5, [now] { return any_view(now); })};
  }
}

} // namespace leasehold::gen
