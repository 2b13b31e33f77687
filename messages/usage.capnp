# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xfcc4d462f88df102;

# What leases carried, and what lessees had.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

struct Traffic {
  bytes @0 :UInt64;
  # Of the link layer: with its headers.
  packets @1 :UInt64;
  drops @2 :UInt64;
  # Packets that found no room.
}

struct NicTraffic {
  # What left through one NIC.

  nic @0 :Text;
  gateway @1 :Text;
  of @2 :Kind;
  lease @3 :UInt64;
  # Where it is one lease's; else 0.
  total @4 :Traffic;
  rate @5 :UInt64;
  # In bit/s, over the last minute.
  steps @6 :List(UInt64);
  # In bit/s, over 10 s each, the newest last; at most 60.

  enum Kind {
    unset @0;
    lease @1;
    leased @2;
    # All leases', also of those that are over.
    rest @3;
    # Of no lease.
  }
}

struct TrafficResult {
  union {
    unset @0 :Void;
    traffic @1 :List(NicTraffic);
    failure @2 :Common.Failure;
  }
  missing @3 :List(Text);
  # Nodes of the region that could not be asked, so theirs is not among this.
}

struct UsageSums {
  held @0 :List(UInt64);
  # Amount times time: bit/s x s, bytes x s, counts x s, in this order.
  bytes @1 :UInt64;
  # That were carried for its leases towards their targets, counted once: at the
  # target's gateway.
  grants @2 :UInt64;
  denials @3 :UInt64;
  # Requests that were refused.
}

struct LesseeUsage {
  name @0 :Text;
  sums @1 :UsageSums;
}

struct UsageResult {
  union {
    unset @0 :Void;
    lessees @1 :List(LesseeUsage);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  # Whether there are others after these.
  fromUnixMs @4 :Int64;
  # The beginning of the first hour that is counted.
  missing @5 :List(Text);
  # Nodes of the region that could not be asked: what they granted is not
  # counted.
}
