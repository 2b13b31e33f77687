-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Limits: rules of the administrator, set while the node runs. Each refusal
-- and each cut names its rule.

local function ask(amount, period)
  return lease{target = "EP51", from = "EP11", amount = amount,
               period = period}
end

local function refused(amount, period, reason, rule)
  local l, why = ask(amount, period)
  expect(not l, "granted against the rule", rule)
  expect_equal(why.reason, reason)
  expect_equal(why.rule, rule)
  print(rule .. ": " .. why.message)
end

-- Whatever happens below, the rules go again.
local cleanup <close> = setmetatable({}, {__close = function()
  for _, rule in ipairs(policy.list()) do
    if rule.name:find("^example%-") then policy.remove(rule.name) end
  end
end})

-- --(limits-begin)--
policy.set{name = "example-amount", source = "EP11", amount_max = "5Mbit/s"}
policy.set{name = "example-count", source = "EP11", leases_max = 2}
policy.set{name = "example-period", source = "EP11", period_max = "10m"}
-- --(limits-end)--

refused("6Mbit/s", "60s", "limit_exceeded", "example-amount")

local one <close> = expect(ask("5Mbit/s", "1h"))
expect_equal(one.shortened.rule, "example-period")
expect(one.remaining <= 600)
local two <close> = expect(ask("1Mbit/s", "60s"))
expect_equal(two.shortened, nil)
refused("1Mbit/s", "60s", "limit_exceeded", "example-count")

-- A rule changed is a rule in force: the third lease fits now.
policy.set{name = "example-count", source = "EP11", leases_max = 3}
local three <close> = expect(ask("1Mbit/s", "60s"))

-- Nothing at all, for now.
policy.set{name = "example-stop", source = "EP11", any_lease = false}
refused("1Mbit/s", "60s", "limit_exceeded", "example-stop")

-- Leases that were granted are not touched by rules.
expect_equal(one.state, "active")
expect_equal(#policy.list(), 4)
