# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Rules on who may include what: all that visibility lists cannot see.

Debian's headers lie in /usr/include, where every compile finds them, so
Bazel cannot stop a machine that includes CAF.
"""

import re

from exceptions import SPAWNERS

# Each folder and the folders below it in the order of layers.
LAYERS = {
    "messages": ("messages",),
    "runtime": ("messages", "runtime"),
    "actors": ("messages", "runtime", "actors"),
    "tools": ("messages", "runtime", "actors", "tools"),
    "tests": ("messages", "runtime", "actors", "tools", "tests"),
}

# The only folders that see the wire.
WIRE_FOLDERS = ("messages/codec", "runtime/rpc", "actors/door", "actors/link",
                "actors/health", "tools/bench", "tools/client", "tests")

# The only folders that talk with the kernel about its network.
NETWORK_FOLDERS = ("runtime/shaping", "tests")

_BANNED = {
    "caf/all.hpp": "include exactly what you use: all.hpp costs a second",
    "caf/io/": "CAF stays inside the process: use runtime/rpc",
    "caf/openssl/": "CAF stays inside the process: use runtime/rpc",
    "caf/test/": "use tests/support/actor_test.hpp",
}
_ROLE_HEADER = re.compile(r"(.*)/\w+_(?:actor|machine)\.hpp$")


def check(tree):
    for source in tree.sources:
        if not source.is_cpp:
            continue
        for line, header, quoted in source.includes:
            what = _banned(header) or _wire(source, header) or \
                _network(source, header) or _pure(source, header)
            if what:
                yield source.finding(line, "include", what)
            elif quoted:
                yield from _layer(source, line, header)
                yield from _role(source, line, header)


def _banned(header):
    for prefix, what in _BANNED.items():
        if header.startswith(prefix):
            return what
    return None


def _wire(source, header):
    is_wire = header.startswith(("capnp/", "kj/")) or \
        header.endswith(".capnp.h")
    if is_wire and not source.under(*WIRE_FOLDERS):
        return "the wire is seen only in " + ", ".join(WIRE_FOLDERS)
    return None


def _network(source, header):
    if header.startswith(("netlink/", "nftables/", "linux/rtnetlink.h")) and \
            not source.under(*NETWORK_FOLDERS):
        return "the kernel's network is seen only in " + \
            ", ".join(NETWORK_FOLDERS)
    return None


def _pure(source, header):
    if not header.startswith("caf/"):
        return None
    if source.under("messages"):
        return "messages know no actors: register types in runtime"
    if "_machine." in source.name and not source.under("tests"):
        return "a machine is pure: leave CAF to the actor beside it"
    return None


def _layer(source, line, header):
    allowed = LAYERS.get(source.path.split("/")[0])
    if allowed is None:
        return
    layer = header.split("/")[0]
    if "/" not in header or layer not in LAYERS:
        yield source.finding(line, "include-path",
                             f'name "{header}" from the root of the tree')
    elif layer not in allowed:
        yield source.finding(
            line, "layer", f"{source.path.split('/')[0]} may see only "
            + ", ".join(allowed))


def _role(source, line, header):
    match = _ROLE_HEADER.match(header)
    if not match or not source.under("actors"):
        return
    same = source.folder == match[1]
    if same or source.under("actors/node") or \
            header in SPAWNERS.get(source.folder, ()):
        return
    yield source.finding(
        line, "role", "include the role's _interface.hpp; whoever spawns it "
        "is named in tools/check/exceptions.py")
