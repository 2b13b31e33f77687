-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Leases without an end: as long as their holder lives. And the other end: a
-- request for no time at all, which only asks.

-- --(infinite-begin)--
local l <close> = expect(lease{target = "EP51", from = "EP11",
                               amount = "5Mbit/s", period = "infinite"})
expect_equal(l.remaining, math.huge)
-- --(infinite-end)--
print(l)

-- Refused because of an infinite lease: no start to wait for is offered.
local none, why = lease{target = "EP53", from = "EP31", amount = "20Mbit/s",
                        period = "60s"}
expect(not none)
expect_equal(why.earliest_start, nil)
expect_equal(why.largest_amount, "15Mbit/s")
print("refused, at most " .. why.largest_amount)

-- An infinite lease can be given an end, and a finite one be freed of it.
expect(l:shorten("60s"))
expect(l.remaining <= 60)
expect(l:renew("infinite"))
expect_equal(l.remaining, math.huge)

-- Asking for no time shows what would be granted; nothing is held.
local would = expect(lease{target = "EP53", from = "EP31",
                           amount = "15Mbit/s", period = 0})
expect_equal(would.route[1].gateway, "GW3")
expect_equal(#leases{resource = "EP53/nic"}, 0)

-- A rule may forbid endless leases: it cuts them where it gives a longest
-- period, else it refuses.
policy.set{name = "no-endless", resource = "EP52/nic", infinite = false}
local no, forbidden = lease{target = "EP52", from = "EP21",
                            amount = "1Mbit/s", period = "infinite"}
policy.remove("no-endless")
expect(not no)
expect_equal(forbidden.reason, "period_unacceptable")
expect_equal(forbidden.rule, "no-endless")
print("forbidden: " .. forbidden.message)
