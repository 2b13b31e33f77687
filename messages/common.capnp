# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xcf2d89d69f83a9b3;

# What every protocol of Leasehold shares.
#
# Time. Durations travel, instants do not: a field whose name ends in `InMs` is
# in milliseconds from the instant at which its message was sent, negative for
# the past, and `never` for what has no end. A field that ends in `Ms` is a
# length in milliseconds. Only a field that ends in `UnixMs` is civil time, in
# milliseconds since 1970-01-01T00:00:00Z. A node keeps what lies between civil
# time and its own, so the sum of `sentUnixMs` and an `InMs` of the same answer
# does not move from one answer to the next.
#
# Text. A name has 1 to 64 bytes, a resource's name up to 129 (`OWNER/PART`),
# all of them visible ASCII; "no name" is the empty text. All other text is
# UTF-8 without control characters.
#
# Expected outcomes are results: a call throws only where the connection is
# lost, a bound on its traffic was passed, or a caller breaks the protocol.
#
# The first arm of each union is what a sender of another version, or a
# careless one, leaves behind; a receiver takes it for a mistake.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

const never :Int64 = 9223372036854775807;

enum ErrorCode {
  # Outcomes that a caller can act on. Where several apply, the first of this
  # list is answered.

  none @0;
  invalidRequest @1;
  # Not well formed. Correct it as the message says.
  unauthenticated @2;
  # Nobody has logged in, or not as whom the certificate names.
  permissionDenied @3;
  # The caller may not do this. Ask an operator.
  unknownLease @4;
  # No such lease, or not the caller's: the two look the same.
  unknownTarget @5;
  unknownSource @6;
  unknownName @7;
  # No such gateway, link, rule or other named thing.
  leaseOver @8;
  # Request a new one; a dead lease is never revived.
  staleEpoch @9;
  # The caller acts on older terms than the lease has.
  periodUnacceptable @10;
  # No rule allows this period.
  limitExceeded @11;
  # A rule forbids it whatever is free.
  aboveCapacity @12;
  # More than the resource has at all.
  insufficientCapacity @13;
  # Not enough is free in the asked window.
  noRoute @14;
  # No route satisfies the asked hops.
  holdExpired @15;
  # The hold ran out before its commit. Request again.
  unknownOutcome @16;
  # Whether it took effect is not known yet. Ask again with the same request
  # id.
  lowSpace @17;
  # The node's disk is nearly full; it keeps its promises and makes no new ones.
  tooMuch @18;
  # A bound was reached. Ask for less at once, or later.
  unavailable @19;
  # The node is starting, stopping or can't be reached.
  timedOut @20;
  # No answer in time. Ask again with the same request id.
  conflict @21;
  # Something of that name exists already, or is still in use.
  corrupt @22;
  # Stored data is damaged or of an unknown version.
  wrongNode @23;
  # Another node answers for this: the one that the message names.
  driverFailed @24;
  # What enforces leases at a gateway could not be set up. Ask again, or for
  # another route.
}

struct Failure {
  code @0 :ErrorCode;
  # Never `none`.
  message @1 :Text;
  # For people: the thing, the rule and the way out. At most 4,096 bytes.
}

struct Done {
  # The result of a call that has nothing to give but its success.

  union {
    unset @0 :Void;
    ok @1 :Void;
    failure @2 :Failure;
  }
}

struct Amounts {
  # An amount or a capacity in every dimension at once. Never negative.

  bitPerSecond @0 :Int64;
  bytes @1 :Int64;
  count @2 :Int64;
}

struct Period {
  union {
    unset @0 :Void;
    any @1 :Void;
    # Whatever the rules give.
    zero @2 :Void;
    # Holds nothing and asks whether a lease would be granted.
    finiteMs @3 :Int64;
    # From 1 ms to 100 years; for less than that there are `zero` and
    # `infinite`.
    infinite @4 :Void;
    # Until its holder falls silent.
  }
}

struct Label {
  # A word of the lessee on its lease, repeated in the lease's events.

  key @0 :Text;
  # A name.
  value @1 :Text;
  # At most 256 bytes.
}

struct Flow {
  # Which of the packets between two endpoints are meant, in both directions.

  protocol @0 :Protocol;
  port @1 :UInt16;
  # Where the target listens; 0 for all ports. Of `all` there are none.

  enum Protocol {
    all @0;
    tcp @1;
    udp @2;
  }
}

struct Circuit {
  # Whose packets a lease carries through a gateway, and by which of its NICs.

  source @0 :Text;
  target @1 :Text;
  # The machine of the lease's target: an endpoint or a gateway.
  flow @2 :Flow;
  # Null for all.
  toSource @3 :Text;
  toTarget @4 :Text;
  # The NICs by which they leave in each direction.
  lessee @5 :Text;
  # Whose the lease is; empty where it was set up by an older program.
}

struct ResourceUse {
  resource @0 :Text;
  amount @1 :Amounts;
}

struct RouteHop {
  gateway @0 :Text;
  uses @1 :List(ResourceUse);
  # What is taken at this gateway, each resource once. At most 64.
  enforced @2 :Enforcement;
  # Whether the packets of the lease are held to its terms here.
}

enum Enforcement {
  # Whether what is leased is enforced, or booked alone.

  unknown @0;
  # Nobody has said so: of a dry run, and of leases of older programs.
  none @1;
  byDriver @2;
}

struct Route {
  # From the source's gateway to the target's.

  hops @0 :List(RouteHop);
  # At most 64.
  links @1 :List(Text);
  # The links between consecutive hops: one less than hops.
}
