#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Measures what the wire does in a laboratory that is up and has no leases.

  tools/laboratory/measure.py lateness [N]
  tools/laboratory/measure.py contention [N]
  tools/laboratory/measure.py reroute [N]
  tools/laboratory/measure.py cut

lateness: a flow from EP11 to EP51 has more to send than its lease carries, and
than the rest would carry. It is fast while the lease has 10 Mbit/s, slow with
1 Mbit/s, and fast again in the rest. The lease is reduced and ends N times, 60
unless given. What is printed is the time from the one that the event gives to
the last fast packet, or to the first one that is fast again: below 0 where the
wire was first.

contention: the same flow has a lease of 10 Mbit/s, which a stronger request of
another endpoint reduces to 1 Mbit/s N times. What is printed is the time from
the one that the event gives to the last fast packet.

reroute: the same flow has a lease that takes another route N times. What is
printed is the time from the one that the event gives to the first packet that
came that way: one gateway more or less has counted it down.

cut: the cable between GW1 and GW4 is cut under a flow with a lease, which goes
by way of GW3 then. What is printed is how long no packet came, and how long it
took until the lease had its new route everywhere. It stays cut.
"""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import typing

sys.dont_write_bytecode = True
ROOT = os.path.realpath(__file__).rsplit("/tools/", 1)[0]
sys.path.insert(0, os.path.join(ROOT, "tools/laboratory"))

# pylint: disable=wrong-import-position
import network
import plan

LAB = os.path.join(ROOT, "tools/lab")
PORT = 5001
PAYLOAD = 1400
# Fast: so many packets within so many seconds. With 10 Mbit/s there are 17 of
# them, with 1 Mbit/s 2.
RUN, WITHIN = 6, 0.02
# Events are further apart from each other than this.
ASIDE = 0.4
# Of asm-generic/socket.h: civil time, in seconds and nanoseconds.
SO_TIMESTAMPNS = 35
# Of linux/in.h: how many more gateways a packet might have passed.
IP_RECVTTL = 12


def send(address):
    """20 Mbit/s, until it is told to end."""
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.connect((address, PORT))
    payload = bytes(PAYLOAD)
    while True:
        for _ in range(7):
            try:
                end.send(payload)
            except OSError:
                pass
        time.sleep(0.004)


def receive():
    """Writes when each packet came, by the kernel's word, and how many more
    gateways it might have passed."""
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    end.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    end.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
    end.bind(("", PORT))
    while True:
        about = {(level, kind): value for level, kind, value
                 in end.recvmsg(PAYLOAD, 128)[1]}
        seconds, nanoseconds = struct.unpack(
            "qq", about[socket.SOL_SOCKET, SO_TIMESTAMPNS])
        left, = struct.unpack("i", about[socket.IPPROTO_IP, socket.IP_TTL])
        print(f"{seconds}.{nanoseconds:09} {left}", flush=True)


class Flow:
    """From EP11 to EP51, and when its packets came."""

    def __init__(self):
        # A file, because a pipe would be full before anybody reads it.
        # pylint: disable=consider-using-with
        self.written = tempfile.TemporaryFile("w+")
        self.processes = [self.start("EP51", self.written, "receive"),
                          self.start("EP11", None, "send", "10.100.3.2")]

    @staticmethod
    def start(endpoint, output, *words):
        return subprocess.Popen(
            network.words_within(plan.namespace_of(endpoint), sys.executable,
                                 os.path.realpath(__file__), *words),
            env=network.ENVIRONMENT, stdout=output)

    def end(self):
        for process in self.processes:
            process.terminate()
            process.wait()
        self.written.seek(0)
        lines = [x.split() for x in self.written if x.endswith("\n")]
        return [Packet(float(at), int(left)) for at, left in lines]


class Packet(typing.NamedTuple):
    """When it came, and how many more gateways it might have passed."""

    at: float
    left: int


def script(name, *words):
    return subprocess.Popen(
        [LAB, "run", os.path.join(ROOT, "tools/laboratory/scripts", name),
         *words], stdout=subprocess.PIPE, text=True)


def is_fast(came, i):
    return i + RUN <= len(came) and came[i + RUN - 1] - came[i] < WITHIN


def late(what, event, packets):
    """In seconds; nothing where no packet tells."""
    packets = [x for x in packets if event - ASIDE < x.at < event + ASIDE]
    if what == "moved":
        return next((x.at - event for x in packets
                     if x.left != packets[0].left), None)
    near = [x.at for x in packets]
    fast = [i for i in range(len(near)) if is_fast(near, i)]
    if not fast:
        return None
    if what in ("reduced", "restricted"):
        return near[fast[-1] + RUN - 1] - event
    return near[fast[0]] - event


def report(what, found, silent):
    if not found:
        print(f"{what}: none of {silent} left a sign")
        return
    found.sort()
    at = [found[min(len(found) - 1, int(x * len(found)))] for x in (0.5, 0.99)]
    print(f"{what}: {len(found)} times; "
          + ", ".join(f"{name} {1000 * x:.1f} ms" for name, x in zip(
              ("median", "99 %", "least", "most"),
              (*at, found[0], found[-1])))
          + (f"; {silent} without a sign" if silent else ""))


def measure(name, times):
    flow = Flow()
    with script(name, times) as running:
        events = [(what, float(at)) for what, at in
                  (x.split() for x in running.stdout)]
    packets = flow.end()
    for kind in dict.fromkeys(what for what, _ in events):
        all_of_it = [late(what, at, packets) for what, at in events
                     if what == kind]
        found = [x for x in all_of_it if x is not None]
        report(kind, found, len(all_of_it) - len(found))


def lateness(times="60"):
    measure("lateness.lua", times)


def contention(times="60"):
    measure("contention.lua", times)


def reroute(times="60"):
    measure("reroute.lua", times)


def cut():
    flow = Flow()
    with script("cut.lua") as running:
        running.stdout.readline()
        time.sleep(1)
        at = time.time()
        network.run("ip", "-n", plan.namespace_of("GW4"), "link", "set",
                    "to-GW1", "down")
        moved = running.stdout.readline().split()
    came = [x.at for x in flow.end()]
    before = max(x for x in came if x <= at)
    gaps = [y - x for x, y in zip(came, came[1:]) if x >= before]
    print(f"no packet for {1000 * max(gaps):.1f} ms; ", end="")
    print(f"moved after {1000 * (float(moved[1]) - at):.0f} ms"
          if moved else "not moved")


COMMANDS = {"lateness": lateness, "contention": contention,
            "reroute": reroute, "cut": cut, "send": send, "receive": receive}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
    else:
        sys.exit(__doc__.strip())
