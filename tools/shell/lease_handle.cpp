// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lease_handle.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

struct lease_handle::shared {
  std::shared_ptr<session> connection;
  lease_info info;
  std::optional<shortened_by> shortened;
  /// Where searches begin: after the last event that one has found.
  std::uint64_t next_number = 0;
  std::optional<lease_event> end;
};

lease_handle::lease_handle(std::shared_ptr<session> connection,
                           lease_grant grant)
    : shared_(std::make_shared<shared>(
        shared{std::move(connection), std::move(grant.lease),
               std::move(grant.shortened), 0, std::nullopt})) {}

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
  auto found = expect_served(connection().leases(filter));
  if (found.empty())
    shared_->info.state = lease_state::over;
  else
    shared_->info = std::move(found.front());
  return shared_->info;
}

duration lease_handle::remaining() const {
  const auto& info = last_known();
  if (info.state == lease_state::over)
    return duration::zero();
  if (info.term.end == forever)
    return duration::max();
  return std::max(info.term.end - connection().clock().now, duration::zero());
}

std::optional<refused> lease_handle::renew(period wanted) {
  renewal_request request;
  request.lease = id();
  request.lessee = last_known().lessee;
  request.wanted = wanted;
  auto outcome = expect_served(connection().renew({request})).at(0);
  if (auto* why = std::get_if<refusal>(&outcome))
    return refused{std::move(*why), connection().clock()};
  auto& grant = std::get<lease_grant>(outcome);
  shared_->info = std::move(grant.lease);
  shared_->shortened = std::move(grant.shortened);
  return std::nullopt;
}

std::optional<refused> lease_handle::change(change_request wanted) {
  wanted.lease = id();
  wanted.lessee = last_known().lessee;
  auto outcome = expect_served(connection().change({std::move(wanted)})).at(0);
  if (auto* why = std::get_if<refusal>(&outcome))
    return refused{std::move(*why), connection().clock()};
  auto& grant = std::get<lease_grant>(outcome);
  shared_->info = std::move(grant.lease);
  shared_->shortened = std::move(grant.shortened);
  return std::nullopt;
}

std::optional<refused> lease_handle::release() {
  release_request request;
  request.lease = id();
  request.lessee = last_known().lessee;
  auto outcome = expect_served(connection().release({request})).at(0);
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
  expect_served(connection().acknowledge(id(), sequence));
}

std::vector<lease_event> lease_handle::events() const {
  std::vector<lease_event> all;
  event_query query;
  query.lease = id();
  while (true) {
    auto page = expect_served(connection().events(query));
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
    auto page = expect_served(connection().events(query));
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
