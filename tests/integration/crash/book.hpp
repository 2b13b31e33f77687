// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What clients of a node that suffers know for certain: the BOOK. It is
// written when something is sent and when it is answered, and never believes
// the node: what the node says after a restart is held against it. Pure: the
// time and what was said go in, broken rules come out.
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
#include "messages/resource.hpp"
#include "messages/time.hpp"
#include "tests/integration/crash/beliefs.hpp"

namespace leasehold::test {

struct crash_figures {
  std::uint64_t kills = 0;
  std::uint64_t grants = 0;
  std::uint64_t refusals = 0;
  /// Of these, for want of space on the disk.
  std::uint64_t refused_low_space = 0;
  std::uint64_t renewals = 0;
  std::uint64_t releases = 0;
  std::uint64_t capacities_set = 0;
  std::uint64_t expiries = 0;
  /// Ended for stronger ones.
  std::uint64_t displaced = 0;
  /// Sent, and not answered before the kill; and of those, done all the same.
  std::uint64_t unanswered = 0;
  std::uint64_t unanswered_done = 0;
  std::uint64_t events = 0;
  std::uint64_t events_pushed = 0;
};

/// A rule of docs/internals/crash-testing.md by its id, and how it was broken.
struct violation {
  std::string rule;
  std::string what;
};

struct asked_request {
  enum class fate : std::uint8_t { unknown, granted, refused };
  lease_request terms;
  std::size_t holder = 0;
  fate became = fate::unknown;
  /// The words of the refusal, once it is refused.
  std::string refused_with = {};
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
  /// When its first terms were asked for.
  instant asked;
  std::uint64_t kills_then = 0;
  std::uint64_t wall_jumps_then = 0;
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

/// While the disk has too little room, or did last.
struct disk_phase {
  instant from = forever;
  instant until = forever;
  /// When the node has to know that there is room again.
  instant noticed_by = forever;
  std::uint64_t renewals_asked = 0;
  std::uint64_t renewals_done = 0;
};

class book {
public:
  // -- what is sent and answered ---------------------------------------------

  void ask(const lease_request& request, std::size_t holder);
  /// Sent and answered at the ends of `call`, of this process's timeline.
  void answer(request_id request, const lease_outcome& outcome, window call);

  /// Also when it is asked again.
  void ask_renewal(const renewal_request& renewal, instant now);
  void answer_renewal(const renewal_request& renewal,
                      const lease_outcome& outcome, window call);

  void ask_release(lease_id lease, instant now);
  void answer_release(const release_outcome& outcome, window call);

  /// The resource may shrink: who has of it may be ended for that.
  void let_yield(const resource_name& resource) {
    yielding_.insert(resource);
  }
  void ask_capacity(const resource_name& resource, const amounts& value,
                    instant now);
  void answer_capacity(const resource_name& resource, window call);
  /// Another change was answered that has to last.
  void acknowledge(window call);

  // -- what is done to the node ----------------------------------------------

  /// Its wall clock was set.
  void jump_wall_clock() {
    ++wall_jumps_;
  }
  /// It starts, or was kept from working and goes on: what is late for that
  /// reason is no fault, from now on.
  void calm(instant now);
  /// It is kept from working until the next `calm`.
  void disturb(instant now) {
    disturbed_ = now;
    calm_ = forever;
  }
  /// Its disk has too little room, and has enough again.
  void fill_disk(instant now);
  void clear_disk(instant now);
  /// The node is gone. `write_failed` is when the first of its writes did.
  void node_gone(std::optional<instant> write_failed);

  // -- what the node tells ---------------------------------------------------

  /// Events are pushed from this number on.
  void listen_from(std::uint64_t number) {
    next_push_ = number;
  }
  /// An event that was pushed: it is durable, so it is in the log for ever.
  void hear(const lease_event& event, instant now);

  /// The next event of the node's log, from a page that was asked for at the
  /// start of `asked` and came at its end.
  void learn(const lease_event& event, window asked);

  /// All events until then are learnt: every fact is in them.
  void check_events(instant until);

  /// Holds what the node lists against the facts. The list was asked for at
  /// the start of `asked` and came at its end.
  void check_listed(const std::vector<lease_info>& listed, window asked);

  /// What a resource has before anybody sets its capacity.
  void know_capacity(const resource_info& resource);

  void violate(const std::string& rule, const std::string& what) {
    violations.push_back({rule, what});
  }

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
  std::vector<violation> violations;

private:
  /// Whether it may be ended for others.
  bool may_yield(const known_lease& lease) const;
  void grant(known_lease& lease, const lease_grant& grant, window call);
  void believe(const known_lease& lease, instant from);
  void refuse_renewal(lease_id id, known_lease& lease, const refusal& no,
                      window call);
  /// Whether the node had to know, when a call was sent, that its disk has
  /// little room.
  bool disk_low_for_sure(instant asked) const;
  void check_granted_room(window call);
  void check_refused_room(const refusal& no, window call);
  void check_late(const lease_event& event, instant now);
  /// T3 where nothing but the wall clock can have moved an end.
  std::string time_rule(const known_lease& lease, const char* otherwise) const;
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
  std::optional<std::uint64_t> next_push_;
  /// The node's start that the newest lease was made by.
  std::uint64_t boot_ = 0;
  beliefs beliefs_;
  std::set<resource_name> yielding_;
  std::uint64_t wall_jumps_ = 0;
  instant calm_;
  instant disturbed_;
  disk_phase disk_;
  /// When the youngest acknowledged call of the running node was sent.
  instant acknowledged_;
};

/// The label that carries the number of a request, so that events and lists
/// name the request that a lease is for.
inline constexpr const char* request_label = "request";

} // namespace leasehold::test
