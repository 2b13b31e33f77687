# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Rules on C++: banned words, function length, tests that assert."""

import collections
import re

from text_rules import FUNCTION_LENGTH, too_long

# A pattern no code may hold, except where `allowed` says.
Ban = collections.namedtuple("Ban", "rule pattern allowed what")


def _nowhere(_source):
    return False


def _is_timeless(source):
    """Whether time must be given to the file instead of read by it."""
    return source.under("messages") or "_machine." in source.name


def _may_lack_the_kernel(source):
    """The one fixture whose tests a kernel may forbid, and says so."""
    return source.path == "tests/support/network_test.cpp"


BANS = [
    Ban("infinite-wait", r"\bcaf::infinite\b", _nowhere,
        "give every request a finite timeout"),
    Ban("wall-clock", r"\bsystem_clock::now\b",
        lambda source: source.under("runtime/clock"),
        "take the time from runtime/clock"),
    Ban("pure", r"\b(?:steady|high_resolution)_clock::now\b|"
        r"\brandom_device\b|\bs?rand\(",
        lambda source: not _is_timeless(source),
        "time and chance are given to messages and machines, as arguments"),
    Ban("capture-all", r"\[=[\],]", _nowhere, "name what the lambda captures"),
    Ban("console", r"\bstd::cout\b", lambda source: source.under("tools"),
        "only tools write to the console: use the log"),
    Ban("sleep", r"\b(?:sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(",
        lambda source: not source.under("tests"),
        "tests wait for an event, or move the clock"),
    Ban("skipped-test", r"\bGTEST_SKIP\b|\bDISABLED_", _may_lack_the_kernel,
        "repair the test or delete it"),
    Ban("actor-cast", r"\bactor_cast\b(?!<caf::actor_addr>)",
        lambda source: not source.under("actors"),
        "answer through the return value, or pass a typed handle"),
    Ban("bool-parameter",
        r"[(,]\s*(?:const\s+)?bool\s+(?!value\b)\w+\s*(?=[,)=])",
        lambda source: source.suffix != ".hpp" or source.under("tests"),
        "use an enum class: a call must say what true means"),
    Ban("using-namespace", r"\busing\s+namespace\b",
        lambda source: source.suffix != ".hpp",
        "headers open no namespace for others"),
]
_COMPILED = [(ban, re.compile(ban.pattern)) for ban in BANS]

# Constants of the kernel keep their names: NETLINK_ROUTE, RTA_GATEWAY.
_LAYER_WORD = re.compile(r"(?<![a-z])(?<!(?-i:[A-Z]_))"
                         r"(lease|route|gateway)s?(?![a-z])", re.IGNORECASE)
_ASSERTION = re.compile(r"\b(?:EXPECT_|ASSERT_|ADD_FAILURE|RC_ASSERT|"
                        r"RC_GTEST|rc::prop|rc::check)|\bself\.assert")
_INITIALISERS = re.compile(r"\s*[,{]")
_CONTAINER = re.compile(r"\b(?:class|struct|union|enum|namespace)\b[^()]*$")


def check(tree):
    for source in tree.sources:
        if source.is_cpp:
            yield from _bans(source)
            yield from _functions(source)
        if source.under("runtime"):
            yield from _layer_words(source)
        if source.under("tests") and \
                re.search(r"_test\.(?:cpp|py)$", source.name) and \
                not _ASSERTION.search(source.text):
            yield source.finding(1, "no-expectation",
                                 "a test that expects nothing proves nothing")


def _bans(source):
    for ban, pattern in _COMPILED:
        if ban.allowed(source):
            continue
        for match in pattern.finditer(source.code):
            line = source.code.count("\n", 0, match.start()) + 1
            yield source.finding(line, ban.rule, ban.what)


def _layer_words(source):
    for number, line in enumerate(source.lines, 1):
        match = _LAYER_WORD.search(line)
        if match:
            yield source.finding(
                number, "runtime-word",
                f"runtime knows no {match[1].lower()}: say what it is here, "
                "or move it to actors")


def _functions(source):
    for line, length in function_lengths(source.code):
        if length > FUNCTION_LENGTH:
            yield too_long(source, line, length)


def function_lengths(code):
    """(line, lines) of each function body, by counting braces.

    A brace opens a function if all around it are namespaces and types, and
    the words before it hold a parenthesis but end in no type's name.
    """
    line = 1
    start = 0     # where the words before the next brace begin
    parens = 0
    stack = []    # (kind, line, start) of each open brace
    for match in re.finditer(r"[\n{}();]", code):
        mark = match[0]
        outside = all(kind == "container" for kind, _, _ in stack)
        if mark == "\n":
            line += 1
        elif mark in "()":
            parens = max(0, parens + (1 if mark == "(" else -1))
        elif mark == "{":
            head = re.sub(r"\balignas\s*\([^)]*\)", "",
                          code[start:match.start()]).strip()
            kind = "inner"
            if outside and (_CONTAINER.search(head) or head == "extern"):
                kind = "container"
            elif outside and parens == 0 and "(" in head:
                kind = "function"
            stack.append((kind, line, start))
            if kind == "container":
                start = match.end()
        elif mark == "}" and stack:
            kind, opened, before = stack.pop()
            if kind == "function":
                yield opened, line - opened + 1
            # a{1}, b{2} {…}: the words go on after a member's initialiser.
            goes_on = kind == "inner" or \
                kind == "function" and _INITIALISERS.match(code, match.end())
            start = before if goes_on else match.end()
        elif mark == ";" and outside and parens == 0:
            start = match.end()
