# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The program as a user has it: processes, their output and exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
# The script's real place is the source tree; what was built is beside the
# name it was started by.
RUNFILES = os.environ.get("TEST_SRCDIR", "")
WORKSPACE = os.path.join(RUNFILES, os.environ.get("TEST_WORKSPACE", ""))
PROGRAM = os.path.join(WORKSPACE, "tools/leasehold/leasehold")
REGION = os.path.join(ROOT, "tools/regions/figure8.toml")


class Running:
    """A process whose lines are read as they come."""

    def __init__(self, words, environment):
        self.process = subprocess.Popen(
            [PROGRAM, *words], env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.seen = {}
        self.changed = threading.Condition()
        self.readers = []
        for name in ("stdout", "stderr"):
            self.seen[name] = []
            reader = threading.Thread(target=self.read, args=(name,))
            reader.start()
            self.readers.append(reader)

    def read(self, name):
        with getattr(self.process, name) as stream:
            for line in stream:
                with self.changed:
                    self.seen[name].append(line.rstrip("\n"))
                    self.changed.notify_all()
        with self.changed:
            self.seen[name].append(None)
            self.changed.notify_all()

    def line(self, pattern, name="stdout"):
        """The first line that matches; fails when the output ends before."""
        position = 0
        with self.changed:
            while True:
                while position == len(self.seen[name]):
                    self.changed.wait()
                text = self.seen[name][position]
                position += 1
                if text is None:
                    raise AssertionError(
                        f"no line like {pattern!r} in {self.seen}")
                found = re.search(pattern, text)
                if found:
                    return found

    def text(self, name):
        return "\n".join(x for x in self.seen[name] if x is not None)

    def tell(self, number):
        self.process.send_signal(number)

    def end(self, number=None):
        """The exit code, after a signal where one is given."""
        if number is not None:
            self.tell(number)
        code = self.process.wait()
        for reader in self.readers:
            reader.join()
        return code


class ProgramTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = os.path.join(self.folder, "data")
        self.environment = {
            "HOME": self.folder, "PATH": os.environ["PATH"],
            "LEASEHOLD_NAME": "ann"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def start(self, *words):
        process = Running(words, self.environment)
        self.addCleanup(self.kill, process)
        return process

    @staticmethod
    def kill(process):
        if process.process.poll() is None:
            process.end(signal.SIGKILL)

    def start_node(self, *words):
        """A node that runs; commands talk to it from now on."""
        node = self.start("node", "run", "--data", self.data, "--listen",
                          "127.0.0.1:0", "--topology", REGION, *words)
        address = node.line(r"^listening on (127\.0\.0\.1:\d+)$").group(1)
        self.environment["LEASEHOLD_ADDRESS"] = address
        return node

    def run_it(self, *words):
        return subprocess.run([PROGRAM, *words], env=self.environment,
                              check=False, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL)

    def expect(self, code, *words):
        """Runs a command that must exit so; what it printed."""
        done = self.run_it(*words)
        self.assertEqual(done.returncode, code,
                         f"{words}\n{done.stdout}{done.stderr}")
        return done

    def request(self, *words):
        """A lease that must be granted, as JSON."""
        done = self.expect(0, "lease", "request", "EP51", "--from", "EP11",
                           "--amount", "1Mbit/s", "-o", "json", *words)
        return json.loads(done.stdout)["lease"]
