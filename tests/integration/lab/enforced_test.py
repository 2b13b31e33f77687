#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Leases on the wire of the laboratory: Figure 8 with real traffic."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from laboratory import (  # pylint: disable=wrong-import-position
    LAB, PROGRAM, ROOT, LabTest, main)

sys.path.insert(0, os.path.join(ROOT, "tools", "laboratory"))
import nodes  # pylint: disable=wrong-import-position,wrong-import-order
import plan  # pylint: disable=wrong-import-position,wrong-import-order

MEGABIT = 1_000_000
# The link to all targets, with what is kept for traffic without a lease.
BOTTLENECK = 21 * MEGABIT
PAYLOAD = 1400
# With the headers of UDP, IPv4 and Ethernet, which classes count.
FRAME = PAYLOAD + 8 + 20 + 14

# Sends some 20 Mbit/s, more than any share, to each address and port.
SEND = """
import socket, sys, time
ends = []
for target in sys.argv[2:]:
    address, port = target.split("/")
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.connect((address, int(port)))
    ends.append(end)
payload = bytes(int(sys.argv[1]))
print("ready", flush=True)
while True:
    for end in ends * 8:
        try:
            end.send(payload)
        except OSError:
            pass
    time.sleep(0.004)
"""
# Sends so many, some 4.6 Mbit/s of frames, and says when it has.
SEND_SOME = """
import socket, sys, time
address, port = sys.argv[2].split("/")
end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.connect((address, int(port)))
payload = bytes(int(sys.argv[1]))
print("ready", flush=True)
for _ in range(int(sys.argv[3]) // 8):
    for _ in range(8):
        end.send(payload)
    time.sleep(0.02)
print("sent", flush=True)
"""
# Says for each port what it has received in each second, in bit/s of frames.
RECEIVE = """
import select, socket, sys, time
frame = int(sys.argv[1])
ends = {}
for port in sys.argv[2:]:
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    end.bind(("", int(port)))
    ends[end] = port
print("ready", flush=True)
counts = dict.fromkeys(ends.values(), 0)
since = time.monotonic()
while True:
    for end in select.select(ends, [], [], 0.1)[0]:
        end.recv(2000)
        counts[ends[end]] += 1
    now = time.monotonic()
    if now - since >= 1:
        print(*(f"{p}={round(n * frame * 8 / (now - since))}"
                for p, n in counts.items()), flush=True)
        counts = dict.fromkeys(counts, 0)
        since = now
"""


class Receiver:
    """What a receiver says, read as it comes."""

    def __init__(self, process):
        self.lines = []
        self.came = threading.Condition()
        self.thread = threading.Thread(target=self._read, args=(process,))
        self.thread.start()

    def _read(self, process):
        for line in process.stdout:
            with self.came:
                self.lines.append(line)
                self.came.notify_all()
        with self.came:
            self.lines.append(None)
            self.came.notify_all()

    def so_far(self):
        with self.came:
            return len(self.lines)

    def rates(self, port, seconds, since=None):
        """Carried in each of the next seconds, in bit/s."""
        with self.came:
            first = len(self.lines) if since is None else since
            self.came.wait_for(lambda: len(self.lines) >= first + seconds
                               or None in self.lines)
            if None in self.lines:
                raise AssertionError("the receiver has ended")
            return [int(re.search(rf"\b{port}=(\d+)", x).group(1))
                    for x in self.lines[first:first + seconds]]


def rate(*flows):
    """What these receivers and ports have in all, when things have settled.

    The middle one of five seconds, the same ones for all.
    """
    since = [receiver.so_far() for receiver, _ in flows]
    seconds = zip(*(receiver.rates(port, 7, first)
                    for (receiver, port), first in zip(flows, since)))
    return sorted(sum(x) for x in list(seconds)[2:])[2]


