# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xc624e19a1d624a80;

# Leases: what is asked, what is granted or refused, what happens to them.
# Times and texts as in common.capnp.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

# -- asking ------------------------------------------------------------------

struct LeaseRequest {
  request @0 :UInt64;
  # Chosen at random by the client, the same when it asks again after a lost
  # answer. 0 asks for no such protection.
  lessee @1 :Text;
  # Empty: whoever is logged in. Somebody else only by an operator.
  target @2 :Text;
  # The resource wanted.
  source @3 :Text;
  # The endpoint that will use it.
  amount @4 :Common.Amounts;
  wanted @5 :Common.Period;
  start :union {
    now @6 :Void;
    atUnixMs @7 :Int64;
    # Book-ahead, for finite periods: the one place where a user gives an
    # instant. The node turns it into its own time exactly: what ends at an
    # instant and what begins at it never overlap.
  }
  serviceClass @8 :Text;
  # Empty: "standard".
  setup @9 :UInt8 = 255;
  # Strength to take, 0 the strongest to 7; 255 for that of the class, which is
  # also the strongest that may be asked for.
  hold @10 :UInt8 = 255;
  # Strength to keep, the same way; never weaker than `setup`.
  include @11 :List(Text);
  # Gateways and links that the route must pass. At most 64.
  exclude @12 :List(Text);
  # Gateways and links that it must not pass. At most 64.
  labels @13 :List(Common.Label);
  # At most 16.
  intent @14 :Intent;
  minimum @15 :Common.Amounts;
  # An elastic lease may be reduced to this, which names the same dimensions as
  # `amount` and no more of any; null where it may not.

  flow @16 :Common.Flow;
  # Which packets between the source and the target it is for; null for all.

  enum Intent {
    grant @0;
    dryRun @1;
    # Answers what `grant` would, and changes nothing.
  }
}

struct Renewal {
  # Asks that a lease run for `wanted` from now.

  request @0 :UInt64;
  # As in `LeaseRequest`.
  lease @1 :UInt64;
  wanted @2 :Common.Period;
}

struct Change {
  # Changes a lease that runs. What is null stays.

  lease @0 :UInt64;
  amount @1 :Common.Amounts;
  wanted @2 :Common.Period;
  # From now.
  route @3 :Constraints;
  # Takes another route, and keeps to these names from now on.

  struct Constraints {
    # As in `LeaseRequest`.

    include @0 :List(Text);
    exclude @1 :List(Text);
  }
}

struct Release {
  lease @0 :UInt64;
  epoch @1 :UInt64;
  # Fails with `staleEpoch` where the lease has gone on; 0 for whichever.
}

struct LeaseFilter {
  # All conditions hold at once; 0 and no name are no condition.

  lease @0 :UInt64;
  lessee @1 :Text;
  resource @2 :Text;
  # Leases that take of this resource anywhere on their route.
  gateway @3 :Text;
}

# -- answers -----------------------------------------------------------------

struct LeaseInfo {
  # The terms of one lease at one epoch.

  id @0 :UInt64;
  epoch @1 :UInt64;
  # Grows with every change of the terms.
  state @2 :State;
  lessee @3 :Text;
  target @4 :Text;
  source @5 :Text;
  amount @6 :Common.Amounts;
  granted @7 :Common.Period;
  startInMs @8 :Int64;
  endInMs @9 :Int64;
  # `never` where infinite.
  deadlineInMs @10 :Int64;
  # When the node ends it unless it hears otherwise.
  serviceClass @11 :Text;
  setup @12 :UInt8;
  hold @13 :UInt8;
  route @14 :Common.Route;
  labels @15 :List(Common.Label);
  minimum @16 :Common.Amounts;
  # What it may be reduced to; null where it may not be.
  sinceInMs @17 :Int64;
  # When it was granted.
  asked @18 :Common.Amounts;
  # What it grows back to where it has less; null where that is `amount`.
  noRenewal @19 :Bool;
  # The next renewal will be refused: others wait for what it has.
  sentUnixMs @20 :Int64;
  # For people: the civil time that `InMs` counts from. What they add up to
  # stays the same from one answer to the next.
  flow @21 :Common.Flow;
  # As requested; null for all packets.

