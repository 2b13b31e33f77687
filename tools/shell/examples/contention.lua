-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Contention: EP11 and EP21 fill the link from GW4 to GW5, and EP31 asks for
-- some of it. What then happens to whom is what the administrator has written
-- into the class of service, here changed between one request and the next.
--
--   leasehold shell --inside tools/shell/examples/contention.lua

local function ask(target, from, amount, more)
  local terms = {target = target, from = from, amount = amount, period = "60s"}
  for key, value in pairs(more or {}) do terms[key] = value end
  return lease(terms)
end

-- Two of these fill the link; the second is the younger.
local function take(target, from)
  return expect(ask(target, from, "10Mbit/s",
                    {service = "example", at_least = "5Mbit/s"}))
end

local function tell(what, event)
  print(what .. ": " .. event.kind .. ", " .. event.reason .. ", "
        .. event.resource .. " at " .. event.gateway)
  expect_equal(event.reason, "contention")
  expect_equal(event.resource, "GW4/GW4-GW5")
  expect_equal(event.gateway, "GW4")
end

local cleanup <close> = setmetatable({}, {__close = function()
  remove_class("example")
end})

-- Nothing may be done to the leases of the class: whoever comes later is
-- refused, however strong.
-- --(refuse-begin)--
set_class{name = "example", setup = 6}
do
  local first <close> = take("EP51", "EP11")
  local second <close> = take("EP52", "EP21")
  local third, why = ask("EP53", "EP31", "5Mbit/s")
  expect(not third)
  print("refused: " .. why.message)
  expect_equal(why.reason, "insufficient_capacity")
end
-- --(refuse-end)--

-- They may be reduced to the minimum that they named. One is enough here, and
-- it is the younger; the other is not touched.
-- --(shrink-begin)--
set_class{name = "example", setup = 6, remedies = {"shrink"}}
do
  local first <close> = take("EP51", "EP11")
  local second <close> = take("EP52", "EP21")
  local third <close> = expect(ask("EP53", "EP31", "5Mbit/s"))
  tell("shrunk", expect(second:wait("restricted", "10s")))
  expect_equal(second.state, "restricted")
  expect_equal(second.amount, "5Mbit/s")
  expect_equal(first.amount, "10Mbit/s")

  -- It has back what was taken once there is room.
  third:release()
  expect_equal(expect(second:wait("restored", "10s")).amount, "10Mbit/s")
end
-- --(shrink-end)--

-- They may be told that they will not be renewed. Nobody loses anything now:
-- who asks is refused, and told from when on it fits.
-- --(renewal-begin)--
set_class{name = "example", setup = 6, remedies = {"refuse-renewal"}}
do
  local first <close> = take("EP51", "EP11")
  local second <close> = take("EP52", "EP21")
  local third, why = ask("EP53", "EP31", "5Mbit/s")
  expect(not third)
  expect(why.earliest_start)
  tell("not renewed", expect(first:wait("no-renewal", "10s")))
  expect_equal(first.amount, "10Mbit/s")
  expect(not first:renew("60s"))
  expect(second:renew("60s"))
end
-- --(renewal-end)--

-- They may be told to end earlier. Who wants the link now is refused, because
-- the notice has to pass first; who wants it later gets it.
-- --(shorten-begin)--
set_class{name = "example", setup = 6, remedies = {"shorten"}, notice = "2s"}
do
  local first <close> = take("EP51", "EP11")
  local second = take("EP52", "EP21")
  expect(not ask("EP53", "EP31", "5Mbit/s"))
  local third <close> = expect(ask("EP53", "EP31", "5Mbit/s", {at = "+20s"}))
  tell("shortened", expect(second:wait("restricted", "10s")))
  expect(second.remaining <= 2)
  expect_equal(expect(second:wait("ended", "10s")).reason, "expired")
  expect_equal(third.state, "booked")
  expect_equal(first.state, "active")
end
-- --(shorten-end)--

-- They may be ended at once.
-- --(terminate-begin)--
set_class{name = "example", setup = 6, remedies = {"terminate"}}
do
  local first <close> = take("EP51", "EP11")
  local second = take("EP52", "EP21")
  local third <close> = expect(ask("EP53", "EP31", "5Mbit/s"))
  tell("terminated", expect(second:wait("ended", "10s")))
  expect_equal(second.state, "over")
  expect_equal(first.amount, "10Mbit/s")

  -- Who is not stronger takes nothing from anybody.
  expect(not ask("EP52", "EP21", "10Mbit/s", {service = "example"}))
end
-- --(terminate-end)--

expect_equal(audit().findings, {})
