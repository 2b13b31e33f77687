# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xb1e0a5c7d2f94e63;

# A peer link: one connection between two nodes of a region, over the port that
# clients use. Either node may dial. The one that does joins through
# `Bootstrap.join` (front_door.capnp) and is given the other's `PeerLink` for
# its own; from then on both ends are alike.
#
# Both call `beat` every 300 ms. A node that has had no answer for 1.5 s takes
# the other for down; after three answers in a row it is up again. Where both
# have dialled, the connection that the node dialled whose name comes first
# stays, once it has carried beats both ways.
#
# Bounds: a frame has at most 4 MiB. A node sends on while at most 1 MiB of
# frames is not taken; 4 MiB more wait, and for newer ones the oldest are
# dropped, which their senders are made for (peer.capnp).

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

const linkProtocol :UInt16 = 1;
const linkProtocolOldest :UInt16 = 1;
# The newest and the oldest version of this protocol and of peer.capnp that a
# node of this version speaks. The lower one of the newest is spoken.

struct Hello {
  # Who a node is, and what it knows.

  region @0 :Text;
  node @1 :Text;
  # Over TLS its certificate has to be one of that node; see docs/operators.md.
  number @2 :UInt16;
  # Of the node, below 4,096: unlike that of any other of the region, since ids
  # of leases begin with it.
  boot @3 :UInt64;
  # How often it was started.
  protocol @4 :UInt16;
  protocolOldest @5 :UInt16;
  version @6 :Text;
  # Of its program, for people: "0.3.1".
}

interface PeerLink {
  # One end of a link, for the node at the other.

  beat @0 (sequence :UInt64, heard :UInt64, topology :UInt32) -> ();
  # `sequence` counts the beats of the caller on this connection, from 1;
  # `heard` is the last one of the callee's that the caller has had, 0 for none.
  # `topology` is a checksum of the caller's: two nodes that differ for long
  # were given different files.

  deliver @1 (frame :Data) -> ();
  # A `PeerFrame`, as a message of its own. Answered once it is taken, which
  # says nothing of what came of it.

  act @2 (lessee :Text) -> (session :Capability, operator :Capability);
  # A `Session` (front_door.capnp) for a lessee who is logged in at the caller,
  # for what the callee alone can decide, and an `Operator` for one whom the
  # callee takes for that; null for others. What the lessee may do there, the
  # callee decides by its own rules. Both end when the caller drops them. An
  # exception says why there are none.

  seen @3 (lessees :List(Text)) -> ();
  # Lessees who are logged in at the caller: their infinite leases live. Said of
  # each at its log-in and every 10 s from then on; at most 1,000 in a call.
}

struct NodeInfo {
  # How a node sees another one of its region.

  node @0 :Text;
  address @1 :Text;
  # Where it listens; empty where it only dials out.
  state @2 :State;
  why @3 :Text;
  # Why it is not up, for people, where that is known; at most 4 KiB.
  roundTripUs @4 :Int64 = -1;
  # Of the last beat that was answered; -1 before the first.
  silenceMs @5 :Int64 = -1;
  # Since anything was heard of it; -1 where nothing ever was.
  bytesSent @6 :UInt64;
  bytesReceived @7 :UInt64;
  framesDropped @8 :UInt64;
  # Left out because it could not be reached, or did not read.
  version @9 :Text;
  # Of its program; empty before it said so.
  otherTopology @10 :Bool;
  # It was given another one.

  enum State {
    down @0;
    suspect @1;
    up @2;
  }
}

struct JoinResult {
  union {
    unset @0 :Void;
    joined @1 :Joined;
    failure @2 :Common.Failure;
    # `unauthenticated`, which ends the connection; `conflict` where the two
    # cannot be nodes of one region; `unavailable` where the node has just
    # started: try again.
  }
}

struct Joined {
  hello @0 :Hello;
  link @1 :PeerLink;
}
