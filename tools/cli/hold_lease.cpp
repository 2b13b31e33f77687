// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/hold_lease.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

#include <fmt/format.h>

#include "messages/event.hpp"
#include "messages/period.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "runtime/clock/belief.hpp"
#include "tools/cli/follow.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/client/jeopardy.hpp"

namespace leasehold::cli {

namespace {

/// A renewal that was refused is tried again no sooner.
constexpr duration retry_min = std::chrono::seconds{1};

class keeper {
public:
  keeper(context& run, session& node, const lease_info& lease,
         std::optional<period> renewal)
      : run_(run),
        node_(&node),
        lease_(lease),
        renewal_(renewal),
        vouched_(lease.deadline - node.clock().now),
        belief_(believed()) {
    plan(lease.term);
  }

  session& node() const noexcept {
    return *node_;
  }
  /// Where events are to be read on.
  std::uint64_t next_event() const noexcept {
    return next_event_;
  }

  watching tell(const lease_event& event) {
    next_event_ = event.number + 1;
    if (event.kind == event_kind::restricted)
      run_.say(event_line(event));
    if (event.kind != event_kind::ended)
      return watching::go_on;
    ended_by_request_ = event.reason == event_reason::requested;
    run_.say(fmt::format("lease {} has ended: {}", to_string(lease_.id),
                         to_string(event.reason)));
    return watching::stop;
  }

  /// The node was heard; renews the lease where it is time.
  status go_on() {
    hear();
    if (!renewal_ || node_->clock().now < due_)
      return success();
    auto outcomes = node_->renew({{{}, lease_.id, run_.name(), *renewal_}});
    if (!outcomes)
      return outcomes.error();
    if (outcomes->size() != 1)
      return failure{errc::corrupt, "the node did not answer the renewal"};
    if (const auto* grant = std::get_if<lease_grant>(&outcomes->front())) {
      lease_ = grant->lease;
    } else {
      run_.say("the renewal was refused; the lease keeps its terms");
      print_refusal(run_.env().err, std::get<refusal>(outcomes->front()),
                    node_->clock());
    }
    plan(lease_.term);
    return success();
  }

  exit_code release() {
    auto outcomes = node_->release({{lease_.id, {}, run_.name()}});
    if (!outcomes)
      return run_.fail(outcomes.error());
    for (const auto& outcome : *outcomes)
      if (outcome.code != errc::none && outcome.code != errc::lease_over)
        return run_.fail({outcome.code, outcome.message});
    run_.say(fmt::format("released lease {}", to_string(lease_.id)));
    return exit_code::ok;
  }

  /// The node can't be reached: tries again for as long as the lease may be
  /// believed in. Whether it was found again, with the lease.
  enum class found { yes, no };
  found reach_again(const failure& why) {
    while (!run_.interrupted()) {
      if (auto news = belief_.silent(now()))
        tell_silence(*news, why);
      if (now() >= belief_.believed_until())
        return found::no;
      run_.env().sleep(retry_min);
      auto opened = run_.reopen();
      if (!opened)
        continue;
      node_ = *opened;
      lease_filter filter;
      filter.lease = lease_.id;
      auto known = node_->leases(filter);
      if (!known)
        continue;
      if (known->empty())
        return found::yes; // Its last event says why it is over.
      lease_ = known->front();
      hear();
      return found::yes;
    }
    return found::no;
  }

  bool ended_by_request() const noexcept {
    return ended_by_request_;
  }

private:
  /// How long the lease counts though nothing more is heard. An infinite one is
  /// kept for a time after its holder was seen last, a finite one to its end.
  instant believed() const {
    auto left = renewal_ || lease_.granted.type() == period::kind::finite
        ? lease_.term.end - now()
        : vouched_;
    return believed_until(now(), left, rate_bound{});
  }

  instant now() const {
    return node_->clock().now;
  }

  void hear() {
    if (belief_.heard(believed()) == jeopardy::state::safe)
      run_.say(fmt::format("safe: the node is there again, and lease {} too",
                           to_string(lease_.id)));
  }

  void tell_silence(jeopardy::state news, const failure& why) {
    if (news == jeopardy::state::in_jeopardy)
      run_.say(fmt::format("jeopardy: {}; lease {} counts for {} more unless "
                           "the node is heard",
                           why.message, to_string(lease_.id),
                           shown(belief_.believed_until() - now())));
    else
      run_.say(fmt::format("lost: the node was not heard in time; stop using "
                           "what lease {} gave",
                           to_string(lease_.id)));
  }

  void plan(const window& term) {
    auto now = node_->clock().now;
    auto from = std::max(now, term.start);
    due_ = std::max(from + (term.end - from) / 2, now + retry_min);
  }

  context& run_;
  session* node_;
  lease_info lease_;
  std::optional<period> renewal_;
  /// For which an answer vouches for an infinite lease.
  duration vouched_;
  jeopardy belief_;
  instant due_;
  std::uint64_t next_event_ = 0;
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
    return keep.go_on();
  };
  while (true) {
    auto end = follow(run, keep.node(), {keep.next_event(), lease.id}, who);
    if (end && *end == follow_end::interrupted)
      return keep.release();
    if (end)
      return keep.ended_by_request() ? exit_code::ok : exit_code::failed;
    auto silent = exit_for(end.error().code) == exit_code::unreachable;
    if (!silent || keep.reach_again(end.error()) == keeper::found::no)
      return run.fail(end.error());
  }
}

} // namespace leasehold::cli
