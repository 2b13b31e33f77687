# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the network of a plan from namespaces, and takes it away."""

import os
import select
import signal
import subprocess

from plan import PREFIX, namespace_of

# Where programs of root are, for anybody.
ENVIRONMENT = {**os.environ, "LC_ALL": "C", "PATH": os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/bin", "/bin"])}
_NAMESPACES = "/run/netns"
_OWN_NAMES = "leasehold-lab"


class NetworkError(Exception):
    """What can't be done with the network, and why."""


def run(*words, told=None):
    """What a program prints; fails when it fails."""
    try:
        done = subprocess.run(words, input=told, text=True, check=False,
                              capture_output=True, env=ENVIRONMENT)
    except FileNotFoundError as error:
        raise NetworkError(f"{words[0]} is missing: "
                           "tools/install-packages installs it") from error
    if done.returncode != 0:
        raise NetworkError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def words_within(namespace, *words):
    """The command that runs another within a namespace."""
    return ("ip", "netns", "exec", namespace, *words)


def file_of(namespace):
    return os.path.join(_NAMESPACES, namespace)


def namespaces():
    """Those of a laboratory that is there."""
    if _is_of_a_user_namespace() and not _has_names_of_its_own():
        return []
    try:
        names = os.listdir(_NAMESPACES)
    except FileNotFoundError:
        return []
    return sorted(x for x in names if x.startswith(PREFIX))


def _is_of_a_user_namespace():
    with open("/proc/self/uid_map", encoding="ascii") as file:
        return file.read().split() != ["0", "0", "4294967295"]


def _has_names_of_its_own():
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        return any(f" {_NAMESPACES} " in line and f" {_OWN_NAMES} " in line
                   for line in file)


def _make_room():
    """A folder for names of namespaces.

    Who is root of a user namespace gets one that is seen there alone: others
    have their own laboratories, and the machine its own names.
    """
    if os.geteuid() != 0:
        raise NetworkError(
            "a network is made by root only: use `sudo`, or be root of a "
            "network of your own in `unshare -Urnm`")
    if not _is_of_a_user_namespace():
        os.makedirs(_NAMESPACES, exist_ok=True)
        return
    if _has_names_of_its_own():
        return
    try:
        if not _can_make_folder():
            run("mount", "-t", "tmpfs", "tmpfs", "/run")
            os.makedirs(_NAMESPACES)
        run("mount", "-t", "tmpfs", _OWN_NAMES, _NAMESPACES)
    except NetworkError as error:
        raise NetworkError(f"{error}; start the shell with `unshare -Urnm`, "
                           "where -m allows that") from error


def _can_make_folder():
    try:
        os.makedirs(_NAMESPACES, exist_ok=True)
    except OSError:
        return False
    return True


def set_up(plan):
    """Makes all of it, or nothing."""
    _make_room()
    if namespaces():
        raise NetworkError("the laboratory is there already: `tools/lab down` "
                           "takes it away")
    try:
        run("ip", "-batch", "-", told="".join(
            f"netns add {namespace_of(x)}\n" for x in plan.owners))
        run("ip", "-batch", "-", told="".join(
            x + "\n" for x in plan.cables()))
        for owner in plan.owners:
            run("ip", "-n", namespace_of(owner), "-batch", "-",
                told="".join(x + "\n" for x in plan.set_up(owner)))
        for gateway in plan.gateways:
            run(*words_within(
                namespace_of(gateway), "sh", "-c",
                "echo 1 > /proc/sys/net/ipv4/ip_forward && "
                "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding && "
                "for x in /proc/sys/net/ipv[46]/conf/*/"
                "ignore_routes_with_linkdown; do echo 1 > $x; done && "
                # Nodes ping with the group of whoever runs the laboratory.
                "echo \"$(id -g) $(id -g)\" > "
                "/proc/sys/net/ipv4/ping_group_range"))
    except NetworkError:
        take_away()
        raise


def take_away():
    """With all that runs there; the kernel takes cables and rates along."""
    names = namespaces()
    for name in names:
        for pid in run("ip", "netns", "pids", name).split():
            end(int(pid))
    for name in names:
        run("ip", "netns", "del", name)


def end(pid):
    """Ends a process, also one that stands still, and waits for its end."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(process, signal.SIGTERM)
        signal.pidfd_send_signal(process, signal.SIGCONT)
    except ProcessLookupError:
        pass
    # It can be read once its process is over.
    poll = select.poll()
    poll.register(process, select.POLLIN)
    poll.poll()
    os.close(process)


def classes_of(owner):
    """(device, text) of each interface that is divided."""
    namespace = namespace_of(owner)
    for line in run("tc", "-n", namespace, "qdisc", "show").splitlines():
        words = line.split()
        if words[:3] == ["qdisc", "htb", "4c48:"]:
            device = words[words.index("dev") + 1]
            yield device, (
                run("tc", "-n", namespace, "-s", "class", "show", "dev",
                    device),
                run(*words_within(namespace, "nft", "list", "table", "netdev",
                                  f"leasehold.{device}")))
