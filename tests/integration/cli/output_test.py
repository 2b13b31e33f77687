#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Output that can't be written, words that can't be meant, a bare machine."""

import json
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import (  # pylint: disable=wrong-import-position
    PROGRAM, REGION, ProgramTest)

READERS = (["version"], ["--version"], ["--help"], ["completion", "bash"],
           ["lease", "list", "-o", "json"], ["lease", "--help"],
           ["resource", "list"], ["gateway", "list"], ["endpoint", "list"],
           ["topology", "show"], ["topology", "show", "--toml"],
           ["policy", "list", "-o", "json"], ["policy", "classes"],
           ["event", "list", "-o", "json"], ["node", "status"],
           ["audit", "-o", "json"], ["node", "run", "--help"],
           ["shell", "--help"], ["simulate", "--help"], ["bench", "--help"])


class Output(ProgramTest):

    def run_into(self, output, *words):
        return subprocess.run([PROGRAM, *words], env=self.environment,
                              check=False, text=True, stdout=output,
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def test_on_a_full_disk_is_no_success(self):
        self.start_node()
        self.request("--for", "1h")
        with open("/dev/full", "w", encoding="ascii") as full:
            for words in READERS:
                done = self.run_into(full, *words)
                self.assertEqual(done.returncode, 1, words)
                self.assertIn("No space left on device", done.stderr, words)
            done = self.run_into(full, "lease", "request", "EP51", "--from",
                                 "EP11", "--amount", "1Mbit/s")
            self.assertEqual(done.returncode, 1)
            script = os.path.join(self.folder, "print.lua")
            with open(script, "w", encoding="ascii") as text:
                text.write("while true do pcall(print, 'x') print('y') end")
            done = self.run_into(full, "shell", script)
            self.assertEqual(done.returncode, 1)
            self.assertIn("can't be written", done.stderr)

    def test_that_nobody_reads_is_no_success(self):
        self.start_node()
        for words in READERS:
            reading, writing = os.pipe()
            os.close(reading)
            done = self.run_into(writing, *words)
            os.close(writing)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("Broken pipe", done.stderr, words)

    def test_ends_a_watch_when_its_reader_goes(self):
        self.start_node()
        lease = self.request("--for", "1h")["id"]
        for words in (["lease", "watch", lease], ["event", "watch"]):
            with subprocess.Popen([PROGRAM, *words], env=self.environment,
                                  text=True, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as watch:
                self.assertIn("granted", watch.stdout.readline())
                # Nothing more happens, so nothing more is written.
                watch.stdout.close()
                self.assertEqual(watch.wait(), 1, words)

    def test_that_nobody_reads_takes_no_lease_with_it(self):
        self.start_node()
        words = ["lease", "request", "EP51", "--from", "EP11", "--amount",
                 "1Mbit/s", "--for", "1h", "--keep"]
        with subprocess.Popen([PROGRAM, *words], env=self.environment,
                              text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as holder:
            self.assertIn("holding lease", holder.stderr.readline())
            holder.stdout.close()
            holder.send_signal(signal.SIGTERM)
            self.assertIn("released lease", holder.stderr.readline())
            self.assertEqual(holder.wait(), 0)
        self.assertEqual(
            self.expect(0, "lease", "list", "-o", "name").stdout, "")

    def test_numbers_requests_as_text(self):
        self.start_node()
        number = str(2**64 - 1)
        done = self.expect(0, "lease", "request", "EP51", "--from", "EP11",
                           "--amount", "1Mbit/s", "--for", "60s",
                           "--request-id", number, "-o", "json")
        self.assertEqual(json.loads(done.stdout)["request"], number)
        for wrong in ("-1", str(2**64), "1" + "0" * 26, "0x1", "0"):
            self.expect(2, "lease", "request", "EP51", "--from", "EP11",
                        "--amount", "2Mbit/s", "--request-id", wrong)
        self.assertEqual(
            len(json.loads(self.expect(0, "lease", "list", "-o",
                                       "json").stdout)), 1)

    def test_empty_words_change_nothing(self):
        self.start_node()
        self.request("--for", "1h")
        for words in (["gateway", "drain", "GW5", "--at", ""],
                      ["gateway", "drain", "GW5", "--at="],
                      ["gateway", "drain", "GW5", "--at", "[]"],
                      ["gateway", "drain", "GW5", "--name=", "--dry-run"],
                      ["gateway", "fail", "GW5", "--longest", ""],
                      ["lease", "list", "--lessee", ""],
                      ["lease", "watch", ""], ["audit", "--data", ""],
                      ["node", "run", "--data", ""],
                      ["node", "run", "--data", "--listen"],
                      ["shell", "--data", "", "--inside"],
                      ["simulate", "--topology", "", "x.lua"],
                      ["bench", "--folder", ""]):
            self.expect(2, *words)
        states = {x["state"] for x in json.loads(
            self.expect(0, "gateway", "list", "-o", "json").stdout)}
        self.assertEqual(states, {"serving"})

    def test_of_what_is_not_there_says_so(self):
        self.start_node()
        for words in (["lease", "watch", "1"], ["event", "watch", "--lease",
                                                "1"],
                      ["event", "watch", "--from", "999"],
                      ["lease", "list", "--gateway", "GW9"],
                      ["lease", "list", "--resource", "EP51/nick"],
                      ["resource", "demand", "EP51/nick"]):
            self.expect(3, *words)
        done = self.expect(3, "lease", "request", "EP15", "--from", "EP11",
                           "--amount", "1Mbit/s")
        self.assertIn("did you mean 'EP", done.stderr)
        done = self.expect(3, "gateway", "drain", "GW55", "--dry-run")
        self.assertIn("did you mean 'GW5'?", done.stderr)


class Bare(ProgramTest):

    def test_machine_needs_no_name_of_its_user(self):
        del self.environment["LEASEHOLD_NAME"]
        self.start_node()
        done = self.expect(0, "lease", "request", "EP51", "--from", "EP11",
                           "--amount", "1Mbit/s", "--for", "60s", "-o", "json")
        self.assertNotEqual(json.loads(done.stdout)["lease"]["lessee"], "")
        self.expect(0, "lease", "list")

    def test_folder_is_for_its_owner_alone(self):
        self.start_node()
        self.assertEqual(os.stat(self.data).st_mode & 0o777, 0o700)

    def test_log_is_in_utc_and_says_so(self):
        self.environment["TZ"] = "Asia/Kolkata"
        node = self.start_node()
        node.line(r"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[info\] ",
                  "stderr")

    def test_node_survives_its_terminal(self):
        node = self.start_node()
        node.tell(signal.SIGHUP)
        node.line("SIGHUP: ", "stderr")
        self.expect(0, "node", "status")
        self.assertEqual(node.end(signal.SIGTERM), 0)

    def test_address_is_as_good_as_a_name_in_a_certificate(self):
        pki = os.path.join(self.folder, "pki")
        make = os.path.join(os.path.dirname(REGION), "../pki/make-test-ca")
        for words in (["ca"], ["server", "node1", "127.0.0.1"],
                      ["server", "node2", "127.0.0.2"], ["client", "ann"]):
            subprocess.run(["bash", make, pki, *words], check=True,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        tls = ["--tls-ca", f"{pki}/ca.pem", "--tls-cert", f"{pki}/ann.pem",
               "--tls-key", f"{pki}/ann.key"]
        for name, code in (("node1", 0), ("node2", 5)):
            node = self.start_node(
                "--tls-ca", f"{pki}/ca.pem", "--tls-cert", f"{pki}/{name}.pem",
                "--tls-key", f"{pki}/{name}.key", "--operator", "ann")
            self.expect(code, "node", "status", *tls)
            node.end(signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
