// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/outage_codec.hpp"

#include "messages/bounds.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/period.hpp"

namespace leasehold {

outage read_outage(wire_reader& reader, rpc::Outage::Reader x) {
  outage y;
  y.subject = reader.name_text("subject", x.getSubject(), bounds::name_bytes,
                               presence::required);
  y.what = reader.choice<outage::kind>(
      "kind", x.getKind(), outage::kind::in_error, first_arm::unset);
  y.from = reader.at("from", x.getFromInMs());
  y.longest = reader.length("longest", x.getLongestMs());
  if (y.longest > period::max)
    reader.fail("longest", "is longer than 100 years",
                "give a shorter time, or end the outage");
  return y;
}

void to_wire(const outage& x, const time_base& now, rpc::Outage::Builder to) {
  to.setSubject(x.subject);
  to.setKind(static_cast<rpc::Outage::Kind>(x.what));
  to.setFromInMs(in_ms(x.from, now));
  to.setLongestMs(length_ms(x.longest));
  // What is to begin later was given as a date, which travels exactly.
  if (x.from > now.now)
    to.setSentUnixMs(unix_ms(now.now, now));
}

result<outage> from_wire(rpc::Outage::Reader x, const time_base& now) {
  const auto base = sent_at(x.getSentUnixMs(), now);
  return read_whole(
      base, [x](wire_reader& reader) { return read_outage(reader, x); });
}

} // namespace leasehold
