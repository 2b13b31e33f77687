# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Rules on characters, lines and sizes: every kind of file."""

import ast
import re

COMMENT = {".hpp": "//", ".cpp": "//", ".capnp": "#", ".lua": "--",
           ".py": "#", ".sh": "#"}
LINE_LENGTH = 80
FILE_LENGTH = 500
TEST_FILE_LENGTH = 700
FUNCTION_LENGTH = 70

# Written so that they do not match themselves.
_MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:wor[k]/|tmp/w[t]\b|hom[e]/\w|User[s]/\w|roo[t]/)")
_WORKPLACE = re.compile(
    r"\bsub-?agen[t]s?\b|\bwork ?tre[e]s?\b|\blanguage mode[l]|\bthe brie[f]\b",
    re.IGNORECASE)
_FIX_ME = re.compile(r"\bFIXM[E]\b")


def check(tree):
    for source in tree.sources:
        yield from _whitespace(source)
        yield from _words(source)
        if source.suffix in COMMENT:
            yield from _license(source)
            yield from _widths(source)
            yield from _length(source)
        if source.suffix == ".py":
            yield from _python_functions(source)


def _whitespace(source):
    for number, line in enumerate(source.lines, 1):
        if "\t" in line:
            yield source.finding(number, "tab", "indent with spaces")
        if line != line.rstrip():
            yield source.finding(number, "trailing-blank", "remove the blanks")
    if source.text and not source.text.endswith("\n"):
        yield source.finding(len(source.lines), "final-newline",
                             "end the file with a newline")
    elif source.text.endswith("\n\n"):
        yield source.finding(len(source.lines), "final-newline",
                             "remove the empty lines at the end")


def _words(source):
    for number, line in enumerate(source.lines, 1):
        if _MACHINE_PATH.search(line):
            yield source.finding(number, "machine-path",
                                 "this path exists on one machine only")
        if _WORKPLACE.search(line):
            yield source.finding(number, "workplace",
                                 "speak of the project, not of how it is made")
        if _FIX_ME.search(line) and source.suffix != ".md":
            yield source.finding(number, "fixme",
                                 "repair it, or write TODO(issue): why")


def _license(source):
    mark = COMMENT[source.suffix]
    first = 1 if source.is_script else 0
    head = source.lines[first:first + 2]
    if len(head) < 2 or \
            not re.fullmatch(re.escape(mark) +
                             r" Copyright \d{4} The Leasehold authors",
                             head[0]) or \
            head[1] != mark + " SPDX-License-Identifier: Apache-2.0":
        yield source.finding(
            first + 1, "license",
            f"begin with '{mark} Copyright 2026 The Leasehold authors', "
            f"'{mark} SPDX-License-Identifier: Apache-2.0'")
    if source.suffix == ".hpp" and "#pragma once" not in source.lines:
        yield source.finding(3, "pragma-once", "write #pragma once on line 3")


def _widths(source):
    for number, line in enumerate(source.lines, 1):
        if len(line) > LINE_LENGTH and "://" not in line and \
                not line.startswith("#include"):
            yield source.finding(
                number, "line-length",
                f"{len(line)} columns: break the line at {LINE_LENGTH}")


def _length(source):
    limit = TEST_FILE_LENGTH if source.under("tests") else FILE_LENGTH
    if len(source.lines) > limit:
        yield source.finding(
            limit, "file-length",
            f"{len(source.lines)} lines: split it, {limit} is the limit")


def too_long(source, line, length):
    return source.finding(
        line, "function-length",
        f"{length} lines: split it, {FUNCTION_LENGTH} is the limit")


def _python_functions(source):
    try:
        module = ast.parse(source.text)
    except SyntaxError as error:
        yield source.finding(error.lineno or 1, "syntax", str(error.msg))
        return
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LENGTH:
                yield too_long(source, node.lineno, length)
