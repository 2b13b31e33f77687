// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a session does with actions.
#include <algorithm>
#include <utility>

#include "messages/codec/action_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "tools/client/async_calls.hpp"

namespace leasehold {

kj::Promise<result<action_info>>
async_session::run_action(const action_request& request) {
  auto call = session_.runActionRequest();
  to_wire(request, read_clocks(clock_), call.initRequest());
  return ask(kj::mv(call));
}

kj::Promise<result<status_page>>
async_session::statuses(action_id action, std::uint32_t from, duration wait) {
  auto call = session_.readStatusesRequest();
  call.setAction(action.value());
  call.setFrom(from);
  call.setWaitMs(static_cast<std::uint32_t>(
      std::clamp(wait, duration{0}, bounds::status_wait).count()));
  return ask(kj::mv(call));
}

kj::Promise<result<action_info>>
async_session::cancel_action(action_id action) {
  auto call = session_.cancelActionRequest();
  call.setAction(action.value());
  return ask(kj::mv(call));
}

kj::Promise<result<action_list>> async_session::actions() {
  return more_actions({});
}

kj::Promise<result<action_list>>
async_session::more_actions(action_list so_far) {
  auto call = session_.listActionsRequest();
  if (!so_far.actions.empty())
    call.setAfter(so_far.actions.back().id.value());
  return ask(kj::mv(call))
      .then(
          [this, so_far = std::move(so_far)](result<action_list>&& page) mutable
          -> kj::Promise<result<action_list>> {
            if (!page)
              return result<action_list>{page.error()};
            auto& all = so_far.actions;
            all.insert(all.end(), page->actions.begin(), page->actions.end());
            so_far.missing = std::move(page->missing);
            if (page->more)
              return more_actions(std::move(so_far));
            return result<action_list>{std::move(so_far)};
          });
}

kj::Promise<result<std::vector<location>>>
async_session::locate(const std::vector<std::string>& targets) {
  auto call = session_.locateRequest();
  write_names(call.initTargets(static_cast<kj::uint>(targets.size())), targets);
  return ask(kj::mv(call));
}

} // namespace leasehold
