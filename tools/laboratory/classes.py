# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Reads what `tc` and `nft` print of an interface that is divided."""

import collections
import re

# `name` is "channel 17", "ended", "rest" or "control"; what comes after `drops`
# is of channels only.
Row = collections.namedtuple("Row", "name rate bytes drops left lease packets")

_CLASS = re.compile(
    r"class htb 4c48:(?P<minor>[0-9a-f]+) .*?rate (?P<rate>\S+) .*?"
    r"Sent (?P<bytes>\d+) bytes \d+ pkt \(dropped (?P<drops>\d+)", re.DOTALL)
_ELEMENT = re.compile(
    r"(?P<packets>[0-9a-f:.]+ \. [^{},]*?) timeout \S+ expires (?P<left>\S+) "
    r'comment "channel (?P<id>\d+) version (?P<version>\d+)" : '
    r"4c48:(?P<minor>[0-9a-f]+)")
_PARENTS = ("1", "2")
_NAMES = {"ffff": "rest", "fffe": "control"}


def rows_of(classes, table):
    """One for each class but those that have others.

    Channels have the numbers of leases, which people see in hexadecimal.
    """
    elements = collections.defaultdict(list)
    for found in _ELEMENT.finditer(table):
        elements[found["minor"]].append(found)
    rows = []
    for text in re.split(r"\n(?=class )", classes):
        found = _CLASS.match(text)
        if not found or found["minor"] in _PARENTS:
            continue
        figures = (found["rate"], int(found["bytes"]), int(found["drops"]))
        minor = found["minor"]
        if minor in _NAMES:
            rows.append(Row(_NAMES[minor], *figures, "-", "-", "-"))
            continue
        of_it = elements[minor]
        rows.append(Row(
            f"channel {of_it[0]['id']}" if of_it else "ended", *figures,
            of_it[0]["left"] if of_it else "-",
            f"{int(of_it[0]['id']):x}" if of_it else "-",
            ", ".join(x["packets"].replace(" . ", " ") for x in of_it)
            or "-"))
    order = {"rest": 1, "control": 2}
    return sorted(rows, key=lambda x: (order.get(x.name, 0), len(x.name),
                                       x.name))


def is_of_a_lease(row):
    return row.name not in _NAMES.values()


def table_of(rows):
    """Rows under each other, as text."""
    heads = Row("CLASS", "RATE", "BYTES", "DROPS", "LEFT", "LEASE",
                "PACKETS")
    lines = [[str(x) for x in row] for row in (heads, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "".join(
        "  ".join(x.ljust(w) for x, w in zip(line, widths)).rstrip() + "\n"
        for line in lines)
