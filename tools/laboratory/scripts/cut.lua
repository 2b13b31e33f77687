-- Copyright 2026 The Leasehold authors
-- SPDX-License-Identifier: Apache-2.0

-- Has a lease of a class that may be moved, and says when it was.
local l <close> = expect(lease{target = "EP51", from = "EP11",
                               amount = "10Mbit/s", period = "10m",
                               service = "elastic"})
print("granted")
print(string.format("moved %.3f", expect(l:wait("moved", "2m")).time))
