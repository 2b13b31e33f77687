#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""What the last line of a test run says, for each way a run can go."""

import json
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
sys.path.insert(0, os.path.join(ROOT, "tools", "check"))

import test_report  # pylint: disable=wrong-import-position

GREEN = '<testcase name="a" status="run" result="completed"/>'
RED = '<testcase name="b" status="run"><failure message="no"/></testcase>'
UNRUN = '<testcase name="c" status="notrun" result="suppressed"/>'
SKIPPED = '<testcase name="d" status="run" result="skipped"/>'


class TestReport(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.events = []

    def ran(self, label, cases, status="PASSED", **action):
        """One test that ran; cases is None for a test without an XML."""
        outputs = [{"name": "test.log", "uri": "file:///logs/test.log"}]
        if cases is not None:
            path = os.path.join(self.folder, f"{len(self.events)}.xml")
            with open(path, "w", encoding="utf-8") as file:
                file.write("<testsuites><testsuite>" + "".join(cases)
                           + "</testsuite></testsuites>")
            outputs.append({"name": "test.xml", "uri": "file://" + path})
        self.events.append({
            "id": {"testResult": {"label": label, **action}},
            "testResult": {"status": status, "testActionOutput": outputs}})

    def completed(self, label, **completed):
        self.events.append({"id": {"targetCompleted": {"label": label}},
                            "completed": completed})

    def report(self, status=0):
        lines = [json.dumps(event) for event in self.events]
        return test_report.report(lines, status)

    def test_counts_cases_not_targets(self):
        self.completed("//a", success=True)
        self.ran("//a", [GREEN, GREEN])
        self.ran("//b", [GREEN])
        self.assertEqual(self.report(), (["3 passed, 0 failed"], 0))

    def test_names_what_failed_and_its_log(self):
        self.ran("//a", [GREEN, RED], status="FAILED")
        self.assertEqual(self.report(3), (
            ["FAILED //a /logs/test.log", "1 passed, 1 failed"], 1))

    def test_a_script_without_cases_is_one(self):
        self.ran("//a", None)
        self.assertEqual(self.report(), (["1 passed, 0 failed"], 0))

    def test_a_case_that_did_not_run_is_not_counted(self):
        self.ran("//a", [GREEN, UNRUN, SKIPPED])
        self.assertEqual(self.report(), (["1 passed, 0 failed"], 0))

    def test_a_crash_after_the_last_case_is_a_failure(self):
        self.ran("//a", [GREEN], status="FAILED")
        self.assertEqual(self.report(3)[0][-1], "1 passed, 1 failed")

    def test_a_timeout_without_cases_is_a_failure(self):
        self.ran("//a", None, status="TIMEOUT")
        self.assertEqual(self.report(3)[0][-1], "0 passed, 1 failed")

    def test_a_target_that_did_not_build_is_a_failure(self):
        self.ran("//a", [GREEN])
        self.completed("//b")
        self.assertEqual(self.report(1), (
            ["NOT BUILT //b", "1 passed, 1 failed"], 1))

    def test_only_the_last_attempt_counts(self):
        self.ran("//a", [RED], status="FAILED", attempt=1)
        self.ran("//a", [GREEN], attempt=2)
        self.assertEqual(self.report(), (["1 passed, 0 failed"], 0))

    def test_each_shard_and_run_counts(self):
        self.ran("//a", [GREEN], run=1, shard=1)
        self.ran("//a", [GREEN], run=1, shard=2)
        self.assertEqual(self.report(), (["2 passed, 0 failed"], 0))

    def test_a_failed_bazel_never_ends_with_no_failure(self):
        self.ran("//a", [GREEN])
        self.assertEqual(self.report(1), (
            ["bazel failed with status 1", "1 passed, 1 failed"], 1))

    def test_nothing_that_ran_is_a_failure(self):
        self.ran("//a", [])
        self.assertEqual(self.report(), (
            ["no test ran", "0 passed, 1 failed"], 1))

    def test_a_stream_that_broke_off_is_read_so_far(self):
        self.ran("//a", [GREEN])
        lines = [json.dumps(self.events[0]), '{"id": {"testRes']
        self.assertEqual(test_report.report(lines, 8)[0][-1],
                         "1 passed, 1 failed")


if __name__ == "__main__":
    unittest.main()
