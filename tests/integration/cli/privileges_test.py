#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""What a node may do that other processes of its user may not."""

import os
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position

NET_ADMIN = 1 << 12
SETS = ("CapInh", "CapPrm", "CapEff", "CapAmb")
# A program that drives an interface, and shows what it may.
DRIVER = """#!/bin/sh
cat >/dev/null
[ -e {path} ] || {{ cat /proc/self/status >{path}.new; mv {path}.new {path}; }}
echo '{{"version": 1, "channels": []}}'
"""
REGION = """
region = "one"

[[gateway]]
name = "GW1"

[[endpoint]]
name = "A"
gateway = "GW1"
bandwidth = "9Mbit/s"
address = "10.0.1.2"
[endpoint.interface]
device = "port1"
line_rate = "10Mbit/s"
unleased = "1Mbit/s"
"""
INSIDE = "LEASEHOLD_PRIVILEGES_TEST_INSIDE"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def capabilities(status):
    """The sets of capabilities by their names, from a status in /proc."""
    return {x[1]: int(x[2], 16)
            for x in re.finditer(r"^(Cap\w+):\s*(\w+)$", status, re.MULTILINE)}


class Privileges(ProgramTest):

    def setUp(self):
        super().setUp()
        self.mine = capabilities(read("/proc/self/status"))
        # What a user has is not more by a node.
        self.network_admin = self.mine["CapPrm"] & NET_ADMIN

    def expect_in_all_threads(self, node, left):
        threads = f"/proc/{node.process.pid}/task"
        count = 0
        for thread in os.listdir(threads):
            status = read(f"{threads}/{thread}/status")
            has = capabilities(status)
            self.assertEqual({x: has[x] for x in SETS},
                             dict.fromkeys(SETS, left))
            self.assertRegex(status, r"(?m)^NoNewPrivs:\s*1$")
            # Who may not take from it can gain nothing by it either.
            if self.mine["CapEff"]:
                self.assertEqual(has["CapBnd"], left)
            count += 1
        self.assertGreater(count, 3)

    def test_a_node_that_enforces_may_configure_networks_only(self):
        self.expect_in_all_threads(self.start_node(), self.network_admin)

    def test_a_node_that_books_only_may_nothing(self):
        self.expect_in_all_threads(self.start_node("--enforce", "none"), 0)

    def test_a_driver_may_what_its_node_may(self):
        region = os.path.join(self.folder, "region.toml")
        with open(region, "w", encoding="utf-8") as file:
            file.write(REGION)
        program = os.path.join(self.folder, "driver")
        told = os.path.join(self.folder, "told")
        with open(program, "w", encoding="utf-8") as file:
            file.write(DRIVER.format(path=told))
        os.chmod(program, 0o700)
        node = self.start_node("--topology", region,
                               "--driver", f"port1={program}")
        self.expect_in_all_threads(node, self.network_admin)
        while not os.path.exists(told):
            pass
        has = capabilities(read(told))
        self.assertEqual(has["CapEff"], self.network_admin)
        self.assertEqual(has["CapPrm"], self.network_admin)
        node.end(signal.SIGKILL)

    def test_a_node_takes_no_port_of_the_system(self):
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start",
                  encoding="utf-8") as file:
            if int(file.read()) <= 80:
                return self.assertLessEqual(self.mine["CapEff"], NET_ADMIN)
        done = self.run_it("node", "run", "--data", self.data,
                           "--listen", "127.0.0.1:80")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("Permission denied", done.stderr)
        return None


def enter():
    """Goes on as the root of a user namespace, where there are any: with
    capabilities that can be given up."""
    words = ["unshare", "-Urn", "sh", "-c", 'ip link set lo up; exec "$@"',
             "sh"]
    os.environ[INSIDE] = "yes"
    if subprocess.run([*words, "true"], check=False,
                      capture_output=True).returncode == 0:
        os.execvp(words[0], [*words, sys.executable, *sys.argv])


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter()
    unittest.main()
