# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The network that a region file describes: what is to be made, as data."""

import collections
import heapq
import re
import tomllib

# Kept for traffic without a lease, on top of what can be leased.
UNLEASED = "1Mbit/s"
PREFIX = "lab-"
PORT = 7420
# One network a cable, from 10.8.0.0 and 10.100.0.0.
CABLES_MAX = 92 * 256
GATEWAYS_MAX = 250
DEVICE_LENGTH_MAX = 15
# Of routes, above what the kernel gives those without a metric.
SECOND_CHOICE = 2048
RATE_UNITS = {"bit/s": 1, "kbit/s": 10**3, "Mbit/s": 10**6, "Gbit/s": 10**9}


class PlanError(Exception):
    """A region that no network can be made of; says why."""


# One end of a cable. `owner` is a gateway or endpoint.
End = collections.namedtuple("End", "owner device v4 v6 v4_length v6_length")
# `name` is a link's, or an endpoint's; `rate` in bit/s, at both ends.
Cable = collections.namedtuple("Cable", "name rates ends")


def namespace_of(owner):
    return PREFIX + owner


class Plan:
    """All of it, from the text of a region file."""

    def __init__(self, text):
        try:
            region = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PlanError(f"it is no TOML: {error}") from error
        self.text = text
        self.name = region.get("region", "region")
        self.gateways = [x["name"] for x in region.get("gateway", ())]
        self.endpoints = [x["name"] for x in region.get("endpoint", ())]
        self._refuse_what_is_there(region)
        self._devices = collections.defaultdict(set)
        self.links = [self._link(i, x)
                      for i, x in enumerate(region.get("link", ()))]
        self.stubs = [self._stub(i, x)
                      for i, x in enumerate(region.get("endpoint", ()))]
        self._costs = {x["name"]: x.get("cost", 1)
                       for x in region.get("link", ())}

    def _refuse_what_is_there(self, region):
        if not self.gateways:
            raise PlanError("it has no gateway: a network needs one")
        if len(self.gateways) > GATEWAYS_MAX:
            raise PlanError(f"it has {len(self.gateways)} gateways: the "
                            f"laboratory has room for {GATEWAYS_MAX}")
        if len(region.get("link", ())) > CABLES_MAX or \
                len(self.endpoints) > CABLES_MAX:
            raise PlanError(f"it has more than {CABLES_MAX} links or "
                            "endpoints: the laboratory has no room for them")
        if region.get("node"):
            raise PlanError("it names nodes already: the laboratory gives "
                            "each gateway one; leave [[node]] out")
        for kind in ("gateway", "link", "endpoint"):
            for each in region.get(kind, ()):
                for key in ("node", "address", "interface"):
                    if key in each:
                        raise PlanError(
                            f"{kind} {each['name']} has its own {key}: the "
                            "laboratory writes that; leave it out")
        known = set(self.gateways)
        for link in region.get("link", ()):
            if len(link["between"]) != 2 or not known.issuperset(
                    link["between"]):
                raise PlanError(f"link {link['name']} is not between two "
                                "gateways of the region")
        for endpoint in region.get("endpoint", ()):
            if endpoint["gateway"] not in known:
                raise PlanError(f"endpoint {endpoint['name']} is at no gateway "
                                "of the region")

    def _device(self, owner, towards):
        """A name that no other interface there has, and that fits."""
        for number in range(1, CABLES_MAX):
            tail = "" if number == 1 else f".{number}"
            stem = "to-" + re.sub(r"[^A-Za-z0-9._-]", "-", towards)
            name = stem[:DEVICE_LENGTH_MAX - len(tail)] + tail
            if name not in self._devices[owner]:
                self._devices[owner].add(name)
                return name
        raise PlanError(f"{owner} has too many links")

    def _link(self, index, link):
        first, second = link["between"]
        v4 = f"10.{8 + index // 256}.{index % 256}."
        v6 = f"fd00:8:{index:x}::"
        return Cable(link["name"], rates_of(link), tuple(
            End(owner, self._device(owner, other), f"{v4}{n}", f"{v6}{n}",
                30, 64)
            for n, owner, other in ((1, first, second), (2, second, first))))

    def _stub(self, index, endpoint):
        v4 = f"10.{100 + index // 256}.{index % 256}."
        v6 = f"fd00:100:{index:x}::"
        name, gateway = endpoint["name"], endpoint["gateway"]
        return Cable(name, rates_of(endpoint), (
            End(gateway, self._device(gateway, name), v4 + "1", v6 + "1",
                24, 64),
            End(name, "eth0", v4 + "2", v6 + "2", 24, 64)))

    @property
    def owners(self):
        return self.gateways + self.endpoints

    def node(self, gateway):
        return f"node{self.gateways.index(gateway) + 1}"

    def loopback(self, gateway):
        """Addresses by which a gateway is known, whichever link works."""
        number = self.gateways.index(gateway) + 1
        return f"10.255.0.{number}", f"fd00:255::{number:x}"

    def _networks(self):
        """(network, owners) of all that can be reached."""
        for cable in self.links + self.stubs:
            end = cable.ends[0]
            owners = [x.owner for x in cable.ends if x.owner in self.gateways]
            yield end.v4[:end.v4.rindex(".")] + f".0/{end.v4_length}", owners
            yield end.v6[:end.v6.rindex(":")] + f":/{end.v6_length}", owners
        for gateway in self.gateways:
            for address in self.loopback(gateway):
                length = 128 if ":" in address else 32
                yield f"{address}/{length}", [gateway]

    def routes(self, gateway):
        """(network, next hop) of all that is not at the gateway itself."""
        distances, hops = self._search(gateway)
        found = []
        for network, owners in self._networks():
            near = [x for x in owners if x in distances]
            if gateway in near or not near:
                continue
            nearest = min(near, key=lambda x: (distances[x], x))
            end = hops[nearest]
            found.append((network, end.v6 if ":" in network else end.v4))
        return found

    def ways_round(self, gateway):
        """(network, next hop) where another neighbour is nearer than by way
        of this gateway: what serves while the first cable has no carrier, and
        leads nowhere in circles."""
        distances, hops = self._search(gateway)
        near = {}
        for cable in self.links:
            for here, there in (cable.ends, cable.ends[::-1]):
                if here.owner == gateway:
                    near[there] = (self._costs[cable.name],
                                   self._search(there.owner)[0])
        found = []
        for network, owners in self._networks():
            reached = [x for x in owners if x in distances]
            if gateway in reached or not reached:
                continue
            nearest = min(reached, key=lambda x: (distances[x], x))
            others = [
                (cost + beyond[nearest], end)
                for end, (cost, beyond) in near.items()
                if end != hops[nearest] and
                beyond[nearest] < beyond[gateway] + distances[nearest]]
            if others:
                end = min(others, key=lambda x: x[0])[1]
                found.append((network, end.v6 if ":" in network else end.v4))
        return found

    def _search(self, gateway):
        """Distances of the others, and the far end of the first cable."""
        distances, hops = {}, {}
        queue = [(0, 0, gateway, None)]
        order = 0
        while queue:
            distance, _, at, first = heapq.heappop(queue)
            if at in distances:
                continue
            distances[at], hops[at] = distance, first
            for cable in self.links:
                for here, there in (cable.ends, cable.ends[::-1]):
                    if here.owner == at and there.owner not in distances:
                        order += 1
                        heapq.heappush(queue, (
                            distance + self._costs[cable.name], order,
                            there.owner, first or there))
        return distances, hops

    def cables(self):
        """What `ip -batch` is told to lay all cables."""
        return [f"link add {a.device} netns {namespace_of(a.owner)} type veth "
                f"peer name {b.device} netns {namespace_of(b.owner)}"
                for a, b in (x.ends for x in self.links + self.stubs)]

    def set_up(self, owner):
        """What `ip -batch` is told within the namespace of one owner."""
        told = ["link set lo up"]
        if owner in self.gateways:
            v4, v6 = self.loopback(owner)
            told += [f"address add {v4}/32 dev lo",
                     f"address add {v6}/128 dev lo nodad"]
        for cable in self.links + self.stubs:
            for number, end in enumerate(cable.ends, 1):
                if end.owner == owner:
                    told += _bring_up(end, number)
        if owner in self.gateways:
            told += [self._route(owner, *x) for x in self.routes(owner)]
            told += [f"{self._route(owner, *x)} metric {SECOND_CHOICE}"
                     for x in self.ways_round(owner)]
        else:
            gateway = next(x.ends[0] for x in self.stubs if x.name == owner)
            told += [f"route add 0.0.0.0/0 via {gateway.v4}",
                     f"route add ::/0 via {gateway.v6}"]
        return told

    def _route(self, gateway, network, hop):
        """What nodes say comes from an address that no cable takes along."""
        own = self.loopback(gateway)[":" in network]
        return f"route add {network} via {hop} src {own}"

    def region_text(self):
        """The region file with nodes, addresses and interfaces."""
        added = {"gateway": iter([f'node = "{self.node(x)}"\n'
                                  for x in self.gateways]),
                 "link": iter([_link_text(x) for x in self.links]),
                 "endpoint": iter([_endpoint_text(x) for x in self.stubs])}
        text = _add_to_tables(self.text, added)
        for gateway in self.gateways:
            text += (f'\n[[node]]\nname = "{self.node(gateway)}"\n'
                     f'address = "{self.loopback(gateway)[0]}:{PORT}"\n')
        return text


