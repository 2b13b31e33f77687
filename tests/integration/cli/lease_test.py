#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Leases from the command line, on a node of its own."""

import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Leases(ProgramTest):

    def setUp(self):
        super().setUp()
        self.node = self.start_node()

    def ask(self, code, *words):
        return self.expect(code, "lease", "request", *words)

    def listed(self):
        return self.expect(0, "lease", "list", "-o", "name").stdout.split()

    def test_are_requested_listed_renewed_and_released(self):
        done = self.ask(0, "EP51", "--from", "EP11", "--amount", "10Mbit/s",
                        "--for", "60s")
        self.assertIn("GW1 > GW4 > GW5", done.stdout)
        [lease] = self.listed()
        self.expect(0, "lease", "renew", lease, "--for", "2h")
        shown = json.loads(
            self.expect(0, "lease", "show", lease, "-o", "json").stdout)
        self.assertGreater(shown["remaining_ms"], 7_000_000)
        done = self.expect(0, "lease", "release", lease)
        self.assertIn("released lease " + lease, done.stderr)
        self.assertEqual(self.listed(), [])

    def test_are_json_for_programs(self):
        lease = self.request("--for", "1h", "--label", "job=42")
        [listed] = json.loads(
            self.expect(0, "lease", "list", "-o", "json").stdout)
        self.assertEqual(listed["id"], lease["id"])
        self.assertEqual(listed["lessee"], "ann")
        for words in (["resource", "list"], ["gateway", "list"],
                      ["endpoint", "list"], ["policy", "list"],
                      ["event", "list"]):
            done = self.expect(0, *words, "-o", "json")
            self.assertIsInstance(json.loads(done.stdout), list, words)

    def test_of_the_document_are_granted_and_the_third_is_refused(self):
        for target, source in (("EP51", "EP11"), ("EP52", "EP21")):
            self.ask(0, target, "--from", source, "--amount", "10Mbit/s",
                     "--for", "60s")
        done = self.ask(4, "EP53", "--from", "EP31", "--amount", "10Mbit/s",
                        "--for", "60s")
        self.assertIn("GW4", done.stdout + done.stderr)
        self.assertIn("insufficient_capacity", done.stderr)

    def test_without_a_unit_say_which_there_are(self):
        done = self.ask(2, "EP51", "--from", "EP11", "--amount", "10",
                        "--for", "60s")
        self.assertIn("bit/s", done.stderr)
        done = self.ask(2, "EP51", "--from", "EP11", "--amount", "10Mbits",
                        "--for", "60s")
        self.assertIn("Mbit/s", done.stderr)

    def test_for_a_time_that_can_not_be_are_misuse(self):
        for period in ("40000d", "soon", "10"):
            done = self.ask(2, "EP51", "--from", "EP11", "--amount",
                            "1Mbit/s", "--for", period)
            self.assertIn("--for", done.stderr)
            self.assertIn(period, done.stderr)

    def test_of_what_is_not_there_are_not_found(self):
        amount = ("--amount", "1Mbit/s", "--for", "60s")
        done = self.ask(3, "EP51", "--from", "EP99", *amount)
        self.assertIn("EP99", done.stderr)
        done = self.ask(3, "EP99", "--from", "EP11", *amount)
        self.assertIn("EP99", done.stderr)
        for verb in (["renew", "beef", "--for", "1h"], ["release", "beef"],
                     ["show", "beef"]):
            done = self.expect(3, "lease", *verb)
            self.assertIn("beef", done.stderr)

    def test_beyond_the_capacity_are_refused(self):
        done = self.ask(4, "EP51", "--from", "EP11", "--amount", "10Gbit/s",
                        "--for", "60s")
        self.assertIn("above_capacity", done.stderr)

    def test_are_rehearsed_without_being_granted(self):
        self.ask(0, "EP51", "--from", "EP11", "--amount", "1Mbit/s",
                 "--dry-run")
        self.assertEqual(self.listed(), [])

    def test_of_others_are_theirs_where_there_are_operators(self):
        self.node.end(signal.SIGTERM)
        self.node = self.start_node("--operator", "root")
        lease = self.request("--for", "1h")["id"]
        self.environment["LEASEHOLD_NAME"] = "bob"
        self.assertEqual(self.listed(), [])
        self.expect(3, "lease", "release", lease)
        done = self.expect(4, "audit")
        self.assertIn("operator", done.stderr)
        self.environment["LEASEHOLD_NAME"] = "root"
        self.assertEqual(self.listed(), [lease])
        self.expect(0, "lease", "release", lease)

    def test_are_watched_until_ctrl_c(self):
        first = self.request("--for", "1h")["id"]
        watch = self.start("lease", "watch", first)
        watch.line("granted")
        self.expect(0, "lease", "renew", first, "--for", "2h")
        watch.line("renewed")
        self.assertEqual(watch.end(signal.SIGINT), 0, watch.seen)

    def test_are_watched_as_one_object_a_line(self):
        lease = self.request("--for", "1h")["id"]
        watch = self.start("lease", "watch", lease, "-o", "json")
        event = json.loads(watch.line(".*").group(0))
        self.assertEqual(event["kind"], "granted")
        self.expect(0, "lease", "release", lease)
        watch.line("ended")

    def test_a_watch_ends_when_the_node_does(self):
        lease = self.request("--for", "1h")["id"]
        watch = self.start("lease", "watch", lease)
        watch.line("granted")
        self.assertEqual(self.node.end(signal.SIGTERM), 0)
        self.assertEqual(watch.end(), 5, watch.seen)

    def test_that_are_infinite_are_given_back_by_ctrl_c(self):
        holder = self.start("lease", "request", "EP51", "--from", "EP11",
                            "--amount", "1Mbit/s", "--for", "infinite")
        lease = holder.line(r"holding lease (\w+)", "stderr").group(1)
        self.assertEqual(self.listed(), [lease])
        self.assertEqual(holder.end(signal.SIGINT), 0, holder.seen)
        self.assertIn("released lease " + lease, holder.text("stderr"))
        self.assertEqual(self.listed(), [])

    def test_that_are_kept_are_given_back_by_ctrl_c(self):
        holder = self.start("lease", "request", "EP51", "--from", "EP11",
                            "--amount", "1Mbit/s", "--for", "1h", "--keep")
        holder.line("holding lease", "stderr")
        self.assertEqual(holder.end(signal.SIGINT), 0, holder.seen)
        self.assertEqual(self.listed(), [])

    def test_that_are_kept_end_with_a_word_when_others_end_them(self):
        holder = self.start("lease", "request", "EP51", "--from", "EP11",
                            "--amount", "1Mbit/s", "--for", "1h", "--keep")
        lease = holder.line(r"holding lease (\w+)", "stderr").group(1)
        self.environment["LEASEHOLD_NAME"] = "admin"
        self.expect(0, "lease", "release", lease)
        self.assertEqual(holder.end(), 1, holder.seen)
        self.assertIn("administrative", holder.text("stderr"))


if __name__ == "__main__":
    unittest.main()
