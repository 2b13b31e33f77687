#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The packages: built twice alike, installed, upgraded, removed and purged.

Into a root of the test's own, in which maintainer scripts run as they do there,
told by DPKG_ROOT. The libraries are those of this machine.
"""

import filecmp
import glob
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
import program  # pylint: disable=wrong-import-position

PACKAGES = os.path.join(program.ROOT, "tools/packaging/packages.py")


def build(out, revision):
    subprocess.run(
        [sys.executable, "-B", PACKAGES, "--program", program.PROGRAM, "--out",
         out, "--level", "0", "--revision", revision], check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})


class Packages(program.ProgramTest):

    @classmethod
    def setUpClass(cls):
        cls.packages = tempfile.mkdtemp()
        for folder, revision in (("one", "1"), ("again", "1"), ("two", "2")):
            os.mkdir(os.path.join(cls.packages, folder))
            build(os.path.join(cls.packages, folder), revision)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.packages)

    def setUp(self):
        super().setUp()
        self.root = os.path.join(self.folder, "root")
        for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "etc"):
            os.makedirs(self.place(folder))
        for file in ("status", "available"):
            with open(self.place("var/lib/dpkg/" + file), "w",
                      encoding="utf-8"):
                pass

    def place(self, path):
        return os.path.join(self.root, path)

    def dpkg(self, *words):
        done = subprocess.run(
            ["dpkg", "--root=" + self.root, "--force-script-chrootless",
             "--force-depends", "--force-not-root", "--log=/dev/null", *words],
            check=False, text=True, capture_output=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def file(self, folder, name):
        found = glob.glob(os.path.join(self.packages, folder, name + "_*.deb"))
        self.assertEqual(len(found), 1, found)
        return found[0]

    def start_installed(self):
        node = program.Running(
            ["node", "run", "--config",
             self.place("etc/leasehold/leasehold.toml"), "--data",
             self.place("var/lib/leasehold"), "--listen", "127.0.0.1:0",
             "--topology",
             self.place("usr/share/doc/leasehold/examples/figure8.toml")],
            self.environment)
        self.addCleanup(self.kill, node)
        self.environment["LEASEHOLD_ADDRESS"] = node.line(
            r"^listening on (127\.0\.0\.1:\d+)$").group(1)
        return node

    def test_are_the_same_each_time(self):
        for name in ("leasehold", "leasehold-dbgsym"):
            self.assertTrue(filecmp.cmp(self.file("one", name),
                                        self.file("again", name),
                                        shallow=False), name)

    def test_depend_on_the_libraries_that_the_program_needs(self):
        depends = subprocess.run(
            ["dpkg-deb", "--field", self.file("one", "leasehold"), "Depends"],
            check=True, text=True, capture_output=True).stdout
        for library in ("libcapnp", "libcaf-core", "libsqlite3", "libssl",
                        "systemd"):
            self.assertIn(library, depends)

    def test_serve_from_installation_to_purge(self):
        own = program.PROGRAM
        self.addCleanup(setattr, program, "PROGRAM", own)
        program.PROGRAM = self.place("usr/bin/leasehold")

        self.dpkg("--install", self.file("one", "leasehold"))
        with open(self.place("etc/passwd"), encoding="utf-8") as file:
            self.assertIn("leasehold:", file.read())
        config = self.place("etc/leasehold/leasehold.toml")
        self.expect(0, "node", "run", "--config", config, "--check-config")
        with open(config, "a", encoding="utf-8") as file:
            file.write('log-format = "json"\n')
        node = self.start_installed()
        lease = self.request("--for", "1h")["id"]
        self.assertEqual(node.end(signal.SIGTERM), 0)

        self.dpkg("--install", self.file("two", "leasehold"))
        with open(config, encoding="utf-8") as file:
            self.assertIn("log-format", file.read())
        node = self.start_installed()
        listed = json.loads(self.expect(0, "lease", "list", "-o",
                                        "json").stdout)
        self.assertEqual([x["id"] for x in listed], [lease])
        self.assertEqual(node.end(signal.SIGTERM), 0)

        self.dpkg("--remove", "leasehold")
        self.assertFalse(os.path.exists(program.PROGRAM))
        self.assertTrue(os.path.exists(config))
        self.assertTrue(os.path.exists(self.place("var/lib/leasehold")))
        self.dpkg("--purge", "leasehold")
        self.assertFalse(os.path.exists(config))
        self.assertFalse(os.path.exists(self.place("var/lib/leasehold")))
        with open(self.place("etc/passwd"), encoding="utf-8") as file:
            self.assertNotIn("leasehold:", file.read())

    def test_bring_manual_completion_and_unit(self):
        self.dpkg("--install", self.file("one", "leasehold"))
        with gzip.open(self.place("usr/share/man/man1/leasehold.1.gz"),
                       "rt") as file:
            page = file.read()
        for part in ('.SH "LEASEHOLD NODE RUN"', '.SH "LEASEHOLD LEASE LIST"',
                     "\\-\\-check\\-config"):
            self.assertIn(part, page)
        subprocess.run(
            ["bash", "-n", self.place(
                "usr/share/bash-completion/completions/leasehold")],
            check=True)
        with open(self.place("lib/systemd/system/leasehold.service"),
                  encoding="utf-8") as file:
            unit = file.read()
        self.assertIn("ExecStart=/usr/bin/leasehold node run --config "
                      "/etc/leasehold/leasehold.toml\n", unit)

    def test_keep_symbols_apart(self):
        self.dpkg("--install", self.file("one", "leasehold"),
                  self.file("one", "leasehold-dbgsym"))
        sections = subprocess.run(
            ["readelf", "--sections", self.place("usr/bin/leasehold")],
            check=True, text=True, capture_output=True).stdout
        self.assertNotIn(".symtab", sections)
        kept = glob.glob(self.place("usr/lib/debug/.build-id/*/*.debug"))
        self.assertEqual(len(kept), 1)
        sections = subprocess.run(["readelf", "--sections", kept[0]],
                                  check=True, text=True,
                                  capture_output=True).stdout
        self.assertIn(".symtab", sections)


if __name__ == "__main__":
    unittest.main()
