// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/ids.hpp"
#include "messages/node_info.hpp"

// Whether another node can be reached: when to dial it, which of two
// connections stays, and when it has been silent for too long. Pure: whoever
// carries it makes the connections, and hands in the time of any clock that
// never goes back.
//
// Both nodes send a beat over each connection every 300 ms. A beat repeats the
// number of the last one that was heard, and only a beat that repeats a newer
// one of ours is an answer: so a connection that works one way alone is silent
// at both ends.
namespace leasehold {

using std::chrono::milliseconds;

struct link_terms {
  milliseconds beat_every{300};
  /// Without an answer.
  milliseconds suspect_after{1'100};
  milliseconds down_after{1'400};
  /// Answers in a row after which a node that was down is up.
  std::uint32_t answers_up = 3;
  /// The pause after a dial that failed, and the longest that it grows to.
  milliseconds redial_first{100};
  milliseconds redial_longest{3'000};
  /// By how much the node whose name comes later waits for the other to dial.
  milliseconds courtesy{200};
};

/// One connection between two nodes.
using line_id = id<struct line_tag>;

enum class dialled_by : std::uint8_t { us, them };

struct line_beat {
  /// Counts the beats of its sender on this line.
  std::uint64_t sequence = 0;
  /// The last one that the sender has heard; 0 for none.
  std::uint64_t heard = 0;
};

// -- what is to be done -------------------------------------------------------

struct dial_node {};

struct send_beat {
  line_id line;
  line_beat beat;
};

struct close_line {
  line_id line;
  std::string why;
};

struct link_changed {
  reachability state = reachability::down;
};

using link_effects =
    std::vector<std::variant<dial_node, send_beat, close_line, link_changed>>;

class link_machine {
public:
  enum class rank : std::uint8_t {
    /// Our name comes before the other's.
    first,
    second,
  };

  link_machine(link_terms terms, rank own, milliseconds now);

  enum class address : std::uint8_t { known, unknown };
  /// Whether there is an address to dial, from now on.
  void address_is(address x) {
    address_ = x;
  }

  /// @param boot How often the other had been started when the line was made:
  /// a line of its process before this one is no good.
  link_effects opened(line_id line, dialled_by by, std::uint64_t boot,
                      milliseconds now);
  link_effects beaten(line_id line, line_beat beat);
  /// It ended by itself.
  void closed(line_id line, milliseconds now);
  void dial_failed(milliseconds now);
  /// To be called every 100 ms. What passes beyond three times that between two
  /// calls is no silence of the other: it was us who stood still.
  link_effects look_at_time(milliseconds now);

  reachability state() const {
    return state_;
  }
  /// The line that frames go over; nothing while there is none.
  std::optional<line_id> carrier() const;

private:
  struct line {
    dialled_by by = dialled_by::us;
    std::uint64_t boot = 0;
    std::uint64_t sent = 0;
    std::uint64_t heard = 0;
    std::uint64_t answered = 0;
    milliseconds silence{0};
    milliseconds beat_at{0};
  };

  /// Whether `a` is the better of two lines.
  bool better(const std::pair<const line_id, line>& a,
              const std::pair<const line_id, line>& b) const;
  void say(link_effects& effects, line_id id, line& x, milliseconds now);
  void end_silent(link_effects& effects);
  void end_others(link_effects& effects);
  void enter(link_effects& effects, reachability next);

  const link_terms terms_;
  const rank own_;
  address address_ = address::unknown;
  bool dialling_ = false;
  milliseconds dial_at_;
  milliseconds redial_;
  milliseconds looked_;
  reachability state_ = reachability::down;
  /// Since the last answer on any line.
  milliseconds silence_{0};
  std::uint32_t answers_ = 0;
  std::map<line_id, line> lines_;
};

} // namespace leasehold