def rates_of(table):
    """In bit/s, for both ends."""
    typed = table["bandwidth"]
    both = typed if isinstance(typed, list) else [typed, typed]
    return tuple(_rate(x) for x in both)


def _rate(text):
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([kMG]?bit/s)", text)
    if not match:
        raise PlanError(f"{text!r} is no rate that the laboratory knows: write "
                        "one like 100Mbit/s")
    return round(float(match[1]) * RATE_UNITS[match[2]])


def _in_words(rate):
    for unit in sorted(RATE_UNITS, key=RATE_UNITS.get, reverse=True):
        if rate % RATE_UNITS[unit] == 0:
            return f"{rate // RATE_UNITS[unit]}{unit}"
    return f"{rate}bit/s"


def _bring_up(end, number):
    # A packet of many segments would be late by all of them where rates are
    # small. With a link-local address that is given, none is looked for
    # twice, and IPv6 works at once.
    return [f"link set {end.device} addrgenmode none",
            f"link set {end.device} gso_max_segs 1",
            f"link set {end.device} up",
            f"address add {end.v4}/{end.v4_length} dev {end.device}",
            f"address add {end.v6}/{end.v6_length} dev {end.device} nodad",
            f"address add fe80::{number}/64 dev {end.device} nodad"]


def _interface_text(end, rate, far):
    text = f'device = "{end.device}"\n' \
           f'line_rate = "{_in_words(rate + _rate(UNLEASED))}"\n' \
           f'unleased = "{UNLEASED}"\n'
    if far:
        text += f'next_hop = ["{far.v4}", "{far.v6}"]\n'
    return text


def _link_text(cable):
    first, second = cable.ends
    return "".join(
        f'\n[[link.interface]]\ngateway = "{end.owner}"\n'
        + _interface_text(end, rate, far)
        for end, rate, far in ((first, cable.rates[0], second),
                               (second, cable.rates[1], first)))


def _endpoint_text(cable):
    near, far = cable.ends
    return (f'address = ["{far.v4}", "{far.v6}"]\n\n[endpoint.interface]\n'
            + _interface_text(near, cable.rates[0], None))


def _add_to_tables(text, added):
    """Writes what is added at the end of each table of these kinds."""
    lines = text.splitlines(keepends=True)
    result, kind, last = [], None, 0

    def close():
        if kind in added:
            result.insert(last, next(added[kind]))

    for line in lines:
        if header := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
            close()
            kind = header[1]
        result.append(line if line.endswith("\n") else line + "\n")
        if line.strip() and not line.lstrip().startswith("#"):
            last = len(result)
    close()
    return "".join(result)
