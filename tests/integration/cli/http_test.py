#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Health and metrics of a node, as those who look after it ask."""

import http.client
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Health(ProgramTest):

    def start_with_http(self):
        node = self.start_node("--http", "127.0.0.1:0")
        self.port = int(node.line(r"^HTTP on 127\.0\.0\.1:(\d+)$").group(1))
        return node

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def metrics(self):
        status, text = self.get("/metrics")
        self.assertEqual(status, 200)
        return text

    def value(self, sample):
        """Of one sample, as "name{labels}"."""
        for line in self.metrics().splitlines():
            if line.startswith(sample + " "):
                return float(line.rpartition(" ")[2])
        raise AssertionError(f"no sample {sample}")

    def test_a_node_is_well_and_ready(self):
        self.start_with_http()
        self.assertEqual(self.get("/healthz"), (200, "ok\n"))
        while self.get("/readyz")[0] != 200:
            pass
        self.assertEqual(self.get("/else")[0], 404)

    def test_what_leases_do_is_counted(self):
        self.start_with_http()
        self.assertEqual(self.value("leasehold_leases"), 0)
        lease = self.request("--for", "1h")["id"]
        self.expect(0, "lease", "renew", lease, "--for", "2h")
        self.request("--for", "1h", "--dry-run")
        self.expect(4, "lease", "request", "EP51", "--from", "EP11",
                    "--amount", "10Gbit/s", "--for", "1h")
        self.assertEqual(self.value("leasehold_leases"), 1)
        self.assertEqual(self.value("leasehold_requests_granted_total"), 1)
        self.assertEqual(self.value("leasehold_requests_rehearsed_total"), 1)
        self.assertEqual(self.value("leasehold_renewals_granted_total"), 1)
        self.assertEqual(self.value(
            'leasehold_requests_refused_total{reason="above_capacity"}'), 1)
        self.assertEqual(self.value(
            'leasehold_hops{gateway="GW1",state="active"}'), 1)
        self.assertEqual(self.value(
            'leasehold_lease_events_total{kind="renewed",'
            'reason="requested"}'), 1)
        self.assertGreater(self.value(
            "leasehold_journal_commit_duration_seconds_count"), 0)
        self.assertGreater(self.value("process_resident_memory_bytes"), 1e6)
        self.expect(0, "lease", "release", lease)
        # It is forgotten when its gateways have given back.
        while self.value("leasehold_leases") != 0:
            pass

    def test_how_late_terms_end_is_measured(self):
        self.start_with_http()
        lease = self.request("--for", "1s")["id"]
        self.expect(0, "lease", "watch", lease)
        self.assertEqual(
            self.value("leasehold_expiry_lateness_seconds_count"), 1)

    def test_promtool_has_nothing_to_say(self):
        self.start_with_http()
        self.request("--for", "1h")
        judged = subprocess.run(["promtool", "check", "metrics"],
                                input=self.metrics(), text=True, check=False,
                                capture_output=True)
        self.assertEqual(judged.returncode, 0, judged.stderr)
        self.assertEqual(judged.stderr + judged.stdout, "")

    def test_a_taken_port_is_named(self):
        self.start_with_http()
        address = f"127.0.0.1:{self.port}"
        second = self.expect(1, "node", "run", "--data", self.data + "2",
                             "--listen", "127.0.0.1:0", "--http", address)
        self.assertIn(address, second.stderr)

    def test_it_is_for_this_machine_without_tls(self):
        done = self.expect(2, "node", "run", "--data", self.data, "--listen",
                           "127.0.0.1:0", "--http", "0.0.0.0:7421")
        self.assertIn("--http: ", done.stderr)
        self.assertFalse(os.path.exists(self.data))

    def test_it_ends_with_its_node(self):
        node = self.start_with_http()
        self.assertEqual(node.end(signal.SIGTERM), 0)
        with self.assertRaises(OSError):
            self.get("/healthz")


class Status(ProgramTest):

    def test_shows_a_node_that_is_well_and_one_that_is_not(self):
        self.start_node()
        done = self.expect(0, "status")
        self.assertIn("all is well", done.stdout)
        self.expect(0, "link", "drain", "GW1-GW3")
        self.expect(0, "gateway", "drain", "GW5")
        done = self.expect(0, "status")
        self.assertIn("link GW1-GW3 is out of service", done.stdout)
        self.assertIn("gateway GW5 is drained", done.stdout)
        self.assertNotIn("is taken", done.stdout)
        self.expect(0, "link", "restore", "GW1-GW3")
        self.expect(0, "gateway", "restore", "GW5")
        self.assertIn("all is well", self.expect(0, "status").stdout)
        self.assertIn("all is well",
                      self.expect(0, "cluster", "status").stdout)


if __name__ == "__main__":
    unittest.main()
