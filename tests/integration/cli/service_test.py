#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""A node as a service: what the manager of services hears, and signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ROOT, ProgramTest  # pylint: disable=wrong-import-position

MAKE_CA = os.path.join(ROOT, "tools/pki/make-test-ca")


class Service(ProgramTest):

    def setUp(self):
        super().setUp()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        path = os.path.join(self.folder, "notify")
        self.manager.bind(path)
        self.environment["NOTIFY_SOCKET"] = path

    def await_line(self, wanted):
        """Reads what the node tells until one of its lines is this."""
        while True:
            lines = self.manager.recv(4096).decode().splitlines()
            for line in lines:
                if line.startswith(wanted):
                    return line

    def test_the_manager_hears_that_it_is_ready_lives_and_stops(self):
        self.environment["WATCHDOG_USEC"] = "400000"
        node = self.start_node()
        self.await_line("READY=1")
        self.await_line("STATUS=0 leases")
        for _ in range(5):
            self.await_line("WATCHDOG=1")
        self.request("--for", "1h")
        self.await_line("STATUS=1 leases")
        node.tell(signal.SIGTERM)
        self.await_line("STOPPING=1")
        self.assertEqual(node.end(), 0)

    def test_without_a_watchdog_nobody_is_told_of_life(self):
        node = self.start_node()
        heard = self.manager.recv(4096).decode()
        self.request("--for", "1h")
        while "1 leases" not in heard:
            heard += self.manager.recv(4096).decode()
        self.assertNotIn("WATCHDOG", heard)
        node.end(signal.SIGTERM)


class Trail(ProgramTest):

    def test_what_operators_do_is_logged_with_their_names(self):
        node = self.start_node("--operator", "ann")
        self.expect(0, "gateway", "drain", "GW2")
        node.line(r"\[info\] operator ann: drains GW2", "stderr")
        self.expect(0, "gateway", "restore", "GW2")
        node.line(r"operator ann: puts GW2 back into service", "stderr")
        self.expect(0, "resource", "threshold", "GW4/GW4-GW5", "80%")
        node.line(r"operator ann: sets the threshold of GW4/GW4-GW5 to 80 %",
                  "stderr")
        self.assertNotEqual(
            self.run_it("gateway", "drain", "GW9").returncode, 0)
        node.line(r"\[warning\] operator ann: drains GW9, which failed: ",
                  "stderr")
        lease = self.request("--for", "1h", "--name", "bob")["id"]
        self.expect(0, "lease", "release", lease)
        node.line(f"operator ann: releases lease {lease}", "stderr")

    def test_what_lessees_do_is_not(self):
        node = self.start_node("--operator", "ann")
        lease = self.request("--for", "1h", "--name", "bob")["id"]
        self.expect(0, "lease", "release", lease, "--name", "bob")
        self.assertEqual(node.end(signal.SIGTERM), 0)
        self.assertNotIn("operator", node.text("stderr"))


class Signals(ProgramTest):

    def test_a_reload_takes_the_log_level(self):
        path = os.path.join(self.folder, "node.toml")
        lines = ['data = "data"', 'listen = "127.0.0.1:0"']

        def write(*more):
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines + list(more)) + "\n")

        write('log-format = "json"')
        node = self.start("node", "run", "--config", path)
        first = node.line("the node runs", "stderr").string
        self.assertEqual(json.loads(first)["level"], "info")

        write('log-level = "loud"')
        node.tell(signal.SIGHUP)
        node.line(f'{path}:3:13: log-level: \\\\"loud\\\\" is no level',
                  "stderr")
        node.line("nothing was read again", "stderr")

        write('log-level = "warning"', "number = 9")
        node.tell(signal.SIGHUP)
        node.line(r"\[warning\] number is another one now|"
                  "number is another one now", "stderr")
        node.tell(signal.SIGHUP)
        self.assertEqual(node.end(signal.SIGTERM), 0)
        self.assertNotIn("stopped", node.text("stderr"))

    def test_a_reload_takes_new_certificates(self):
        pki = os.path.join(self.folder, "pki")

        def make(*words):
            subprocess.run([MAKE_CA, pki, *words], check=True,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

        make("ca")
        make("server", "wrong", "example.net")
        make("server", "right", "127.0.0.1")
        make("client", "ann")

        def put(name):
            for end in (".pem", ".key"):
                os.replace(f"{pki}/{name}{end}", f"{pki}/live{end}")

        put("wrong")
        tls = ("--tls-ca", f"{pki}/ca.pem")
        node = self.start_node("--operator", "ann", *tls, "--tls-cert",
                               f"{pki}/live.pem", "--tls-key",
                               f"{pki}/live.key")
        ask = ("node", "status", *tls, "--tls-cert", f"{pki}/ann.pem",
               "--tls-key", f"{pki}/ann.key")
        self.assertIn("not trusted", self.run_it(*ask).stderr)
        put("right")
        node.tell(signal.SIGHUP)
        node.line("read again: certificates", "stderr")
        self.expect(0, *ask)

    def test_a_second_signal_ends_it_at_once(self):
        node = self.start_node()
        # Both wait until the process runs again, the lower number first.
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM,
                       signal.SIGCONT):
            node.tell(number)
        self.assertEqual(node.end(), 128 + signal.SIGTERM)
        self.assertIn("SIGINT: stopping", node.text("stderr"))
        self.assertIn("stopped at once", node.text("stderr"))


if __name__ == "__main__":
    unittest.main()
