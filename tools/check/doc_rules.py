# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Rules on Markdown: titles, links, and examples that compile.

An example that is a part of a compiled file says so in the line before it:

    <!-- from tests/unit/period/period_test.cpp:leap -->

and the file holds the same lines between --(leap-begin)-- and --(leap-end)--,
each in a comment of its own. Indentation may differ, nothing else.
"""

import posixpath
import re
import textwrap

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_FROM = re.compile(r"^\s*<!--\s*from\s+(\S+):([\w-]+)\s*-->\s*$")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
_MARK = re.compile(r"--\([\w-]+-(?:begin|end)\)--")
_REFERENCE = re.compile(r"(?<![\w./<>*-])((?:[\w.-]+/)*[\w-]+\.md)\b")


def check(tree):
    for source in tree.sources:
        if source.suffix == ".md":
            yield from _markdown(tree, source)
        elif source.suffix != ".py" and not source.is_build:
            yield from _references(tree, source)


def _markdown(tree, source):
    titles = []
    fence = None  # the mark that closes the block we are in
    for number, line in enumerate(source.lines, 1):
        match = _FENCE.match(line)
        if match and (fence is None or match[1].startswith(fence)):
            fence = match[1] if fence is None else None
        elif fence is None:
            if line.startswith("# "):
                titles.append(number)
            if _FROM.match(line):
                yield from _example(tree, source, number)
            yield from _links(tree, source, number, line)
    if len(titles) != 1:
        yield source.finding(
            titles[1] if titles else 1, "title",
            "a page has one '# Title', the rest are '## Sections'")


def _links(tree, source, number, line):
    for target in _LINK.findall(re.sub(r"`[^`]*`", "", line)):
        path = target.split("#")[0]
        if not path or ":" in path:
            continue
        full = posixpath.normpath(posixpath.join(source.folder, path))
        folder = full + "/"
        if full not in tree.paths and \
                not any(known.startswith(folder) for known in tree.paths):
            yield source.finding(number, "link", f"{target} does not exist")


def _references(tree, source):
    """A comment that sends the reader to a page that is not there."""
    for number, line in enumerate(source.lines, 1):
        for page in _REFERENCE.findall(line):
            if "NNNN" not in page and not any(
                    known == page or known.endswith("/" + page)
                    for known in tree.paths):
                yield source.finding(number, "reference",
                                     f"there is no page {page}")


def _example(tree, source, number):
    path, tag = _FROM.match(source.lines[number - 1]).groups()
    shown = _block_after(source.lines, number)
    if shown is None:
        yield source.finding(number, "example",
                             "a code block must follow this line")
        return
    origin = tree.source(path)
    compiled = origin and region(origin.lines, tag)
    if compiled is None:
        yield source.finding(number, "example",
                             f"{path} holds no --({tag}-begin)-- and -end")
    elif _plain(shown) != _plain(compiled):
        yield source.finding(number, "example",
                             f"copy the lines of {tag} from {path} again")


def _block_after(lines, index):
    while index < len(lines) and not lines[index].strip():
        index += 1
    if index == len(lines) or not _FENCE.match(lines[index]):
        return None
    mark = _FENCE.match(lines[index])[1]
    for end in range(index + 1, len(lines)):
        if lines[end].strip().startswith(mark):
            return lines[index + 1:end]
    return None


def region(lines, tag):
    """The lines between the markers of a tag, without other markers."""
    begin = [i for i, line in enumerate(lines) if f"--({tag}-begin)--" in line]
    end = [i for i, line in enumerate(lines) if f"--({tag}-end)--" in line]
    if len(begin) != 1 or len(end) != 1 or end[0] < begin[0]:
        return None
    return [line for line in lines[begin[0] + 1:end[0]]
            if not _MARK.search(line)]


def _plain(lines):
    return textwrap.dedent("\n".join(lines)).strip("\n")
