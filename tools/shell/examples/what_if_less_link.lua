-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What if a link loses half of its capacity in the rush hour? A meeting, a
-- backup that can do with less, and a download nobody minds share the link of
-- 20Mbit/s from GW4 to GW5.
--
--   leasehold shell tools/shell/examples/what_if_less_link.lua

-- --(setting-begin)--
region.simulated{}
local link = "GW4/GW4-GW5"
local meeting = expect(lease{target = "EP51", from = "EP11",
                             amount = "6Mbit/s", period = "1h"})
local backup = expect(lease{target = "EP52", from = "EP21",
                            amount = "8Mbit/s", period = "1h",
                            service = "elastic", at_least = "2Mbit/s"})
local download = expect(lease{target = "EP53", from = "EP31",
                              amount = "6Mbit/s", period = "1h",
                              service = "best-effort"})
-- --(setting-end)--

local function tell(when)
  print(when)
  for _, each in ipairs{{"meeting", meeting}, {"backup", backup},
                        {"download", download}} do
    local name, l = each[1], each[2]
    local events = l:events()
    local last = events[#events]
    print(string.format("  %-8s  %-10s  %-8s  %s (%s)", name, l.state,
                        l.state == "over" and "-" or l.amount, last.kind,
                        last.reason))
  end
end

-- --(halved-begin)--
sleep("20m")
tell("before:")
set_capacity(link, "10Mbit/s")
sleep("10s")
tell("with 10Mbit/s:")
set_capacity(link, "5Mbit/s")
sleep("10s")
tell("with 5Mbit/s:")
-- --(halved-end)--

expect_equal(audit().findings, {})
