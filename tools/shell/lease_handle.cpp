// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lease_handle.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/clock/belief.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

namespace {

/// A lease is told of as late as its answer travelled, so an end that is
/// earlier by less is none.
constexpr duration travel_max = std::chrono::seconds{1};

} // namespace

struct lease_handle::shared {
  std::shared_ptr<session> connection;
  lease_info info;
  std::optional<shortened_by> shortened;
  request_id request;
  /// Until when the newest answer vouches for it, and for how long each more
  /// does where the lease is infinite.
  instant believed = {};
  duration vouched = {};
  /// Where searches begin: after the last event that one has found.
  std::uint64_t next_number = 0;
  std::optional<lease_event> end;
};

/// Bounds the calls in its life by what is believed of the lease.
class lease_handle::bounded_call {
public:
  explicit bounded_call(shared& lease)
      : lease_(lease), sent_(lease.connection->clock().now) {
    // What is over anyhow is asked about for as long as any other thing.
    if (lease.believed > sent_)
      lease.connection->give_up_when([this] { return is_too_late(); });
  }
  ~bounded_call() {
    lease_.connection->give_up_when({});
  }
  bounded_call(const bounded_call&) = delete;
  bounded_call& operator=(const bounded_call&) = delete;

  instant sent() const noexcept {
    return sent_;
  }

  template <class T>
  T expect(result<T> outcome) {
    if (!outcome && outcome.error().code == errc::timed_out && is_too_late())
      throw std::runtime_error{fmt::format(
          "lost: the node was not heard in time; stop using what lease {} gave",
          to_string(lease_.info.id))};
    auto served = expect_served(std::move(outcome));
    if (lease_.info.term.end == forever)
      lease_.believed = saturating_add(sent_, lease_.vouched);
    return served;
  }

private:
  bool is_too_late() const {
    return lease_.connection->clock().now >= lease_.believed;
  }

  shared& lease_;
  instant sent_;
};

lease_handle::lease_handle(std::shared_ptr<session> connection,
                           lease_grant grant, origin from)
    : shared_(std::make_shared<shared>()) {
  shared_->connection = std::move(connection);
  shared_->request = from.request;
  accept(std::move(grant), from.sent);
}

duration valid_for_of(const lease_info& listed, instant now) {
  return listed.state == lease_state::suspended
      ? duration::zero()
      : believed_term(listed.deadline - now, rate_bound{});
}

void lease_handle::accept(lease_grant grant, instant sent) {
  auto& s = *shared_;
  s.info = std::move(grant.lease);
  s.shortened = std::move(grant.shortened);
  s.vouched = grant.valid_for;
  s.believed = saturating_add(sent, grant.valid_for);
}

duration lease_handle::valid_for() const {
  const auto& s = *shared_;
  if (s.info.state == lease_state::over)
    return duration::zero();
  return std::max(s.believed - s.connection->clock().now, duration::zero());
}

request_id lease_handle::request() const {
  return shared_->request;
}

lease_id lease_handle::id() const {
  return shared_->info.id;
}

session& lease_handle::connection() const {
  return *shared_->connection;
}

const lease_info& lease_handle::last_known() const {
  return shared_->info;
}

const std::optional<shortened_by>& lease_handle::shortened() const {
  return shared_->shortened;
}

bool lease_handle::ended() const {
  return shared_->end.has_value();
}

const lease_info& lease_handle::refresh() const {
  lease_filter filter;
  filter.lease = id();
  bounded_call call{*shared_};
  auto found = call.expect(connection().leases(filter));
  auto& s = *shared_;
  if (found.empty()) {
    s.info.state = lease_state::over;
    return s.info;
  }
  s.info = std::move(found.front());
  s.vouched = valid_for_of(s.info, connection().clock().now);
  s.believed = saturating_add(call.sent(), s.vouched);
  return s.info;
}

duration lease_handle::remaining() const {
  const auto& info = last_known();
  if (info.state == lease_state::over)
    return duration::zero();
  if (info.term.end == forever)
    return duration::max();
  return std::max(info.term.end - connection().clock().now, duration::zero());
}

std::optional<refused> lease_handle::renew(period wanted, shortening earlier) {
  const auto clock = connection().clock();
  const auto& known = last_known();
  if (earlier == shortening::refused && wanted.type() == period::kind::finite
      && known.state != lease_state::over
      && known.term.end
          > saturating_add(clock.now, wanted.length() + travel_max)) {
    refusal why;
    why.code = errc::period_unacceptable;
    why.message = fmt::format("it would end earlier than it does now; "
                              "l:shorten(\"{}\") does that",
                              to_string(wanted));
    return refused{std::move(why), clock};
  }
  renewal_request request;
  request.lease = id();
  request.lessee = last_known().lessee;
  request.wanted = wanted;
  bounded_call call{*shared_};
  auto outcome = call.expect(connection().renew({request})).at(0);
  if (auto* why = std::get_if<refusal>(&outcome))
    return refused{std::move(*why), connection().clock()};
  accept(std::move(std::get<lease_grant>(outcome)), call.sent());
  return std::nullopt;
}

std::optional<refused> lease_handle::change(change_request wanted) {
  wanted.lease = id();
  wanted.lessee = last_known().lessee;
  bounded_call call{*shared_};
  auto outcome = call.expect(connection().change({std::move(wanted)})).at(0);
  if (auto* why = std::get_if<refusal>(&outcome))
    return refused{std::move(*why), connection().clock()};
  accept(std::move(std::get<lease_grant>(outcome)), call.sent());
  return std::nullopt;
}

std::optional<refused> lease_handle::release() {
  release_request request;
  request.lease = id();
  request.lessee = last_known().lessee;
  bounded_call call{*shared_};
  auto outcome = call.expect(connection().release({request})).at(0);
  if (outcome.code == errc::none) {
    shared_->info.state = lease_state::over;
    return std::nullopt;
  }
  refusal why;
  why.code = outcome.code;
  why.message = std::move(outcome.message);
  return refused{std::move(why), connection().clock()};
}

void lease_handle::acknowledge(std::uint32_t sequence) {
  bounded_call call{*shared_};
  call.expect(connection().acknowledge(id(), sequence));
}

std::vector<lease_event> lease_handle::events() const {
  std::vector<lease_event> all;
  event_query query;
  query.lease = id();
  while (true) {
    bounded_call call{*shared_};
    auto page = call.expect(connection().events(query));
    all.insert(all.end(), page.events.begin(), page.events.end());
    if (page.events.empty() || page.next <= query.from)
      return all;
    query.from = page.next;
  }
}

event_search lease_handle::search(std::optional<event_kind> kind) const {
  return {kind, shared_->next_number};
}

std::optional<lease_event> lease_handle::find(event_search& search) {
  auto& s = *shared_;
  auto fits = [&search](const lease_event& event) {
    return !search.kind || *search.kind == event.kind;
  };
  event_query query;
  query.lease = id();
  while (true) {
    query.from = search.from;
    bounded_call call{s};
    auto page = call.expect(connection().events(query));
    for (const auto& event : page.events) {
      search.from = event.number + 1;
      if (event.kind == event_kind::ended)
        s.end = event;
      if (!fits(event))
        continue;
      s.next_number = search.from;
      return event;
    }
    search.from = std::max(search.from, page.next);
    if (page.events.empty())
      return s.end && fits(*s.end) ? s.end : std::nullopt;
  }
}

} // namespace leasehold::shell
