# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one node for each gateway, in the gateway's namespace."""

import json
import os
import subprocess
import time

from network import ENVIRONMENT, NetworkError, run, words_within
from plan import PORT, namespace_of

OPERATOR = "operator"
SECONDS_BETWEEN_QUESTIONS = 0.1


class Nodes:
    """The nodes of a plan, and the folder where they keep things."""

    def __init__(self, plan, folder, root, program):
        self.plan = plan
        self.folder = folder
        self.root = root
        self.program = program

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def _issue(self, kind, name, *more):
        if not os.path.exists(self.path("pki", name + ".pem")):
            run(os.path.join(self.root, "tools/pki/make-test-ca"),
                self.path("pki"), *([kind] if kind == name else [kind, name]),
                *more)

    def prepare(self):
        """Certificates, which nodes of several machines need, and a region."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        self._issue("ca", "ca")
        self._issue("client", OPERATOR)
        for gateway in self.plan.gateways:
            self._issue("node", self.plan.node(gateway),
                        *self.plan.loopback(gateway))
        with open(self.path("region.toml"), "w", encoding="utf-8") as file:
            file.write(self.plan.region_text())

    def start(self, gateway):
        """Starts a node and waits until it listens."""
        node = self.plan.node(gateway)
        number = node.removeprefix("node")
        address = f"{self.plan.loopback(gateway)[0]}:{PORT}"
        with open(self.path(node + ".log"), "ab") as log:
            # A session of its own outlives the terminal.
            process = subprocess.Popen(  # pylint: disable=consider-using-with
                words_within(
                    namespace_of(gateway), self.program, "node", "run",
                    "--node-name", node, "--number", number,
                    "--data", self.path(node), "--listen", address,
                    "--topology", self.path("region.toml"),
                    "--operator", OPERATOR, "--allow-kill",
                    "--tls-ca", self.path("pki", "ca.pem"),
                    "--tls-cert", self.path("pki", node + ".pem"),
                    "--tls-key", self.path("pki", node + ".key")),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                start_new_session=True)
        with open(self.path(node + ".pid"), "w", encoding="ascii") as file:
            file.write(f"{process.pid}\n")
        if not process.stdout.readline():
            with open(self.path(node + ".log"), encoding="utf-8",
                      errors="replace") as log:
                last = "".join(log.readlines()[-3:])
            raise NetworkError(f"{node} did not start; its log is "
                               f"{self.path(node + '.log')}\n{last}")
        return address

    def _states(self, gateway):
        """How a node sees the others; nothing where it does not answer."""
        done = subprocess.run(
            words_within(namespace_of(gateway), self.program, "node", "list",
                         "-o", "json"),
            env={**ENVIRONMENT, **self.settings(gateway)}, check=False,
            text=True, capture_output=True)
        return [x["state"] for x in json.loads(done.stdout)] \
            if done.returncode == 0 else []

    def await_each_other(self):
        """Until each node sees all others."""
        for gateway in self.plan.gateways:
            while self.pid_of(gateway) is not None:
                states = self._states(gateway)
                if states and set(states) <= {"here", "up"}:
                    break
                time.sleep(SECONDS_BETWEEN_QUESTIONS)
            else:
                raise NetworkError(
                    f"{self.plan.node(gateway)} has ended; its log is "
                    + self.path(self.plan.node(gateway) + ".log"))

    def pid_of(self, gateway):
        """Its pid if it runs: one that is another program's is nobody's."""
        node = self.plan.node(gateway)
        try:
            with open(self.path(node + ".pid"), encoding="ascii") as file:
                pid = int(file.read())
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if node.encode() in words else None

    def settings(self, gateway):
        """The variables by which a command finds that node."""
        return {
            "LEASEHOLD_ADDRESS": f"{self.plan.loopback(gateway)[0]}:{PORT}",
            "LEASEHOLD_NAME": OPERATOR,
            "LEASEHOLD_TLS_CA": self.path("pki", "ca.pem"),
            "LEASEHOLD_TLS_CERT": self.path("pki", OPERATOR + ".pem"),
            "LEASEHOLD_TLS_KEY": self.path("pki", OPERATOR + ".key")}