  enum State {
    unset @0;
    booked @1;
    # Granted; its start is still to come.
    active @2;
    restricted @3;
    # Active with less than was granted.
    over @4;
    suspended @5;
    # A gateway of its route can't be reached. It can't be renewed or changed
    # meanwhile, only released; it still ends on time.
  }
}

struct LeaseOutcome {
  union {
    unset @0 :Void;
    grant @1 :LeaseGrant;
    # Of a request, a dry run, a renewal or a change.
    refusal @2 :Refusal;
    # Nothing has changed.
  }
}

struct LeaseGrant {
  info @0 :LeaseInfo;
  shortened @1 :Shortened;
  # Null where the period is as asked.
  validForMs @2 :Int64;
  # What the source may count on from the instant it *sent* its request.
  intent @3 :LeaseRequest.Intent;
  # As asked.
  handle @4 :Lease;
  # Where asked for; null for a dry run.
}

struct Shortened {
  # A rule gave another period than was asked.

  rule @0 :Text;
  asked @1 :Common.Period;
  given @2 :Common.Period;
}

struct Refusal {
  code @0 :Common.ErrorCode;
  # Never `none`.
  message @1 :Text;
  resource @2 :Text;
  # What bound, its gateway and the rule; no name where nothing of the kind did.
  gateway @3 :Text;
  rule @4 :Text;
  shortOf :union {
    unset @5 :Void;
    window :group {
      # When too little is free.
      startInMs @6 :Int64;
      endInMs @7 :Int64;
    }
  }
  offer @8 :CounterOffer;
  retryAfterMs @9 :Int64;
  # How long to wait before the same request has a chance; 0 where waiting does
  # not help.
  sentUnixMs @10 :Int64;
  # As in `LeaseInfo`.
}

struct CounterOffer {
  # What would have been granted instead.

  largestAmount @0 :Common.Amounts;
  # For the asked window; null where there is no offer.
  longestPeriod :union {
    # For the asked amount from the asked start.
    unset @1 :Void;
    ms @2 :Int64;
  }
  earliestStart :union {
    # For the asked amount and period.
    unset @3 :Void;
    inMs @4 :Int64;
  }
  alternatives @5 :List(Text);
  # Resources of the same group that have room. At most 64.
  earliestStartUnixMs @6 :Int64;
  # Where there is an earliest start: exactly what `atUnixMs` has to be.
}

struct ReleaseOutcome {
  lease @0 :UInt64;
  code @1 :Common.ErrorCode;
  # `none` also for a lease that the same lessee released before.
  message @2 :Text;
}

# -- events ------------------------------------------------------------------

struct Event {
  # One change of one lease, durable before it takes effect.

  number @0 :UInt64;
  # The place in the node's event log: grows without end, never used twice.
  lease @1 :UInt64;
  epoch @2 :UInt64;
  sequence @3 :UInt32;
  # 1, 2, 3, ... for each lease.
  kind @4 :Kind;
  reason @5 :Reason;
  lessee @6 :Text;
  resource @7 :Text;
  # Where the change began; no name where it was the lessee.
  gateway @8 :Text;
  amount @9 :Common.Amounts;
  # The terms from then on.
  remainingMs @10 :Int64;
  # What remains of the term at `takesEffectInMs`.
  takesEffectInMs @11 :Int64;
  recordedUnixMs @12 :Int64;
  # For people.
  labels @13 :List(Common.Label);
  movedFrom @14 :Common.Route;
  # With `moved` only; null otherwise.
  movedTo @15 :Common.Route;
  amountBefore @16 :Common.Amounts;
  # The terms until then; nothing with `granted`.
  remainingBeforeMs @17 :Int64;
  # What had remained of the term at `takesEffectInMs`.

  enum Kind {
    unset @0;
    granted @1;
    renewed @2;
    expiringSoon @3;
    restricted @4;
    ended @5;
    moved @6;
    # It takes another route now.
    changed @7;
    # Its lessee changed its amount or its end.
    restored @8;
    # It has back some or all of what was taken.
    noRenewal @9;
    # It keeps its terms, and its next renewal will be refused.
    demandHigh @10;
    # Of a resource, not of a lease: the lease is 0, `amount` what is taken.
    demandNormal @11;
    suspended @12;
    # A gateway of its route can't be reached, and no other route fits. It is
    # `moved` when one does, or `restored` when the gateway is back.
  }

