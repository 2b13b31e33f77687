# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Rules on BUILD files: every source is named, no flags of one's own."""

import ast
import re

_SOURCE_SUFFIXES = (".hpp", ".cpp", ".capnp", ".lua")
_SYSTEM = "tools/build_defs/system.BUILD"


def check(tree):
    named = {}
    for source in tree.sources:
        if source.is_build:
            yield from _words(source)
        if source.name == "BUILD":
            try:
                named[source.folder] = names_of(ast.parse(source.text))
            except SyntaxError as error:
                yield source.finding(error.lineno or 1, "syntax",
                                     str(error.msg))
                named[source.folder] = None
    for source in tree.sources:
        if source.suffix in _SOURCE_SUFFIXES:
            yield from _dead(source, named)


def _words(source):
    for number, line in enumerate(source.lines, 1):
        code = line.split("#")[0]
        if source.path == _SYSTEM:
            continue
        if re.search(r"\blinkopts\b", code):
            yield source.finding(number, "linkopts",
                                 "depend on a target of @system instead")
        if "//visibility:public" in code and \
                not source.under("tools/build_defs"):
            yield source.finding(number, "visibility",
                                 "list the folders that may use it")
        if re.search(r"\bglob\(.*\.(?:hpp|cpp|capnp|lua)\b", code):
            yield source.finding(number, "glob", "name each source")


def names_of(module):
    """The files that a BUILD file names, by the macros' defaults too."""
    names = {node.value for node in ast.walk(module)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    names = {name[1:] if name.startswith(":") else name for name in names}
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) \
                and call.func.id.startswith("leasehold_cc_"):
            names |= _defaults(call, names)
    return names


def _defaults(call, stems):
    given = {word.arg: word.value for word in call.keywords}
    name = given.get("name")
    if isinstance(name, ast.Constant):
        stems = {name.value}  # else a comprehension: any word may be a name
    files = set()
    if "srcs" not in given and not _is_true(given.get("header_only")):
        files |= {stem + ".cpp" for stem in stems}
    if "hdrs" not in given and call.func.id == "leasehold_cc_library":
        files |= {stem + ".hpp" for stem in stems}
    return files


def _is_true(node):
    return isinstance(node, ast.Constant) and node.value is True


def _dead(source, named):
    package = source.folder
    while package not in named and package:
        package = package.rpartition("/")[0]
    if package in named and named[package] is None:
        return
    relative = source.path[len(package) + 1:] if package else source.path
    if relative not in named.get(package, ()):
        yield source.finding(1, "dead-file",
                             f"no target of {package}/BUILD names it")
