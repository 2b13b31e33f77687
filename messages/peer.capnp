# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0x846a80f5efd1ac57;

# What the root of a lease and the gateways of its route say to each other when
# they run on different nodes. Times and texts as in common.capnp.
#
# Every order names its lease, gateway and epoch. It may arrive twice, late or
# never: an order that was carried out already is answered as it was, and one of
# an older epoch than the hop's changes nothing. The root alone makes epochs.
# An order whose answer was lost may have taken effect: the root sends it again,
# or releases, until it is answered.
#
# Answers say that a change is durable, except for a hold, which needs not be.
# Whether the peer may speak for the gateways it names is checked against its
# certificate's name.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

interface Peer {
  # A node, for the others of its region.

  order @0 (orders :List(HopOrder)) -> OrderResult;
  # From roots to gateways here. At most 1,000, carried out in the order given,
  # answered in the same order when all of them are.

  confirm @1 (hops :List(HopConfirmation)) -> Common.Done;
  # From roots to gateways here. Answered when they were passed on.

  lost @2 (hops :List(HopLost)) -> Common.Done;
  # From gateways to roots here: active hops that have ended by themselves.

  findRoots @3 (hops :List(HopKey)) -> FindRootsResult;
  # From gateways to roots here, when a hop was not confirmed for too long.

  probe @4 (probes :List(Probe)) -> ProbeResult;
  # What is free at gateways here. A guess: only a hold decides.
}

struct HopKey {
  lease @0 :UInt64;
  epoch @1 :UInt64;
  gateway @2 :Text;
  # The hop's.
}

struct HopOrder {
  key @0 :HopKey;
  union {
    unset @1 :Void;
    hold @2 :Hold;
    commit @3 :Commit;
    renew @4 :Renew;
    release @5 :Void;
    # Frees a hop, held or active: also the way to abort a hold. A hop that is
    # not there is free already.
  }

  struct Hold {
    # Reserves all of `uses` over a term in one step.

    root @0 :Text;
    # The gateway that answers for the lease.
    uses @1 :List(Common.ResourceUse);
    # At most 64.
    startInMs @2 :Int64;
    endInMs @3 :Int64;
    holdForMs @4 :Int64;
    # After which it is gone, whatever happens. Positive, at most an hour.
    pledges @5 :List(Pledge);
    # What others give back. Where it fits only without that, it can't be
    # committed before. At most 1,000.
  }

  struct Pledge {
    lease @0 :UInt64;
    uses @1 :List(Common.ResourceUse);
    # What it will take here; nothing where it will be gone.
    fromInMs @2 :Int64;
  }

  struct Commit {
    # Makes a held hop active; `holdExpired` where it is not held any more.

    deadlineInMs @0 :Int64;
    # When the owner ends it unless it hears otherwise.
  }

  struct Renew {
    # Sets the terms of an active hop under a new epoch.

    startInMs @0 :Int64;
    endInMs @1 :Int64;
    # Later or earlier than before.
    deadlineInMs @2 :Int64;
    uses @3 :List(Common.ResourceUse);
    # None of it more than before; as before where it is empty.
  }
}

struct HopConfirmation {
  # The root's grant is durable, or its holder is still there.

  key @0 :HopKey;
  deadlineInMs @1 :Int64;
  # As in `Commit`.
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
  code @1 :Common.ErrorCode;
}

struct RootAnswer {
  key @0 :HopKey;
  state @1 :State;
  deadlineInMs @2 :Int64;
  # Of a living lease.

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
  # Repeated in the answer.
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
  # At most 4,096.
}

struct ResourceView {
  resource @0 :Text;
  capacity @1 :Common.Amounts;
  free @2 :Common.Amounts;
  steps @3 :List(FreeStep);
  # At most 1,024; where there are more, the last is the least of all that
  # follow. The last is valid for ever.
}

struct FreeStep {
  fromInMs @0 :Int64;
  free @1 :Common.Amounts;
}

# -- results -----------------------------------------------------------------

struct OrderResult {
  union {
    unset @0 :Void;
    answers @1 :List(HopAnswer);
    failure @2 :Common.Failure;
  }
}

struct FindRootsResult {
  union {
    unset @0 :Void;
    answers @1 :List(RootAnswer);
    failure @2 :Common.Failure;
  }
}

struct ProbeResult {
  union {
    unset @0 :Void;
    answers @1 :List(ProbeAnswer);
    failure @2 :Common.Failure;
  }
}
