# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xd59ac8f46c8c7cce;

# How clients speak to a node.
#
# A connection begins with `Bootstrap`, which can only log in. What logging in
# gives is the right itself: a `Session` acts for one lessee, an `Operator` is
# given to operators alone, a `Lease` (lease.capnp) is the right to one lease.
# A node of the same region joins instead (peer_link.capnp). All of them end
# with their connection. The leases do not: only an infinite one ends when its
# lessee has had no session for longer than the node waits.
#
# Calls exist in batches of at most 1,000 items, answered item by item in the
# order asked. A request that carries an id may be sent again after a lost
# answer: it is the same request.
#
# Versions: what is added keeps the number of the protocol. A receiver ignores
# fields that it does not know; a value or arm that it does not know is an
# error, never a default. So a client may use what is new only where
# `Login.protocol` or an answer shows that the node has it. What would change
# the meaning of a message that exists gets a new number, and a node that no
# longer serves a number says so at the log-in. Numbers of fields, arms and
# methods are never changed or reused: tests/check/schema_lock_test.py holds
# them.
#
# Bounds: a frame has at most 8 MiB; before the login a connection may send
# 6 KiB in 6 calls, and has 10 s. Whoever passes a bound loses its connection;
# whoever asks faster than it is answered, or than it reads the answers, waits.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

using Actions = import "action.capnp";
using Actors = import "actor.capnp";
using Common = import "common.capnp";
using Leases = import "lease.capnp";
using Peers = import "peer_link.capnp";
using Region = import "region.capnp";
using Usage = import "usage.capnp";

const protocol :UInt16 = 1;
const protocolOldest :UInt16 = 1;
# The newest and the oldest version that a node of this version serves.

interface Bootstrap {
  version @0 () -> Version;

  login @1 (credentials :Credentials) -> LoginResult;
  # Once for each connection: a second time is `conflict`.

  join @2 (hello :Peers.Hello, link :Peers.PeerLink) -> Peers.JoinResult;
  # For nodes of the region alone, in place of a log-in.
}

struct Version {
  program @0 :Text;
  # The node's version, for people: "0.3.1".
  protocol @1 :UInt16;
  protocolOldest @2 :UInt16;
  # The versions of this protocol that the node serves: from the oldest to
  # `protocol`, its own.
}

struct Credentials {
  name @0 :Text;
  # The lessee. Over TLS it has to be the common name of the certificate;
  # without TLS, which a node offers on loopback only, it is taken as said.
  program @1 :Text;
  # What connects, for people: "leasehold 0.3.1". At most 256 bytes.
  protocol @2 :UInt16;
  # The version of this protocol that the client speaks; 0 is taken for 1.
}

struct LoginResult {
  union {
    unset @0 :Void;
    login @1 :Login;
    failure @2 :Common.Failure;
    # `unauthenticated`; `tooMuch` where there are too many sessions.
  }
}

struct Login {
  session @0 :Session;
  operator @1 :Operator;
  # Null for lessees.
  node @2 :Text;
  # The name of the node.
  protocol @3 :UInt16;
  # The newest version that the node serves.
}

interface Session {
  # Acts for the lessee that logged in. An operator sees and ends everybody's
  # leases, and may request for others.

  requestLeases @0 (requests :List(Leases.LeaseRequest),
                    handles :LeaseHandles) -> OutcomesResult;
  # One outcome for each request, in order. Where all of them would take more
  # than 4 MiB the last come without their routes, which `listLeases` tells.

  renewLeases @1 (renewals :List(Leases.Renewal)) -> OutcomesResult;
  # A renewal that fails leaves the terms as they were.

  releaseLeases @2 (releases :List(Leases.Release)) -> ReleasesResult;

  lease @3 (id :UInt64) -> LeaseResult;
  # The capability of a lease that was granted before.

  listLeases @4 (filter :Leases.LeaseFilter, after :UInt64,
                 countMax :UInt32) -> LeasePageResult;
  # Leases by growing id, above `after`. At most `countMax`, at most 1,000 and
  # at most 2 MiB are answered; 0 asks for 1,000. Where `more` is true, ask
  # again above the last.

  readEvents @5 (from :UInt64, lease :UInt64,
                 countMax :UInt32) -> Leases.EventPageResult;
  # Events from a number on, 0 for the oldest kept; of one lease, or of all
  # that the caller may see where `lease` is 0. At most 2 MiB; `next` is where
  # to read on.

  subscribe @6 (listener :EventListener, from :UInt64,
                lease :UInt64) -> SubscribeResult;
  # Calls the listener with what `readEvents` would answer, and goes on with
  # what happens then. What could only be silent is refused: `unknownName` from
  # a number that is no longer kept, `invalidRequest` from one that is yet to
  # come and for a null listener, `unknownLease` for a lease that is not the
  # caller's, or is over with no event of it to tell.

  readTopology @7 () -> TopologyResult;
  listResources @8 (after :Text) -> ResourcesResult;
  listGateways @9 (after :Text) -> GatewaysResult;
  listRules @10 (after :Text) -> RulesResult;
  # By name, those after `after`: as many as fit into an answer of 2 MiB. Where
  # `more` is true, ask again after the last.
  status @11 () -> NodeStatusResult;

