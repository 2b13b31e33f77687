#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""What the kernel has after a thousand random operations is what the ledger
has, whatever happens to DRIVERs meanwhile."""

import collections
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from laboratory import (  # pylint: disable=wrong-import-position
    PROGRAM, ROOT, LabTest, main)

ENDPOINTS = [f"EP{x}" for x in range(1, 7)]
REGION = 'region = "one"\n\n[[gateway]]\nname = "GW1"\n' + "".join(
    f'\n[[endpoint]]\nname = "{x}"\ngateway = "GW1"\nbandwidth = "50Mbit/s"\n'
    for x in ENDPOINTS)
# What leases have of each NIC, and what the ledger says is taken of it.
LEDGER = """
for _, l in ipairs(leases()) do
  for _, hop in ipairs(l.route) do
    for resource, amount in pairs(hop.uses) do
      print("LEASE", resource, l.id, amount)
    end
  end
end
for _, r in ipairs(resources()) do print("FREE", r.name, r.free) end
for _, x in ipairs(audit().findings) do print("FINDING", x.subject, x.rule) end
"""
ROUNDS = 5
STEPS = 200


def megabits(text):
    return 0 if text == "0" else int(text.removesuffix("Mbit/s"))


class Random(LabTest):

    def setUp(self):
        super().setUp()
        self.environment["LEASEHOLD_PROGRAM"] = PROGRAM
        path = os.path.join(self.folder.name, "one.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(REGION)
        self.lab("up", path)
        self.ledger_script = os.path.join(self.folder.name, "ledger.lua")
        with open(self.ledger_script, "w", encoding="utf-8") as file:
            file.write(LEDGER)

    def ledger(self):
        """By NIC, leases and what is free; and what an audit finds."""
        by_nic = collections.defaultdict(dict)
        free = {}
        findings = []
        for line in self.lab("run", self.ledger_script).splitlines():
            words = line.split("\t")
            if words[0] == "LEASE":
                by_nic[words[1]][words[2]] = megabits(words[3])
            elif words[0] == "FREE":
                free[words[1]] = megabits(words[2])
            else:
                findings.append(line)
        return by_nic, free, findings

    def test_leaves_in_the_kernel_what_is_in_the_ledger(self):
        script = os.path.join(ROOT, "tests/integration/lab",
                              "random_operations.lua")
        total = [0] * 5
        for seed, victim in enumerate(ENDPOINTS[:ROUNDS], 1):
            told = self.lab("run", script, str(seed), str(STEPS),
                            victim + "/nic")
            total = [x + int(y) for x, y in zip(total, told.split())]
            # A DRIVER that died is there again within seconds.
            while True:
                by_nic, free, findings = self.ledger()
                kernel = {x: {lease: megabits(rate + "/s") for lease, rate
                              in self.channels("GW1", f"to-{x}").items()}
                          for x in ENDPOINTS}
                ledger = {x: by_nic[x + "/nic"] for x in ENDPOINTS}
                if not findings and kernel == ledger and all(
                        free[x + "/nic"] == 50 - sum(ledger[x].values())
                        for x in ENDPOINTS):
                    break
            self.assertNotEqual(ledger[ENDPOINTS[-1]], {})
        print(f"\n{ROUNDS * STEPS} operations: {total[0]} leases granted, "
              f"{total[1]} changed, {total[2]} renewed, {total[3]} released; "
              f"{total[4]} DRIVERs killed")
        self.assertGreater(min(total), 0)


if __name__ == "__main__":
    main()
