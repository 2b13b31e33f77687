-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Two lessees on one node: each sees and changes its own leases. Only an
-- operator sees all, and sets rules.
--
-- This script starts a node of its own, because it wants to say who is an
-- operator there.

-- --(sessions-begin)--
local admin = region.start{user = "admin", operators = {"admin"}}
local alice = region.connect{user = "alice"}
local bob = region.connect{user = "bob"}
-- --(sessions-end)--

local function ask(session, target, from)
  return session:lease{target = target, from = from, amount = "10Mbit/s",
                       period = "60s"}
end

local hers = expect(ask(alice, "EP51", "EP11"))
local his = expect(ask(bob, "EP52", "EP21"))

expect_equal(#alice:leases{}, 1)
expect_equal(#bob:leases{}, 1)
expect_equal(#admin:leases{}, 2)
print("the operator sees:", table.unpack(admin:leases{}))

-- Bob is not told that alice's lease exists.
expect_equal(#bob:leases{lease = hers.id}, 0)

-- The link they share is full: bob can't take what is hers.
local none, why = ask(bob, "EP53", "EP31")
expect(not none)
print("bob is told: " .. why.message)

-- Rules are for operators. Plain functions work in the session in use.
bob:use()
local problem = expect_error(function()
  policy.set{name = "bob-first", lessee = "alice", any_lease = false}
end, "permission_denied")
print("bob may not: " .. tostring(problem))

-- What she gives back, he may have.
expect(hers:release())
local more = expect(ask(bob, "EP53", "EP31"))
expect_equal(#bob:leases{}, 2)

-- The operator ends anybody's lease; its holder finds the event.
expect(admin:leases{lease = his.id}[1]:release())
expect_equal(expect(his:wait("ended", "10s")).lease, his.id)
expect(more:release())
