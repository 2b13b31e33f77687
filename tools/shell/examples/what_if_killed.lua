-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What if the node is killed while leases renew? Two lessees keep a lease of
-- 30s each and renew it every 10s, so at least 20s are always left. The node is
-- away for 15s, and later for 25s.
--
--   leasehold shell tools/shell/examples/what_if_killed.lua

-- --(setting-begin)--
region.simulated{}
local leases = {}
for i, ends in ipairs{{"EP51", "EP11"}, {"EP52", "EP21"}} do
  leases[i] = expect(lease{target = ends[1], from = ends[2],
                           amount = "10Mbit/s", period = "30s"})
end

-- Renews for so many seconds.
local function go_on(seconds)
  for _ = 1, seconds // 10 do
    for _, l in ipairs(leases) do expect(l:renew("30s")) end
    sleep("10s")
  end
end

local function tell(when)
  for _, l in ipairs(leases) do
    print(string.format("%s: %s is %s, %ds left", when, l.target, l.state,
                        math.floor(l.remaining)))
  end
end
-- --(setting-end)--

-- --(killed-begin)--
go_on(60)
kill("node-1")
sleep("15s")
start("node-1")
tell("away for 15s")
go_on(60)
tell("a minute later")

kill("node-1")
sleep("25s")
start("node-1")
tell("away for 25s")
-- --(killed-end)--

for _, l in ipairs(leases) do
  expect_equal(l.state, "over")
  local last = l:events()[#l:events()]
  expect_equal(last.kind, "ended")
  expect_equal(last.reason, "expired")
end
expect_equal(audit().findings, {})
