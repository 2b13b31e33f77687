#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Five nodes of one region, as `tools/cluster` runs them."""

import json
import os
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import (  # pylint: disable=wrong-import-position
    PROGRAM, ROOT, ProgramTest)

CLUSTER = os.path.join(ROOT, "tools/cluster")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster(ProgramTest):

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.environment.update({
            "LEASEHOLD_PROGRAM": PROGRAM,
            "LEASEHOLD_CLUSTER": os.path.join(self.folder, "cluster"),
            "LEASEHOLD_CLUSTER_PORT": str(self.port)})
        self.addCleanup(self.cluster, "down")

    def cluster(self, *words, code=0):
        done = subprocess.run([CLUSTER, *words], env=self.environment,
                              check=False, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def use(self, node):
        self.environment["LEASEHOLD_ADDRESS"] = f"127.0.0.{node}:{self.port}"

    def await_states(self, *wanted):
        """Until the node in use sees the others so."""
        while True:
            nodes = json.loads(self.expect(0, "node", "list", "-o",
                                           "json").stdout)
            if tuple(x["state"] for x in nodes[1:]) == wanted:
                return nodes

    def test_answers_everywhere_and_comes_back(self):
        self.assertIn("node5: 127.0.0.5", self.cluster("up"))
        for node in range(1, 6):
            self.use(node)
            self.await_states("up", "up", "up", "up")
        self.use(2)
        words = ("lease", "request", "EP51", "--from", "EP11", "--amount",
                 "10Mbit/s", "--for", "1h", "-o", "name")
        lease = self.expect(0, *words).stdout.strip()
        self.use(3)
        self.assertIn(lease, self.expect(0, "lease", "list").stdout)

        self.cluster("kill", "5")
        nodes = self.await_states("up", "up", "up", "down")
        self.assertIn("node5 does not run", self.cluster("status"))
        report = self.expect(1, "cluster", "status").stdout
        self.assertIn("PROBLEM  node node5 is down", report)
        self.assertEqual(nodes[0]["name"], "node3")
        missing = self.expect(0, "lease", "list")
        self.assertIn("without their leases: node5", missing.stderr)
        refused = self.run_it("lease", "renew", lease, "--for", "2h")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("node node5 is not reached", refused.stderr)

        self.cluster("up")
        self.await_states("up", "up", "up", "up")
        self.expect(0, "lease", "renew", lease, "--for", "2h")

        self.cluster("pause", "4")
        self.await_states("up", "up", "down", "up")
        self.cluster("resume", "4")
        self.await_states("up", "up", "up", "up")
        self.expect(0, "lease", "release", lease)
        self.cluster("down")
        self.assertIn("node1 does not run", self.cluster("status"))

    def await_lease(self, lease, state):
        while True:
            leases = json.loads(self.expect(0, "lease", "list", "-o",
                                            "json").stdout)
            for each in leases:
                if each["id"] == lease and each["state"] == state:
                    return each

    def request(self, source, target):
        return self.expect(0, "lease", "request", target, "--from", source,
                           "--amount", "10Mbit/s", "--for", "1h",
                           "-o", "name").stdout.strip()

    # GW4 and GW5 have one link alone; from GW2 to GW4 there are two ways.
    def test_moves_leases_off_a_node_or_suspends_them(self):
        self.environment["LEASEHOLD_NODE_LOST_AFTER"] = "1s"
        self.cluster("up")
        self.use(5)
        self.await_states("up", "up", "up", "up")
        across = self.request("EP21", "EP51")
        over = [hop["gateway"] for hop in self.await_lease(
            across, "active")["route"]["hops"]]
        lost = over[1][2:]
        self.cluster("kill", lost)
        while True:
            events = self.expect(0, "event", "list", "--lease",
                                 across).stdout
            if "moved" in events:
                break
        self.assertIn("unreachable", events)
        other = {"1": "3", "3": "1"}[lost]
        self.cluster("up")
        self.await_states("up", "up", "up", "up")
        self.cluster("kill", "4")
        self.await_lease(across, "suspended")
        refused = self.run_it("lease", "renew", across, "--for", "2h")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("is suspended: node node4, which runs GW4, can't be "
                      "reached", refused.stderr)
        self.cluster("up")
        self.await_lease(across, "active")
        self.assertIn(f"GW{other}", self.expect(0, "lease", "show",
                                                across).stdout)

    def test_says_what_it_does_not_know(self):
        self.assertIn("there are 1 2 3 4 5", self.cluster("kill", "6", code=2))
        self.assertIn("node1 does not run", self.cluster("pause", "1", code=1))
        self.assertIn("tools/cluster up", self.cluster("sideways", code=2))
        self.assertIn("tools/cluster up", self.cluster("--help"))


if __name__ == "__main__":
    unittest.main()