  listClasses @12 () -> ClassesResult;
  # The levels of service that a request may name, by name.

  listNodes @17 () -> NodesResult;
  # How the node sees the other nodes of its region.

  readCalendar @13 (resource :Text, startInMs :Int64, endInMs :Int64,
                    stepsMax :UInt32) -> CalendarResult;
  # What is taken of a resource over a window, in at most `stepsMax` and at
  # most 1,024 steps; 0 asks for 1,024. Where `endInMs` is the largest number,
  # until its last change.

  changeLeases @14 (changes :List(Leases.Change)) -> OutcomesResult;
  # New terms for leases that run, taken before the old ones are given up. A
  # change that fails leaves the terms as they were.

  acknowledge @16 (lease :UInt64, sequence :UInt32) -> Common.Done;
  # The caller knows what its lease was told, up to the event with this
  # sequence. What was taken from it for others can be theirs now; see
  # `ServiceClass.ackWithinMs`.

  explain @15 (lease :UInt64, request :UInt64) -> Leases.DecisionsResult;
  # Why a lease, or the request of the caller's with this number, got what it
  # got; one of both is 0. Of others' leases a lessee learns only that there
  # were some.

  readTraffic @18 (lease :UInt64, nic :Text) -> Usage.TrafficResult;
  # What left through the NICs on which leases are enforced: of one lease where
  # `lease` is not 0, of one NIC where `nic` is not empty, else of all NICs, by
  # name; at most 1,000 of them. Of one lease it is the caller's own, or the
  # caller an operator.

  readUsage @19 (lessee :Text, backMs :Int64,
                 after :Text) -> Usage.UsageResult;
  # What a lessee used, or each lessee whose leases the caller may see, where
  # none is named: from the beginning of the hour that was `backMs` ago. By
  # name, those after `after`; as many as fit into an answer of 2 MiB. Kept for
  # 35 days.

  runAction @20 (request :Actions.ActionRequest) -> Actions.ActionResult;
  # Begins an action, and answers once it is durable. What comes of it is read
  # by its id, over any connection, until an hour after it is over.

  readStatuses @21 (action :UInt64, from :UInt32,
                    waitMs :UInt32) -> Actions.StatusPageResult;
  # The statuses of an action after the first `from`, in the order in which
  # they came. Where there are none yet, waits for some, at most so long and at
  # most 10 s. `unknownName` for one that is not known, or not the caller's.

  cancelAction @22 (action :UInt64) -> Actions.ActionResult;
  # Targets without a status get one: what was not begun has failed.

  listActions @23 (after :UInt64) -> Actions.ActionsResult;
  # Those that the caller may see by growing id, above `after`; at most 1,000.

  locate @24 (targets :List(Text)) -> Actions.LocationsResult;
  # Where targets are; at most 1,000, as in `ActionRequest`.
}

enum LeaseHandles {
  perGrant @0;
  # Each grant brings the capability of its lease, until the session holds
  # 16,384.
  none @1;
  # For callers that work by id: leaner.
}

interface EventListener {
  # Implemented by the client.

  events @0 (page :Leases.EventPage) -> ();
  # In order, each event once; never empty. The next page comes when this one
  # is answered, so a slow listener slows nobody but itself. Where its
  # `oldest` is above the number it was to begin with, some were missed. A
  # listener that throws ends the subscription.
}

interface Subscription {
  # Ends when it is dropped.
}

interface Operator {
  # What operators may do besides.

  loadTopology @0 (toml :Text) -> Common.Done;
  # Replaces the region's topology, at all its nodes; at most 4 MiB. `conflict`
  # while a lease uses a resource that would go, and `unavailable` while a node
  # is not reached: nothing has changed then.

  setCapacity @1 (resource :Text, capacity :Common.Amounts) -> Common.Done;
  # Until the next topology.

  setRule @2 (rule :Region.LimitRule) -> Common.Done;
  # Adds a rule, or replaces the one of that name.

  removeRule @3 (name :Text) -> Common.Done;

  audit @4 () -> AuditResult;
  # Compares what leases, hops and ledgers say of each other.

  setClass @5 (service :Region.ServiceClass) -> Common.Done;
  # Adds a class, or replaces the one of that name. A region has at most 256.

  removeClass @6 (name :Text) -> Common.Done;
  # `conflict` for a class that every region has: it can be changed only.

  setThreshold @7 (threshold :Region.DemandThreshold) -> Common.Done;
  # Adds a threshold, or replaces that of its subject. A region has at most
  # 1,000.

  readDemand @8 (resource :Text) -> DemandResult;
  # Of one resource with its minutes, or without a name of all
  # that are asked for or watched, with one period for all their minutes: the
  # fullest first, at most 1,000.

  setOutage @9 (outage :Region.Outage) -> Common.Done;
  # Takes a gateway or a link out of service, in place of what was said of it
  # before: leases that it can't serve any more move to other routes, or are
  # told, as one plan.

