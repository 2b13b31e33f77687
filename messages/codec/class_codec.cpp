// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/class_codec.hpp"

#include <algorithm>
#include <tuple>

#include "messages/codec/common_codec.hpp"
#include "messages/period.hpp"

namespace leasehold {

namespace {

using remedy_list = capnp::List<rpc::ServiceClass::Remedy>;

std::vector<remedy> read_remedies(wire_reader& reader, remedy_list::Reader x) {
  std::vector<remedy> y;
  for (auto item : reader.list("remedies", x, bounds::remedies)) {
    auto next = reader.choice<remedy>("remedy", item, remedy::refuse_renewal,
                                      first_arm::unset);
    if (std::find(y.begin(), y.end(), next) != y.end())
      reader.fail("remedies", "name one twice", "give each at most once");
    y.push_back(next);
  }
  return y;
}

duration read_time(wire_reader& reader, std::string_view field,
                   std::int64_t ms) {
  auto y = reader.length(field, ms);
  if (y <= period::max)
    return y;
  reader.fail(field, "is longer than 100 years", "give a shorter time");
  return {};
}

} // namespace

service_class read_class(wire_reader& reader, rpc::ServiceClass::Reader x) {
  service_class y;
  y.name = reader.name<class_name>("class", x.getName());
  std::tie(y.setup, y.hold) =
      read_priorities(reader, x.getSetup(), x.getHold());
  y.remedies = read_remedies(reader, x.getRemedies());
  y.tenure_min = read_time(reader, "shortest tenure", x.getTenureMinMs());
  y.notice = read_time(reader, "notice", x.getNoticeMs());
  y.ack_within = reader.length("ack within", x.getAckWithinMs());
  if (y.ack_within > bounds::ack_within)
    reader.fail("ack within", "is longer than 5 s", "give a shorter time");
  y.victims = reader.choice<victim_objective>("victims", x.getVictims(),
                                              victim_objective::most_reroutable,
                                              first_arm::value);
  y.sharing = reader.choice<share_scheme>(
      "sharing", x.getSharing(), share_scheme::proportional, first_arm::value);
  y.weight = x.getShareWeight();
  if (y.weight < 1 || y.weight > share_weight_max)
    reader.fail("share weight", "is out of bounds", "give 1 to 1,000");
  return y;
}

void to_wire(const service_class& x, rpc::ServiceClass::Builder to) {
  to.setName(x.name.str());
  to.setSetup(x.setup);
  to.setHold(x.hold);
  auto remedies = to.initRemedies(x.remedies.size());
  for (auto i = 0u; i < x.remedies.size(); ++i)
    remedies.set(i, static_cast<rpc::ServiceClass::Remedy>(x.remedies[i]));
  to.setTenureMinMs(length_ms(x.tenure_min));
  to.setNoticeMs(length_ms(x.notice));
  to.setAckWithinMs(length_ms(x.ack_within));
  to.setVictims(static_cast<rpc::ServiceClass::Victims>(x.victims));
  to.setSharing(static_cast<rpc::ServiceClass::Sharing>(x.sharing));
  to.setShareWeight(x.weight);
}

result<service_class> from_wire(rpc::ServiceClass::Reader x) {
  return read_whole({},
                    [x](wire_reader& reader) { return read_class(reader, x); });
}

} // namespace leasehold
