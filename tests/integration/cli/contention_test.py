#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Leases that give way, from the command line, on a node of its own."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position

# Of this link two leases of 10Mbit/s leave nothing.
LINK = "GW4/GW4-GW5"


class Contention(ProgramTest):

    def setUp(self):
        super().setUp()
        self.node = self.start_node()

    def take(self, service, amount, *words):
        """A lease over the link, until the end of the test."""
        done = self.expect(
            0, "lease", "request", "EP51", "--from", "EP11", "--amount",
            amount, "--for", "1h", "--service", service, "-o", "json", *words)
        return json.loads(done.stdout)["lease"]["id"]

    def show(self, lease):
        done = self.expect(0, "lease", "show", lease, "-o", "json")
        return json.loads(done.stdout)

    def last_event(self, lease):
        done = self.expect(0, "event", "list", "--lease", lease, "-o", "json")
        return json.loads(done.stdout)[-1]

    def expect_told(self, lease, kind):
        event = self.last_event(lease)
        self.assertEqual(event["kind"], kind, event)
        self.assertEqual(event["reason"], "contention", event)
        self.assertEqual(event["resource"], LINK, event)
        self.assertEqual(event["gateway"], "GW4", event)

    def test_ends_a_weak_lease_for_a_stronger_request(self):
        weak = self.take("best-effort", "20Mbit/s")
        strong = self.take("standard", "15Mbit/s")
        self.expect_told(weak, "ended")
        listed = self.expect(0, "lease", "list", "-o", "name").stdout.split()
        self.assertEqual(listed, [strong])
        self.expect(3, "lease", "show", weak)
        self.expect(0, "audit")

    def test_reduces_a_lease_to_what_there_is_room_for(self):
        weak = self.take("best-effort", "20Mbit/s", "--at-least", "4Mbit/s")
        self.take("standard", "15Mbit/s")
        self.expect_told(weak, "restricted")
        shown = self.show(weak)
        self.assertEqual(shown["state"], "restricted")
        self.assertEqual(shown["amount"]["text"], "5Mbit/s")
        self.assertEqual(shown["minimum"]["text"], "4Mbit/s")
        told = self.expect(0, "lease", "show", weak).stdout
        self.assertRegex(told, r"state: +restricted")
        self.assertRegex(told, r"at least: +4Mbit/s")
        told = self.expect(0, "event", "list", "--lease", weak).stdout
        self.assertRegex(told, r"restricted.*contention")

    def test_is_rehearsed_without_touching_anybody(self):
        weak = self.take("best-effort", "20Mbit/s")
        self.expect(0, "lease", "request", "EP52", "--from", "EP21",
                    "--amount", "15Mbit/s", "--for", "60s", "--dry-run")
        self.assertEqual(self.last_event(weak)["kind"], "granted")

    def test_refuses_who_is_not_stronger(self):
        weak = self.take("best-effort", "20Mbit/s")
        for words in (["--service", "best-effort"], ["--setup", "7", "--hold",
                                                     "7"]):
            done = self.expect(4, "lease", "request", "EP52", "--from", "EP21",
                               "--amount", "15Mbit/s", "--for", "60s", *words)
            self.assertIn("insufficient_capacity", done.stderr)
        self.assertEqual(self.last_event(weak)["kind"], "granted")

    def test_trims_leases_when_a_capacity_shrinks(self):
        strong = self.take("standard", "10Mbit/s")
        weak = self.take("elastic", "10Mbit/s", "--at-least", "2Mbit/s")
        watch = self.start("lease", "watch", weak)
        watch.line("granted")
        self.expect(0, "resource", "set-capacity", LINK, "12Mbit/s")
        watch.line(r"restricted.*contention")
        self.expect_told(weak, "restricted")
        self.assertEqual(self.show(weak)["amount"]["text"], "2Mbit/s")
        self.assertEqual(self.last_event(strong)["kind"], "granted")
        self.expect(0, "resource", "set-capacity", LINK, "1Mbit/s")
        watch.line(r"ended.*contention")
        self.assertEqual(watch.end(), 0, watch.seen)


if __name__ == "__main__":
    unittest.main()
