# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xa7d1c6e94b0f2358;

# Action objects: a verb and the targets that it is for. Times and texts as in
# common.capnp.
#
# An action ends with exactly one status for each of its targets, whatever
# fails on the way. A status is durable before it is told, and never changes.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Common = import "common.capnp";

struct Verb {
  # What is done with each target.

  union {
    unset @0 :Void;
    ping @1 :Ping;
    wake @2 :Void;
    # A magic packet, sent by the target's gateway: it starts a machine that
    # sleeps. It is sent once at most, whatever fails.
  }
}

struct Ping {
  # ICMP echo requests, sent by the target's gateway.

  count @0 :UInt32;
  # To each target, 1 to 1,000.
  intervalMs @1 :Int64;
  # Between two to one target, 10 ms to a minute.
  timeoutMs @2 :Int64;
  # For each, 1 ms to a minute.
  payloadBytes @3 :UInt32;
  # After the ICMP header, 16 to 1,400.
}

struct ActionRequest {
  verb @0 :Verb;
  targets @1 :List(Text);
  # Endpoints by name or by IP address, and `group:NAME` for the endpoints with
  # a resource in that group; 1 to 65,536, at most 128 bytes each. One that is
  # named twice is one target.
  deadlineInMs @2 :Int64;
  # When all of it ends, at most an hour from now. Targets without a status
  # then have failed, or are of unknown outcome.
  priority @3 :UInt8 = 4;
  # In the queues of gateways: 0, the first, to 7.
  request @4 :UInt64;
  # Chosen at random: a request that is sent again is the same action. 0 asks
  # for no such protection.
}

enum Outcome {
  unset @0;
  ok @1;
  failed @2;
  # Nothing happened, or it may be done again without harm.
  unknown @3;
  # It may have happened, and is not done again.
}

struct TargetStatus {
  # The only one of a target.

  target @0 :Text;
  # As the request named it.
  endpoint @1 :Text;
  # Empty for a target that is none.
  gateway @2 :Text;
  # That did it, or was asked last; empty for none.
  attempt @3 :UInt32;
  # How many gateways were asked.
  outcome @4 :Outcome;
  code @5 :Common.ErrorCode;
  message @6 :Text;
  # Why it is not ok; at most 256 bytes.
  echo @7 :EchoReport;
  # Of `ping`, where something was sent.
}

struct EchoReport {
  sent @0 :UInt32;
  received @1 :UInt32;
  duplicates @2 :UInt32;
  leastUs @3 :Int64;
  meanUs @4 :Int64;
  mostUs @5 :Int64;
  # Round trips, in microseconds.
}

struct ActionInfo {
  id @0 :UInt64;
  verb @1 :Verb;
  lessee @2 :Text;
  # Who asked.
  targets @3 :UInt32;
  ok @4 :UInt32;
  failed @5 :UInt32;
  unknown @6 :UInt32;
  # How many have which outcome. It is over when these are all.
  begunInMs @7 :Int64;
  deadlineInMs @8 :Int64;
  priority @9 :UInt8;
  cancelled @10 :Bool;
}

struct Location {
  # Where a target is, and how it is reached.

  target @0 :Text;
  # As it was asked for.
  endpoint @1 :Text;
  gateway @2 :Text;
  # That serves it.
  node @3 :Text;
  # The node that runs the gateway.
  alternates @4 :List(Text);
  # Gateways that can serve it while that one does not, the first first.
  addresses @5 :List(Text);
  place @6 :Text;
  machineType @7 :Text;
  reached @8 :Bool;
  # Whether the node that runs the gateway is.
}

# -- answers -----------------------------------------------------------------

struct ActionResult {
  union {
    unset @0 :Void;
    action @1 :ActionInfo;
    failure @2 :Common.Failure;
  }
}

struct StatusPageResult {
  union {
    unset @0 :Void;
    page @1 :Page;
    failure @2 :Common.Failure;
  }

  struct Page {
    action @0 :ActionInfo;
    statuses @1 :List(TargetStatus);
    # At most 1,000.
    next @2 :UInt32;
    # Where to read on.
  }
}

struct ActionsResult {
  union {
    unset @0 :Void;
    actions @1 :List(ActionInfo);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  missing @4 :List(Text);
  # Nodes of the region that could not be asked, so theirs are not among these.
}

struct LocationsResult {
  union {
    unset @0 :Void;
    locations @1 :List(Location);
    failure @2 :Common.Failure;
    # `unknownTarget` names the first that is none.
  }
}

# -- between nodes -----------------------------------------------------------

struct ChildKey {
  # What one gateway does of an action.

  action @0 :UInt64;
  gateway @1 :Text;
  attempt @2 :UInt64;
  # Grows with each gateway that is asked for a target: what came of an older
  # one is not heard any more.
}

struct ChildOrder {
  # From the origin of an action to a gateway, again and again until all of it
  # was heard.

  key @0 :ChildKey;
  heard @1 :UInt32;
  # How many statuses of the child the origin has: it wants those after.
  task @2 :ChildTask;
  # Null where the gateway has answered before.
  permit @3 :UInt64;
  # That of the gateway's word, which may begin; 0 while it may not.
}

struct ChildTask {
  verb @0 :Verb;
  lessee @1 :Text;
  priority @2 :UInt8;
  deadlineInMs @3 :Int64;
  targets @4 :List(ChildTarget);
  # At most 16,384.
}

struct ChildTarget {
  number @0 :UInt32;
  # Its place among the targets of the action.
  address @1 :Text;
  mac @2 :Text;
  # Empty where it is not known.
}

struct ChildWord {
  # From a gateway to the origin.

  key @0 :ChildKey;
  state @1 :State;
  from @2 :UInt32;
  # How many statuses of the child were before these.
  statuses @3 :List(ChildStatus);
  # At most 1,000.
  code @4 :Common.ErrorCode;
  message @5 :Text;
  # Why it is refused.
  permit @6 :UInt64;
  # Where it is ready: what the permit has to name. No two are alike.

  enum State {
    unset @0;
    unknown @1;
    # The gateway has no such child: it wants the task.
    queued @2;
    running @3;
    done @4;
    # These are its last statuses.
    refused @5;
    ready @6;
    # It is its turn, and it must not be repeated: the gateway waits for the
    # origin's permit.
  }
}

struct ChildStatus {
  number @0 :UInt32;
  # As in `ChildTarget`.
  outcome @1 :Outcome;
  code @2 :Common.ErrorCode;
  message @3 :Text;
  # At most 256 bytes.
  echo @4 :EchoReport;
}

struct ChildEnd {
  # From the origin to a gateway: nothing more of the child is wanted, and no
  # older attempt is either.

  key @0 :ChildKey;
}
