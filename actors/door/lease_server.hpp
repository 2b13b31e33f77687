// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "actors/door/door_context.hpp"
#include "messages/ids.hpp"
#include "messages/lease.capnp.h"
#include "messages/service.hpp"

namespace leasehold {

/// The right to one lease (X40). Once the lease is over, every call but
/// `events` fails with `errc::lease_over`.
class lease_server final : public rpc::Lease::Server {
public:
  /// `held` counts the capabilities of a session.
  lease_server(std::shared_ptr<door_context> door, principal who, lease_id id,
               std::shared_ptr<answer_gate::session> answers,
               std::shared_ptr<std::uint32_t> held);
  ~lease_server() noexcept;
  KJ_DISALLOW_COPY(lease_server);

  kj::Promise<void> info(InfoContext context) override;
  kj::Promise<void> renew(RenewContext context) override;
  kj::Promise<void> release(ReleaseContext context) override;
  kj::Promise<void> events(EventsContext context) override;

private:
  /// The lease, or `errc::lease_over`.
  kj::Promise<result<lease_info>> look();

  std::shared_ptr<door_context> door_;
  principal who_;
  lease_id id_;
  std::shared_ptr<answer_gate::session> answers_;
  std::shared_ptr<std::uint32_t> held_;
};

/// The lease if it lives and `who` may see it; otherwise fails with `absent`.
kj::Promise<result<lease_info>>
find_lease(door_context& door, const principal& who, lease_id id, errc absent);

/// Reads a page of events, of at most `answer_bytes_max` on the wire.
kj::Promise<result<event_page>> read_page(door_context& door,
                                          const principal& who,
                                          const event_query& query,
                                          duration wait = duration::zero());

} // namespace leasehold
