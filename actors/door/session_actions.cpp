// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a session does with actions.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>

#include "actors/action/action_messages.hpp"
#include "actors/door/answer.hpp"
#include "actors/door/session_server.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/action_codec.hpp"

namespace leasehold {

namespace {

void write_info(const result<action_info>& x, const time_base& now,
                rpc::ActionResult::Builder to) {
  if (x)
    to_wire(*x, now, to.initAction());
  else
    to_wire(x.error(), to.initFailure());
}

} // namespace

kj::Promise<void> session_server::runAction(RunActionContext context) {
  auto request = from_wire(context.getParams().getRequest(), now());
  if (!request)
    return answer(context, request.error());
  using outcome = result<action_info>;
  return answer(context,
                door_->ask<outcome>(door_->node().actions,
                                    run_action{std::move(*request), who_, {}},
                                    errc::unknown_outcome),
                [this](const outcome& x, auto results) {
                  write_info(x, now(), results);
                });
}

kj::Promise<void> session_server::readStatuses(ReadStatusesContext context) {
  auto params = context.getParams();
  read_statuses question;
  question.action = action_id{params.getAction()};
  question.from = params.getFrom();
  question.until = saturating_add(
      now().now,
      std::min<duration>(duration{params.getWaitMs()}, bounds::status_wait));
  question.who = who_;
  using outcome = result<status_page>;
  return in_turn(*answers_, context, page_bytes,
                 [this, context, question = std::move(question)] {
                   return answer(
                       context,
                       door_->ask<outcome>(door_->node().actions, question),
                       [this](const outcome& x, auto results) {
                         if (x)
                           to_wire(*x, now(), results.initPage());
                         else
                           to_wire(x.error(), results.initFailure());
                       });
                 });
}

kj::Promise<void> session_server::cancelAction(CancelActionContext context) {
  using outcome = result<action_info>;
  return answer(
      context,
      door_->ask<outcome>(
          door_->node().actions,
          cancel_action{action_id{context.getParams().getAction()}, who_, {}}),
      [this](const outcome& x, auto results) {
        write_info(x, now(), results);
      });
}

kj::Promise<void> session_server::listActions(ListActionsContext context) {
  const action_id after{context.getParams().getAfter()};
  return in_turn(*answers_, context, page_bytes, [this, context, after] {
    return answer(context,
                  door_->ask<action_list>(door_->node().actions,
                                          list_actions{after, who_, {}}),
                  [this](const action_list& x, auto results) {
                    write_each(results.initActions(
                                   static_cast<kj::uint>(x.actions.size())),
                               x.actions, [this](auto& from, auto at) {
                                 to_wire(from, now(), at);
                               });
                    results.setMore(x.more);
                  });
  });
}

kj::Promise<void> session_server::locate(LocateContext context) {
  auto targets =
      read_whole(now(), [params = context.getParams()](wire_reader& reader) {
        return read_targets(reader, params.getTargets(), bounds::located);
      });
  if (!targets)
    return answer(context, targets.error());
  using outcome = result<std::vector<location>>;
  return in_turn(
      *answers_, context, page_bytes,
      [this, context, targets = std::move(*targets)] {
        return answer(context,
                      door_->ask<outcome>(door_->node().actions,
                                          locate_targets{targets, who_, {}}),
                      [](const outcome& x, auto results) {
                        if (!x)
                          return to_wire(x.error(), results.initFailure());
                        const auto count = std::min(x->size(), bounds::located);
                        auto list =
                            results.initLocations(static_cast<kj::uint>(count));
                        for (auto i = 0u; i < count; ++i)
                          to_wire((*x)[i], list[i]);
                      });
      });
}

} // namespace leasehold
