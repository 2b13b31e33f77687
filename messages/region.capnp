# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xfbd0c505b2889544;

# What a region consists of, its rules and classes of service, and what a node
# says of itself.
# Times and texts as in common.capnp; a list has at most 65,536 items.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

# -- topology ----------------------------------------------------------------

struct Topology {
  region @0 :Text;
  gateways @1 :List(GatewaySpec);
  links @2 :List(LinkSpec);
  endpoints @3 :List(EndpointSpec);
  resources @4 :List(ResourceSpec);
  nodes @5 :List(NodeSpec);
  # Of a region that is spread over several: all of them, or none where nothing
  # is known of how they reach each other.
}

struct NodeSpec {
  name @0 :Text;
  address @1 :Text;
  # Where other nodes reach it, HOST:PORT, at most 256 bytes; empty for one that
  # only dials out.
}

struct GatewaySpec {
  name @0 :Text;
  bufferBytes @1 :Int64;
  # Memory for packets in transit; 0 where buffers are not accounted, and where
  # an operator left none.
  bufferTimeMs @2 :Int64;
  # How long a packet may stay: a rate R takes R times this of buffers.
  node @3 :Text;
  # The node that runs it; all gateways of a region name one, or none does.
}

struct InterfaceSpec {
  # A network interface of a gateway on which leases are enforced.

  device @0 :Text;
  # 1 to 15 of A-Z a-z 0-9 . _ -
  lineRate @1 :Int64;
  # What it carries in all, in bit/s.
  unleased @2 :Int64;
  # What of that is kept for traffic without a lease; above 0.
  nextHops @3 :List(Text);
  # IP addresses of the far side, at most one of each family.
}

struct LinkSpec {
  # Joins two gateways with a NIC at each end.

  name @0 :Text;
  a @1 :Text;
  b @2 :Text;
  bandwidthA @3 :Int64;
  # Of the NIC at `a`, in bit/s.
  bandwidthB @4 :Int64;
  cost @5 :UInt32 = 1;
  # What a route pays for the link; at least 1.
  interfaceA @6 :InterfaceSpec;
  # Of the gateway at `a`, towards `b`; null where it enforces nothing.
  interfaceB @7 :InterfaceSpec;
}

struct EndpointSpec {
  name @0 :Text;
  gateway @1 :Text;
  bandwidth @2 :Int64;
  # Of its NIC, in bit/s.
  location @3 :Text;
  machineType @4 :Text;
  # For people; at most 256 bytes each.
  addresses @5 :List(Text);
  # IP addresses by which its packets are known, each with '@' and the name of
  # its VPN where it has one; at most 16.
  gatewayInterface @6 :InterfaceSpec;
  # Of its gateway, towards it; null where that enforces nothing.
  alternates @7 :List(Text);
  # Gateways that reach it while its own does not, the first first; at most 8.
  mac @8 :Text;
  # The hardware address of its NIC, like 02:00:5e:10:00:51; empty where it is
  # not known.
}

struct ResourceSpec {
  name @0 :Text;
  kind @1 :Text;
  # "printer", "snmp", an application's own word.
  endpoint @2 :Text;
  gateway @3 :Text;
  # The endpoint that offers it or, where that has no name, the gateway.
  capacity @4 :Common.Amounts;
  groups @5 :List(Text);
  # Sets of resources that can stand in for each other. At most 16.
  partOf @6 :Text;
  # The composite it belongs to, if any.
}

# -- as it is now ------------------------------------------------------------

struct ResourceInfo {
  name @0 :Text;
  kind @1 :Text;
  gateway @2 :Text;
  endpoint @3 :Text;
  groups @4 :List(Text);
  # At most 16.
  capacity @5 :Common.Amounts;
  free @6 :Common.Amounts;
  # At this moment.
  bookings @7 :UInt64;
  # Held or booked at any time from now on.
}

struct ResourceCalendar {
  # What is taken of a resource over time.

  info @0 :ResourceInfo;
  steps @1 :List(CalendarStep);
  # The first at the start of the window; the last is valid until its end. At
  # most 1,024.
  untilInMs @2 :Int64;
  # The end of the window; the largest number for none.
  merged @3 :Bool;
  # Whether there were more changes than asked for: then each step tells the
  # worst of a stretch.
  sentUnixMs @4 :Int64;
  # The civil time that `InMs` counts from.
}

struct CalendarStep {
  fromInMs @0 :Int64;
  taken @1 :Common.Amounts;
  # The most that is held or booked at any instant of it.
  held @2 :Common.Amounts;
  # The most that is held only, while its route is set up.
}

struct DemandThreshold {
  # When operators are told that demand is high. One of both names is empty.

  resource @0 :Text;
  kind @1 :Text;
  # All of this kind that have none of their own.
  high @2 :UInt32;
  # Per cent of the capacity, 1 to 100; 0 takes the threshold away.
  low @3 :UInt32;
  # Below `high`: when they are told that it is not any more.
}

struct ResourceDemand {
  # Of one resource, in the last hour; a node that starts begins anew.

  resource @0 :Text;
  gateway @1 :Text;
  capacity @2 :Common.Amounts;
  taken @3 :Common.Amounts;
  # The most that is at any instant of the next hour.
  level @4 :UInt32;
  # Per cent that this is of the capacity; at least 100 after a refusal.
  state @5 :State;
  high @6 :UInt32;
  low @7 :UInt32;
  # Its threshold, or 0.
  periods @8 :List(Period);
  # Minutes in which something happened, the oldest first. At most 60.

  enum State {
    unset @0;
    normal @1;
    high @2;
  }

