-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0

-- contention.lua N: a stronger request reduces a lease N times while its
-- packets, and others, fill the link, and says when the events say that this
-- was. What the wire did is for tools/laboratory/measure.py to tell.

local flood = traffic{from = "EP21", to = "EP52", rate = "20Mbit/s"}
for _ = 1, tonumber(arg[1]) do
  local l = expect(lease{target = "EP51", from = "EP11", amount = "10Mbit/s",
                         at_least = "1Mbit/s", period = "1m",
                         service = "elastic"})
  sleep("500ms")
  local stronger = expect(lease{target = "EP53", from = "EP31",
                                amount = "19Mbit/s", period = "1m"})
  print(string.format("restricted %.3f",
                      expect(l:wait("restricted", "10s")).time))
  sleep("500ms")
  expect(stronger:release())
  expect(l:release())
  sleep("500ms")
end
flood:stop()
