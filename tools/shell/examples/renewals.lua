-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Renewals: a lease is renewed as a whole, a rule may shorten what it is
-- given, and a refused renewal takes nothing away.

local printer = {target = "EP52/printer", from = "EP21", amount = 1}

local function ask(terms)
  for key, value in pairs(printer) do terms[key] = value end
  return lease(terms)
end

local l <close> = expect(ask{period = "30s"})
local epoch = l.epoch

-- --(renew-begin)--
expect(l:renew("2m"))
expect(l.remaining > 100, "renewed for less than was asked")
-- --(renew-end)--
expect(l.epoch > epoch, "new terms have a new epoch")
print("renewed: " .. tostring(l))

-- An administrator wants short print jobs; the grant says which rule it was.
-- --(shortened-begin)--
policy.set{name = "short-print", kind = "printer", period_max = "60s"}
expect(l:renew("10m"))
expect(l.remaining <= 60)
expect_equal(l.shortened.rule, "short-print")
-- --(shortened-end)--
print("asked for 10m, given " .. l.shortened.given .. "s by the rule "
      .. l.shortened.rule)
policy.remove("short-print")

-- Somebody has booked the printer for the time after: more is not to be had,
-- and what was granted stays.
local next_job <close> = expect(ask{at = "+90s", period = "60s"})
local before = l.remaining
local renewed, why = l:renew("5m")
expect(not renewed, "renewed into the time of another")
print("refused: " .. why.message)
expect_equal(why.reason, "insufficient_capacity")
expect_equal(l.state, "active")
expect(l.remaining <= before and l.remaining > before - 5)

-- Up to there it may run.
expect(l:renew("80s"))
