-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0

-- reroute.lua N: a lease takes another route N times while its packets fill
-- it, and says when the events say that this was. What the wire did is for
-- tools/laboratory/measure.py to tell.

local l = expect(lease{target = "EP51", from = "EP11", amount = "5Mbit/s",
                       period = "10m"})
for i = 1, tonumber(arg[1]) do
  sleep("500ms")
  if i % 2 == 1 then
    expect(l:reroute({"GW1-GW4"}))
  else
    expect(l:reroute({"GW3"}))
  end
  print(string.format("moved %.3f", expect(l:wait("moved", "10s")).time))
end
sleep("500ms")
expect(l:release())
