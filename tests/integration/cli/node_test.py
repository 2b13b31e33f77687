#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""`leasehold node run` and what works without a node."""

import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Node(ProgramTest):

    def test_says_where_it_listens_and_ends_when_told(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            node = self.start_node()
            self.assertEqual(node.end(number), 0, node.text("stderr"))
            self.assertRegex(node.text("stdout"),
                             r"^listening on 127\.0\.0\.1:\d+$")
            self.assertIn("stopped", node.text("stderr"))

    def test_keeps_leases_over_a_restart(self):
        node = self.start_node()
        lease = self.request("--for", "1h")
        self.assertEqual(node.end(signal.SIGTERM), 0)
        self.start_node()
        listed = json.loads(self.expect(0, "lease", "list", "-o",
                                        "json").stdout)
        self.assertEqual([x["id"] for x in listed], [lease["id"]])

    def test_keeps_leases_over_a_kill(self):
        node = self.start_node()
        lease = self.request("--for", "1h")
        node.end(signal.SIGKILL)
        self.start_node()
        listed = self.expect(0, "lease", "list", "-o", "name").stdout
        self.assertEqual(listed.split(), [lease["id"]])

    def test_a_second_one_stays_out_of_its_folder(self):
        self.start_node()
        second = self.expect(1, "node", "run", "--data", self.data,
                             "--listen", "127.0.0.1:0")
        self.assertEqual(second.stdout, "")
        self.assertIn(self.data, second.stderr)
        self.assertRegex(second.stderr, r"in use|another")

    def test_a_taken_address_is_named(self):
        self.start_node()
        address = self.environment["LEASEHOLD_ADDRESS"]
        second = self.expect(1, "node", "run", "--data", self.data + "2",
                             "--listen", address)
        self.assertIn(address, second.stderr)

    def test_wrong_options_are_misuse(self):
        for words, said in (
                (["--colour", "red"], "--colour"),
                (["--data"], "--data needs a value"),
                (["--number", "9999"], "4095"),
                (["--hold-timeout", "soon"], "--hold-timeout"),
                (["--tls-ca", "ca.pem"], "--tls-cert"),
                (["--topology", "/nowhere.toml"], "/nowhere.toml")):
            done = self.expect(2, "node", "run", *words)
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_wrong_topology_is_named_with_its_line(self):
        path = os.path.join(self.folder, "wrong.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("region = \"x\"\n[[gateway]]\nname = 7\n")
        done = self.expect(2, "node", "run", "--topology", path)
        self.assertIn(path + ":3", done.stderr)

    def test_the_help_shows_every_option(self):
        done = self.expect(0, "node", "run", "--help")
        for option in ("--data", "--listen", "--topology", "--operator",
                       "--tls-ca", "--liveness", "--hold-timeout"):
            self.assertIn(option, done.stdout)


class Audit(ProgramTest):

    def test_of_a_stopped_node_finds_its_leases(self):
        node = self.start_node()
        self.request("--for", "1h")
        node.end(signal.SIGTERM)
        done = self.expect(0, "audit", "--data", self.data)
        self.assertIn("1 lease", done.stdout + done.stderr)
        report = json.loads(
            self.expect(0, "audit", "--data", self.data, "-o",
                        "json").stdout)
        self.assertEqual(report["leases"], 1)
        self.assertEqual(report["findings"], [])

    def test_of_a_killed_node_finds_its_leases(self):
        node = self.start_node()
        self.request("--for", "1h")
        node.end(signal.SIGKILL)
        report = json.loads(
            self.expect(0, "audit", "--data", self.data, "-o",
                        "json").stdout)
        self.assertEqual(report["leases"], 1)

    def test_of_a_running_node_asks_it(self):
        self.start_node()
        self.expect(0, "audit")
        done = self.run_it("audit", "--data", self.data)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(self.data, done.stderr)

    def test_of_no_folder_makes_none(self):
        done = self.run_it("audit", "--data", self.data)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(self.data, done.stderr)
        self.assertFalse(os.path.exists(self.data))


class Words(ProgramTest):

    def test_the_version_is_said(self):
        self.assertRegex(self.expect(0, "version").stdout, r"\d+\.\d+\.\d+")

    def test_a_word_that_is_none_is_misuse(self):
        done = self.expect(2, "leese", "list")
        self.assertIn("lease", done.stderr)

    def test_a_node_that_is_not_there_is_unreachable(self):
        self.environment["LEASEHOLD_ADDRESS"] = "127.0.0.1:1"
        done = self.expect(5, "lease", "list")
        self.assertIn("127.0.0.1:1", done.stderr)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
