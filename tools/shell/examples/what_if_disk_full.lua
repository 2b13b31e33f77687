-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What if the disk of a node fills up? First it is nearly full, then no write
-- succeeds any more; then somebody makes room.
--
--   leasehold shell tools/shell/examples/what_if_disk_full.lua

-- --(setting-begin)--
region.simulated{}
local l = expect(lease{target = "EP51", from = "EP11", amount = "10Mbit/s",
                       period = "10m"})

local function try(what, ...)
  local called, done, why = pcall(...)
  if not called then
    print(what .. "no answer")
  else
    print(what .. (done and "granted" or why.reason))
  end
end

local function try_both()
  try("  a new lease: ", lease, {target = "EP52", from = "EP21",
                                amount = "1Mbit/s", period = "10s"})
  try("  a renewal:   ", l.renew, l, "10m")
end
-- --(setting-end)--

-- --(full-begin)--
disk("node-1", "low")
sleep("1m") -- the node looks now and then
print("nearly full:")
try_both()

disk("node-1", "full")
print("full:")
try_both()
sleep("1m")
print("the node is " .. nodes()[1].state .. ": " .. nodes()[1].why)

disk("node-1", "good")
start("node-1")
print("room was made, and the node started:")
print("  the lease is " .. l.state)
try_both()
-- --(full-end)--

expect_equal(l.state, "active")
expect_equal(audit().findings, {})
