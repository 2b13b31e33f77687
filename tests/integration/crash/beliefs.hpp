// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// C2 as lessees see it: at no instant do they together believe in more than
// there is. Pure: times and answers go in, what is wrong comes out.
//
// Only what is certain counts. A belief begins when its answer has arrived and
// ends when the lessee gives it up, is surely told otherwise, or by its own
// clock. The capacity is the largest that may have been in force since the
// lease was asked for: one that shrinks takes back later, but grants no more
// (C8). So whatever is found is a fault, however slow the machine is.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold::test {

struct belief {
  lease_id lease;
  window held;
  /// When its lease was asked for: it was granted no earlier.
  instant asked;
  std::vector<resource_use> uses;
};

class beliefs {
public:
  void begin(belief x);

  /// From then on nobody believes in the lease.
  void end(lease_id lease, instant at);

  /// What a resource had in the beginning; later words change nothing.
  void know_capacity(const resource_name& resource, const amounts& value);
  void ask_capacity(const resource_name& resource, const amounts& value,
                    instant at);
  /// The one that was asked for last is in force.
  void answer_capacity(const resource_name& resource, instant at);

  /// What was believed beyond capacity at the beginnings up to `until`.
  /// Forgets what had ended by then.
  /// @pre every end up to `until` is known
  std::vector<std::string> check(instant until);

private:
  struct setting {
    amounts value;
    instant asked;
    /// When a later one was in force for certain.
    instant over = forever;
  };

  /// Who believes in how much of it, for people.
  std::string holders_of(const resource_name& resource, instant when) const;
  std::optional<amounts> most(const resource_name& resource,
                              const window& during) const;

  std::multimap<lease_id, belief> all_;
  std::map<resource_name, std::vector<setting>> capacities_;
};

} // namespace leasehold::test
