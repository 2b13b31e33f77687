#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Certificates that the program makes, between a node and its clients."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from program import ProgramTest  # pylint: disable=wrong-import-position


class Cert(ProgramTest):

    def setUp(self):
        super().setUp()
        self.pki = os.path.join(self.folder, "pki")

    def make(self, *words):
        return self.expect(0, "cert", *words, "--dir", self.pki)

    def files(self, name):
        return ("--tls-ca", f"{self.pki}/ca.pem",
                "--tls-cert", f"{self.pki}/{name}.pem",
                "--tls-key", f"{self.pki}/{name}.key")

    def test_a_node_and_its_clients_know_each_other(self):
        done = self.make("ca")
        self.assertIn("ca.key where only you can read it", done.stderr)
        self.make("node", "cellar", "127.0.0.1")
        self.make("client", "ann")
        self.make("client", "bob")
        self.start_node("--node-name", "cellar", "--operator", "ann",
                        *self.files("cellar"))
        self.expect(0, "node", "status", *self.files("ann"))
        # Nobody has another name than that of the certificate.
        done = self.run_it("node", "status", *self.files("bob"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("bob", done.stderr)
        done = self.run_it("node", "status", *self.files("cellar"))
        self.assertNotEqual(done.returncode, 0)

    def test_a_client_of_another_authority_is_not_let_in(self):
        self.make("ca")
        self.make("node", "cellar", "127.0.0.1")
        self.start_node("--node-name", "cellar", "--operator", "ann",
                        *self.files("cellar"))
        other = os.path.join(self.folder, "other")
        self.expect(0, "cert", "ca", "--dir", other)
        self.expect(0, "cert", "client", "ann", "--dir", other)
        done = self.run_it(
            "node", "status", "--tls-ca", f"{self.pki}/ca.pem", "--tls-cert",
            f"{other}/ann.pem", "--tls-key", f"{other}/ann.key")
        self.assertEqual(done.returncode, 5, done.stderr)

    def test_a_context_keeps_all_of_it(self):
        self.make("ca")
        self.make("node", "cellar", "127.0.0.1")
        self.make("client", "ann")
        self.start_node("--node-name", "cellar", "--operator", "ann",
                        *self.files("cellar"))
        self.expect(0, "context", "add", "house", "--address",
                    self.environment.pop("LEASEHOLD_ADDRESS"), "--name", "ann",
                    *self.files("ann"))
        del self.environment["LEASEHOLD_NAME"]
        self.assertEqual(self.expect(0, "node", "status", "-o",
                                     "name").stdout, "cellar\n")
        place = os.path.join(self.folder, ".config/leasehold/config.toml")
        self.assertEqual(os.stat(place).st_mode & 0o777, 0o600)
        self.expect(0, "context", "remove", "house")
        self.expect(5, "node", "status", "--address", "127.0.0.1:1")

    def test_what_is_there_is_kept(self):
        self.make("ca")
        done = self.run_it("cert", "ca", "--dir", self.pki)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nothing is written over", done.stderr)

    def test_programs_get_the_paths(self):
        made = json.loads(self.make("ca", "-o", "json").stdout)
        self.assertEqual(made, {"certificate": f"{self.pki}/ca.pem",
                                "key": f"{self.pki}/ca.key"})
        self.assertEqual(
            self.make("client", "ann", "-o", "name").stdout,
            f"{self.pki}/ann.pem\n{self.pki}/ann.key\n")

    def test_misuse_is_said(self):
        self.expect(2, "cert", "node", "--dir", self.pki)
        self.expect(2, "cert", "client", "ann", "--days", "0", "--dir",
                    self.pki)
        done = self.run_it("cert", "client", "ann", "--dir", self.pki)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("leasehold cert ca", done.stderr)


if __name__ == "__main__":
    unittest.main()
