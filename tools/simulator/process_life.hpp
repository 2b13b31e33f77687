// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether one process of a node lives, shared by all that it reaches the
// world through. From the instant at which it ends nothing passes them: what
// its actors still do in the step at hand, and while they are torn down, no
// disk, network or client ever sees.

#include <string>
#include <string_view>
#include <utility>

#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/failpoint.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

class process_life {
public:
  /// `told` and `armed` outlive it; the failpoints are its node's.
  process_life(node_index node, chronicle& told, failpoints& armed)
      : node_(node), told_(told), armed_(armed) {}

  bool over() const noexcept {
    return over_;
  }
  node_index node() const noexcept {
    return node_;
  }

  /// Ends it, once; later calls change nothing.
  void end(node_change how, std::string why) {
    if (std::exchange(over_, true))
      return;
    told_.node_changed({node_, how, std::move(why)});
  }

  /// Passes a failpoint; answers whether it is over.
  [[nodiscard]] bool ends_at(failpoint where) {
    if (!over_ && armed_.pass(where)) {
      told_.injected({node_, fault::kill_at_failpoint, to_string(where)});
      end(node_change::killed, to_string(where));
    }
    return over_;
  }

  /// The same for the failpoints at messages.
  [[nodiscard]] bool ends_at(std::string_view message, moment when) {
    if (!over_ && armed_.pass_message(message, when)) {
      std::string where = when == moment::before ? "before " : "after ";
      where += message;
      told_.injected({node_, fault::kill_at_failpoint, where});
      end(node_change::killed, std::move(where));
    }
    return over_;
  }

private:
  node_index node_;
  chronicle& told_;
  failpoints& armed_;
  bool over_ = false;
};

} // namespace leasehold::sim