class Enforced(LabTest):

    def setUp(self):
        super().setUp()
        self.environment["LEASEHOLD_PROGRAM"] = PROGRAM
        with open(os.path.join(ROOT, "tools/regions/figure8.toml"),
                  encoding="utf-8") as file:
            self.plan = plan.Plan(file.read())
        self.nodes = nodes.Nodes(self.plan, self.folder.name, ROOT, PROGRAM)
        told = self.lab("up")
        self.environment.update(re.findall(r"export (\S+)=(\S+)", told))
        self.addresses = {
            name: next(x.ends[1].v4 for x in self.plan.stubs
                       if x.name == name)
            for name in self.plan.endpoints}

    # -- traffic ---------------------------------------------------------------

    def run_at(self, name, script, *words):
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [LAB, "exec", name, "python3", "-c", script, *map(str, words)],
            text=True, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def receive(self, name, *ports):
        process = self.run_at(name, RECEIVE, FRAME, *ports)
        receiver = Receiver(process)
        self.addCleanup(receiver.thread.join)
        self.addCleanup(process.kill)
        return receiver

    def send(self, source, *targets):
        return self.run_at(source, SEND, PAYLOAD,
                           *(f"{self.addresses[x]}/{port}"
                             for x, port in targets))

    def assert_carries(self, carried, wanted, least=0.95, most=1.01):
        self.assertGreaterEqual(carried, least * wanted)
        self.assertLessEqual(carried, most * wanted)

    # -- leases ----------------------------------------------------------------

    def at(self, gateway, *words, code=0):
        """What a command prints that must end so, once nodes are reached."""
        unreachable = 5
        while True:
            done = self.run_lab("exec", gateway, PROGRAM, *words)
            if done.returncode == code:
                return done.stdout + done.stderr
            self.assertEqual(done.returncode, unreachable,
                             done.stdout + done.stderr)

    def request(self, target, source, amount, *words, code=0):
        return self.at("GW1", "lease", "request", target, "--from", source,
                       "--amount", amount, *words, code=code)

    def lease(self, *words):
        return self.request(*words, "-o", "name").split()[0]

    def await_channels(self, gateway, device, wanted):
        while self.channels(gateway, device) != wanted:
            pass

    # -- what passed -----------------------------------------------------------

    def read(self, gateway, *words):
        """What a command has to tell programs, once the node is reached."""
        while True:
            done = self.run_lab("exec", gateway, PROGRAM, *words, "-o", "json")
            if done.returncode == 0:
                return json.loads(done.stdout)
            self.assertEqual(done.returncode, 5, done.stderr)

    def send_some(self, source, target, count):
        return self.run_at(source, SEND_SOME, PAYLOAD,
                           f"{self.addresses[target]}/5001", count)

    def carried(self, lease):
        """In bytes, by NIC."""
        shown = self.read("GW1", "lease", "show", lease)
        return {x["nic"]: x["bytes"] for x in shown["traffic"]}

    def await_carried(self, lease, nic, frames):
        """Counted to within 2 per cent, when all of it has been read."""
        carried = 0
        while carried < 0.98 * frames * FRAME:
            carried = self.carried(lease).get(nic, 0)
        self.assertLessEqual(carried, 1.02 * frames * FRAME)

    # -- tests -----------------------------------------------------------------

    def test_gives_leases_their_rates(self):
        at_51 = self.receive("EP51", 5001, 5002)
        at_52 = self.receive("EP52", 5001)
        lease = self.lease("EP51", "EP11", "4Mbit/s", "--for", "10m",
                           "--flow", "udp/5001")
        for gateway, device in (("GW1", "to-GW4"), ("GW4", "to-GW5"),
                                ("GW5", "to-EP51"), ("GW5", "to-GW4"),
                                ("GW4", "to-GW1"), ("GW1", "to-EP11")):
            self.assertEqual(self.channels(gateway, device),
                             {lease: "4Mbit"}, f"{gateway} {device}")
        self.send("EP11", ("EP51", 5001), ("EP51", 5002))
        self.send("EP21", ("EP52", 5001))
        self.assert_carries(rate((at_51, 5001)), 4 * MEGABIT)
        # No more than that either; but what a receiver reads late counts in a
        # later second, and of two receivers that adds up.
        self.assertGreaterEqual(rate((at_51, 5002), (at_52, 5001)),
                                0.90 * (BOTTLENECK - 4 * MEGABIT))

        refused = self.request("EP51/nic", "EP11", "1Mbit/s", "--flow", "udp",
                               code=4)
        self.assertIn(f"lease {lease} has the same packets", refused)

        self.at("GW1", "lease", "change", lease, "--amount", "8Mbit/s")
        self.assert_carries(rate((at_51, 5001)), 8 * MEGABIT)
        self.at("GW1", "lease", "release", lease)
        self.assertEqual(self.channels("GW4", "to-GW5"), {})
        self.assertEqual(self.channels("GW1", "to-EP11"), {})

    def test_outlives_its_node_and_ends_without_it(self):
        at_51 = self.receive("EP51", 5001)
        kept = self.lease("EP51", "EP11", "4Mbit/s", "--for", "10m")
        self.send("EP11", ("EP51", 5001))
        self.send("EP21", ("EP52", 5001))
        self.assert_carries(rate((at_51, 5001)), 4 * MEGABIT)

        pid = self.nodes.pid_of("GW4")
        end = os.pidfd_open(pid)
        os.kill(pid, signal.SIGKILL)
        select.select([end], [], [])
        os.close(end)
        for each in at_51.rates(5001, 3):
            self.assert_carries(each, 4 * MEGABIT, 0.9, 1.1)
        self.nodes.start("GW4")
        for each in at_51.rates(5001, 5):
            self.assert_carries(each, 4 * MEGABIT, 0.9, 1.1)
        self.await_channels("GW4", "to-GW5", {kept: "4Mbit"})
        self.nodes.await_each_other()

        short = self.lease("EP52", "EP21", "2Mbit/s", "--for", "5s")
        self.assertEqual(self.channels("GW4", "to-GW5"),
                         {kept: "4Mbit", short: "2Mbit"})
        os.kill(self.nodes.pid_of("GW4"), signal.SIGSTOP)
        self.await_channels("GW4", "to-GW5", {kept: "4Mbit"})
        os.kill(self.nodes.pid_of("GW4"), signal.SIGCONT)

    def test_meters_what_leases_carry_over_kill_and_restart(self):
        self.receive("EP51", 5001)
        lease = self.lease("EP51", "EP11", "8Mbit/s", "--for", "10m",
                           "--flow", "udp/5001")
        sender = self.send_some("EP11", "EP51", 4000)
        self.assertEqual(sender.stdout.readline(), "sent\n")
        for nic in ("GW1/GW1-GW4", "GW4/GW4-GW5", "EP51/nic"):
            self.await_carried(lease, nic, 4000)
        self.assertEqual(self.carried(lease)["GW4/GW1-GW4"], 0)

        sender = self.send_some("EP11", "EP51", 4000)
        end = os.pidfd_open(self.nodes.pid_of("GW5"))
        os.kill(self.nodes.pid_of("GW5"), signal.SIGKILL)
        select.select([end], [], [])
        os.close(end)
        self.assertEqual(sender.stdout.readline(), "sent\n")
        self.nodes.start("GW5")
        self.nodes.await_each_other()
        self.await_carried(lease, "EP51/nic", 8000)

        lessee = self.read("GW1", "lease", "show", lease)["lessee"]
        used = {x["lessee"]: x for x in self.read("GW4", "usage")["lessees"]}
        self.assertEqual(used[lessee]["bytes_carried"],
                         self.carried(lease)["EP51/nic"])
        self.assertEqual(used[lessee]["grants"], 1)
        self.at("GW1", "lease", "release", lease)
        used = {x["lessee"]: x for x in self.read("GW4", "usage")["lessees"]}
        self.assert_carries(used[lessee]["bytes_carried"], 8000 * FRAME,
                            0.98, 1.02)
        rest = [x for x in self.read("GW1", "resource", "show",
                                     "GW4/GW4-GW5")["traffic"]
                if x["of"] == "rest"]
        self.assertGreater(rest[0]["bytes"], 0)

    def test_grants_nothing_without_a_carrier(self):
        lease = self.lease("EP51", "EP11", "4Mbit/s", "--for", "10m")
        end = next(x.ends[1].device for x in self.plan.stubs
                   if x.name == "EP51")
        self.lab("exec", "EP51", "ip", "link", "set", end, "down")
        while self.ask_for("EP51") != 4:
            pass
        while self.ask_for("EP52") != 0:
            pass
        while lease in self.at("GW1", "lease", "list"):
            pass
        self.assertEqual(self.channels("GW4", "to-GW5"), {})
        self.lab("exec", "EP51", "ip", "link", "set", end, "up")
        while self.ask_for("EP51") != 0:
            pass

    def ask_for(self, target):
        """How a dry run ends: with 0, 4, or 5 where nodes are not reached."""
        done = self.run_lab("exec", "GW1", PROGRAM, "lease", "request", target,
                            "--from", "EP21", "--amount", "1Mbit/s",
                            "--dry-run")
        self.assertIn(done.returncode, (0, 4, 5), done.stdout + done.stderr)
        return done.returncode


if __name__ == "__main__":
    main()
