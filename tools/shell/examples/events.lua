-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Events: everything that happens to a lease is told, in order, and kept.

local function tell(event)
  print(event.number, event.kind, event.reason)
  return event
end

-- --(watch-begin)--
local l = expect(lease{target = "EP51", from = "EP11", amount = "10Mbit/s",
                       period = "60s", labels = {job = "backup"}})
local granted = tell(expect(l:wait("granted", "10s")))
expect(l:shorten("2s"))
tell(expect(l:wait("renewed", "10s")))
tell(expect(l:wait("expiring-soon", "10s")))
local ended = tell(expect(l:wait("ended", "10s")))
-- --(watch-end)--
expect_equal(ended.reason, "expired")
expect_equal(l.state, "over")

-- Each has the words the lease was asked with, and the next number.
expect_equal(granted.labels, {job = "backup"})
local kinds = {}
for i, event in ipairs(l:events()) do
  expect_equal(event.sequence, i)
  kinds[i] = event.kind
end
expect_equal(kinds, {"granted", "renewed", "expiring-soon", "ended"})

-- Kept: who comes later reads on from any number.
local again = events{from = granted.number, lease = l.id}
expect_equal(#again, 4)
expect_equal(again[1], granted)
expect_equal(#events{from = ended.number + 1, lease = l.id}, 0)

-- A wait that is over gives nothing, at once where nothing can follow.
expect_equal(l:wait("renewed", "10s"), nil)
