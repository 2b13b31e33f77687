#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""What install-packages does on machines that differ, with apt replaced."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
TOOLS = os.path.join(ROOT, "tools")


class InstallPackages(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.log = os.path.join(self.folder, "apt.log")
        for name in ("awk", "bash", "dirname", "env", "grep", "realpath",
                     "sed"):
            os.symlink(shutil.which(name), os.path.join(self.folder, name))
        self.fake("id", "echo 0")
        self.fake("apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{self.log}')
        with open(os.path.join(TOOLS, "packages.txt"),
                  encoding="utf-8") as file:
            self.packages = re.findall(r"^([a-z][\w+.-]*)", file.read(),
                                       re.MULTILINE)

    def fake(self, name, script):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script + "\n")
        os.chmod(path, 0o755)

    def dpkg_knows(self, installed, removed=()):
        lines = [f"echo {name} installed" for name in installed]
        lines += [f"echo {name} config-files" for name in removed]
        self.fake("dpkg-query", "\n".join(lines + ["exit 1"]))

    def run_it(self, *arguments):
        done = subprocess.run(
            [os.path.join(TOOLS, "install-packages"), *arguments], check=False,
            env={"PATH": self.folder}, text=True, capture_output=True)
        log = ""
        if os.path.exists(self.log):
            with open(self.log, encoding="utf-8") as file:
                log = file.read()
        return done, log

    def test_the_list_names_what_the_build_needs(self):
        for package in ("bazel-bootstrap", "g++", "libcaf-dev", "python3"):
            self.assertIn(package, self.packages)

    def test_asks_nobody_when_nothing_is_missing(self):
        self.dpkg_knows(self.packages)
        done, log = self.run_it()
        self.assertEqual((done.returncode, done.stdout, done.stderr, log),
                         (0, "", "", ""))

    def test_installs_only_what_is_missing_as_root(self):
        self.dpkg_knows(self.packages[2:], removed=self.packages[1:2])
        done, log = self.run_it()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(log.splitlines(), [
            "noninteractive -q update",
            "noninteractive -q install -y --no-install-recommends "
            + " ".join(self.packages[:2])])

    def test_installs_all_on_a_bare_machine(self):
        self.dpkg_knows([])
        _, log = self.run_it()
        self.assertTrue(log.endswith(" ".join(self.packages) + "\n"), log)

    def test_installs_what_another_list_names(self):
        self.dpkg_knows(self.packages)
        own = os.path.join(self.folder, "own.txt")
        with open(own, "w", encoding="utf-8") as file:
            file.write("# Why.\n\nclang-14  # a compiler\n")
        _, log = self.run_it(own)
        self.assertEqual(log.splitlines()[1].split()[-1], "clang-14")

    def test_tells_others_than_root_what_to_run(self):
        self.fake("id", "echo 1000")
        self.dpkg_knows(self.packages[1:])
        done, log = self.run_it()
        self.assertEqual((done.returncode, log), (1, ""))
        self.assertIn("sudo apt-get install -y --no-install-recommends "
                      + self.packages[0] + "\n", done.stderr)

    def test_says_so_where_there_is_no_debian(self):
        done, log = self.run_it()
        self.assertEqual((done.returncode, log), (1, ""))
        self.assertIn("no Debian system", done.stderr)

    def test_fails_when_apt_fails(self):
        self.dpkg_knows([])
        self.fake("apt-get", "exit 100")
        self.assertEqual(self.run_it()[0].returncode, 100)


if __name__ == "__main__":
    unittest.main()
