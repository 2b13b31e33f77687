-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Figure 8's second example and Figure 7H: GW4 has an error. Each lease that it
-- granted to others is looked at: what can be absorbed is, and its lessee hears
-- nothing, or that it moved; what can't is restricted or ended, and what the
-- other gateways no longer need for it they have back.
--
--   leasehold shell --inside tools/shell/examples/error_condition.lua

local link = "GW4/GW4-GW5"
local to_gw1 = "GW4/GW1-GW4"

-- Whatever happens below, GW4 is well again.
local cleanup <close> = setmetatable({}, {__close = function()
  set_capacity(link, "20Mbit/s")
  set_capacity(to_gw1, "100Mbit/s")
end})

local function take(target, from, more)
  local terms = {target = target, from = from, amount = "6Mbit/s",
                 period = "10m"}
  for key, value in pairs(more or {}) do terms[key] = value end
  return expect(lease(terms))
end

local function way(l)
  local names = {}
  for i, hop in ipairs(l.route) do names[i] = hop.gateway end
  return table.concat(names, " - ")
end

local function free(name)
  for _, resource in ipairs(resources()) do
    if resource.name == name then return resource.free end
  end
end

local function tell(title, all)
  print(title)
  for _, l in ipairs(all) do
    local events = l:events()
    local last = events[#events]
    print(string.format("  %-5s %-11s %-9s over %-22s %s (%s)",
                        l.from, l.state, l.amount, way(l), last.kind,
                        last.reason))
  end
end

-- --(leases-begin)--
local first <close> = take("EP51", "EP11")
local second <close> = take("EP52", "EP21", {service = "elastic",
                                             at_least = "2Mbit/s"})
local third <close> = take("EP53", "EP31", {service = "best-effort"})
-- --(leases-end)--
local all = {first, second, third}
tell("granted:", all)

-- There is something to spare: nobody hears of it.
-- --(spare-begin)--
set_capacity(link, "18Mbit/s")
-- --(spare-end)--
tell("GW4 loses what it had to spare:", all)
for _, l in ipairs(all) do expect_equal(#l:events(), 1) end

-- Who came from GW1 goes around by GW3 with the same terms. EP31 did anyway.
-- --(moved-begin)--
set_capacity(to_gw1, 0)
-- --(moved-end)--
expect(first:wait("moved", "10s"))
expect(second:wait("moved", "10s"))
tell("GW4 loses its link to GW1:", all)
expect_equal(way(first), "GW1 - GW3 - GW4 - GW5")
expect_equal(first.amount, "6Mbit/s")
expect_equal(#third:events(), 1)

-- Now there is less than they have. The weakest is ended, the next is reduced,
-- and the first is not touched.
-- --(lost-begin)--
set_capacity(link, "9Mbit/s")
-- --(lost-end)--
local told = expect(third:wait("ended", "10s"))
expect(second:wait("restricted", "10s"))
tell("GW4 loses half of its link to GW5:", all)
expect_equal(told.gateway, "GW4")
expect_equal(told.resource, link)
expect_equal(second.amount, "3Mbit/s")
expect_equal(first.state, "active")

-- The endpoints' own gateways have back what the leases no longer need.
expect_equal(free("EP31/nic"), "100Mbit/s")
expect_equal(free("EP21/nic"), "97Mbit/s")

-- --(repaired-begin)--
set_capacity(link, "20Mbit/s")
-- --(repaired-end)--
expect(second:wait("restored", "10s"))
tell("GW4 is repaired:", all)
expect_equal(second.amount, "6Mbit/s")
expect_equal(audit().findings, {})
