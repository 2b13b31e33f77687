#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Checks the whole tree against docs/STYLE.md, in a few seconds.

Prints `path:line: rule: what to do` for each finding and exits with 1 if
there is any. Without an argument it checks the tree it lies in.

usage: tidy.py [ROOT]
"""

import os
import sys

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import build_rules
import cpp_rules
import doc_rules
import exceptions
import format_rule
import include_rules
import text_rules
from tree import Finding, Tree

RULES = [text_rules, include_rules, cpp_rules, build_rules, doc_rules,
         format_rule]


def findings(root, rules, allowed):
    """All findings of the tree at root that the table does not allow."""
    tree = Tree(root)
    found = {finding for rule in rules for finding in rule.check(tree)}
    used = {(finding.rule, finding.path) for finding in found}
    found = {finding for finding in found
             if (finding.rule, finding.path) not in allowed}
    for rule, path in set(allowed) - used:
        found.add(Finding(path, 1, "exception",
                          f"nothing here breaks '{rule}' any more: remove "
                          "the entry from tools/check/exceptions.py"))
    return sorted(found)


def main(arguments):
    here = os.path.dirname(os.path.realpath(__file__))
    root = arguments[1] if len(arguments) > 1 else \
        os.path.dirname(os.path.dirname(here))
    found = findings(root, RULES, exceptions.EXCEPTIONS)
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.rule}: "
              f"{finding.what}")
    if found:
        print(f"{len(found)} findings; docs/STYLE.md explains the rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
