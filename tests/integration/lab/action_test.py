#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Actions in the laboratory: real hosts, real nodes, one for each gateway."""

import json
import os
import re
import select
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from laboratory import (  # pylint: disable=wrong-import-position
    LAB, PROGRAM, ROOT, LabTest, main)

sys.path.insert(0, os.path.join(ROOT, "tools", "laboratory"))
import nodes  # pylint: disable=wrong-import-position,wrong-import-order
import plan  # pylint: disable=wrong-import-position,wrong-import-order

REGION = os.path.join(ROOT, "tools/regions/figure8.toml")

# Writes how many magic packets came, whenever it is told to by a line.
LISTENER = """
import socket, sys
at = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
at.bind(("", 9))
print("ready", flush=True)
at.setblocking(False)
for line in sys.stdin:
    seen = 0
    try:
        while True:
            packet = at.recv(2048)
            assert packet == b"\\xff" * 6 + b"\\2\\0\\0\\0\\0\\x51" * 16
            seen += 1
    except BlockingIOError:
        print(seen, flush=True)
"""


class Actions(LabTest):

    def setUp(self):
        super().setUp()
        self.environment["LEASEHOLD_PROGRAM"] = PROGRAM
        with open(REGION, encoding="utf-8") as file:
            # GW4 reaches EP51 and EP52 too.
            region = re.sub(r'(name = "EP(5[12])"\n)',
                            r'\1alternates = ["GW4"]\n'
                            r'mac = "02:00:00:00:00:\2"\n', file.read())
        path = os.path.join(self.folder.name, "figure8.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(region)
        self.nodes = nodes.Nodes(plan.Plan(region), self.folder.name, ROOT,
                                 PROGRAM)
        told = self.lab("up", path)
        self.environment.update(re.findall(r"export (\S+)=(\S+)", told))

    def at(self, gateway, *words, codes=(0,)):
        """What a command prints for programs, once its node is reached."""
        unreachable = 5
        while True:
            done = self.run_lab("exec", gateway, PROGRAM, *words)
            if done.returncode in codes:
                return done.stdout
            self.assertEqual(done.returncode, unreachable,
                             done.stdout + done.stderr)

    def results(self, text):
        """How it went with each target, which has one status."""
        told = [json.loads(line) for line in text.splitlines()]
        by_target = {x["target"]: x for x in told}
        self.assertEqual(len(by_target), len(told), text)
        return by_target

    def ping(self, *words, codes=(0,)):
        return self.results(self.at("GW1", "action", "run", "ping", *words,
                                    "-o", "json", codes=codes))

    def test_pings_each_host_from_its_gateway(self):
        told = self.ping("EP51", "EP52", "EP21", "--count", "3",
                         "--interval", "20ms")
        self.assertEqual({x: y["gateway"] for x, y in told.items()},
                         {"EP51": "GW5", "EP52": "GW5", "EP21": "GW2"})
        for each in told.values():
            self.assertEqual(each["outcome"], "ok")
            self.assertEqual(each["echo"]["received"], 3)
            self.assertLessEqual(each["echo"]["least_us"],
                                 each["echo"]["mean_us"])

    def test_tells_hosts_that_are_not_there(self):
        self.lab("exec", "EP52", "sysctl", "-q", "-w",
                 "net.ipv4.icmp_echo_ignore_all=1")
        told = self.ping("EP51", "EP52", "--timeout", "200ms", codes=(1,))
        self.assertEqual(told["EP51"]["outcome"], "ok")
        self.assertEqual(told["EP52"]["outcome"], "failed")
        self.assertEqual(told["EP52"]["message"], "no reply in time")

    def test_goes_by_another_gateway_when_a_node_is_killed(self):
        self.lab("exec", "EP52", "sysctl", "-q", "-w",
                 "net.ipv4.icmp_echo_ignore_all=1")
        # So EP52 keeps GW5 busy until it is no more.
        action = self.at("GW1", "action", "run", "ping", "EP51", "EP52",
                         "--count", "30", "--interval", "300ms", "--deadline",
                         "2m", "--no-wait", "-o", "name").strip()
        # pylint: disable=consider-using-with
        reader = subprocess.Popen(
            [LAB, "exec", "GW2", PROGRAM, "action", "results", action, "-o",
             "json"], text=True, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.addCleanup(reader.stdout.close)
        end = os.pidfd_open(self.nodes.pid_of("GW5"))
        os.kill(self.nodes.pid_of("GW5"), signal.SIGKILL)
        select.select([end], [], [])
        os.close(end)
        self.lab("exec", "EP52", "sysctl", "-q", "-w",
                 "net.ipv4.icmp_echo_ignore_all=0")
        told = self.results(reader.communicate()[0])
        self.assertEqual(reader.returncode, 0)
        for target in ("EP51", "EP52"):
            self.assertEqual(told[target]["outcome"], "ok")
            self.assertEqual(told[target]["gateway"], "GW4")
            self.assertEqual(told[target]["attempt"], 2)
        # Everybody who asks later, over another connection, hears the same.
        self.assertEqual(told, self.results(
            self.at("GW4", "action", "results", action, "-o", "json")))

    def listen(self):
        """Counts at EP51 the magic packets since it was asked last."""
        # pylint: disable=consider-using-with
        listener = subprocess.Popen(
            [LAB, "exec", "EP51", sys.executable, "-B", "-c", LISTENER],
            text=True, env=self.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)
        self.addCleanup(listener.wait)
        self.addCleanup(listener.stdout.close)
        self.addCleanup(listener.stdin.close)
        self.assertEqual(listener.stdout.readline(), "ready\n")

        def count():
            listener.stdin.write("\n")
            listener.stdin.flush()
            return int(listener.stdout.readline())
        return count

    def test_wakes_once_whenever_its_gateway_is_killed(self):
        count = self.listen()
        told = self.results(self.at("GW1", "action", "run", "wake", "EP51",
                                    "-o", "json"))
        self.assertEqual(told["EP51"]["gateway"], "GW5")
        self.assertEqual(count(), 1)
        outcomes = set()
        for turn in range(8):
            # pylint: disable=consider-using-with
            caller = subprocess.Popen(
                [LAB, "exec", "GW1", PROGRAM, "action", "run", "wake", "EP51",
                 "--deadline", "1m", "-o", "json"], text=True,
                env=self.environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            # From before it has asked to after it has its answer.
            select.select([caller.stdout], [], [], 0.01 * turn)
            end = os.pidfd_open(self.nodes.pid_of("GW5"))
            os.kill(self.nodes.pid_of("GW5"), signal.SIGKILL)
            select.select([end], [], [])
            os.close(end)
            self.nodes.start("GW5")
            self.nodes.await_each_other()
            said = self.results(caller.communicate()[0])["EP51"]["outcome"]
            seen = count()
            outcomes.add(said)
            self.assertLessEqual(seen, 0 if said == "failed" else 1)
            self.assertGreaterEqual(seen, 1 if said == "ok" else 0)
        self.assertIn("ok", outcomes)

    def test_keeps_what_came_of_it_over_a_kill_of_its_origin(self):
        action = self.at("GW1", "action", "run", "ping", "EP51", "EP21",
                         "--no-wait", "-o", "name").strip()
        before = self.at("GW3", "action", "results", action, "-o", "json")
        end = os.pidfd_open(self.nodes.pid_of("GW1"))
        os.kill(self.nodes.pid_of("GW1"), signal.SIGKILL)
        select.select([end], [], [])
        os.close(end)
        self.nodes.start("GW1")
        self.nodes.await_each_other()
        self.assertEqual(
            before, self.at("GW1", "action", "results", action, "-o", "json"))


if __name__ == "__main__":
    main()
