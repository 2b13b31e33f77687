# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xb6a1f0c3d57e2948;

# The actors of a node, as operators see them. Paths have at most 512 bytes,
# other texts at most 256.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

struct ActorInfo {
  path @0 :Text;
  # "gateway/GW4/hop/1000010000002a"
  parent @1 :Text;
  # The path of who supervises it; empty for those that the node watches.
  role @2 :Text;
  state @3 :Text;
  # What it does now, in words.
  children @4 :UInt64;
  restarts @5 :UInt32;
  # How often it was spawned again after it had died.
  mailbox @6 :UInt64;
  # Messages that wait for it.
  messages @7 :UInt64;
  # Messages that it has taken since it was spawned.
  longestTurnUs @8 :Int64;
  # The longest that it has kept a thread for itself since then.
}

struct ActorQuery {
  path @0 :Text;
  # Where to begin; empty for all actors of the node.
  depth @1 :UInt32;
  # How many generations below that, at most 8.
  countMax @2 :UInt32;
  # How many children of each actor; where `order` is not `path`, how many
  # actors in all. At most 1,000, which 0 asks for.
  after @3 :Text;
  # Goes on behind the child of `path` that has this path.
  order @4 :Order;

  enum Order {
    path @0;
    # Parents before children, children by name.
    mailbox @1;
    messages @2;
    turn @3;
    # The largest first.
  }
}

struct MessageNote {
  # One message, when an actor began to work on it.

  atUs @0 :Int64;
  # Since the trace began.
  from @1 :Text;
  to @2 :Text;
  # Paths; `from` is empty for who is no actor of the node.
  message @3 :Text;
  detail @4 :Text;
}
