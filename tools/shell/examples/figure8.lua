-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Figure 8: who gets what behind one link, and what the others are told.
--
--   leasehold shell --inside tools/shell/examples/figure8.lua
--
-- The link from GW4 to GW5 has room for two leases of 10Mbit/s. A `<close>`
-- lease is released when the script ends, however it ends.

local function way(l)
  local names = {}
  for i, hop in ipairs(l.route) do names[i] = hop.gateway end
  return table.concat(names, " - ")
end

-- --(leases-begin)--
local first <close> = expect(lease{target = "EP51", from = "EP11",
                                   amount = "10Mbit/s", period = "60s"})
local second <close> = expect(lease{target = "EP52", from = "EP21",
                                    amount = "10Mbit/s", period = "60s"})
local third, why = lease{target = "EP53", from = "EP31",
                         amount = "10Mbit/s", period = "60s"}
-- --(leases-end)--

print("EP11 has EP51 over " .. way(first))
print("EP21 has EP52 over " .. way(second))
expect_equal(way(first), "GW1 - GW4 - GW5")
expect_equal(second.state, "active")

-- The third is refused by the gateway before the link, which says what would
-- do: 60 seconds from now both others are over.
expect(not third, "the third lease can't fit, but was granted")
print("EP31 is told: " .. why.message)
expect_equal(why.reason, "insufficient_capacity")
expect_equal(why.resource, "GW4/GW4-GW5")
expect_equal(why.gateway, "GW4")
expect(why.earliest_start > os.time() + 50)

-- A printer is busy: the refusal names the others of its group, best first,
-- and one of those is taken instead.
-- --(printer-begin)--
local busy <close> = expect(lease{target = "EP51/printer", from = "EP11",
                                  amount = 1, period = "60s"})
local none, no = lease{target = "EP51/printer", from = "EP31",
                       amount = 1, period = "60s"}
expect(not none and #no.alternatives > 0)
local other <close> = expect(lease{target = no.alternatives[1], from = "EP31",
                                   amount = 1, period = "60s"})
-- --(printer-end)--
print("EP51/printer is busy; EP31 prints on " .. other.target)
expect_equal(other.target, "EP21/printer")
expect_equal(audit().findings, {})
