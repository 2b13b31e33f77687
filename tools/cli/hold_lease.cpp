// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/hold_lease.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

#include <fmt/format.h>

#include "messages/event.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "tools/cli/follow.hpp"
#include "tools/cli/lease_text.hpp"

namespace leasehold::cli {

namespace {

/// A renewal that was refused is tried again no sooner.
constexpr duration retry_min = std::chrono::seconds{1};

class keeper {
public:
  keeper(context& run, session& node, const lease_info& lease,
         std::optional<period> renewal)
      : run_(run), node_(node), lease_(lease), renewal_(renewal) {
    plan(lease.term);
  }

  watching tell(const lease_event& event) {
    if (event.kind == event_kind::restricted)
      run_.say(event_line(event));
    if (event.kind != event_kind::ended)
      return watching::go_on;
    ended_by_request_ = event.reason == event_reason::requested;
    run_.say(fmt::format("lease {} has ended: {}", to_string(lease_.id),
                         to_string(event.reason)));
    return watching::stop;
  }

  status renew_when_due() {
    if (!renewal_ || node_.clock().now < due_)
      return success();
    auto outcomes = node_.renew({{{}, lease_.id, run_.name(), *renewal_}});
    if (!outcomes)
      return outcomes.error();
    if (outcomes->size() != 1)
      return failure{errc::corrupt, "the node did not answer the renewal"};
    if (const auto* grant = std::get_if<lease_grant>(&outcomes->front())) {
      lease_ = grant->lease;
    } else {
      run_.say("the renewal was refused; the lease keeps its terms");
      print_refusal(run_.env().err, std::get<refusal>(outcomes->front()),
                    node_.clock());
    }
    plan(lease_.term);
    return success();
  }

  exit_code release() {
    auto outcomes = node_.release({{lease_.id, {}, run_.name()}});
    if (!outcomes)
      return run_.fail(outcomes.error());
    for (const auto& outcome : *outcomes)
      if (outcome.code != errc::none && outcome.code != errc::lease_over)
        return run_.fail({outcome.code, outcome.message});
    run_.say(fmt::format("released lease {}", to_string(lease_.id)));
    return exit_code::ok;
  }

  bool ended_by_request() const noexcept {
    return ended_by_request_;
  }

private:
  void plan(const window& term) {
    auto now = node_.clock().now;
    auto from = std::max(now, term.start);
    due_ = std::max(from + (term.end - from) / 2, now + retry_min);
  }

  context& run_;
  session& node_;
  lease_info lease_;
  std::optional<period> renewal_;
  instant due_;
  bool ended_by_request_ = false;
};

} // namespace

exit_code hold_lease(context& run, session& node, const lease_info& lease,
                     std::optional<period> renewal) {
  run.say(fmt::format(
      "holding lease {} {}; Ctrl-C gives it back", to_string(lease.id),
      renewal ? "and renewing it" : "for as long as this command runs"));
  keeper keep{run, node, lease, renewal};
  follower who;
  who.tell = [&keep](const lease_event& event) {
    return keep.tell(event);
  };
  who.between = [&keep] {
    return keep.renew_when_due();
  };
  auto end = follow(run, node, {0, lease.id}, who);
  if (!end)
    return run.fail(end.error());
  if (*end == follow_end::interrupted)
    return keep.release();
  return keep.ended_by_request() ? exit_code::ok : exit_code::failed;
}

} // namespace leasehold::cli
