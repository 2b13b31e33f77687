# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the laboratory, each within a network of its own."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
LAB = os.path.join(ROOT, "tools/lab")
# The script's real place is the source tree; what was built is beside the
# name it was started by.
PROGRAM = os.path.join(
    os.environ.get("TEST_SRCDIR", ""), os.environ.get("TEST_WORKSPACE", ""),
    "tools/leasehold/leasehold")
INSIDE = "LEASEHOLD_LAB_TEST_INSIDE"


class LabTest(unittest.TestCase):

    def setUp(self):
        # pylint: disable=consider-using-with
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = {**os.environ, "LEASEHOLD_LAB": self.folder.name}
        self.addCleanup(self.lab, "down")

    def run_lab(self, *words):
        return subprocess.run([LAB, *words], env=self.environment,
                              check=False, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL)

    def lab(self, *words, code=0):
        done = self.run_lab(*words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def channels(self, gateway, device):
        """The rate of each channel with packets, by the lease's id."""
        done = self.lab("show")
        part = done.partition(f"{gateway} {device}\n")[2].partition("\n\n")[0]
        return {f"{int(x[1]):x}": x[2] for x in
                re.finditer(r"^channel (\d+) +(\S+) ", part, re.MULTILINE)}


def _enter():
    """Goes on in a network of its own, or says why there is none."""
    words = ["unshare", "-Urnm"]
    tried = subprocess.run([*words, "true"], check=False, text=True,
                           capture_output=True)
    if tried.returncode != 0:
        print("SKIPPED: this kernel gives no network namespace to user "
              f"{os.getuid()}: {tried.stderr.strip()}")
        sys.exit(0)
    os.environ[INSIDE] = "yes"
    os.execvp(words[0], [*words, sys.executable, *sys.argv])


def main():
    """Runs the tests of the script that calls."""
    if INSIDE not in os.environ:
        _enter()
    unittest.main()