  struct Period {
    startInMs @0 :Int64;
    grants @1 :UInt64;
    refusals @2 :UInt64;
    granted @3 :Common.Amounts;
    refused @4 :Common.Amounts;
    # Sums.
    free @5 :Common.Amounts;
    # The least.
  }
}

struct GatewayInfo {
  name @0 :Text;
  node @1 :Text;
  # The node that runs it.
  hopsHeld @2 :UInt64;
  hopsActive @3 :UInt64;
  outage @4 :Outage;
  # Null where it serves.
}

struct Outage {
  # Why a gateway, with all that it owns, or a link does not serve as its
  # topology says.

  subject @0 :Text;
  kind @1 :Kind;
  fromInMs @2 :Int64;
  # Of `drained`: when its capacity is gone. Nothing is promised past that.
  longestMs @3 :Int64;
  # Of `inError`: how long a term may last from the moment it is given; 0 where
  # none is given. At most 100 years.
  sentUnixMs @4 :Int64;
  # The civil time that `InMs` counts from; 0 where the instant alone counts.

  enum Kind {
    unset @0;
    drained @1;
    inError @2;
  }
}

struct AuditReport {
  leases @0 :UInt64;
  hops @1 :UInt64;
  resources @2 :UInt64;
  # How many were looked at.
  findings @3 :List(Finding);
  # What does not add up; at most 1,000 are told.

  struct Finding {
    rule @0 :Text;
    subject @1 :Text;
    message @2 :Text;
    # At most 4,096 bytes each.
  }
}

struct NodeStatus {
  name @0 :Text;
  version @1 :Text;
  region @2 :Text;
  leases @3 :UInt64;
  sessions @4 :UInt64;
  uptimeMs @5 :Int64;
  journalRecords @6 :UInt64;
  diskFreeBytes @7 :UInt64;
  outOfService @8 :List(Text);
  # Gateways and links that operators took out of service, or will have; at most
  # 1,000.
}

# -- rules -------------------------------------------------------------------

struct LimitRule {
  # Whom it concerns, and what it does to a request. Conditions without a name
  # hold for everyone. Every rule that applies counts; the tightest wins.

  name @0 :Text;

  lessee @1 :Text;
  group @2 :Text;
  kind @3 :Text;
  resource @4 :Text;
  source @5 :Text;
  schedule @6 :Schedule;
  # Null: at all times.

  periodMax :union {
    # A longer period is shortened to this.
    none @7 :Void;
    ms @8 :Int64;
  }
  periodMin :union {
    # A shorter finite period is lengthened to this.
    none @9 :Void;
    ms @10 :Int64;
  }
  amountMax @11 :Common.Amounts;
  # More is refused; null for no bound.
  leasesMax :union {
    # How many leases a lessee may have at a time under this rule.
    none @12 :Void;
    count @13 :UInt32;
  }
  infinite @14 :Permission;
  zero @15 :Permission;
  anyLease @16 :Permission;
  # `forbidden` refuses every request that the rule concerns.
  anyAction @17 :Permission;
  # `forbidden` lets nobody whom the rule concerns act on an endpoint that
  # offers such a resource: to them it is none.

  enum Permission {
    unset @0;
    allowed @1;
    forbidden @2;
  }

  struct Schedule {
    # Civil time in one zone. `fromMinute` after `toMinute` runs over midnight
    # and belongs to the day on which it begins.

    weekdays @0 :UInt8;
    # Bit 0 is Monday, bit 6 Sunday.
    fromMinute @1 :UInt16;
    toMinute @2 :UInt16;
    # Minutes after midnight, up to 1,440.
    utcOffsetMinutes @3 :Int16;
    # East of UTC, -840 to 840.
  }
}

# -- classes -----------------------------------------------------------------

struct ServiceClass {
  # A level of service: how strong its leases are, and what may be done to them.

  name @0 :Text;
  setup @1 :UInt8;
  # Strength to take what others have: 0, the strongest, to 7.
  hold @2 :UInt8;
  # Strength to keep one's own, 0 to 7; not above `setup`.
  remedies @3 :List(Remedy);
  # What may be done to its leases, in this order; each at most once.
  tenureMinMs @4 :Int64;
  # So long after its grant a lease is left alone; at most 100 years.
  noticeMs @5 :Int64;
  # So long before a lease ends earlier its lessee is told; at most 100 years.
  victims @6 :Victims;
  # From whom its requests take.
  sharing @7 :Sharing;
  # How its leases share with others of the same hold and scheme.
  shareWeight @8 :UInt16 = 1;
  # 1 to 1,000.
  ackWithinMs @9 :Int64;
  # What is taken from its leases for others stays theirs until their lessees
  # acknowledge that, so long at most: 0 to 5,000.

  enum Victims {
    weakest @0;
    # The weakest hold first, then the youngest.
    fewest @1;
    # Those with most of what is short first, so that few are touched.
    leastWaste @2;
    # Those with least of it first, so that little is given up in vain.
    mostReroutable @3;
    # Those with most other routes first.
  }

  enum Sharing {
    oldestFirst @0;
    # The oldest has all it can.
    maxMin @1;
    # The smallest get as much as can be, for each unit of weight.
    proportional @2;
    # All have the same part of what they want, for each unit of weight.
  }

  enum Remedy {
    unset @0;
    shrink @1;
    # Reduce it, to no less than its minimum.
    shorten @2;
    # Let it end earlier, after the notice.
    terminate @3;
    # End it at once.
    reroute @4;
    # Move it to another route with the same terms.
    refuseRenewal @5;
    # Let it run to its end, and not be renewed.
  }
}
