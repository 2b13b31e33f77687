// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a session tells of what leases carried, and of what lessees used.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>

#include "actors/door/answer.hpp"
#include "actors/door/session_server.hpp"
#include "actors/door/usage_pages.hpp"
#include "actors/usage/usage_messages.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/usage_codec.hpp"

namespace leasehold {

namespace {

failure no_account() {
  return {errc::unavailable,
          "the node keeps no account of what leases carry; ask one that does"};
}

result<traffic_query>
read_query(rpc::Session::ReadTrafficParams::Reader params) {
  return read_whole({}, [params](wire_reader& reader) {
    traffic_query x;
    if (params.getLease() != 0)
      x.lease = lease_id{params.getLease()};
    x.nic = reader.optional_name<resource_name>("NIC", params.getNic());
    return x;
  });
}

result<usage_query> read_query(rpc::Session::ReadUsageParams::Reader params) {
  return read_whole({}, [params](wire_reader& reader) {
    usage_query x;
    x.lessee = reader.optional_name<lessee_name>("lessee", params.getLessee());
    x.back = reader.length("back", params.getBackMs());
    return x;
  });
}

} // namespace

kj::Promise<void> session_server::readTraffic(ReadTrafficContext context) {
  auto question = read_query(context.getParams());
  if (!question)
    return answer(context, question.error());
  if (!door_->node().usage)
    return answer(context, no_account());
  using list = std::vector<nic_traffic>;
  return in_turn(
      *answers_, context, page_bytes,
      [this, context, question = std::move(*question)] {
        return answer(
            context,
            door_->ask<list>(door_->node().usage,
                             read_traffic{question, who_, {}}),
            [](list x, auto results) {
              x.resize(std::min(x.size(), bounds::metered));
              write_list(results.initTraffic(static_cast<kj::uint>(x.size())),
                         x);
            });
      });
}

kj::Promise<void> session_server::readUsage(ReadUsageContext context) {
  auto params = context.getParams();
  auto question = read_query(params);
  if (!question)
    return answer(context, question.error());
  if (!door_->node().usage)
    return answer(context, no_account());
  const std::string after = params.getAfter().cStr();
  return in_turn(*answers_, context, page_bytes,
                 [this, context, after, question = std::move(*question)] {
                   return answer(
                       context,
                       door_->ask<usage_report>(door_->node().usage,
                                                read_usage{question, who_, {}}),
                       [after](const usage_report& x, auto results) {
                         write_usage(x, after, results);
                       });
                 });
}

} // namespace leasehold
