-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Curtailment: GW4 loses a part of its link to GW5. Leases that no longer fit
-- are trimmed, the weakest first, and their lessees are told why and where.
-- Who does not use the link is not touched.
--
--   leasehold shell --inside tools/shell/examples/curtailment.lua

local link = "GW4/GW4-GW5"

-- Whatever happens below, the link gets back what it had.
local cleanup <close> = setmetatable({}, {__close = function()
  set_capacity(link, "20Mbit/s")
end})

-- --(lose-begin)--
local strong <close> = expect(lease{target = "EP51", from = "EP11",
                                    amount = "10Mbit/s", period = "60s"})
local weak <close> = expect(lease{target = "EP52", from = "EP21",
                                  amount = "10Mbit/s", period = "60s",
                                  service = "elastic",
                                  at_least = "2Mbit/s"})
local elsewhere <close> = expect(lease{target = "EP21", from = "EP31",
                                       amount = "10Mbit/s", period = "60s",
                                       service = "best-effort"})

set_capacity(link, "15Mbit/s")
local told = expect(weak:wait("restricted", "10s"))
-- --(lose-end)--
print("EP21 keeps " .. weak.amount .. ": " .. told.resource .. " at "
      .. told.gateway .. " has less")
expect_equal(told.reason, "contention")
expect_equal(told.resource, link)
expect_equal(told.gateway, "GW4")
expect_equal(told.amount, "5Mbit/s")
expect_equal(weak.state, "restricted")
expect_equal(strong.amount, "10Mbit/s")
expect_equal(#strong:events(), 1)
expect_equal(#elsewhere:events(), 1)

-- Nothing weaker is left to give: what does not fit any more ends, whatever
-- its class says.
set_capacity(link, "2Mbit/s")
told = expect(strong:wait("ended", "10s"))
print("EP11 has lost its lease: " .. told.resource .. " at " .. told.gateway)
expect_equal(told.reason, "contention")
expect_equal(weak.state, "restricted")

-- What was taken comes back when there is room again. What is over stays over.
expect_equal(weak.amount, "2Mbit/s")
set_capacity(link, "20Mbit/s")
told = expect(weak:wait("restored", "10s"))
print("EP21 has " .. weak.amount .. " again")
expect_equal(told.amount, "10Mbit/s")
expect_equal(weak.state, "active")
expect_equal(strong.state, "over")
expect_equal(#elsewhere:events(), 1)
expect_equal(audit().findings, {})
