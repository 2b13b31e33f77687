#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Builds the Debian packages; see tools/package.

The same sources, program and date give the same packages, byte for byte.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import man_page

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.realpath(os.path.join(HERE, "..", ".."))
PAGES = ("cli.md", "glossary.md", "integrators.md", "operators.md",
         "policy.md", "shell.md", "simulator.md", "topology.md")
# What has a program to make accounts from sysusers.d.
SYSUSERS = "systemd | systemd-standalone-sysusers"


def run(*words, **more):
    return subprocess.run(words, check=True, text=True,
                          stdout=subprocess.PIPE, **more).stdout


def architecture():
    return run("dpkg", "--print-architecture").strip()


def triplet():
    return run("dpkg-architecture", "-qDEB_HOST_MULTIARCH").strip()


def version_of(program):
    return run(program, "version").split()[-1]


def date_of_sources():
    """Seconds since 1970: of the commit, or of the environment."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    try:
        return int(run("git", "-C", ROOT, "log", "-1", "--format=%ct",
                       stderr=subprocess.DEVNULL))
    except (OSError, subprocess.CalledProcessError):
        sys.exit("package: the sources have no date, because this is no git "
                 "checkout: set SOURCE_DATE_EPOCH")


class Package:
    """A tree of files that becomes one package."""

    def __init__(self, name, work, info):
        self.name = name
        self.info = info
        self.tree = os.path.join(work, name)
        os.makedirs(os.path.join(self.tree, "DEBIAN"))

    def path(self, place):
        full = os.path.join(self.tree, place)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        return full

    def copy(self, source, place, mode=0o644):
        shutil.copyfile(source, self.path(place))
        os.chmod(self.path(place), mode)

    def write(self, place, text, mode=0o644):
        with open(self.path(place), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(place), mode)

    def write_compressed(self, place, text):
        with open(self.path(place), "wb") as file:
            with gzip.GzipFile(filename="", mode="wb", fileobj=file,
                               mtime=0) as packed:
                packed.write(text.encode())
        os.chmod(self.path(place), 0o644)

    def control(self, section, depends, description, more=""):
        short, _, rest = description.partition("\n")
        size = sum(os.path.getsize(os.path.join(folder, file))
                   for folder, _, files in os.walk(self.tree)
                   for file in files) // 1024 + 1
        self.write("DEBIAN/control", (
            f"Package: {self.name}\n"
            f"Version: {self.info.version}\n"
            f"Architecture: {self.info.architecture}\n"
            "Maintainer: The Leasehold authors <leasehold@localhost>\n"
            f"Installed-Size: {size}\n"
            f"Depends: {depends}\n"
            f"{more}"
            f"Section: {section}\n"
            "Priority: optional\n"
            f"Description: {short}\n"
            + "".join(f" {line or '.'}\n" for line in rest.splitlines())))

    def sums(self):
        lines = []
        for folder, _, files in os.walk(self.tree):
            for file in files:
                place = os.path.relpath(os.path.join(folder, file), self.tree)
                if not place.startswith("DEBIAN/"):
                    lines.append(place)
        text = run("md5sum", *sorted(lines), cwd=self.tree) if lines else ""
        self.write("DEBIAN/md5sums", text)

    def build(self, out):
        self.sums()
        for folder, folders, files in os.walk(self.tree):
            for name in folders:
                os.chmod(os.path.join(folder, name), 0o755)
            for name in files + folders:
                os.utime(os.path.join(folder, name),
                         (self.info.date, self.info.date),
                         follow_symlinks=False)
        os.utime(self.tree, (self.info.date, self.info.date))
        target = os.path.join(
            out, f"{self.name}_{self.info.version}_"
                 f"{self.info.architecture}.deb")
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz",
             f"-z{self.info.level}", "--build", self.tree, target],
            check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(self.info.date)})
        print(target)


def shared_libraries(work, program):
    """What dpkg-shlibdeps finds that the program needs."""
    folder = os.path.join(work, "shlibdeps")
    os.makedirs(os.path.join(folder, "debian"))
    with open(os.path.join(folder, "debian/control"), "w",
              encoding="utf-8") as file:
        file.write("Source: leasehold\n\nPackage: leasehold\n"
                   "Architecture: any\n")
    text = run("dpkg-shlibdeps", "-O", "-e" + program, cwd=folder,
               stderr=subprocess.DEVNULL)
    return re.search(r"^shlibs:Depends=(.*)$", text, re.M).group(1)


def build_id(program):
    found = re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-n", program))
    return found.group(1) if found else None


def split_symbols(program, stripped, symbols):
    """The program without symbols, and a file with all of them."""
    subprocess.run(["objcopy", "--only-keep-debug", program, symbols],
                   check=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", stripped, program],
                   check=True)


def add_service(package):
    package.copy(os.path.join(HERE, "leasehold.service"),
                 "lib/systemd/system/leasehold.service")
    package.copy(os.path.join(HERE, "leasehold.sysusers"),
                 "usr/lib/sysusers.d/leasehold.conf")
    package.copy(os.path.join(HERE, "leasehold.toml"),
                 "etc/leasehold/leasehold.toml")
    package.write("DEBIAN/conffiles", "/etc/leasehold/leasehold.toml\n")
    for script in ("postinst", "prerm", "postrm"):
        package.copy(os.path.join(HERE, script), f"DEBIAN/{script}", 0o755)


def add_words(package, program, info):
    """Manual, completion and guides."""
    date = time.strftime("%Y-%m-%d", time.gmtime(info.date))
    package.write_compressed("usr/share/man/man1/leasehold.1.gz",
                             man_page.make(program, info.version, date))
    for shell, place in (
            ("bash", "usr/share/bash-completion/completions/leasehold"),
            ("zsh", "usr/share/zsh/vendor-completions/_leasehold"),
            ("fish", "usr/share/fish/vendor_completions.d/leasehold.fish")):
        package.write(place, run(program, "completion", shell))
    docs = f"usr/share/doc/{package.name}"
    package.copy(os.path.join(ROOT, "LICENSE"), f"{docs}/copyright")
    for page in PAGES:
        package.copy(os.path.join(ROOT, "docs", page), f"{docs}/{page}")
    package.copy(os.path.join(ROOT, "tools/regions/figure8.toml"),
                 f"{docs}/examples/figure8.toml")


def build_program(program, work, info, out):
    stripped = os.path.join(work, "stripped")
    symbols = os.path.join(work, "symbols")
    split_symbols(program, stripped, symbols)
    package = Package("leasehold", work, info)
    package.copy(stripped, "usr/bin/leasehold", 0o755)
    add_service(package)
    add_words(package, program, info)
    package.control(
        "net", f"{shared_libraries(work, stripped)}, {SYSUSERS}",
        "time-limited leases on the resources of a region\n"
        "Leasehold grants leases on capacity along a route of gateways: all\n"
        "of it or nothing, durably, for a time.\n"
        "\n"
        "This package has the program: nodes, the command line, the shell and\n"
        "the simulator.")
    package.build(out)
    debug = Package("leasehold-dbgsym", work, info)
    known = build_id(program)
    place = (f".build-id/{known[:2]}/{known[2:]}.debug" if known
             else "usr/bin/leasehold.debug")
    debug.copy(symbols, f"usr/lib/debug/{place}")
    debug.control("debug", f"leasehold (= {info.version})",
                  "debug symbols for leasehold\n"
                  "What a debugger needs to name what it sees.")
    debug.build(out)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True,
                         help="the program as it was built")
    options.add_argument("--out", required=True, help="an existing folder")
    options.add_argument("--revision", default="1",
                         help="of the package, behind the program's version")
    options.add_argument("--level", type=int, default=6,
                         help="how hard to compress, 0 to 9")
    given = options.parse_args()
    program = os.path.realpath(given.program)
    info = argparse.Namespace(
        version=f"{version_of(program)}-{given.revision}",
        architecture=architecture(), date=date_of_sources(),
        level=given.level)
    with tempfile.TemporaryDirectory() as work:
        build_program(program, work, info, os.path.realpath(given.out))


if __name__ == "__main__":
    main()
