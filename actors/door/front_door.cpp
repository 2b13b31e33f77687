// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/front_door.hpp"

#include <optional>
#include <utility>

#include "actors/door/bootstrap_server.hpp"

namespace leasehold {

front_door::front_door(loop_context& loop, services node, door_config config,
                       link_hub* links)
    : config_(std::move(config)),
      context_(std::make_shared<door_context>(std::move(node), config_, links,
                                              loop.timer())),
      reporting_(report_holders().eagerlyEvaluate(nullptr)),
      watching_(watch_memory().eagerlyEvaluate(nullptr)) {}

front_door::~front_door() noexcept(false) {
  if (auto links = context_->links(); links != nullptr)
    links->serve(std::nullopt);
}

result<kj::Own<front_door>> front_door::open(loop_context& loop, services node,
                                             door_config config,
                                             link_hub* links) {
  auto door =
      kj::heap<front_door>(loop, std::move(node), std::move(config), links);
  auto opened = listener::open(
      loop, door->config_.listen,
      [context = door->context_](std::shared_ptr<connection_context> connection)
          -> capnp::Capability::Client {
        return rpc::Bootstrap::Client{
            kj::heap<bootstrap_server>(context, std::move(connection))};
      });
  if (!opened)
    return opened.error();
  if (links != nullptr)
    links->serve(link_hub::lessee_service{
        [context =
             door->context_](const lessee_name& who,
                             std::shared_ptr<connection_context> connection) {
          return session_for_node(context, who, std::move(connection));
        },
        [context = door->context_](const lessee_name& who) {
          context->seen_elsewhere(who);
        }});
  door->listener_ = kj::mv(*opened);
  return door;
}

kj::Promise<void> front_door::report_holders() {
  return context_->timer()
      .afterDelay(config_.seen_every.count() * kj::MILLISECONDS)
      .then([this] {
        context_->report_holders();
        return report_holders();
      });
}

kj::Promise<void> front_door::watch_memory() {
  context_->look_at_memory();
  return context_->timer().afterDelay(1 * kj::SECONDS).then([this] {
    return watch_memory();
  });
}

} // namespace leasehold