  enum Reason {
    unset @0;
    requested @1;
    expired @2;
    holderGone @3;
    # The holder of an infinite lease fell silent.
    administrative @4;
    hopLost @5;
    # A hop of its route was lost or restricted.
    contention @6;
    # Not everything fits any more: a stronger lease came, or a capacity has
    # shrunk.
    demand @7;
    # So much is taken of a resource.
    unreachable @8;
    # The node that runs a gateway of its route can't be reached, or can be
    # again.
  }
}

struct Decision {
  # Why somebody got what it got.

  number @0 :UInt64;
  # Grows without end, never used twice.
  madeUnixMs @1 :Int64;
  # For people.
  kind @2 :Kind;
  lease @3 :UInt64;
  # 0 where nothing was granted.
  lessee @4 :Text;
  request @5 :UInt64;
  target @6 :Text;
  source @7 :Text;
  amount @8 :Common.Amounts;
  service @9 :Text;
  setup @10 :UInt8;
  hold @11 :UInt8;
  # What was asked for.
  code @12 :Common.ErrorCode;
  message @13 :Text;
  # Of a refusal.
  rule @14 :Text;
  # What limited it, or no name.
  resource @15 :Text;
  gateway @16 :Text;
  # What was short, or no name.
  cause @17 :UInt64;
  # The lease for which another was changed; 0 where a capacity shrank, and for
  # callers that may not know it.
  routes @18 :UInt32;
  # How many there were to choose from.
  route @19 :List(Text);
  # The gateways of the one that was taken. At most 64.
  considered @20 :List(Considered);
  # At most 64; of so many:
  consideredCount @21 :UInt64;

  enum Kind {
    unset @0;
    granted @1;
    refused @2;
    changed @3;
    # A lease lost something.
  }

  struct Considered {
    lease @0 :UInt64;
    lessee @1 :Text;
    # 0 and no name where the caller may not know them.
    fate @2 :Fate;
  }

  enum Fate {
    unset @0;
    shrunk @1;
    shortened @2;
    terminated @3;
    tooStrong @4;
    # Its hold is as strong as what was asked for, or stronger.
    classForbids @5;
    # Its class allows nothing that would help.
    inTenure @6;
    # It is still within its minimum tenure.
    notNeeded @7;
    # There was room without it.
    notEnough @8;
    # All that could be taken would not have been enough.
    moved @9;
    # It went to another route, with the same terms.
  }
}

struct Curtailment {
  # What would become of leases if there were less.

  leases @0 :List(Decision.Considered);
  # Those that lose most first. At most 1,000; of so many:
  count @1 :UInt64;
}

struct DecisionsResult {
  union {
    unset @0 :Void;
    decisions @1 :List(Decision);
    # The newest last, at most 64.
    failure @2 :Common.Failure;
  }
}

struct EventPage {
  events @0 :List(Event);
  # At most 1,000.
  oldest @1 :UInt64;
  # The oldest number still kept.
  next @2 :UInt64;
  # Where to read on.
  sentUnixMs @3 :Int64;
  # The civil time that `InMs` counts from.
}

# -- the right to a lease ----------------------------------------------------

interface Lease {
  # The right to one lease. Dropping it ends nothing. Once the lease is over
  # every call but `events` answers `leaseOver`.

  info @0 () -> LeaseInfoResult;
  renew @1 (period :Common.Period, request :UInt64) -> OutcomeResult;
  # `request` as in `Renewal`.
  release @2 () -> Common.Done;
  events @3 (from :UInt64, countMax :UInt32) -> EventPageResult;
}

struct OutcomeResult {
  union {
    unset @0 :Void;
    outcome @1 :LeaseOutcome;
    failure @2 :Common.Failure;
  }
}

struct LeaseInfoResult {
  union {
    unset @0 :Void;
    info @1 :LeaseInfo;
    failure @2 :Common.Failure;
  }
}

struct EventPageResult {
  union {
    unset @0 :Void;
    page @1 :EventPage;
    failure @2 :Common.Failure;
  }
}
