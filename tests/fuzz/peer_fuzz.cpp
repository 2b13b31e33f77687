// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What another node may send: frames of any bytes, and frames of messages that
// fit together or do not, with bytes changed on the way. What is read, is
// within its bounds and the same when it is sent on; and whatever is ordered of
// a ledger, in whatever order, its books balance.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "actors/gateway/ledger_machine.hpp"
#include "messages/codec/peer_codec.hpp"
#include "messages/peer.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/values.hpp"
#include "tests/support/equality.hpp"

namespace leasehold::fuzz {
namespace {

constexpr std::size_t frames_max = 16;
constexpr std::size_t messages_max = 8;

// -- messages ----------------------------------------------------------------

hop_key key_in(fuzz_input& in) {
  // Mostly of the one ledger, and of a few leases that meet there.
  return {lease_id{in.byte() % 4u}, epoch{in.byte() % 8u},
          in.byte() % 8 == 0 ? name_in<gateway_name>(in) : gateway_name{"A"}};
}

hop_order order_in(fuzz_input& in) {
  const auto key = key_in(in);
  switch (in.byte() % 8) {
  case 0:
    return release_hop{key};
  case 1:
    return confirm_hop{key, instant_in(in)};
  case 2:
    return renew_hop{key, window_in(in), instant_in(in), uses_in(in),
                     static_cast<reckoning>(in.byte() % 3)};
  case 3:
  case 4:
    return commit_hop{key, instant_in(in)};
  default: {
    hold_hop x{key,
               name_in<gateway_name>(in),
               uses_in(in),
               window_in(in),
               instant_in(in),
               {},
               static_cast<reckoning>(in.byte() % 3)};
    for (auto count = in.byte() % 4; count > 1; --count)
      x.pledges.push_back(
          {lease_id{in.byte() % 4u}, uses_in(in), instant_in(in)});
    return x;
  }
  }
}

child_key child_in(fuzz_input& in) {
  return {action_id{in.byte()}, name_in<gateway_name>(in), in.byte()};
}

peer_message message_in(fuzz_input& in) {
  switch (in.byte() % 15) {
  case 0: {
    hop_answer x;
    x.key = key_in(in);
    x.step = static_cast<hop_step>(in.byte() % 4);
    x.code = static_cast<errc>(in.byte() % 23);
    x.resource = name_in<resource_name>(in);
    x.free = amounts_in(in);
    return x;
  }
  case 1:
    return hop_lost{key_in(in), name_in<gateway_name>(in),
                    static_cast<errc>(in.byte() % 23)};
  case 2:
    return find_root{key_in(in), name_in<gateway_name>(in)};
  case 3:
    return root_answer{key_in(in), name_in<gateway_name>(in),
                       static_cast<root_state>(in.byte() % 3), instant_in(in)};
  case 4:
    return curtail_leases{name_in<gateway_name>(in), name_in<resource_name>(in),
                          amounts_in(in), instant_in(in)};
  case 5:
    return peer_probe{
        gateway_name{"A"},
        {in.byte(), window_in(in), static_cast<probe_detail>(in.byte() % 2)}};
  case 6:
    return peer_watch{name_in<resource_name>(in), instant_in(in)};
  case 7:
    return load_hint{name_in<resource_name>(in), in.byte(),
                     static_cast<load_hint::load>(in.byte() % 2)};
  case 12: {
    child_order x{child_in(in), in.byte()};
    if (in.byte() % 2 != 0)
      x.task = std::make_shared<const child_task>(
          child_task{ping{1u + in.byte()},
                     name_in<lessee_name>(in),
                     static_cast<std::uint8_t>(in.byte() % 8),
                     instant_in(in),
                     {{in.byte(), *parse_ip_address("10.0.0.1")}}});
    return x;
  }
  case 13:
    return child_end{child_in(in)};
  case 14: {
    child_word x{child_in(in), static_cast<child_state>(1 + in.byte() % 5),
                 in.byte()};
    for (auto count = in.byte() % 3; count > 0; --count)
      x.statuses.push_back({in.byte(),
                            static_cast<outcome>(1 + in.byte() % 3),
                            static_cast<errc>(in.byte() % 23),
                            {}});
    return x;
  }
  default:
    return peer_order{name_in<gateway_name>(in), order_in(in)};
  }
}

std::string frame_in(fuzz_input& in, instant now) {
  const auto form = in.byte();
  if (form % 4 == 0)
    return std::string{in.bytes(in.number(2))};
  std::vector<peer_message> messages;
  for (auto count = 1 + in.byte() % messages_max; count > 0; --count)
    messages.push_back(message_in(in));
  auto frame = encode_frame(messages, now);
  if (form % 4 == 1 && !frame.empty())
    frame[in.number(2) % frame.size()] ^= static_cast<char>(in.byte());
  return frame;
}

// -- rules -------------------------------------------------------------------

void check_frame(const std::vector<peer_message>& read, instant now) {
  std::size_t weight = 0;
  for (const auto& message : read) {
    require(within_bounds(message), "what was read is within its bounds");
    weight += weight_of(message);
  }
  const auto frame = encode_frame(read, now);
  require(frame.size() <= weight + 1024, "a frame weighs what it says");
  const auto again = decode_frame(frame, now);
  require(again && *again == read, "what was read can be sent on");
}

class attacked_ledger {
public:
  attacked_ledger() {
    for (const auto* name : {"A/A-B", "E1/nic", "E2/P1"})
      ledger_.set_capacity(resource_name{name},
                           {unit::bit_per_second, 100'000'000});
  }

