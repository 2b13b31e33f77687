#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of one run of Bazel.

Bazel counts targets; people count tests. This reads the run's event stream,
opens the test.xml of each target that ran, and ends with a line

    N passed, N failed

A target that did not build, timed out or crashed is one failure at least, and
a run that Bazel calls failed never ends with "0 failed".

usage: test_report.py EVENTS_FILE BAZEL_EXIT_STATUS
"""

import collections
import json
import sys
import urllib.parse
import xml.etree.ElementTree

Tally = collections.namedtuple("Tally", "passed failed")


def cases_of(xml_path):
    """The passed and failed cases that a test.xml names; None without one."""
    try:
        tree = xml.etree.ElementTree.parse(xml_path)
    except (OSError, xml.etree.ElementTree.ParseError):
        return None
    passed = failed = 0
    for case in tree.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.get("status") != "notrun" and not is_skipped(case):
            passed += 1
    return Tally(passed, failed)


def is_skipped(case):
    return (case.get("result") == "skipped"
            or case.find("skipped") is not None)


def tally_of(result):
    """The cases of one test result; it failed if Bazel says so."""
    good = result.get("status") == "PASSED"
    path = output_path(result, "test.xml")
    cases = (path and cases_of(path)) or Tally(int(good), 0)
    return cases if good else Tally(cases.passed, max(cases.failed, 1))


def output_path(result, name):
    """Where an output of a test lies, or an empty string."""
    for output in result.get("testActionOutput", []):
        if output.get("name") == name:
            path = urllib.parse.urlparse(output.get("uri", "")).path
            return urllib.parse.unquote(path)
    return ""


def read_events(lines):
    """The results by test action, and the labels that never ran."""
    results = {}
    unbuilt = set()
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line of a run that was killed
        name = event.get("id", {})
        if "testResult" in name and "testResult" in event:
            action = name["testResult"]
            key = (action["label"], action.get("run"), action.get("shard"))
            attempt = action.get("attempt", 1)
            if attempt >= results.get(key, (0, None))[0]:
                results[key] = (attempt, event["testResult"])
        elif "targetCompleted" in name:
            if not event.get("completed", {}).get("success"):
                unbuilt.add(name["targetCompleted"]["label"])
    tests = {key: result for key, (_, result) in results.items()}
    return tests, unbuilt - {label for label, _, _ in tests}


def report(lines, bazel_status):
    """The lines to print and the exit status."""
    results, unbuilt = read_events(lines)
    passed = failed = 0
    out = []
    for (label, _, _), result in sorted(results.items(), key=str):
        tally = tally_of(result)
        passed += tally.passed
        failed += tally.failed
        if tally.failed:
            out.append(" ".join([result.get("status", "FAILED"), label,
                                 output_path(result, "test.log")]))
    for label in sorted(unbuilt):
        failed += 1
        out.append("NOT BUILT " + label)
    if failed == 0 and (bazel_status != 0 or passed == 0):
        failed = 1
        out.append("no test ran" if passed == 0 else
                   f"bazel failed with status {bazel_status}")
    out.append(f"{passed} passed, {failed} failed")
    return out, 1 if failed else 0


def main(arguments):
    with open(arguments[1], encoding="utf-8", errors="replace") as events:
        lines, status = report(events, int(arguments[2]))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv))
