// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/hold_lease.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

#include <fmt/format.h>

#include "messages/event.hpp"
#include "messages/service.hpp"
#include "runtime/clock/belief.hpp"
#include "tools/cli/follow.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/words.hpp"
#include "tools/client/jeopardy.hpp"

namespace leasehold::cli {

namespace {

/// A renewal that was refused is tried again no sooner.
constexpr duration retry_min = std::chrono::seconds{1};

/// How long a question may be open before the holder is told. The node is
/// asked four times a second, so this is silence.
constexpr duration silence_max = std::chrono::seconds{2};

/// A short lease has no time to lose.
duration patience(const lease_info& lease) {
  return lease.granted.type() == period::kind::finite
      ? std::clamp(lease.granted.length() / 5, duration{1}, silence_max)
      : silence_max;
}

class keeper {
public:
  keeper(context& run, session& node, const lease_grant& grant, instant sent,
         std::optional<period> renewal)
      : run_(run),
        node_(&node),
        lease_(grant.lease),
        renewal_(renewal),
        vouched_(grant.valid_for),
        believed_(saturating_add(sent, grant.valid_for)),
        belief_(believed_),
        heard_(node.clock().now) {
    plan(lease_.term);
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
    switch (event.kind) {
    case event_kind::restricted:
    case event_kind::suspended:
    case event_kind::restored:
    case event_kind::moved:
      run_.say(event_line(event));
      break;
    default:
      break;
    }
    if (event.kind != event_kind::ended)
      return watching::go_on;
    ended_by_request_ = event.reason == event_reason::requested;
    run_.say(fmt::format("lease {} has ended: {}", to_string(lease_.id),
                         to_string(event.reason)));
    return watching::stop;
  }

  /// The node answered a question that was put at `asked`; renews the lease
  /// where it is time.
  status go_on(instant asked) {
    hear(asked);
    if (!renewal_ || now() < due_)
      return success();
    const auto sent = now();
    auto outcomes =
        node_->renew({{request_number({}), lease_.id, run_.name(), *renewal_}});
    if (!outcomes)
      return outcomes.error();
    if (outcomes->size() != 1)
      return failure{errc::corrupt, "the node did not answer the renewal"};
    if (const auto* grant = std::get_if<lease_grant>(&outcomes->front())) {
      lease_ = grant->lease;
      vouched_ = grant->valid_for;
      believed_ = saturating_add(sent, vouched_);
    } else {
      run_.say("the renewal was refused; the lease keeps its terms");
      print_refusal(run_.env().err, std::get<refusal>(outcomes->front()),
                    node_->clock(), {});
    }
    hear(sent);
    plan(lease_.term);
    return success();
  }

  exit_code release() {
    auto outcomes = node_->release({{lease_.id, {}, run_.name()}});
    auto why = outcomes ? failure{} : outcomes.error();
    if (outcomes)
      for (const auto& outcome : *outcomes)
        if (outcome.code != errc::none && outcome.code != errc::lease_over)
          why = {outcome.code, outcome.message};
    if (why.code == errc::none) {
      run_.say(fmt::format("released lease {}", to_string(lease_.id)));
      return exit_code::ok;
    }
    run_.say(fmt::format("lease {} is not known to be released; it ends by "
                         "itself in {} at the latest",
                         to_string(lease_.id), shown(kept_for())));
    return run_.fail(why);
  }

  /// The node can't be reached: tries again for as long as the lease may be
  /// believed in. Whether it was found again, with the lease.
  enum class found { yes, no };
  found reach_again(const failure& why) {
    while (!run_.interrupted() && !lost(why.message)) {
      run_.env().sleep(std::min(retry_min, belief_.believed_until() - now()));
      if (lost(why.message))
        return found::no;
      auto opened = run_.reopen();
      if (!opened)
        continue;
      node_ = *opened;
      lease_filter filter;
      filter.lease = lease_.id;
      const auto asked = now();
      auto known = node_->leases(filter);
      if (!known)
        continue;
      if (known->empty())
        return found::yes; // Its last event says why it is over.
      lease_ = known->front();
      if (is_finite())
        believed_ =
            believed_until(asked, lease_.term.end - now(), rate_bound{});
      hear(asked);
      return found::yes;
    }
    return found::no;
  }

