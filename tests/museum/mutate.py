#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Writes a source file with one passage replaced.

  mutate.py SOURCE RESULT FIND REPLACE

The passage must be there exactly once: a mutant that no longer applies to the
product fails the build instead of testing nothing. Runs of blanks and line
ends are alike, so that laying code out anew changes no mutant.
"""

import re
import sys


def mutate(text, find, replace):
    """The text with the passage replaced; ValueError if it is not unique."""
    words = [re.escape(word) for word in find.split()]
    passages = list(re.finditer(r"\s+".join(words), text))
    if len(passages) != 1:
        raise ValueError(
            f"the passage is there {len(passages)} times, not once")
    begin, end = passages[0].span()
    return text[:begin] + replace + text[end:]


def main(source, result, find, replace):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    try:
        mutated = mutate(text, find, replace)
    except ValueError as why:
        sys.exit(f"{source}: {why}; adapt the mutant to the code: {find}")
    with open(result, "w", encoding="utf-8") as file:
        file.write(f'#line 1 "{source}"\n' + mutated)


if __name__ == "__main__":
    main(*sys.argv[1:])
