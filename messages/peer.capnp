# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0x846a80f5efd1ac57;

# What nodes of one region say to each other: the roots of leases and the
# gateways of their routes, where different nodes run them. Times and texts as
# in common.capnp.
#
# Everything is a one-way message. Each may be lost, doubled, late or behind a
# later one, and whoever sends it is made for that: an answer is known by the
# lease, the epoch, the gateway and the step it names, or by its token.
#
# Every order names its lease, gateway and epoch. One that was carried out
# already is answered as it was, and one of an older epoch than the hop's
# changes nothing. The root alone makes epochs. An order whose answer was lost
# may have taken effect: the root sends it again, or releases, until it is
# answered.
#
# Answers say that a change is durable, except for a hold, which needs not be.
#
# A node may speak for the gateways that it runs and for the leases whose root
# is at one of them. Whatever else it says is dropped.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Actions = import "action.capnp";
using Common = import "common.capnp";

struct PeerFrame {
  # What is sent at once, at most 4 MiB.

  messages @0 :List(PeerMessage);
  # Read in the order given. At most 1,000.
}

struct PeerMessage {
  union {
    unset @0 :Void;

    order @1 :HopOrder;
    # From a root to a gateway.
    answer @2 :HopAnswer;
    # From a gateway to a root: its word on one order.
    lost @3 :HopLost;
    # From a gateway to a root: an active hop has ended by itself.
    findRoot @4 :FindRoot;
    # From a gateway to a root: the hop was not confirmed for too long.
    rootAnswer @5 :RootAnswer;
    # From a root to a gateway: whether the lease lives.
    probe @6 :Probe;
    # From whoever plans a route to a gateway.
    probeAnswer @7 :ProbeAnswer;
    # From a gateway to whoever asked. A guess: only a hold decides.
    curtail @8 :Curtail;
    # From a gateway to a node with roots of its hops: it has less than they
    # take. Said each second for as long as that is so.
    watchLoad @9 :WatchLoad;
    # From whoever keeps routes to the gateway of a resource.
    loadHint @10 :LoadHint;
    # From that gateway. Only a hint: nothing is granted or refused for it.
    childOrder @11 :Actions.ChildOrder;
    # From the origin of an action to a gateway of its targets.
    childWord @12 :Actions.ChildWord;
    # From that gateway to the origin.
    childEnd @13 :Actions.ChildEnd;
    # From the origin to that gateway.
  }
}

struct HopKey {
  lease @0 :UInt64;
  epoch @1 :UInt64;
  gateway @2 :Text;
  # The hop's.
}

struct HopOrder {
  key @0 :HopKey;
  root @1 :Text;
  # The gateway that answers for the lease: the same in all its orders.
  union {
    unset @2 :Void;
    hold @3 :Hold;
    commit @4 :Commit;
    confirm @5 :Confirm;
    renew @6 :Renew;
    release @7 :Void;
    # Frees a hop, held or active: also the way to abort a hold. A hop that is
    # not there is free already.
  }

  struct Hold {
    # Reserves all of `uses` over a term in one step.

    uses @0 :List(Common.ResourceUse);
    # At most 64.
    startInMs @1 :Int64;
    endInMs @2 :Int64;
    holdForMs @3 :Int64;
    # After which it is gone, whatever happens. Positive, at most an hour.
    pledges @4 :List(Pledge);
    # What others give back. Where it fits only without that, it can't be
    # committed before. At most 1,000, with at most 16,384 uses in all.
    counts @5 :Reckoning;
    # Of a hop that is active already.
    carries @6 :Common.Circuit;
    # What its uses of NICs carry, where that is enforced.
  }

  struct Pledge {
    lease @0 :UInt64;
    uses @1 :List(Common.ResourceUse);
    # What it will take here; nothing where it will be gone. At most 64.
    fromInMs @2 :Int64;
  }

  struct Commit {
    # Makes a held hop active; `holdExpired` where it is not held any more.

    deadlineInMs @0 :Int64;
    # When the owner ends a hop without an end unless it hears otherwise; one
    # that has an end lasts until then.
  }

  struct Confirm {
    # The root's grant is durable, or its holder is still there. Answered only
    # where there is no such hop: with `lost`.

