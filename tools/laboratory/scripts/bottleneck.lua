-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0

-- Three flows, two leases, one bottleneck: 20 Mbit/s between GW4 and GW5, and
-- 1 Mbit/s more for traffic without a lease. Each flow would fill it alone.

local flows = {
  {from = "EP11", to = "EP51", lease = "8Mbit/s"},
  {from = "EP21", to = "EP52", lease = "4Mbit/s"},
  {from = "EP31", to = "EP53"},
}

local function measure()
  sleep("5s") -- the first two until queues are as full as they get
  local rates = {}
  for i, each in ipairs(flows) do rates[i] = each.traffic:rate("3s") end
  return rates
end

local function mbit(rate) return string.format("%4.1f Mbit/s", rate / 1e6) end

--(traffic-begin)--
for _, each in ipairs(flows) do
  each.traffic = traffic{from = each.from, to = each.to, rate = "20Mbit/s",
                         flow = "udp/5001"}
end
local before = measure()
--(traffic-end)--

for _, each in ipairs(flows) do
  if each.lease then
    each.granted = expect(lease{target = each.to, from = each.from,
                                amount = each.lease, period = "1m",
                                flow = "udp/5001"})
  end
end
local during = measure()

print("FLOW           NO LEASE      LEASE    WITH LEASES")
for i, each in ipairs(flows) do
  print(string.format("%s to %s   %s   %-7s  %s", each.from, each.to,
                      mbit(before[i]), each.lease or "-", mbit(during[i])))
end

local function expect_about(found, wanted, least, most)
  expect(found >= least * wanted and found <= most * wanted, found, wanted)
end

local link = 21e6
expect_about(before[1] + before[2] + before[3], link, 0.90, 1.02)
expect_about(during[1], 8e6, 0.95, 1.01)
expect_about(during[2], 4e6, 0.95, 1.01)
expect_about(during[3], link - 8e6 - 4e6, 0.90, 1.02)

for _, each in ipairs(flows) do
  if each.granted then expect(each.granted:release()) end
  each.traffic:stop()
end
