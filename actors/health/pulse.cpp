// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/pulse.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>

#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

pulse::pulse(kj::Timer& timer, services node, config settings)
    : timer_(timer),
      node_(std::move(node)),
      config_(std::move(settings)),
      heard_(timer.now()),
      beating_(
          kj::evalLater([this] { return beat(); }).eagerlyEvaluate(nullptr)) {}

duration pulse::silence() const {
  return duration{(timer_.now() - heard_) / kj::MILLISECONDS};
}

kj::Promise<void> pulse::beat() {
  auto slot = make_reply_slot<node_status>();
  read_node question;
  question.reply = std::move(slot.reply);
  caf::anon_send(node_.directory, std::move(question));
  return slot.answer
      .then(
          [this](node_status&& answer) {
            heard_ = timer_.now();
            why_.clear();
            last_ = std::move(answer);
            if (config_.on_beat)
              config_.on_beat(*last_);
          },
          [this](kj::Exception&& failed) { why_ = explain(failed); })
      .then([this] {
        return timer_.afterDelay(config_.every.count() * kj::MILLISECONDS);
      })
      .then([this] { return beat(); });
}

} // namespace leasehold
