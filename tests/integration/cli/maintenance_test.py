#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Gateways and links out of service, from the command line, on a node."""

import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Maintenance(ProgramTest):

    def setUp(self):
        super().setUp()
        self.node = self.start_node()

    def take(self, target):
        done = self.expect(
            0, "lease", "request", target, "--from", "EP11", "--amount",
            "10Mbit/s", "--for", "1h", "-o", "json")
        return json.loads(done.stdout)["lease"]["id"]

    def state_of(self, gateway):
        done = self.expect(0, "gateway", "list", "-o", "json")
        return {x["name"]: x["state"] for x in json.loads(done.stdout)}[gateway]

    def story(self, lease):
        done = self.expect(0, "event", "list", "--lease", lease, "-o", "json")
        return [x["kind"] for x in json.loads(done.stdout)]

    def await_told(self, lease, kind):
        watch = self.start("event", "watch", "--lease", lease, "-o", "json")
        watch.line(f'"kind": ?"{kind}"')
        watch.end(signal.SIGTERM)

    def plan(self, *words):
        done = self.expect(0, *words, "--dry-run", "-o", "json")
        leases = json.loads(done.stdout)["leases"]
        return {x["lease"]: x["fate"] for x in leases}

    def test_drains_a_link_and_a_gateway(self):
        near = self.take("EP31")
        far = self.take("EP51")
        self.assertEqual(self.plan("link", "drain", "GW1-GW3"),
                         {near: "moved"})
        self.assertEqual(self.plan("gateway", "drain", "GW5"),
                         {far: "terminated"})
        self.assertEqual(
            self.plan("resource", "set-capacity", "GW4/GW4-GW5", "5Mbit/s"),
            {far: "terminated"})
        self.assertEqual(self.story(near) + self.story(far), ["granted"] * 2)
        self.expect(0, "link", "drain", "GW1-GW3")
        self.expect(0, "gateway", "drain", "GW5")
        self.await_told(near, "moved")
        self.await_told(far, "ended")
        self.assertEqual(self.state_of("GW5"), "drained")
        self.expect(0, "gateway", "restore", "GW5")
        self.assertEqual(self.state_of("GW5"), "serving")
        self.take("EP51")
        self.expect(0, "audit")

    def test_drains_at_a_time_and_calls_it_off(self):
        lease = self.take("EP51")
        self.assertEqual(self.plan("gateway", "drain", "GW5", "--at", "+10m"),
                         {lease: "shortened"})
        self.expect(0, "gateway", "drain", "GW5", "--at", "+10m")
        self.await_told(lease, "restricted")
        self.assertEqual(self.state_of("GW5"), "draining")
        renewed = self.run_it("lease", "renew", lease, "--for", "1h")
        self.assertNotEqual(renewed.returncode, 0)
        self.assertIn("GW5 is taken out of service in ",
                      renewed.stdout + renewed.stderr)
        self.expect(0, "gateway", "restore", "GW5")
        self.expect(0, "lease", "renew", lease, "--for", "1h")

    def test_keeps_leases_where_there_is_an_error(self):
        lease = self.take("EP51")
        self.expect(0, "gateway", "fail", "GW4", "--longest", "10m")
        self.assertEqual(self.state_of("GW4"), "in-error")
        self.assertEqual(self.story(lease), ["granted"])
        refused = self.run_it("lease", "request", "EP52", "--from",
                                   "EP11", "--amount", "1Mbit/s", "--for",
                                   "1h")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("GW4 is in error: terms there last at most 10m",
                      refused.stdout + refused.stderr)
        self.expect(0, "lease", "request", "EP52", "--from", "EP11",
                    "--amount", "1Mbit/s", "--for", "9m")

    def test_names_what_the_region_lacks(self):
        for verb in ("drain", "fail", "restore"):
            done = self.run_it("gateway", verb, "GW9")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn('no gateway or link "GW9"', done.stderr)


if __name__ == "__main__":
    unittest.main()
