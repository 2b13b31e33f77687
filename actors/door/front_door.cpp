// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/front_door.hpp"

#include <utility>

#include "actors/door/bootstrap_server.hpp"

namespace leasehold {

front_door::front_door(loop_context& loop, services node, door_config config)
    : config_(std::move(config)),
      context_(std::make_shared<door_context>(std::move(node), config_,
                                              loop.timer())),
      reporting_(report_holders().eagerlyEvaluate(nullptr)),
      watching_(watch_memory().eagerlyEvaluate(nullptr)) {}

result<kj::Own<front_door>> front_door::open(loop_context& loop, services node,
                                             door_config config) {
  auto door = kj::heap<front_door>(loop, std::move(node), std::move(config));
  auto opened = listener::open(
      loop, door->config_.listen,
      [context = door->context_](std::shared_ptr<connection_context> connection)
          -> capnp::Capability::Client {
        return rpc::Bootstrap::Client{
            kj::heap<bootstrap_server>(context, std::move(connection))};
      });
  if (!opened)
    return opened.error();
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
