#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Scripts of the actor shell in the laboratory, with traffic."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from laboratory import (  # pylint: disable=wrong-import-position
    PROGRAM, ROOT, LabTest, main)

BOTTLENECK = "tools/laboratory/scripts/bottleneck.lua"


class Run(LabTest):

    def setUp(self):
        super().setUp()
        self.environment["LEASEHOLD_PROGRAM"] = PROGRAM

    def run_text(self, text, code=0):
        path = os.path.join(self.folder.name, "script.lua")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return self.lab("run", path, code=code)

    def test_shows_what_leases_do_to_traffic(self):
        self.lab("up")
        told = self.lab("run", os.path.join(ROOT, BOTTLENECK))
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            page = file.read()
        shown = page.partition(f"$ tools/lab run {BOTTLENECK}\n")[2].partition(
            "\n\n")[0]
        # The script itself judges what arrives.
        rate = re.compile(r" +\d+\.\d ")
        self.assertEqual(
            rate.sub(" N ", told),
            "".join(rate.sub(" N ", x.strip()) + "\n"
                    for x in shown.splitlines()))
        self.assertEqual(self.run_text("print(#leases())"), "0\n")

    def test_says_why_there_is_no_traffic(self):
        self.lab("up")
        flow = 'traffic{from = "EP11", to = "EP51", rate = "1Mbit/s"}'
        self.assertIn(
            "endpoint EP51: something receives udp/5001 there already",
            self.run_text(f"local one = {flow} local two = {flow}", code=1))
        self.assertIn("the region has no endpoint EP99", self.run_text(
            flow.replace("EP51", "EP99"), code=1))

    def test_needs_a_laboratory_with_nodes(self):
        self.assertIn("there is no laboratory: `tools/lab up` makes one",
                      self.lab("run", code=1))
        self.lab("up", "--bare")
        self.assertIn("no node runs at GW1", self.lab("run", code=1))
        self.assertIn("tools/lab run", self.lab("run", "--fast", code=2))


if __name__ == "__main__":
    main()
