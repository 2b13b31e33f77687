#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""What the laboratory makes of region files, and of what `tc` prints."""

import ipaddress
import os
import sys
import tomllib
import unittest

sys.dont_write_bytecode = True
ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
sys.path.insert(0, os.path.join(ROOT, "tools/laboratory"))

# pylint: disable=wrong-import-position
import classes
import plan

with open(os.path.join(ROOT, "tools/regions/figure8.toml"),
          encoding="utf-8") as FILE:
    FIGURE_8 = FILE.read()

SMALL = """
[[gateway]]
name = "A"
[[gateway]]
name = "B"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = ["10Mbit/s", "2.5Mbit/s"]
# A comment after it.

[[endpoint]]
name = "X"
gateway = "A"
bandwidth = "1Gbit/s" # at the end
"""


class PlanTest(unittest.TestCase):

    def refuses(self, text, why):
        with self.assertRaises(plan.PlanError) as caught:
            plan.Plan(text)
        self.assertIn(why, str(caught.exception))

    def test_gives_each_end_of_a_link_its_interface(self):
        region = tomllib.loads(plan.Plan(SMALL).region_text())
        self.assertEqual(region["link"][0]["interface"], [
            {"gateway": "A", "device": "to-B", "line_rate": "11Mbit/s",
             "unleased": "1Mbit/s", "next_hop": ["10.8.0.2", "fd00:8:0::2"]},
            {"gateway": "B", "device": "to-A", "line_rate": "3500kbit/s",
             "unleased": "1Mbit/s", "next_hop": ["10.8.0.1", "fd00:8:0::1"]}])

    def test_gives_endpoints_addresses(self):
        region = tomllib.loads(plan.Plan(SMALL).region_text())
        self.assertEqual(region["endpoint"], [{
            "name": "X", "gateway": "A", "bandwidth": "1Gbit/s",
            "address": ["10.100.0.2", "fd00:100:0::2"],
            "interface": {"device": "to-X", "line_rate": "1001Mbit/s",
                          "unleased": "1Mbit/s"}}])

    def test_gives_each_gateway_a_node(self):
        region = tomllib.loads(plan.Plan(FIGURE_8).region_text())
        self.assertEqual([x["node"] for x in region["gateway"]],
                         ["node1", "node2", "node3", "node4", "node5"])
        self.assertEqual(region["node"][4], {
            "name": "node5", "address": "10.255.0.5:7420"})

    def test_keeps_all_that_the_region_says(self):
        before = tomllib.loads(FIGURE_8)
        after = tomllib.loads(plan.Plan(FIGURE_8).region_text())
        for kind, tables in before.items():
            if not isinstance(tables, list):
                self.assertEqual(after[kind], tables)
                continue
            self.assertEqual(len(tables), len(after[kind]))
            for old, new in zip(tables, after[kind]):
                self.assertEqual(old, {key: new[key] for key in old})

    def test_writes_what_it_has_written_before(self):
        self.assertEqual(plan.Plan(FIGURE_8).region_text(),
                         plan.Plan(FIGURE_8).region_text())

    def test_leads_from_everywhere_to_everywhere(self):
        drawn = plan.Plan(FIGURE_8)
        ends = [end for x in drawn.links + drawn.stubs for end in x.ends]
        owner_of = {ipaddress.ip_address(address): end.owner
                    for end in ends for address in (end.v4, end.v6)}
        routes = {x: [(ipaddress.ip_network(network),
                       owner_of[ipaddress.ip_address(hop)])
                      for network, hop in drawn.routes(x)]
                  for x in drawn.gateways}
        homes = {ipaddress.ip_address(address): {end.owner, cable.ends[0].owner}
                 for cable in drawn.stubs for end in cable.ends
                 for address in (end.v4, end.v6)}
        for gateway in drawn.gateways:
            for address, owners in homes.items():
                at = gateway
                for _ in drawn.gateways:
                    if at not in owners:
                        at = next(hop for network, hop in routes[at]
                                  if address in network)
                self.assertIn(at, owners, f"{gateway} to {address}")

    def test_takes_the_cheaper_way(self):
        text = FIGURE_8.replace('name = "GW1-GW4"',
                                'name = "GW1-GW4"\ncost = 9')
        near = dict(plan.Plan(FIGURE_8).routes("GW1"))
        cheap = dict(plan.Plan(text).routes("GW1"))
        self.assertEqual(near["10.100.3.0/24"], "10.8.2.2")
        self.assertEqual(cheap["10.100.3.0/24"], "10.8.1.2")

    def test_knows_ways_round_each_link_that_has_some(self):
        drawn = plan.Plan(FIGURE_8)
        # To EP51 by GW3 in place of GW4, and to EP11 by GW3 likewise.
        self.assertEqual(dict(drawn.routes("GW1"))["10.100.3.0/24"],
                         "10.8.2.2")
        self.assertEqual(dict(drawn.ways_round("GW1"))["10.100.3.0/24"],
                         "10.8.1.2")
        self.assertIn("10.100.0.0/24", dict(drawn.ways_round("GW4")))
        # One link leads to GW5.
        self.assertNotIn("10.100.3.0/24", dict(drawn.ways_round("GW4")))
        self.assertEqual(drawn.ways_round("GW5"), [])

    def test_leads_nowhere_in_circles_where_a_link_is_gone(self):
        drawn = plan.Plan(FIGURE_8)
        owner_of = {address: end.owner for x in drawn.links for end in x.ends
                    for address in (end.v4, end.v6)}
        first = {x: dict(drawn.routes(x)) for x in drawn.gateways}
        second = {x: dict(drawn.ways_round(x)) for x in drawn.gateways}
        walked = 0
        for gateway in drawn.gateways:
            for network, hop in second[gateway].items():
                # All but the gateway at the gap go on as ever.
                at = owner_of[hop]
                while network in first[at]:
                    at = owner_of[first[at][network]]
                    self.assertNotEqual(at, gateway, network)
                walked += 1
        self.assertGreater(walked, 10)

    def test_names_interfaces_so_that_they_fit_and_differ(self):
        long = "a-gateway-with-a-long-name"
        text = SMALL.replace('"B"', f'"{long}"')
        more = "".join(f'\n[[link]]\nname = "more{i}"\nbandwidth = "1Mbit/s"\n'
                       f'between = ["A", "{long}"]\n' for i in range(11))
        drawn = plan.Plan(text + more)
        names = [x.ends[0].device for x in drawn.links]
        self.assertEqual(len(names), 12)
        self.assertEqual(len(set(names)), 12)
        self.assertTrue(all(len(x) <= 15 for x in names), names)
        self.assertEqual(names[:2], ["to-a-gateway-wi", "to-a-gateway-.2"])

    def test_refuses_what_is_no_region(self):
        self.refuses("[[gateway", "it is no TOML")
        self.refuses("", "it has no gateway")
        self.refuses(SMALL.replace('between = ["A", "B"]',
                                   'between = ["A", "C"]'),
                     "link A-B is not between two gateways")
        self.refuses(SMALL.replace('gateway = "A"', 'gateway = "C"'),
                     "endpoint X is at no gateway")
        self.refuses(SMALL.replace("1Gbit/s", "fast"), "'fast' is no rate")

    def test_refuses_what_it_would_write_itself(self):
        self.refuses(SMALL + '[[node]]\nname = "n"\n', "it names nodes already")
        self.refuses(SMALL + 'address = "192.0.2.1"\n',
                     "endpoint X has its own address")
        self.refuses(SMALL.replace('name = "B"', 'name = "B"\nnode = "n"'),
                     "gateway B has its own node")

    def test_refuses_more_than_it_has_addresses_for(self):
        many = "".join(f'[[gateway]]\nname = "G{i}"\n' for i in range(251))
        self.refuses(many, "it has 251 gateways")


