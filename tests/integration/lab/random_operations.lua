-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
-- random_operations.lua SEED STEPS VICTIM: asks for leases, changes, renews and
-- releases them at random, and kills the DRIVER of one NIC half-way.

local seed, steps, victim = tonumber(arg[1]), tonumber(arg[2]), arg[3]
math.randomseed(seed)
local ends = {"EP1", "EP2", "EP3", "EP4", "EP5", "EP6"}
local done = {request = 0, change = 0, renew = 0, release = 0, kill = 0}

local function amount() return math.random(12) .. "Mbit/s" end

local function kill_driver()
  for _, each in ipairs(actors()) do
    if each.role == "driver" and each.path:find(victim, 1, true) then
      each:kill()
      return true
    end
  end
end

local live = leases()
local function request()
  local from = math.random(#ends)
  local to = (from + math.random(#ends - 1) - 1) % #ends + 1
  local got = lease{target = ends[to], from = ends[from], amount = amount(),
                    flow = "udp/" .. math.random(5000, 5019), period = "1h"}
  live[#live + 1] = got
  return got
end

local operations = {
  request = request,
  change = function(l) return l:change(amount(), "1h") end,
  renew = function(l) return l:renew(math.random(3600, 7200)) end,
  release = function(l, i)
    table.remove(live, i)
    return l:release()
  end,
}
local order = {"request", "request", "request", "change", "change", "renew",
               "release", "release"}

for step = 1, steps do
  if step == steps // 2 then
    expect(kill_driver(), "there is no driver of " .. victim)
    done.kill = done.kill + 1
  end
  local what = #live == 0 and "request" or order[math.random(#order)]
  local i = #live > 0 and math.random(#live) or nil
  if operations[what](live[i], i) then done[what] = done[what] + 1 end
end

print(string.format("%d %d %d %d %d", done.request, done.change, done.renew,
                    done.release, done.kill))
