#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""A lease that a command holds: what its holder learns, and leaves behind."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Holder(ProgramTest):

    def setUp(self):
        super().setUp()
        self.node = self.start_node()

    def hold(self, *words):
        holder = self.start("lease", "request", "EP51", "--from", "EP11",
                            "--amount", "1Mbit/s", *words)
        return holder, holder.line(r"holding lease (\w+)", "stderr").group(1)

    def listed(self):
        return self.expect(0, "lease", "list", "-o", "name").stdout.split()

    def test_gives_it_back_whatever_signal_asks_it_to_end(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for words in (("--for", "1h", "--keep"), ("--for", "infinite")):
                holder, lease = self.hold(*words)
                self.assertEqual(holder.end(number), 0, holder.seen)
                self.assertIn("released lease " + lease, holder.text("stderr"))
                self.assertEqual(self.listed(), [])

    def test_says_what_it_leaves_where_it_may_not_wait(self):
        holder, lease = self.hold("--for", "3s", "--keep")
        self.node.tell(signal.SIGSTOP)
        self.addCleanup(self.node.tell, signal.SIGCONT)
        holder.tell(signal.SIGTERM)
        holder.line("jeopardy: ", "stderr")
        self.assertEqual(holder.end(signal.SIGTERM), 128 + signal.SIGTERM)
        self.assertIn("may run on until its end", holder.text("stderr"))

    # The node keeps its connections and answers nothing. Another lessee may
    # have the printer as soon as the lease is over.
    def test_learns_in_time_that_it_is_lost_where_the_node_hangs(self):
        holder, lease = self.hold("--for", "3s", "--keep")
        self.node.tell(signal.SIGSTOP)
        self.addCleanup(self.node.tell, signal.SIGCONT)
        holder.line("jeopardy: the node has not answered", "stderr")
        holder.line("lost: .* stop using what lease " + lease, "stderr")
        self.assertEqual(holder.end(), 5, holder.seen)

    def test_is_safe_again_where_the_node_goes_on_in_time(self):
        holder, lease = self.hold("--for", "20s", "--keep")
        self.node.tell(signal.SIGSTOP)
        holder.line("jeopardy: ", "stderr")
        self.node.tell(signal.SIGCONT)
        holder.line("safe: .* lease " + lease, "stderr")
        self.assertEqual(holder.end(signal.SIGINT), 0, holder.seen)
        self.assertNotIn("lost: ", holder.text("stderr"))
        self.assertEqual(self.listed(), [])

    def test_holds_what_it_renews_and_is_to_keep(self):
        lease = self.request("--for", "60s")["id"]
        holder = self.start("lease", "renew", lease, "--for", "infinite",
                            "--keep")
        holder.line("holding lease " + lease, "stderr")
        self.assertEqual(holder.end(signal.SIGTERM), 0, holder.seen)
        self.assertEqual(self.listed(), [])

    def test_promises_nothing_without_an_end_that_nobody_holds(self):
        lease = self.request("--for", "60s")["id"]
        for verb in ("renew", "change"):
            done = self.expect(2, "lease", verb, lease, "--for", "infinite")
            self.assertIn("--keep", done.stderr)
        done = self.expect(4, "lease", "renew", lease, "--for", "10s")
        self.assertIn("--shorten", done.stderr)
        self.expect(0, "lease", "renew", lease, "--for", "10s", "--shorten")


if __name__ == "__main__":
    unittest.main()
