// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// The actors of a node, as people see them. A path names an actor for as long
// as its parent supervises something under that name: one that died and was
// spawned again has the path that it had.
namespace leasehold {

namespace bounds {

/// What one answer tells of, how deep it looks, and the longest path: a name in
/// each of a few generations.
inline constexpr std::size_t actors = 1000;
inline constexpr std::uint32_t actor_depth = 8;
inline constexpr std::size_t actor_path_bytes = 512;
/// Words about one actor or message; longer ones are cut.
inline constexpr std::size_t actor_text_bytes = 256;
/// Messages that one answer tells of.
inline constexpr std::size_t notes = 1000;

} // namespace bounds

/// By what the most telling actors are picked.
enum class actor_order : std::uint8_t {
  /// Parents, each before its children; children by their names.
  path,
  /// The longest mailbox first.
  mailbox,
  /// Who has taken most messages first.
  messages,
  /// The longest turn first.
  turn,
};

struct actor_info {
  /// "gateway/GW4/hop/1000010000002a"
  std::string path;
  /// Of who supervises it; empty for those that the node itself watches.
  std::string parent;
  /// "hop"
  std::string role;
  /// What it does now, in words.
  std::string state;
  std::uint64_t children = 0;
  /// How often it was spawned again after it had died.
  std::uint32_t restarts = 0;
  /// Messages that wait for it now, and those that it has taken since it was
  /// spawned.
  std::uint64_t mailbox = 0;
  std::uint64_t messages = 0;
  /// The longest that it has kept a thread for itself since then.
  std::chrono::microseconds longest_turn{0};
};

struct actor_query {
  /// Where to begin; empty for all actors of the node.
  std::string path;
  /// How many generations below that, up to `bounds::actor_depth`.
  std::uint32_t depth = 1;
  /// How many children of each actor are told of; where `order` is not `path`,
  /// how many actors in all. 0 asks for as many as an answer may have.
  std::uint32_t count_max = 0;
  /// Goes on behind the child of `path` that has this path.
  std::string after;
  actor_order order = actor_order::path;
};

struct actor_page {
  std::vector<actor_info> actors;
  /// Whether there are actors, within the depth, that are not told of.
  bool more = false;
};

/// One message, when an actor began to work on it.
struct message_note {
  /// Since the trace began.
  std::chrono::microseconds at{0};
  /// Paths; empty for who is no actor of the node, such as a client.
  std::string from;
  std::string to;
  /// The type of the message, and what of it matters most, in words.
  std::string message;
  std::string detail;
};

struct message_page {
  /// In the order in which they were taken.
  std::vector<message_note> notes;
  /// Messages before these that were not kept, because nobody read in time.
  std::uint64_t dropped = 0;
};

} // namespace leasehold