  endOutage @10 (subject :Text) -> Common.Done;
  # Puts it back, with the capacities that it has besides. One that serves stays
  # as it is.

  planOutage @11 (outage :Region.Outage) -> CurtailmentResult;
  # What `setOutage` would do to leases; nothing is changed.

  planCapacity @12 (resource :Text,
                    capacity :Common.Amounts) -> CurtailmentResult;
  # Likewise of `setCapacity`.

  readActors @13 (query :Actors.ActorQuery) -> ActorsResult;
  # Who is there, and what they do: at most 1,000. An actor that does not answer
  # within 2 s is told of without its children. `unknownName` where nobody is at
  # the path.

  killActor @14 (path :Text) -> Common.Done;
  # Ends an actor as an exception would. `permissionDenied` unless the node was
  # started for scenarios, `unknownName` where nobody is at the path.

  traceLease @15 (lease :UInt64) -> TraceResult;
  # Keeps the messages between actors that are about a lease until the trace is
  # dropped; at most 16 at a time on a node, then it is `tooMuch`.

  checkTopology @16 (toml :Text) -> Common.Done;
  # Whether `loadTopology` would replace the topology now; nothing is changed.
}

interface MessageTrace {
  read @0 (waitMs :UInt32) -> MessagesResult;
  # The messages since it was read last, in the order in which they were taken:
  # at most 1,000. Where there are none, waits for some, at most so long and at
  # most 10 s; then the answer is empty. 10,000 are kept, then the oldest are
  # dropped. `conflict` while it is being read.
}

# -- results -----------------------------------------------------------------

struct OutcomesResult {
  union {
    unset @0 :Void;
    outcomes @1 :List(Leases.LeaseOutcome);
    failure @2 :Common.Failure;
  }
}

struct ReleasesResult {
  union {
    unset @0 :Void;
    outcomes @1 :List(Leases.ReleaseOutcome);
    failure @2 :Common.Failure;
  }
}

struct LeaseResult {
  union {
    unset @0 :Void;
    lease @1 :Leases.Lease;
    failure @2 :Common.Failure;
  }
}

struct LeasePageResult {
  union {
    unset @0 :Void;
    leases @1 :List(Leases.LeaseInfo);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  # Whether there are others after these.
  missing @4 :List(Text);
  # Nodes of the region that could not be asked, so their leases are not among
  # these.
}

struct SubscribeResult {
  union {
    unset @0 :Void;
    subscription @1 :Subscription;
    failure @2 :Common.Failure;
  }
}

struct TopologyResult {
  union {
    unset @0 :Void;
    topology @1 :Region.Topology;
    failure @2 :Common.Failure;
  }
}

struct ResourcesResult {
  union {
    unset @0 :Void;
    resources @1 :List(Region.ResourceInfo);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  missing @4 :List(Text);
  # Nodes of the region that could not be asked, so theirs are not among these.
}

struct CalendarResult {
  union {
    unset @0 :Void;
    calendar @1 :Region.ResourceCalendar;
    failure @2 :Common.Failure;
  }
}

struct DemandResult {
  union {
    unset @0 :Void;
    demand @1 :List(Region.ResourceDemand);
    failure @2 :Common.Failure;
  }
  missing @3 :List(Text);
  # As in `ResourcesResult`.
}

struct CurtailmentResult {
  union {
    unset @0 :Void;
    plan @1 :Leases.Curtailment;
    failure @2 :Common.Failure;
  }
}

struct GatewaysResult {
  union {
    unset @0 :Void;
    gateways @1 :List(Region.GatewayInfo);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  missing @4 :List(Text);
  # As in `ResourcesResult`.
}

struct NodesResult {
  union {
    unset @0 :Void;
    nodes @1 :List(Peers.NodeInfo);
    # Without the node itself, by name.
    failure @2 :Common.Failure;
  }
}

struct RulesResult {
  union {
    unset @0 :Void;
    rules @1 :List(Region.LimitRule);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
}

struct ClassesResult {
  union {
    unset @0 :Void;
    classes @1 :List(Region.ServiceClass);
    failure @2 :Common.Failure;
  }
}

struct ActorsResult {
  union {
    unset @0 :Void;
    actors @1 :List(Actors.ActorInfo);
    failure @2 :Common.Failure;
  }
  more @3 :Bool;
  # Whether there are others within the depth.
}

struct TraceResult {
  union {
    unset @0 :Void;
    trace @1 :MessageTrace;
    failure @2 :Common.Failure;
  }
}

struct MessagesResult {
  union {
    unset @0 :Void;
    messages @1 :List(Actors.MessageNote);
    failure @2 :Common.Failure;
  }
  dropped @3 :UInt64;
  # Messages before these that were dropped.
}

struct AuditResult {
  union {
    unset @0 :Void;
    report @1 :Region.AuditReport;
    failure @2 :Common.Failure;
  }
  missing @3 :List(Text);
  # Nodes of the region that could not be asked, so nothing is said of theirs.
}

struct NodeStatusResult {
  union {
    unset @0 :Void;
    status @1 :Region.NodeStatus;
    failure @2 :Common.Failure;
  }
}