  /// Asked while any call waits for the node: whether it is of no use any more.
  bool gives_up() {
    const auto silent_for = now() - heard_;
    if (silent_for < patience(lease_))
      return false;
    return lost(
        fmt::format("the node has not answered for {}", shown(silent_for)));
  }

  bool is_lost() const noexcept {
    return lost_;
  }

  bool ended_by_request() const noexcept {
    return ended_by_request_;
  }

private:
  bool is_finite() const {
    return lease_.granted.type() == period::kind::finite;
  }

  instant now() const {
    return node_->clock().now;
  }

  /// How long the node keeps it for a holder that has gone.
  duration kept_for() const {
    return is_finite() ? lease_.term.end - now() : vouched_;
  }

  /// What was asked at `asked` was answered. An infinite lease is kept for a
  /// time after its holder was seen last, a finite one to its end.
  void hear(instant asked) {
    heard_ = now();
    if (!is_finite())
      believed_ = saturating_add(asked, vouched_);
    if (belief_.heard(believed_) == jeopardy::state::safe)
      run_.say(fmt::format("safe: the node is there again, and lease {} too",
                           to_string(lease_.id)));
  }

  /// The node is silent, because of `why`: says what that means, once.
  bool lost(const std::string& why) {
    auto news = belief_.silent(now());
    if (news == jeopardy::state::in_jeopardy)
      run_.say(fmt::format("jeopardy: {}; lease {} counts for {} more unless "
                           "the node is heard",
                           why, to_string(lease_.id),
                           shown(belief_.believed_until() - now())));
    if (news == jeopardy::state::lost)
      run_.say(fmt::format("lost: the node was not heard in time; stop using "
                           "what lease {} gave",
                           to_string(lease_.id)));
    lost_ = now() >= belief_.believed_until();
    return lost_;
  }

  void plan(const window& term) {
    auto from = std::max(now(), term.start);
    due_ = std::max(from + (term.end - from) / 2, now() + retry_min);
  }

  context& run_;
  session* node_;
  lease_info lease_;
  std::optional<period> renewal_;
  /// For which an answer vouches: for an infinite lease each, for a finite one
  /// that which granted it.
  duration vouched_;
  /// Until when the newest answer vouches for it.
  instant believed_;
  jeopardy belief_;
  /// When the node answered last.
  instant heard_;
  instant due_;
  std::uint64_t next_event_ = 0;
  bool lost_ = false;
  bool ended_by_request_ = false;
};

/// Lets a keeper watch over the calls of a command.
class call_watch {
public:
  call_watch(context& run, keeper& keep) : run_(run) {
    run_.watch_calls([&keep] { return keep.gives_up(); });
  }
  ~call_watch() {
    run_.watch_calls({});
  }
  call_watch(const call_watch&) = delete;
  call_watch& operator=(const call_watch&) = delete;

private:
  context& run_;
};

exit_code keep_on(context& run, keeper& keep, lease_id lease) {
  follower who;
  who.tell = [&keep](const lease_event& event) {
    return keep.tell(event);
  };
  who.between = [&keep](instant asked) {
    return keep.go_on(asked);
  };
  while (true) {
    auto end = follow(run, keep.node(), {keep.next_event(), lease}, who);
    if (end && *end == follow_end::interrupted)
      return keep.release();
    if (end)
      return keep.ended_by_request() ? exit_code::ok : exit_code::failed;
    auto silent = exit_for(end.error().code) == exit_code::unreachable;
    if (!silent)
      return run.fail(end.error());
    if (keep.reach_again(end.error()) == keeper::found::yes)
      continue;
    if (keep.is_lost())
      return exit_code::unreachable;
    run.heed_interrupt();
    return keep.release();
  }
}

} // namespace

exit_code hold_lease(context& run, session& node, const lease_grant& grant,
                     instant sent, std::optional<period> renewal) {
  const auto& lease = grant.lease;
  run.say(fmt::format(
      "holding lease {} {}; Ctrl-C gives it back", to_string(lease.id),
      renewal ? "and renewing it" : "for as long as this command runs"));
  keeper keep{run, node, grant, sent, renewal};
  call_watch watch{run, keep};
  return keep_on(run, keep, lease.id);
}

} // namespace leasehold::cli