  void take(const peer_message& message, instant now) {
    if (const auto* order = std::get_if<peer_order>(&message))
      obey(order->order, now);
    if (const auto* asked = std::get_if<peer_probe>(&message))
      answer(asked->question, now);
    check();
  }

  void pass(instant now) {
    ledger_.expire(now, 100);
    check();
  }

private:
  void obey(const hop_order& order, instant now) {
    if (const auto* x = std::get_if<hold_hop>(&order))
      check_answer(ledger_.hold(*x, now), x->key, now);
    else if (const auto* x = std::get_if<commit_hop>(&order))
      check_change(ledger_.commit(*x, now), x->key, now);
    else if (const auto* x = std::get_if<renew_hop>(&order))
      check_change(ledger_.renew(*x, now), x->key, now);
    else if (const auto* x = std::get_if<release_hop>(&order))
      check_change(ledger_.release(*x, now), x->key, now);
    else if (const auto* x = std::get_if<confirm_hop>(&order))
      ledger_.confirm(*x, now);
  }

  void check_answer(const hop_answer& answer, const hop_key& key,
                    instant now) const {
    require(answer.key == key, "an answer names what was ordered");
    check_frame({answer}, now);
  }

  void check_change(const ledger_change& change, const hop_key& key,
                    instant now) const {
    check_answer(change.answer, key, now);
    require(change.answer.code == errc::none
                || change.journal == ledger_change::write::none,
            "what is refused changes nothing");
    if (change.journal == ledger_change::write::put)
      require(change.record.key.lease == key.lease
                  && (change.record.state == hop_state::active
                      || change.record.state == hop_state::restricted),
              "what is written is taken");
  }

  void answer(const probe& question, instant now) const {
    auto said = ledger_.answer(question, now);
    require(said.token == question.token, "an answer names its question");
    trim(said);
    check_frame({said}, now);
  }

  void check() const {
    audit_report report;
    ledger_.audit(report);
    for (const auto& finding : report.findings)
      broken("the books balance: " + finding.rule + " " + finding.message);
  }

  ledger_machine ledger_{gateway_name{"A"}};
};

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold;
  using namespace leasehold::fuzz;
  quiet_kj quiet;
  fuzz_input in{data, size};
  attacked_ledger ledger;
  instant now{};
  for (auto frames = frames_max; frames > 0 && !in.empty(); --frames) {
    const auto read = decode_frame(frame_in(in, now), now);
    if (read) {
      check_frame(*read, now);
      for (const auto& message : *read)
        ledger.take(message, now);
    } else {
      require_explained(read.error(), errc::invalid_request);
    }
    now += duration{in.byte() * 100};
    ledger.pass(now);
  }
  return 0;
}