    deadlineInMs @0 :Int64;
    # As in `Commit`.
  }

  struct Renew {
    # Sets the terms of an active hop under a new epoch.

    startInMs @0 :Int64;
    endInMs @1 :Int64;
    # Later or earlier than before. The length between both tells one order of
    # an epoch from another, whenever it arrives.
    deadlineInMs @2 :Int64;
    uses @3 :List(Common.ResourceUse);
    # None of it more than before; as before where it is empty. At most 64.
    counts @4 :Reckoning;
  }

  enum Reckoning {
    # How the hop counts the end of the term.

    unset @0;
    asBefore @1;
    # From the start that it has: what is taken away ends when it would have.
    noSooner @2;
    # The same, but what is taken away ends no sooner than the order says when
    # it arrives.
    anew @3;
    # No sooner than the order says when it arrives, whatever was said before.
  }
}

struct HopAnswer {
  key @0 :HopKey;
  # As ordered.
  step @1 :Step;
  code @2 :Common.ErrorCode;
  current @3 :UInt64;
  # The hop's epoch, with `staleEpoch`.
  resource @4 :Text;
  # What bound, and what is free of it over the asked window.
  free @5 :Common.Amounts;
  inTheWay @6 :UInt64;
  # With `conflict`, the lease whose circuit has the same packets there.
  enforced @7 :Common.Enforcement;
  # With a commit or a renewal that is done, whether the terms are enforced.

  enum Step {
    unset @0;
    hold @1;
    commit @2;
    renew @3;
    release @4;
  }
}

struct HopLost {
  key @0 :HopKey;
  root @1 :Text;
  # The gateway that answers for the lease, as its hold said.
  code @2 :Common.ErrorCode;
}

struct FindRoot {
  key @0 :HopKey;
  root @1 :Text;
  # As in `HopLost`.
}

struct RootAnswer {
  key @0 :HopKey;
  root @1 :Text;
  # As asked.
  state @2 :State;
  deadlineInMs @3 :Int64;
  # Of a living lease, as in `Commit`.

  enum State {
    unset @0;
    gone @1;
    # No such lease, or it is over: the hop frees itself.
    pending @2;
    # Its set-up is under way: ask again.
    alive @3;
  }
}

struct Probe {
  token @0 :UInt64;
  # Repeated in the answer; a node never uses one twice.
  gateway @1 :Text;
  startInMs @2 :Int64;
  endInMs @3 :Int64;
  detail @4 :Detail;

  enum Detail {
    minimum @0;
    # The least that is free at any instant of the window.
    steps @1;
    # And how it changes from the window's start on.
  }
}

struct ProbeAnswer {
  token @0 :UInt64;
  gateway @1 :Text;
  resources @2 :List(ResourceView);
  # At most 4,096, with at most 65,536 steps in all.
}

struct ResourceView {
  resource @0 :Text;
  capacity @1 :Common.Amounts;
  free @2 :FreeAmounts;
  steps @3 :List(FreeStep);
  # At most 1,024; where there are more, the last is the least of all that
  # follow. The last is valid for ever.
  trouble @4 :Text;
  # Why it has nothing to give now; empty where it serves. At most 256 bytes.
}

struct FreeStep {
  fromInMs @0 :Int64;
  free @1 :FreeAmounts;
}

struct FreeAmounts {
  # As `Amounts`, but less than nothing where more is booked than there is.

  bitPerSecond @0 :Int64;
  bytes @1 :Int64;
  count @2 :Int64;
}

struct Curtail {
  gateway @0 :Text;
  resource @1 :Text;
  # Of that gateway.
  most @2 :Common.Amounts;
  # What all leases together that have their roots on that node may take of it.
  fromInMs @3 :Int64;
  # From when on.
}

struct WatchLoad {
  resource @0 :Text;
  untilInMs @1 :Int64;
  # Until when hints are wanted, unless it is said again.
}

struct LoadHint {
  resource @0 :Text;
  version @1 :UInt64;
  # Grows: one that is not greater than another that was heard says nothing.
  load @2 :Load;

  enum Load {
    someFree @0;
    full @1;
    # All is taken at some instant of the next hour, or nothing is given out.
  }
}
