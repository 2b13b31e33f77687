# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The files of a source tree as the rules see them, each read once."""

import collections
import functools
import os
import re

# `what` says what to do about it.
Finding = collections.namedtuple("Finding", "path line rule what")

# Made by tools, or one developer's own.
_SKIPPED = {".git", "node_modules", "__pycache__", "user.bazelrc",
            "compile_commands.json"}
# Inputs that a fuzzer found: any bytes at all.
_CORPUS = "tests/fuzz/corpus"

# Comments, strings and characters of C++; a number first, since the quotes
# in 1'000 begin no character.
_TOKEN = re.compile(
    r"""(?P<number>\b\d[\w.']*)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<text>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"
               |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One text file; `path` is relative to the root, with slashes."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        if self.lines and not self.lines[-1]:
            self.lines.pop()
        self.name = path.rsplit("/", 1)[-1]
        self.folder = path.rsplit("/", 1)[0] if "/" in path else ""
        suffix = os.path.splitext(self.name)[1]
        self.is_script = text.startswith("#!")
        self.suffix = suffix or (".sh" if self.is_script else "")
        self.is_cpp = suffix in (".hpp", ".cpp")
        self.is_build = self.name in ("BUILD", "WORKSPACE") or \
            suffix in (".BUILD", ".bzl")

    def finding(self, line, rule, what):
        return Finding(self.path, line, rule, what)

    def under(self, *folders):
        """Whether the file lies in one of the folders, or below it."""
        return any(self.path.startswith(folder + "/") for folder in folders)

    @functools.cached_property
    def code(self):
        """C++ without comments, literals and directives; lines stay."""
        def keep_numbers(match):
            return match[0] if match["number"] else _blank(match[0])

        code = _TOKEN.sub(keep_numbers, self.text)
        return _DIRECTIVE.sub(lambda match: _blank(match[0]), code)

    @functools.cached_property
    def includes(self):
        """(line, header, quoted) of each #include."""
        found = []
        for number, line in enumerate(self.lines, 1):
            match = _INCLUDE.match(line)
            if match:
                found.append((number, match[2], match[1] == '"'))
        return found


class Tree:
    """Every text file below a folder."""

    def __init__(self, root):
        self.root = root
        self._by_path = {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(
                name for name in folders
                if name not in _SKIPPED
                and os.path.join(folder, name) != os.path.join(root, _CORPUS)
                and not os.path.islink(os.path.join(folder, name)))
            for name in sorted(names):
                self._read(os.path.join(folder, name))
        self.sources = list(self._by_path.values())
        self.paths = set(self._by_path)

    def _read(self, path):
        if os.path.islink(path) or os.path.basename(path) in _SKIPPED:
            return
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except (UnicodeDecodeError, OSError):
            return  # binary, or gone since the folder was listed
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        self._by_path[relative] = Source(relative, text)

    def source(self, path):
        return self._by_path.get(path)
