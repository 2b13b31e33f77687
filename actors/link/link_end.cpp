// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/link/link_end.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/codec/wire_reader.hpp"
#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

link_end::link_end(std::shared_ptr<link_hub*> hub, std::string node,
                   line_id line)
    : hub_(std::move(hub)), node_(std::move(node)), line_(line) {}

link_end::~link_end() noexcept {
  if (*hub_ != nullptr)
    (*hub_)->line_ended(node_, line_);
}

kj::Promise<void> link_end::beat(BeatContext context) {
  const auto params = context.getParams();
  if (*hub_ != nullptr)
    (*hub_)->beaten(node_, line_, {params.getSequence(), params.getHeard()},
                    params.getTopology());
  return kj::READY_NOW;
}

kj::Promise<void> link_end::deliver(DeliverContext context) {
  const auto frame = context.getParams().getFrame();
  if (frame.size() > bounds::peer_frame_bytes)
    return make_exception(kj::Exception::Type::FAILED,
                          fmt::format("a frame of {} bytes: it may have {}",
                                      frame.size(), bounds::peer_frame_bytes));
  if (*hub_ == nullptr)
    return kj::READY_NOW;
  return (*hub_)->delivered(node_,
                            {frame.asChars().begin(), frame.asChars().size()});
}

kj::Promise<void> link_end::act(ActContext context) {
  auto who = read_whole({}, [context](wire_reader& reader) mutable {
    return reader.name<lessee_name>("lessee", context.getParams().getLessee());
  });
  if (!who)
    return make_exception(kj::Exception::Type::FAILED, who.error().message);
  if (*hub_ == nullptr)
    return make_exception(kj::Exception::Type::FAILED, "the node is stopping");
  auto session = (*hub_)->open_session(node_, line_, *who);
  if (!session)
    return make_exception(kj::Exception::Type::FAILED, session.error().message);
  auto results = context.getResults();
  results.setSession(kj::mv(session->session));
  results.setOperator(kj::mv(session->operator_));
  return kj::READY_NOW;
}

kj::Promise<void> link_end::seen(SeenContext context) {
  auto lessees = read_whole({}, [context](wire_reader& reader) mutable {
    std::vector<lessee_name> result;
    for (auto name : reader.list("lessees", context.getParams().getLessees(),
                                 bounds::batch_items))
      result.push_back(reader.name<lessee_name>("lessee", name));
    return result;
  });
  if (!lessees)
    return make_exception(kj::Exception::Type::FAILED, lessees.error().message);
  if (*hub_ != nullptr)
    (*hub_)->seen(*lessees);
  return kj::READY_NOW;
}

} // namespace leasehold
