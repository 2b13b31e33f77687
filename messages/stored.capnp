# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xb03a8a6a98f9159a;

# What a node keeps in its journal, one `StoredRecord` in packed encoding for
# each. A record is the whole state of one object.
#
# Here, and in the structs taken over from the wire, a time `InMs` counts from
# the zero of the node's own timeline, which goes on across restarts.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Actions = import "action.capnp";
using Common = import "common.capnp";
using Leases = import "lease.capnp";
using Region = import "region.capnp";
using Usage = import "usage.capnp";

const storedVersion :UInt16 = 2;
# Grows when older programs would misread a record. A record of a version above
# the reader's own is not read: what it means could be taken capacity. 2: a hop
# may have terms beside its own.

struct StoredRecord {
  version @0 :UInt16;
  union {
    unset @1 :Void;
    node @2 :NodeRecord;
    capacity @3 :CapacityRecord;
    rule @4 :Region.LimitRule;
    hop @5 :HopRecord;
    lease @6 :LeaseRecord;
    event @7 :Leases.Event;
    serviceClass @8 :Region.ServiceClass;
    threshold @9 :Region.DemandThreshold;
    decision @10 :Leases.Decision;
    outage @11 :Region.Outage;
    meter @12 :MeterRecord;
    usage @13 :UsageRecord;
    action @14 :ActionRecord;
    statuses @15 :StatusesRecord;
    permit @16 :PermitRecord;
  }
}

struct NodeRecord {
  boots @0 :UInt64;
  # How often the node has started, and 1,048,576 more for each disk that was
  # put back: part of the ids and epochs it makes.
  number @1 :UInt32;
  # Under which it started last.
}

struct ActionRecord {
  # An action at its origin.

  id @0 :UInt64;
  lessee @1 :Text;
  request @2 :Actions.ActionRequest;
  # Its targets are the endpoints that it was for, each once.
  begunInMs @3 :Int64;
  cancelled @4 :Bool;
  fingerprint @5 :UInt64;
  # Of what was asked, to know that again.
}

struct StatusesRecord {
  # Some statuses of an action.

  action @0 :UInt64;
  from @1 :UInt32;
  # How many were before these.
  numbers @2 :List(UInt32);
  # The places of their targets among those of the action.
  statuses @3 :List(Actions.TargetStatus);
  atInMs @4 :Int64;
  # When they became durable.
}

struct PermitRecord {
  # A gateway may begin a child that must not be repeated: from then on its
  # targets are nobody else's.

  key @0 :Actions.ChildKey;
  permit @1 :UInt64;
  targets @2 :List(UInt32);
  # Their places among those of the action; at most 64.
}

struct CapacityRecord {
  # Set by an operator over the topology's.

  resource @0 :Text;
  capacity @1 :Common.Amounts;
}

struct HopRecord {
  # A gateway's part of a lease.

  lease @0 :UInt64;
  epoch @1 :UInt64;
  gateway @2 :Text;
  root @3 :Text;
  # The gateway that answers for the lease.
  state @4 :State;
  uses @5 :List(Common.ResourceUse);
  startInMs @6 :Int64;
  endInMs @7 :Int64;
  deadlineInMs @8 :Int64;
  # When the owner ends it by itself: of a hold, when it times out.
  next @9 :HopTerms;
  # Other terms of the same lease, committed beside these, until its root has
  # said which count; null where there are none.
  fence @10 :UInt64;
  # The oldest epoch whose terms it still has; 0 admits all that came before.
  shiftMs @11 :Int64;
  # What the term is longer than its root asked, on another node's clock.
  lostFrom @12 :UInt64;
  lostUntil @13 :UInt64;
  # Epochs whose terms went with a disk that was put back: from the one to
  # before the other, which is 0 until the root has said the terms again. Both
  # are 0 where none were lost.
  carries @14 :Common.Circuit;
  # What its uses of NICs carry, where that is enforced; else null.

  enum State {
    unset @0;
    held @1;
    active @2;
    restricted @3;
    dead @4;
  }
}

struct HopTerms {
  uses @0 :List(Common.ResourceUse);
  startInMs @1 :Int64;
  endInMs @2 :Int64;
  shiftMs @3 :Int64;
  # As in `HopRecord`.
  carries @4 :Common.Circuit;
}

struct MeterRecord {
  # What one counter of a NIC has counted.

  nic @0 :Text;
  of @1 :Usage.NicTraffic.Kind;
  lease @2 :UInt64;
  total @3 :Usage.Traffic;
  counter @4 :UInt32;
  said @5 :Usage.Traffic;
  # Which of the kernel's counters said this when `total` was so much; null
  # where there was none.
}

struct UsageRecord {
  # What a lessee used in one hour.

  lessee @0 :Text;
  hour @1 :Int64;
  # Since 1970, in civil time.
  sums @2 :Usage.UsageSums;
  untilInMs @3 :Int64;
  # Until when that is counted.
}

struct LeaseRecord {
  # A lease at its root.

  info @0 :Leases.LeaseInfo;
  root @1 :Text;
  phase @2 :Phase;
  request @3 :UInt64;
  renewal @4 :UInt64;
  # The renewal that made these terms, or 0.
  lastSequence @5 :UInt32;
  # Of its newest event.
  warned @6 :Bool;
  # Whether the lessee was told that these terms end soon.
  pastRenewals @11 :List(UInt64);
  # Numbers of the renewals before `renewal`, the newest last; at most 16.
  include @7 :List(Text);
  exclude @8 :List(Text);
  # Gateways and links that its route must, or must not, pass.
  requested @10 :Common.Amounts;
  # What its request asked for, to know that again; null in a record of version
  # 1: what it has.
  fingerprint @12 :UInt64;
  # Of its request; 0 in records of version 2 and before.
  left @9 :List(Left);
  # Gateways that it left and that may not have given back yet.

  struct Left {
    gateway @0 :Text;
    epoch @1 :UInt64;
    # What it has there is of this epoch or an older one.
  }

  enum Phase {
    unset @0;
    granted @1;
    over @2;
    # Ended for its lessee; hops that have not answered may still be taken.
  }
}
