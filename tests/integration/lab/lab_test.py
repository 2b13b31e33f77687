#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The laboratory, built within a network of the test's own."""

import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from laboratory import (  # pylint: disable=wrong-import-position
    LAB, LabTest, main)

# Answers each datagram, of IPv4 and IPv6.
ECHO = """
import select, socket
ends = []
for family in (socket.AF_INET, socket.AF_INET6):
    end = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    end.bind(("", 5001))
    ends.append(end)
print("ready", flush=True)
while True:
    for end in select.select(ends, [], [])[0]:
        text, address = end.recvfrom(100)
        end.sendto(text, address)
"""
ASK = """
import socket, sys
for address in sys.argv[1:]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as end:
        end.connect((address, 5001))
        end.send(b"hello")
        print(end.recv(100).decode(), address)
"""
DIVIDE = """
tc qdisc add dev to-GW5 root handle 4c48: htb default ffff
tc class add dev to-GW5 parent 4c48: classid 4c48:1 htb rate 20mbit
tc class add dev to-GW5 parent 4c48:1 classid 4c48:100 htb rate 10mbit
tc class add dev to-GW5 parent 4c48:1 classid 4c48:ffff htb rate 1mbit
nft add table netdev leasehold.to-GW5
nft add map netdev leasehold.to-GW5 pair4 \
  '{ type ipv4_addr . ipv4_addr : classid; flags timeout; }'
nft add element netdev leasehold.to-GW5 pair4 \
  '{ 10.100.0.2 . 10.100.3.2 timeout 1h comment "channel 17 version 3" \
  : 4c48:100 }'
"""


class Lab(LabTest):

    def answer_at(self, endpoint):
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [LAB, "exec", endpoint, "python3", "-c", ECHO], text=True,
            env=self.environment, stdout=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def test_joins_all_endpoints(self):
        self.assertIn("5 gateways, 6 endpoints, 6 links",
                      self.lab("up", "--bare"))
        names = ("EP11", "EP21", "EP31", "EP51", "EP52", "EP53")
        for name in names:
            self.answer_at(name)
        addresses = [x for i in range(6)
                     for x in (f"10.100.{i}.2", f"fd00:100:{i}::2")]
        for name in names:
            told = self.lab("exec", name, "python3", "-c", ASK, *addresses)
            self.assertEqual(told, "".join(f"hello {x}\n" for x in addresses))

    def test_comes_and_goes(self):
        self.assertIn("there is no laboratory", self.lab("show", code=1))
        self.lab("up", "--bare")
        self.assertIn("is there already", self.lab("up", "--bare", code=1))
        self.assertIn("No interface is divided", self.lab("show"))
        self.lab("down")
        self.lab("down")
        self.assertIn("there is no laboratory", self.lab("show", code=1))
        self.lab("up", "--bare")

    def test_shows_who_has_which_share(self):
        self.lab("up", "--bare")
        self.lab("exec", "GW4", "sh", "-ec", DIVIDE)
        shown = self.lab("show")
        self.assertIn("GW4 to-GW5\n", shown)
        self.assertRegex(shown, r"channel 17 +10Mbit +0 +0 +[0-9ms]+ +11 +"
                         r"10\.100\.0\.2 10\.100\.3\.2\n")
        self.assertRegex(shown, r"rest +1Mbit ")
        self.assertNotIn("Without leases", shown)
        self.lab("exec", "GW4", "sh", "-ec", DIVIDE.replace(
            "to-GW5", "to-GW1").split("\ntc class add dev to-GW1 parent "
                                      "4c48:1 classid 4c48:100")[0]
            + "\nnft add table netdev leasehold.to-GW1")
        self.assertIn("Without leases: GW4 to-GW1\n", self.lab("show"))

    def test_ends_what_runs_there(self):
        self.lab("up", "--bare")
        process = self.answer_at("EP11")
        process.send_signal(signal.SIGSTOP)
        self.lab("down")
        self.assertEqual(process.wait(), -signal.SIGTERM)

    def test_leaves_nothing_where_it_fails(self):
        path = os.path.join(self.folder.name, "odd.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write('[[gateway]]\nname = "fine"\n'
                       '[[gateway]]\nname = "a/b"\n')
        self.assertIn("a/b", self.lab("up", "--bare", path, code=1))
        self.assertIn("there is no laboratory", self.lab("show", code=1))

    def test_says_why_a_node_does_not_start(self):
        self.environment["LEASEHOLD_PROGRAM"] = "/bin/false"
        self.assertIn("node1 did not start; its log is "
                      + os.path.join(self.folder.name, "node1.log"),
                      self.lab("up", code=1))

    def test_says_what_it_does_not_know(self):
        self.lab("up", "--bare")
        self.assertIn("there is no EP99 in the laboratory: there are EP11",
                      self.lab("exec", "EP99", "true", code=1))
        self.assertIn("tools/lab up", self.lab("sideways", code=2))
        self.assertIn("tools/lab up", self.lab("up", "a", "b", code=2))
        self.assertIn("tools/lab up", self.lab("--help"))
        self.assertIn("No such file",
                      self.lab("up", "--bare", "/nowhere.toml", code=1))


if __name__ == "__main__":
    main()
