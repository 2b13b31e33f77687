-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Book ahead: a refusal says when the same terms would fit, and a lease can
-- be booked for then. Booked time counts: nobody else gets it.

local function ask(at)
  return lease{target = "EP53/printer", from = "EP31", amount = 1,
               period = "60s", at = at}
end

local running <close> = expect(ask())

-- --(book-begin)--
local none, why = ask()
expect(not none)
local booked <close> = expect(ask(why.earliest_start))
expect_equal(booked.state, "booked")
-- --(book-end)--
print("now: " .. tostring(running))
print("then: " .. tostring(booked))
expect(booked:info().start >= os.time() + 50)

-- Who comes third has to come after both.
local nothing, later = ask()
expect(not nothing)
expect(later.earliest_start >= why.earliest_start + 60)

-- What is given back early is free early.
expect(running:release())
expect(booked:release())
local now <close> = expect(ask())
expect_equal(now.state, "active")
