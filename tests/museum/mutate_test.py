#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""A mutant is planted where it is meant to be, or not at all."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from mutate import mutate  # pylint: disable=wrong-import-position


class TestMutate(unittest.TestCase):

    def test_replaces_the_passage(self):
        self.assertEqual(mutate("a; b; c;", "b;", "x;"), "a; x; c;")

    def test_takes_any_blanks_and_line_ends_for_alike(self):
        self.assertEqual(mutate("if (a)\n    b;\n", "if (a) b;", ""), "\n")

    def test_leaves_words_that_look_like_patterns_alone(self):
        self.assertEqual(mutate("f(x*) + g", "f(x*)", r"\1"), r"\1 + g")

    def test_refuses_a_passage_that_is_not_there(self):
        with self.assertRaisesRegex(ValueError, "0 times"):
            mutate("a;", "b;", "c;")

    def test_refuses_a_passage_that_is_there_twice(self):
        with self.assertRaisesRegex(ValueError, "2 times"):
            mutate("a; a;", "a;", "c;")


if __name__ == "__main__":
    unittest.main()
