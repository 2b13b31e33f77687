// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a journal may hold: records of any bytes, and records of values that
// fit together or do not. Whatever can't be read, or can't be, ends the start
// (D5); what remains is kept the same when it is written again, can be
// audited, and a node runs on it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "actors/node/recovery.hpp"
#include "actors/record/records.hpp"
#include "messages/codec/stored_codec.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/values.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold::fuzz {
namespace {

// -- values ------------------------------------------------------------------

hop_record hop_in(fuzz_input& in) {
  hop_record y;
  y.key = {lease_id{in.byte()}, epoch{in.byte()}, name_in<gateway_name>(in)};
  y.root = name_in<gateway_name>(in);
  y.state = static_cast<hop_state>(1 + in.byte() % 4);
  y.uses = uses_in(in);
  y.term = window_in(in);
  y.deadline = instant_in(in);
  if (in.byte() % 2 == 1)
    y.next = hop_terms{uses_in(in), window_in(in)};
  return y;
}

lease_record lease_in(fuzz_input& in) {
  lease_record y;
  y.info.id = lease_id{in.byte()};
  y.info.epoch = epoch{in.byte()};
  y.info.state = static_cast<lease_state>(1 + in.byte() % 4);
  y.info.lessee = name_in<lessee_name>(in);
  y.info.target = name_in<resource_name>(in);
  y.info.source = name_in<endpoint_name>(in);
  y.info.service = name_in<class_name>(in);
  y.info.amount = amounts_in(in);
  y.info.minimum = amounts_in(in);
  y.info.granted = period::finite(duration{1 + in.byte()});
  y.info.since = instant_in(in);
  y.info.term = window_in(in);
  y.info.deadline = instant_in(in);
  for (auto count = in.byte() % 4; count > 0; --count) {
    if (!y.info.route.hops.empty())
      y.info.route.links.push_back(name_in<link_name>(in));
    y.info.route.hops.push_back({name_in<gateway_name>(in), uses_in(in)});
  }
  y.root = name_in<gateway_name>(in);
  y.phase = static_cast<lease_phase>(1 + in.byte() % 2);
  y.request = request_id{in.byte()};
  y.last_sequence = in.byte();
  return y;
}

lease_event event_in(fuzz_input& in) {
  lease_event y;
  y.number = in.byte();
  y.lease = lease_id{in.byte()};
  y.sequence = in.byte();
  y.kind = static_cast<event_kind>(1 + in.byte() % 5);
  y.lessee = name_in<lessee_name>(in);
  y.takes_effect = instant_in(in);
  y.amount_before = amounts_in(in);
  return y;
}

record value_in(fuzz_input& in) {
  switch (in.byte() % 10) {
  case 0:
    return to_record(node_record{in.number()});
  case 1:
    return topology_to_record(in.byte() % 2 == 0 ? test::row_of_three : "");
  case 2:
    return to_record(
        capacity_record{name_in<resource_name>(in), amounts_in(in)});
  case 3: {
    service_class x;
    x.name = name_in<class_name>(in);
    x.setup = in.byte() % 8;
    x.hold = in.byte() % 8;
    return to_record(x);
  }
  case 4:
    return erasure_of(hop_in(in));
  case 5:
    return erasure_of_lease(lease_id{in.byte()});
  case 6:
    return erasure_of_event(in.byte());
  case 7:
    return to_record(event_in(in));
  case 8:
    return to_record(lease_in(in));
  default:
    return to_record(hop_in(in));
  }
}

/// A value's record, or one of any bytes; sometimes one in the place of
/// another.
record record_in(fuzz_input& in) {
  const auto form = in.byte();
  if (form % 4 == 0) {
    record y;
    y.kind = in.byte() % 10;
    y.what = in.byte() % 8 == 7 ? record::change::erase : record::change::put;
    y.key = in.text();
    y.body = in.bytes(in.number(2));
    return y;
  }
  auto y = value_in(in);
  if (form % 16 == 15)
    y.key = in.text();
  if (form % 16 == 14 && !y.body.empty())
    y.body[in.number(2) % y.body.size()] = static_cast<char>(in.byte());
  return y;
}

// -- rules -------------------------------------------------------------------

/// How many of these forms the body has; each is the same when it is written
/// again.
template <class T>
int readings(const std::string& body, result<T> (*decode)(std::string_view)) {
  const auto read = decode(body);
  if (!read) {
    require_explained(read.error(), errc::corrupt);
    return 0;
  }
  const auto again = decode(encode(*read));
  require(again && *again == *read, "what was read is kept as it is");
  return 1;
}

void check_body(const std::string& body) {
  require(readings(body, decode_node) + readings(body, decode_capacity)
                  + readings(body, decode_rule) + readings(body, decode_class)
                  + readings(body, decode_hop) + readings(body, decode_lease)
                  + readings(body, decode_event)
              <= 1,
          "a record is of one kind");
}

void check_refused(const store_error& why) {
  require(why.code == store_errc::corrupt
              || why.code == store_errc::wrong_version,
          "a journal is refused as damaged or as too new");
  require_explained({errc::corrupt, why.message}, errc::corrupt);
}

void check_audit(const audit_report& report) {
  for (const auto& finding : report.findings)
    require(!finding.rule.empty() && is_plain_utf8(finding.subject)
                && is_plain_utf8(finding.message) && !finding.message.empty(),
            "a finding names its rule and says what is wrong");
}

/// Starts a node on the records and asks it for everything.
class started_node final : public test::region_test {
public:
  void TestBody() override {}

  void run(const std::vector<record>& records) {
    journal->rows = records;
    const auto why = start();
    require(why.code == errc::none, "a node starts on what can be read");
    clock->pass(duration{100});
    advance(duration{100});
    leases();
    events();
    audit();
    pass(duration{1000});
    require(deaths->empty(), "nothing of the node dies");
  }
};

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold;
  using namespace leasehold::fuzz;
  quiet_kj quiet;
  fuzz_input in{data, size};
  const auto with_node = in.byte() % 4 == 3;
  std::vector<record> records;
  recovery found;
  while (!in.empty()) {
    auto next = record_in(in);
    check_body(next.body);
    if (const auto refused = found.visit(next)) {
      check_refused(refused);
      return 0;
    }
    records.push_back(std::move(next));
  }
  if (const auto refused = found.finish()) {
    check_refused(refused);
    return 0;
  }
  check_audit(audit_recovered(found, instant{duration{1000}}));
  if (with_node)
    started_node{}.run(records);
  return 0;
}
