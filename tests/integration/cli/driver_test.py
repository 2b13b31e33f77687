#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Leases on interfaces that a program of the operator's own drives."""

import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import (  # pylint: disable=wrong-import-position
    ROOT, ProgramTest)

REGION = """
region = "one"

[[gateway]]
name = "GW1"
"""
ENDPOINT = """
[[endpoint]]
name = "{name}"
gateway = "GW1"
bandwidth = "9Mbit/s"
address = "{address}"
[endpoint.interface]
device = "{device}"
line_rate = "10Mbit/s"
unleased = "1Mbit/s"
"""
# Says that nothing is there, whatever it is told to make.
LIAR = """#!/bin/sh
echo '{"version": 1, "channels": []}'
"""


class Driver(ProgramTest):

    def setUp(self):
        super().setUp()
        self.region = os.path.join(self.folder, "region.toml")
        with open(self.region, "w", encoding="utf-8") as file:
            file.write(REGION)
            for number, name in enumerate(("A", "B"), 1):
                file.write(ENDPOINT.format(name=name, device=f"port{number}",
                                           address=f"10.0.{number}.2"))
        self.write_program(self.good_program())

    def good_program(self):
        # Without what Python does for people, it starts in half the time.
        return (f"#!/bin/sh\nexec python3 -IS {ROOT}/tools/drivers/"
                f"file_driver.py {self.folder}\n")

    @property
    def program(self):
        return os.path.join(self.folder, "driver")

    def write_program(self, text):
        # Another file in its place: one that runs can't be written.
        with open(self.program + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.program + ".new", 0o700)
        os.rename(self.program + ".new", self.program)

    def start_driven(self):
        return self.start_node(
            "--topology", self.region,
            "--driver", f"port1={self.program}",
            "--driver", f"port2={self.program}")

    def ask(self, *words):
        """Until it is done: on a busy machine programs may be too slow."""
        while True:
            done = self.run_it(*words)
            if done.returncode == 0:
                return done.stdout
            self.assertEqual(done.returncode, 4, done.stdout + done.stderr)

    def lease(self, amount, flow):
        return self.ask("lease", "request", "B", "--from", "A", "--amount",
                        amount, "--flow", flow, "--for", "10m",
                        "-o", "name").split()[0]

    def rates(self, device):
        try:
            with open(os.path.join(self.folder, device + ".json"),
                      encoding="utf-8") as file:
                return {f"{int(x['id']):x}": x["rate"]
                        for x in json.load(file)}
        except FileNotFoundError:
            return {}

    def await_rates(self, rates):
        while self.rates("port1") != rates or self.rates("port2") != rates:
            pass

    def test_has_leases_when_they_are_granted(self):
        self.start_driven()
        first = self.lease("4Mbit/s", "udp/5001")
        self.assertEqual(self.rates("port1"), {first: 4_000_000})
        self.assertEqual(self.rates("port2"), {first: 4_000_000})
        second = self.lease("1Mbit/s", "tcp/80")
        self.ask("lease", "change", first, "--amount", "6Mbit/s")
        self.await_rates({first: 6_000_000, second: 1_000_000})
        self.expect(0, "lease", "release", first)
        self.await_rates({second: 1_000_000})
        self.expect(0, "lease", "release", second)
        self.await_rates({})

    def test_goes_on_with_what_there_is_after_a_crash(self):
        node = self.start_driven()
        lease = self.lease("4Mbit/s", "udp")
        node.end(signal.SIGKILL)
        self.assertEqual(self.rates("port1"), {lease: 4_000_000})
        self.start_driven()
        self.ask("lease", "renew", lease, "--for", "20m")
        self.await_rates({lease: 4_000_000})

    def refused(self, program, why):
        """Nothing is granted with this program, and the log says why; with a
        good one in its place leases are granted again."""
        node = self.start_driven()
        self.write_program(program)
        self.expect(4, "lease", "request", "B", "--from", "A", "--amount",
                    "4Mbit/s")
        self.assertEqual(self.rates("port1"), {})
        node.line(r"(A|B)/nic: interface port[12]: program \S*/driver" + why
                  + r".*; no lease is granted on it", "stderr")
        self.write_program(self.good_program())
        lease = self.lease("4Mbit/s", "udp")
        self.await_rates({lease: 4_000_000})

    def test_is_in_error_when_it_fails(self):
        self.refused("#!/bin/sh\necho the switch is off >&2\nexit 1\n",
                     " ended with the code 1: the switch is off")

    def test_is_in_error_when_it_hangs(self):
        self.refused("#!/bin/sh\nexec tail -f /dev/null\n",
                     " had not ended after 1500 ms, and was killed")

    def test_is_in_error_when_it_lies(self):
        self.refused(LIAR, ": there is no channel [0-9]+")

    def test_is_in_error_when_it_is_not_there(self):
        os.remove(self.program)
        node = self.start_driven()
        self.expect(4, "lease", "request", "B", "--from", "A", "--amount",
                    "4Mbit/s")
        node.line(r"program \S+/driver can't be started: No such file",
                  "stderr")


if __name__ == "__main__":
    unittest.main()