CLASSES = """\
class htb 4c48:ffff parent 4c48:1 leaf 1: prio 0 rate 980Kbit ceil 20Mbit \
burst 3027b cburst 3027b
 Sent 1234 bytes 5 pkt (dropped 6, overlimits 0 requeues 0)
 backlog 0b 0p requeues 0
class htb 4c48:1 root rate 20Mbit ceil 20Mbit burst 30Kb cburst 30Kb
 Sent 99 bytes 9 pkt (dropped 0, overlimits 0 requeues 0)
class htb 4c48:101 parent 4c48:1 leaf 101: prio 0 rate 2Mbit ceil 2Mbit \
burst 3027b cburst 3027b
 Sent 0 bytes 0 pkt (dropped 0, overlimits 0 requeues 0)
class htb 4c48:100 parent 4c48:1 leaf 100: prio 0 rate 4Mbit ceil 4Mbit \
burst 3027b cburst 3027b
 Sent 777 bytes 8 pkt (dropped 1, overlimits 0 requeues 0)
"""
TABLE = """\
table netdev leasehold.to-B {
  map pair4 {
    elements = { 10.100.0.2 . 10.100.1.2 timeout 1m expires 48s20ms comment \
"channel 17 version 3" : 4c48:100 }
  }
  map receiver_port6 {
    elements = { fd00:100::2 . fd00:100:1::2 . tcp . 80 timeout 1m expires \
48s20ms comment "channel 17 version 3" : 4c48:100 }
  }
}
"""


class ClassesTest(unittest.TestCase):

    def test_reads_channels_and_the_rest(self):
        rows = classes.rows_of(CLASSES, TABLE)
        self.assertEqual(rows, [
            classes.Row("ended", "2Mbit", 0, 0, "-", "-", "-"),
            classes.Row("channel 17", "4Mbit", 777, 1, "48s20ms", "11",
                        "10.100.0.2 10.100.1.2, "
                        "fd00:100::2 fd00:100:1::2 tcp 80"),
            classes.Row("rest", "980Kbit", 1234, 6, "-", "-", "-")])

    def test_puts_rows_under_each_other(self):
        lines = classes.table_of(classes.rows_of(CLASSES, TABLE)).splitlines()
        self.assertEqual(
            lines[0],
            "CLASS       RATE     BYTES  DROPS  LEFT     LEASE  PACKETS")
        self.assertEqual(
            lines[3],
            "rest        980Kbit  1234   6      -        -      -")

    def test_knows_who_has_leases(self):
        rows = classes.rows_of(CLASSES, TABLE)
        self.assertEqual([classes.is_of_a_lease(x) for x in rows],
                         [True, True, False])

    def test_reads_nothing_from_nothing(self):
        self.assertEqual(classes.rows_of("", ""), [])


if __name__ == "__main__":
    unittest.main()
