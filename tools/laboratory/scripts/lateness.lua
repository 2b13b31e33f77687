-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0

-- lateness.lua N: reduces and ends a lease N times while its packets, and
-- others, fill the link, and says when the events say that this was. What the
-- wire did is for tools/laboratory/measure.py to tell.

local flood = traffic{from = "EP21", to = "EP52", rate = "20Mbit/s"}
for _ = 1, tonumber(arg[1]) do
  local l = expect(lease{target = "EP51", from = "EP11", amount = "10Mbit/s",
                         period = "1m"})
  sleep("500ms")
  expect(l:change("1Mbit/s", "1m"))
  print(string.format("reduced %.3f", expect(l:wait("changed", "10s")).time))
  expect(l:shorten("1s"))
  print(string.format("ended %.3f", expect(l:wait("ended", "10s")).time))
  sleep("500ms")
end
flood:stop()
