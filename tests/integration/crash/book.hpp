// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What clients of a node that is killed know for certain: the BOOK. It is
// written when something is sent and when it is answered, and never believes
// the node: what the node says after a restart is held against it.
//
// - An answer is a fact (D1). What was sent and not answered may have happened
//   once or not at all (D2).
// - Events tell what really happened; their numbers, and the sequence of each
//   lease, have no gaps.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/time.hpp"

namespace leasehold::test {

struct crash_figures {
  std::uint64_t kills = 0;
  std::uint64_t grants = 0;
  std::uint64_t refusals = 0;
  std::uint64_t renewals = 0;
  std::uint64_t releases = 0;
  std::uint64_t expiries = 0;
  /// Ended for stronger ones.
  std::uint64_t displaced = 0;
  /// Sent, and not answered before the kill; and of those, done all the same.
  std::uint64_t unanswered = 0;
  std::uint64_t unanswered_done = 0;
  std::uint64_t events = 0;
  std::uint64_t events_pushed = 0;
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t findings = 0;
  std::uint64_t other_faults = 0;
};

struct asked_request {
  enum class fate : std::uint8_t { unknown, granted, refused };
  lease_request terms;
  std::size_t holder = 0;
  fate became = fate::unknown;
  /// The leases that events name, oldest first.
  std::vector<lease_id> leases;
};

/// Its leases may be ended for others at any time.
inline const class_name& weak_class() {
  static const class_name name{"weak"};
  return name;
}

struct known_lease {
  enum class release : std::uint8_t { none, asked, done };
  request_id request;
  std::size_t holder = 0;
  /// As answered last, with the bounds of when it ends.
  std::optional<lease_info> terms;
  window ends;
  std::uint64_t kills_then = 0;
  std::uint32_t renewals = 0;
  /// Asked twice and too late: nobody knows whether they were done.
  std::uint32_t renewals_lost = 0;
  std::optional<renewal_request> renewing;
  std::uint32_t times_asked = 0;
  release released = release::none;
  /// As events tell.
  std::uint32_t sequence = 0;
  std::uint32_t renewals_told = 0;
  std::optional<lease_event> end;
};

class book {
public:
  // -- what is sent and answered ---------------------------------------------

  void ask(const lease_request& request, std::size_t holder);
  /// `sent` is when it was sent, of this process's timeline.
  void answer(request_id request, const lease_outcome& outcome, instant sent);

  /// Also when it is asked again.
  void ask_renewal(const renewal_request& renewal);
  void answer_renewal(const renewal_request& renewal,
                      const lease_outcome& outcome, instant sent, instant now);

  void ask_release(lease_id lease);
  void answer_release(const release_outcome& outcome);

  // -- what the node tells ---------------------------------------------------

  /// An event that was pushed: it is durable, so it is in the log for ever.
  void hear(const lease_event& event);

  /// The next event of the node's log.
  void learn(const lease_event& event);

  /// All events are learnt: every fact is in them.
  void check_events();

  /// Holds what the node lists against the facts. The list was asked for at
  /// the start of `asked` and came at its end.
  void check_listed(const std::vector<lease_info>& listed, window asked);

  /// Counts a fault and fails the test.
  void fault(std::uint64_t crash_figures::*kind, const std::string& what);

  // -- reading ---------------------------------------------------------------

  std::uint64_t next_event() const {
    return next_event_;
  }
  /// Requests without an answer.
  const std::set<request_id>& unanswered() const {
    return unanswered_;
  }
  const asked_request& request(request_id id) const {
    return requests_.at(id);
  }
  /// Leases that may not be over, and those whose end is to be checked.
  const std::set<lease_id>& open() const {
    return open_;
  }
  const known_lease& lease(lease_id id) const {
    return leases_.at(id);
  }
  /// Granted, not known to be over, and nothing asked of it.
  std::vector<lease_id> idle_of(std::size_t holder, instant now) const;

  crash_figures figures;

private:
  bool weak(const known_lease& lease) const;
  void check_end(lease_id id, const known_lease& lease);
  void check_terms(const lease_info& said, const known_lease& lease,
                   window asked);
  void check_heard(const lease_event& event);
  void begin(const lease_event& event);

  std::map<request_id, asked_request> requests_;
  std::set<request_id> unanswered_;
  std::map<lease_id, known_lease> leases_;
  std::set<lease_id> open_;
  std::map<std::uint64_t, lease_event> heard_;
  std::uint64_t next_event_ = 1;
};

/// The label that carries the number of a request, so that events and lists
/// name the request that a lease is for.
inline constexpr const char* request_label = "request";

} // namespace leasehold::test
