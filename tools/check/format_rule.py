# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The layout of C++ is clang-format's, as .clang-format says."""

import re
import shutil
import subprocess

_PROCESSES = 2
_VIOLATION = re.compile(r"^(.*?):(\d+):\d+: (?:error|warning): ")


def check(tree):
    paths = [source.path for source in tree.sources if source.is_cpp]
    if not paths:
        return
    if shutil.which("clang-format") is None:
        yield tree.source(paths[0]).finding(
            1, "format", "clang-format is missing: run tools/install-packages")
        return
    running = [
        subprocess.Popen(
            ["clang-format", "--dry-run", "-Werror", *paths[part::_PROCESSES]],
            cwd=tree.root, stderr=subprocess.PIPE, text=True)
        for part in range(min(_PROCESSES, len(paths)))]
    for process in running:
        _, errors = process.communicate()
        yield from _findings(tree, errors, process.returncode)


def _findings(tree, errors, status):
    seen = set()
    for line in errors.splitlines():
        match = _VIOLATION.match(line)
        source = match and tree.source(match[1])
        if source and source.path not in seen:
            seen.add(source.path)
            yield source.finding(int(match[2]), "format",
                                 f"run clang-format -i {source.path}")
    if "Error reading" in errors or (status != 0 and not seen):
        raise RuntimeError("clang-format failed: " + errors)
