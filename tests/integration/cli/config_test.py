#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of `leasehold node run`: file, environment and flags."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import REGION, ProgramTest  # pylint: disable=wrong-import-position


class Config(ProgramTest):

    def write(self, *lines):
        path = os.path.join(self.folder, "node.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path

    def test_a_node_runs_as_its_file_says(self):
        path = self.write('data = "here"', 'listen = "127.0.0.1:0"',
                          f'topology = "{REGION}"', 'node-name = "cellar"')
        node = self.start("node", "run", "--config", path, "--number", "7")
        self.environment["LEASEHOLD_ADDRESS"] = node.line(
            r"^listening on (127\.0\.0\.1:\d+)$").group(1)
        status = self.expect(0, "node", "status", "-o", "name").stdout
        self.assertEqual(status, "cellar\n")
        self.assertTrue(
            os.path.exists(os.path.join(self.folder, "here", "journal.db")))
        self.assertEqual(node.end(signal.SIGTERM), 0)

    def test_all_that_is_wrong_is_told_at_once(self):
        path = self.write('data = "here"', 'numbr = 3', 'liveness = 5',
                          'topology = "none.toml"')
        for words in (["--check-config"], []):
            done = self.expect(2, "node", "run", "--config", path, *words)
            self.assertEqual(done.stdout, "")
            lines = done.stderr.splitlines()
            self.assertEqual(lines, [
                f'leasehold: {path}:2:1: unknown key "numbr"; '
                'did you mean number?',
                f'leasehold: {path}:3:12: liveness is a text: write it '
                'between quotes, like liveness = "30s"',
                f"leasehold: {path}:4:12: topology: can't read "
                f"{self.folder}/none.toml: No such file or directory"])
        self.assertFalse(os.path.exists(os.path.join(self.folder, "here")))

    def test_a_good_one_is_said_to_be_good_and_nothing_starts(self):
        path = self.write('data = "here"', 'node-name = "cellar"')
        done = self.expect(0, "node", "run", "--config", path,
                           "--check-config")
        self.assertEqual(done.stdout, "")
        self.assertIn("the configuration is good: node cellar", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "here")))

    def test_what_is_in_effect_is_shown_with_its_origin(self):
        path = self.write('data = "here"', 'node-name = "cellar"')
        self.environment["LEASEHOLD_NODE_NAME"] = "attic"
        self.environment["LEASEHOLD_NODE_PORT"] = "tcp://10.0.0.1:80"
        done = self.expect(0, "node", "run", "--config", path, "--number=5",
                           "--dump-config")
        self.assertIn(f'data = "{self.folder}/here"  # {path}:1:8\n',
                      done.stdout)
        self.assertIn('node-name = "attic"  # LEASEHOLD_NODE_NAME\n',
                      done.stdout)
        self.assertIn("number = 5  # --number\n", done.stdout)
        self.assertIn("warning: the environment variable LEASEHOLD_NODE_PORT",
                      done.stderr)

    def test_what_can_not_be_read_is_said_with_the_reason(self):
        for path, why in ((self.folder, "Is a directory"),
                          (self.folder + "/none", "No such file")):
            for option in ("--config", "--topology"):
                done = self.expect(2, "node", "run", option, path)
                self.assertIn(f"{option}: can't read {path}: {why}",
                              done.stderr)
        self.assertIn("Is a directory",
                      self.run_it("simulate", self.folder).stderr)

    def test_addresses_are_judged_before_the_journal_is_opened(self):
        done = self.expect(2, "node", "run", "--data", self.data, "--listen",
                           "0.0.0.0:7420")
        self.assertIn("--listen: ", done.stderr)
        self.assertFalse(os.path.exists(self.data))


if __name__ == "__main__":
    unittest.main()
