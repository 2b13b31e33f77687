# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""The manual page, made of what the program says of itself."""

import re
import subprocess


def help_of(program, *words):
    return subprocess.run([program, *words, "--help"], check=True, text=True,
                          capture_output=True, env={"LC_ALL": "C"}).stdout


def commands_in(text):
    """The names under "Subcommands:"."""
    names = []
    inside = False
    for line in text.splitlines():
        if line.startswith("Subcommands:"):
            inside = True
        elif inside and (found := re.match(r"  (\S+)", line)):
            names.append(found.group(1))
        elif inside and not line.startswith(" "):
            inside = False
    return names


def walk(program, words=()):
    """Each command with its help; nouns before what is below them."""
    text = help_of(program, *words)
    yield words, text
    for name in commands_in(text):
        if words + (name,) == ("help",):
            continue
        yield from walk(program, words + (name,))


def escaped(text):
    lines = []
    for line in text.rstrip("\n").splitlines():
        line = line.replace("\\", "\\e").replace("-", "\\-")
        lines.append("\\&" + line if line.startswith((".", "'")) else line)
    return "\n".join(lines)


def make(program, version, date):
    """Each help as it is: it was written for a terminal, and so is this."""
    parts = [
        f'.TH LEASEHOLD 1 "{date}" "leasehold {version}" "Leasehold"',
        ".SH NAME",
        "leasehold \\- time-limited leases on the resources of a region",
        ".SH SYNOPSIS",
        ".B leasehold",
        "[\\fIOPTIONS\\fR] \\fINOUN\\fR [\\fIVERB\\fR] ...",
        ".SH DESCRIPTION",
        "Runs nodes that lease capacity along routes, and asks them for it.",
        "The operator's guide and the guide of the command line are in",
        ".IR /usr/share/doc/leasehold ."]
    for words, text in walk(program):
        title = " ".join(("leasehold",) + words)
        parts += [f'.SH "{title.upper()}"', ".nf", escaped(text), ".fi"]
    parts += [
        ".SH FILES",
        ".TP",
        ".I /etc/leasehold/leasehold.toml",
        "The configuration of the node that systemd runs.",
        ".TP",
        ".I /var/lib/leasehold",
        "Its journal: all that it has promised."]
    return "\n".join(parts) + "\n"
