#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Holds the numbers of the protocols: what travels or is stored.

Each field, enumerator, arm, method and parameter of the schemas has a line in
`messages/schemas.lock`. A line that is there stays: a number that was moved,
reused or given another type would be misread by programs of another version,
without a word. What is new adds its line: run this file with `--write`.
"""

import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMAS = os.path.normpath(os.path.join(HERE, "..", "..", "messages"))
LOCK = os.path.join(SCHEMAS, "schemas.lock")

SCOPE = re.compile(
    r"(?P<kind>struct|enum|interface|group|union)\s*(?P<name>\w*)[^{};]*\{")
NAMED_UNION = re.compile(r"(?P<name>\w+)\s*:\s*(?P<kind>union|group)\s*\{")
MEMBER = re.compile(
    r"(?P<name>\w+)\s+@(?P<number>\d+)\s*(?P<rest>[^;{}]*);")


def without_comments(text):
    return re.sub(r"#[^\n]*", "", text)


def entries(text, file_name):
    """The lines of one schema: where, name, number, type."""
    text = without_comments(text)
    found = []
    scopes = []
    at = 0
    while at < len(text):
        rest = text[at:]
        if rest.startswith("}"):
            scopes.pop()
            at += 1
            continue
        match = NAMED_UNION.match(rest) or SCOPE.match(rest)
        if match and (at == 0 or not text[at - 1].isalnum()):
            scopes.append(match.group("name") or "")
            at += match.end()
            continue
        match = MEMBER.match(rest)
        if match and (at == 0 or not text[at - 1].isalnum()):
            where = ".".join(x for x in scopes if x)
            kind = " ".join(match.group("rest").split())
            head = "{} {} {} @{}".format(
                file_name, where, match.group("name"), match.group("number"))
            if kind.startswith("("):
                found += method(head, kind)
            else:
                kind = re.sub(r"\s*=\s*[^,()]+$", "", kind)
                found.append("{} {}".format(head, kind).rstrip())
            at += match.end()
            continue
        at += 1
    return found


def method(head, signature):
    """A method; parameters and results may be added at its end."""
    asked, answered = (x.strip() for x in signature.split("->"))
    if not answered.startswith("("):
        return ["{} -> {}".format(head, answered)] + listed(
            head, "parameter", asked)
    return ["{} -> here".format(head)] + listed(
        head, "parameter", asked) + listed(head, "result", answered)


def listed(head, what, all_of_them):
    return ["{} {} {} {}".format(head, what, place, each.strip())
            for place, each in enumerate(all_of_them[1:-1].split(","))
            if each.strip()]


def all_entries():
    found = []
    for name in sorted(os.listdir(SCHEMAS)):
        if name.endswith(".capnp"):
            with open(os.path.join(SCHEMAS, name), encoding="ascii") as file:
                found += entries(file.read(), name)
    return found


def locked():
    with open(LOCK, encoding="ascii") as file:
        return [line for line in file.read().splitlines()
                if line and not line.startswith("#")]


class SchemaLock(unittest.TestCase):
    def test_nothing_that_travels_has_changed(self):
        gone = set(locked()) - set(all_entries())
        self.assertFalse(
            gone, "changed or gone, which programs of other versions misread; "
            "put them back:\n" + "\n".join(sorted(gone)))

    def test_all_that_travels_is_locked(self):
        new = set(all_entries()) - set(locked())
        self.assertFalse(
            new, "not locked yet; run this file with --write:\n"
            + "\n".join(sorted(new)))

    def test_no_number_is_used_twice(self):
        seen = {}
        for line in all_entries():
            file, *rest = line.split(" @")[0].rsplit(" ", 1)[0].split(" ")
            if " parameter " in line or " result " in line:
                continue
            key = (file, " ".join(rest), line.split(" @")[1].split(" ")[0])
            self.assertNotIn(key, seen, line)
            seen[key] = line

    def test_members_of_every_kind_are_found(self):
        text = """
struct A {
  one @0 :Text;  # two @9 :Text;
  union {
    none @1 :Void;
    some @2 :List(Text) = [];
  }
  when :union {
    never @3 :Void;
    at :group { ms @4 :Int64; }
  }
  enum E { x @0; y @1; }
}
interface B { call @0 (a :Text, b :A.E) -> (c :Bool); }
"""
        self.assertEqual(entries(text, "t.capnp"), [
            "t.capnp A one @0 :Text",
            "t.capnp A none @1 :Void",
            "t.capnp A some @2 :List(Text)",
            "t.capnp A.when never @3 :Void",
            "t.capnp A.when.at ms @4 :Int64",
            "t.capnp A.E x @0",
            "t.capnp A.E y @1",
            "t.capnp B call @0 -> here",
            "t.capnp B call @0 parameter 0 a :Text",
            "t.capnp B call @0 parameter 1 b :A.E",
            "t.capnp B call @0 result 0 c :Bool",
        ])


def write():
    lines = locked() if os.path.exists(LOCK) else []
    lines += [line for line in all_entries() if line not in set(lines)]
    with open(LOCK, "w", encoding="ascii") as file:
        file.write("# What travels and what is stored, by its numbers. Lines "
                   "are added, never changed:\n# see "
                   "tests/check/schema_lock_test.py.\n")
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        unittest.main()
