-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Maintenance: a link is taken out of service, then GW5 is to be at a later
-- time, then GW4 is in error. The plan is shown first; leases move where they
-- can, and others are told until when they may stay.
--
--   leasehold shell --inside tools/shell/examples/maintenance.lua

-- Whatever happens below, all of it serves again.
local cleanup <close> = setmetatable({}, {__close = function()
  restore("GW1-GW3")
  restore("GW4")
  restore("GW5")
end})

local moves <close> = expect(lease{target = "EP31", from = "EP11",
                                   amount = "10Mbit/s", period = "60s"})
local stays <close> = expect(lease{target = "EP51", from = "EP11",
                                   amount = "10Mbit/s", period = "60s"})

-- --(plan-begin)--
local plan = drain{name = "GW1-GW3", dry_run = true}
for _, each in ipairs(plan.leases) do
  print(each.lease .. " of " .. each.lessee .. " would be " .. each.fate)
end
drain{name = "GW1-GW3"}
local told = expect(moves:wait("moved", "10s"))
-- --(plan-end)--
expect_equal(plan.count, 1)
expect_equal(plan.leases[1].lease, moves.id)
expect_equal(plan.leases[1].fate, "moved")
expect_equal(told.reason, "contention")
expect_equal(#stays:events(), 1)

-- Nothing leads around GW5, so the lease that ends there is told when it has
-- to be over.
local function state_of(name)
  for _, each in ipairs(gateways()) do
    if each.name == name then return each.state end
  end
end

plan = drain{name = "GW5", at = "+20s", dry_run = true}
expect_equal(plan.leases[1].fate, "shortened")
drain{name = "GW5", at = "+20s"}
told = expect(stays:wait("restricted", "10s"))
print("it ends in " .. math.floor(stays.remaining + 0.5) .. " s: "
      .. told.gateway .. " is " .. state_of("GW5"))
expect(stays.remaining <= 20)
expect_equal(state_of("GW5"), "draining")

-- Past that time nothing is to be had there; before it, all is.
local ask = {target = "EP52", from = "EP21", amount = "5Mbit/s", period = "60s"}
local late, why = lease(ask)
expect_equal(late, nil)
print(why)
ask.period = "5s"
expect(lease(ask)):release()

-- Called off: the lease may stay after all.
restore("GW5")
expect(stays:renew("60s"))
expect_equal(state_of("GW5"), "serving")

-- A gateway in error keeps its leases, and gives only what ends soon.
report_error{name = "GW4", longest = "10s"}
expect_equal(#stays:events(), 3)
ask.period = "60s"
late, why = lease(ask)
expect_equal(late, nil)
print(why)
ask.period = "5s"
expect(lease(ask)):release()
expect_equal(state_of("GW4"), "in-error")
expect_equal(audit().findings, {})
