#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Each rule of the check finds its bad file and leaves its good one alone.

Every tree that the tests write is clean but for the lines under test. Words
that the check bans everywhere are put together here, or this file would be
its own finding.
"""

import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = os.path.realpath(__file__).rsplit("/tests/", 1)[0]
CHECK = os.path.join(ROOT, "tools", "check")
sys.path.insert(0, CHECK)

# pylint: disable=wrong-import-position
import build_rules
import cpp_rules
import format_rule
import include_rules
import tidy
import tree

LICENSE = ("Copyright 2026 The Leasehold authors",
           "SPDX-License-Identifier: Apache-2.0")


def licensed(mark, body):
    return "".join(f"{mark} {line}\n" for line in LICENSE) + body


def source(body):
    return licensed("//", "\n" + body)


def header(body):
    return licensed("//", "#pragma once\n\n" + body)


class TidyTest(unittest.TestCase):

    # clang-format takes most of the time: only its own tests run it.
    rules = [rule for rule in tidy.RULES if rule is not format_rule]

    def write(self, files):
        """A new tree of these files; a BUILD that names all if none does."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        sources = [path for path in files if not path.endswith("BUILD")]
        if len(sources) == len(files):
            files = {**files, "BUILD": f"exports_files({sources!r})\n"}
        for path, text in files.items():
            full = os.path.join(folder.name, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        return folder.name

    def check(self, files, allowed=()):
        """What the check says of a tree of these files."""
        found = tidy.findings(self.write(files), self.rules, dict(allowed))
        return [f"{finding.path}:{finding.line}: {finding.rule}"
                for finding in found]

    def finds(self, rule, path, text, line, *others):
        files = {path: text, **dict(others)}
        self.assertEqual(self.check(files), [f"{path}:{line}: {rule}"])

    def accepts(self, path, text, *others):
        self.assertEqual(self.check({path: text, **dict(others)}), [])


class Text(TidyTest):

    def test_a_tab(self):
        self.finds("tab", "a.toml", "a = 1\n\tb = 2\n", 2)
        self.accepts("a.toml", "a = 1\n  b = 2\n")

    def test_a_trailing_blank(self):
        self.finds("trailing-blank", "a.toml", "a = 1 \n", 1)

    def test_the_final_newline(self):
        self.finds("final-newline", "a.toml", "a = 1\nb = 2", 2)
        self.finds("final-newline", "a.toml", "a = 1\n\n", 2)
        self.accepts("a.toml", "a = 1\n")
        self.accepts("a.toml", "")

    def test_a_path_of_one_machine(self):
        for path in ("/wo" "rk/main", "/tmp/w" "t/x", "/ho" "me/jo/x",
                     "/ro" "ot/.cache", "/Us" "ers/jo"):
            self.finds("machine-path", "a.toml", f'a = "{path}"\n', 1)
        self.accepts("a.toml", 'a = "homework/main:/var/lib/leasehold"\n')

    def test_a_word_of_the_workplace(self):
        self.finds("workplace", "a.toml", "# As the bri" "ef says.\n", 1)
        self.accepts("a.toml", "# A brief answer of an endpoint's agent.\n")

    def test_a_promise_to_repair(self):
        self.finds("fixme", "a.toml", "# FIX" "ME later\n", 1)
        self.accepts("a.toml", "# TODO(12): later\n")
        self.accepts("a.md", "# Style\n\nNo FIX" "ME.\n")

    def test_the_license(self):
        for path, mark in (("a.py", "#"), ("a.sh", "#")):
            self.finds("license", path, f"{mark} hello\n", 1)
            self.accepts(path, licensed(mark, ""))
            self.accepts(path, "#!/bin/x\n" + licensed(mark, ""))
        for path, mark in (("a.cpp", "//"), ("a.capnp", "#"), ("a.lua", "--")):
            self.finds("license", "x/" + path, f"{mark} hello\n", 1)
            self.accepts("x/" + path, licensed(mark, ""))

    def test_the_license_of_a_script_without_suffix(self):
        self.finds("license", "run", "#!/bin/sh\nexit 0\n", 2)
        self.accepts("run", "#!/bin/sh\n" + licensed("#", "exit 0\n"))

    def test_pragma_once(self):
        self.finds("pragma-once", "x/a.hpp", source("struct a {};\n"), 3)
        self.accepts("x/a.hpp", header("struct a {};\n"))

    def test_the_width_of_a_line(self):
        self.finds("line-length", "a.sh", licensed("#", "x" * 81 + "\n"), 3)
        self.accepts("a.sh", licensed("#", "é" * 80 + "\n"))
        self.accepts("a.sh", licensed("#", "# https://" + "x" * 80 + "\n"))
        self.accepts("a.toml", "x" * 200 + "\n")

    def test_the_length_of_a_file(self):
        self.finds("file-length", "a.py", licensed("#", "x = 1\n" * 499), 500)
        self.accepts("a.py", licensed("#", "x = 1\n" * 498))
        self.accepts("tests/a.py", licensed("#", "x = 1\n" * 698))

    def test_the_length_of_a_python_function(self):
        body = "def f():\n" + "    x = 1\n"
        self.finds("function-length", "a.py",
                   licensed("#", body + "    x = 1\n" * 69), 3)
        self.accepts("a.py", licensed("#", body + "    x = 1\n" * 68))

    def test_what_tools_made_is_not_read(self):
        for path in (".git/a.md", "node_modules/a.md", "user.bazelrc",
                     "tests/fuzz/corpus/words/a"):
            self.accepts(path, "\t")
        root = self.write({"a/b.toml": "a = 1\n"})
        os.symlink("a", os.path.join(root, "bazel-bin"))
        os.symlink("nowhere", os.path.join(root, "bazel-out"))
        self.assertEqual([file.path for file in tree.Tree(root).sources],
                         ["BUILD", "a/b.toml"])

    def test_binary_files_are_not_read(self):
        root = self.write({})
        with open(os.path.join(root, "a.bin"), "wb") as file:
            file.write(b"\xff\xfe\t")
        self.assertEqual([file.path for file in tree.Tree(root).sources],
                         ["BUILD"])


class Cpp(TidyTest):

    def bans(self, rule, path, line):
        text = header if path.endswith(".hpp") else source
        place = 5 if path.endswith(".hpp") else 4
        self.finds(rule, path, text(line + "\n"), place)
        self.accepts(path, text(f"// {line}\n"))

    def test_every_banned_word_is_tried_here(self):
        tried = {"infinite-wait", "wall-clock", "pure", "capture-all",
                 "console", "sleep", "skipped-test", "actor-cast",
                 "bool-parameter", "using-namespace"}
        self.assertEqual({ban.rule for ban in cpp_rules.BANS}, tried)

    def test_an_infinite_wait(self):
        self.bans("infinite-wait", "x/a.cpp", "auto t = caf::infinite;")

    def test_the_wall_clock(self):
        line = "auto t = std::chrono::system_clock::now();"
        self.bans("wall-clock", "actors/x/a.cpp", line)
        self.accepts("runtime/clock/a.cpp", source(line + "\n"))

    def test_time_and_chance_in_pure_code(self):
        for line in ("auto t = std::chrono::steady_clock::now();",
                     "std::random_device seed;", "int x = rand();"):
            self.bans("pure", "messages/a.cpp", line)
            self.bans("pure", "actors/x/x_machine.cpp", line)
            self.accepts("runtime/x/a.cpp", source(line + "\n"))

    def test_a_lambda_that_captures_all(self):
        self.bans("capture-all", "x/a.cpp", "auto f = [=] { return 1; };")
        self.bans("capture-all", "x/a.cpp", "auto f = [=, &x] { return 1; };")
        self.accepts("x/a.cpp", source("auto f = [x] { return x == 1; };\n"))

    def test_the_console(self):
        line = "auto& x = std::cout;"
        self.bans("console", "runtime/x/a.cpp", line)
        self.accepts("tools/x/a.cpp", source(line + "\n"))

    def test_sleep_in_tests(self):
        for line in ("auto x = sleep_for(1);", "auto x = usleep(1);",
                     "auto x = std::this_thread::sleep_until(t);"):
            self.bans("sleep", "tests/x/a.cpp", line)
        self.accepts("runtime/x/a.cpp", source("auto x = sleep_for(1);\n"))

    def test_a_test_that_does_not_run(self):
        body = "TEST(A, {}B) {{\n  EXPECT_TRUE(x);\n{}}}\n"
        path = "tests/x/a_test.cpp"
        self.finds("skipped-test", path,
                   source(body.format("DISABLED_", "")), 4)
        self.finds("skipped-test", path,
                   source(body.format("", "  GTEST_SKIP();\n")), 6)
        self.accepts("tests/support/network_test.cpp",
                     source(body.format("", "  GTEST_SKIP();\n")))
        self.accepts(path, source(body.format("", "")))

    def test_an_actor_cast(self):
        self.bans("actor-cast", "actors/x/a.cpp",
                  "auto x = caf::actor_cast<caf::actor>(y);")
        self.accepts("actors/x/a.cpp", source(
            "auto x = caf::actor_cast<caf::actor_addr>(y);\n"))
        self.accepts("runtime/x/a.cpp", source(
            "auto x = caf::actor_cast<caf::actor>(y);\n"))

    def test_a_bool_parameter(self):
        self.bans("bool-parameter", "x/a.hpp", "void f(int a, bool deep);")
        self.bans("bool-parameter", "x/a.hpp", "void f(bool deep = true);")
        self.accepts("x/a.hpp", header("void f(bool value);\n\n"
                                       "bool g();\n\nbool h(int a);\n"))
        self.accepts("x/a.cpp", source("void f(bool deep);\n"))

    def test_a_namespace_opened_for_others(self):
        self.bans("using-namespace", "x/a.hpp",
                  "using namespace std::chrono_literals;")
        self.accepts("x/a.cpp", source("using namespace x;\n"))

    def test_banned_words_in_literals_are_not_code(self):
        self.accepts("x/a.cpp", source(
            'auto a = "caf::infinite";\n'
            'auto b = R"x(caf::infinite ")" [=])x";\n'
            "auto c = 1'000'000;\n/* caf::infinite\n   [=] */\n"))

    def test_words_above_runtime(self):
        for line in ("// Ends a lease.", "int lease_count;",
                     '#include "messages/route.hpp"', "// Two Gateways."):
            self.finds("runtime-word", "runtime/x/a.cpp",
                       source(line + "\n"), 4)
        self.accepts("runtime/x/a.cpp", source(
            "namespace leasehold {} // released, rerouted\n"
            "int a = NETLINK_ROUTE + RTA_GATEWAY;\n"))
        self.accepts("actors/x/a.cpp", source("int lease_count;\n"))

    def test_a_test_that_expects_nothing(self):
        body = "TEST(A, B) {{\n  {};\n}}\n"
        self.finds("no-expectation", "tests/x/a_test.cpp",
                   source(body.format("run()")), 1)
        for line in ("EXPECT_EQ(1, 1)", "ASSERT_TRUE(x)", "RC_ASSERT(x)"):
            self.accepts("tests/x/a_test.cpp", source(body.format(line)))
        self.finds("no-expectation", "tests/x/a_test.py",
                   licensed("#", ""), 1)


class FunctionLength(unittest.TestCase):

    def lengths(self, code):
        return list(cpp_rules.function_lengths(code))

    def test_counts_from_brace_to_brace(self):
        self.assertEqual(self.lengths("int f(int x)\n{\n  if (x) {\n  }\n}\n"),
                         [(2, 4)])

    def test_looks_into_namespaces_and_types(self):
        self.assertEqual(self.lengths(
            "namespace a::b {\nstruct alignas(8) c : d {\n"
            "  int f() const { return 1; }\n  enum class e { x, y };\n};\n"
            "template <class T>\nvoid g(T x) {\n}\n}\n"), [(3, 1), (7, 2)])

    def test_sees_a_body_behind_initialisers(self):
        self.assertEqual(self.lengths(
            "c::c(int x) : x_{x}, y_{} {\n  f();\n}\n")[-1], (1, 3))

    def test_default_arguments_are_no_bodies(self):
        self.assertEqual(self.lengths("void f(a b = {}) {\n}\nint x{1};\n"),
                         [(1, 2)])

    def test_tables_are_no_functions(self):
        self.assertEqual(self.lengths("constexpr a b[] = {\n{1},\n{2},\n};\n"),
                         [])

    def test_lambdas_in_a_function_are_part_of_it(self):
        self.assertEqual(self.lengths("void f() {\n  g([] {\n  });\n}\n"),
                         [(1, 4)])


class LongFunction(TidyTest):

    def test_a_long_function(self):
        body = "void f() {\n" + "  g();\n" * 69 + "}\n"
        self.finds("function-length", "x/a.cpp", source(body), 4)
        self.accepts("x/a.cpp", source(body.replace("  g();\n", "", 1)))


class Includes(TidyTest):

    def include(self, path, name, quoted=True):
        line = f'#include "{name}"\n' if quoted else f"#include <{name}>\n"
        return self.check({path: source(line)})

    def assert_found(self, rule, path, name, quoted=True):
        self.assertEqual(self.include(path, name, quoted),
                         [f"{path}:4: {rule}"])

    def assert_fine(self, path, name, quoted=True):
        self.assertEqual(self.include(path, name, quoted), [])

    def test_layers(self):
        order = list(include_rules.LAYERS)
        for low, lower in enumerate(order):
            for high, higher in enumerate(order):
                path, name = f"{lower}/x/a.cpp", f"{higher}/x/b.hpp"
                if high > low:
                    self.assert_found("layer", path, name)
                else:
                    self.assert_fine(path, name)

    def test_an_include_from_the_same_folder(self):
        self.assert_found("include-path", "actors/x/a.cpp", "b.hpp")
        self.assert_found("include-path", "actors/x/a.cpp", "x/b.hpp")

    def test_caf_in_pure_code(self):
        for path in ("messages/a.cpp", "actors/x/x_machine.cpp",
                     "runtime/x/x_machine.cpp"):
            self.assert_found("include", path, "caf/error.hpp", False)
        self.assert_fine("actors/x/x_actor.cpp", "caf/error.hpp", False)

    def test_parts_of_caf_that_are_banned(self):
        for name in ("caf/all.hpp", "caf/io/middleman.hpp",
                     "caf/openssl/all.hpp", "caf/test/dsl.hpp"):
            self.assert_found("include", "tests/x/a.cpp", name, False)

    def test_the_wire(self):
        for path in ("runtime/store/a.cpp", "actors/lease/a.cpp",
                     "tools/shell/a.cpp", "messages/a.cpp"):
            self.assert_found("include", path, "kj/async.h", False)
            self.assert_found("include", path, "capnp/rpc.h", False)
            self.assert_found("include", path, "messages/errc.capnp.h")
        for folder in include_rules.WIRE_FOLDERS:
            self.assert_fine(folder + "/a.cpp", "capnp/rpc.h", False)

    def test_the_network_of_the_kernel(self):
        for path in ("runtime/rpc/a.cpp", "actors/resource/a.cpp",
                     "tools/cli/a.cpp"):
            for name in ("netlink/msg.h", "nftables/libnftables.h",
                         "linux/rtnetlink.h"):
                self.assert_found("include", path, name, False)
        for folder in include_rules.NETWORK_FOLDERS:
            self.assert_fine(folder + "/a.cpp", "netlink/msg.h", False)

    def test_another_role(self):
        for name in ("actors/y/y_actor.hpp", "actors/y/y_machine.hpp"):
            self.assert_found("role", "actors/x/a.cpp", name)
            for path in ("actors/y/a.cpp", "actors/node/a.cpp",
                         "tests/x/a.cpp"):
                self.assert_fine(path, name)
        self.assert_fine("actors/x/a.cpp", "actors/y/y_interface.hpp")

    def test_whoever_spawns_a_role_may_see_it(self):
        include_rules.SPAWNERS["actors/x"] = ("actors/y/y_actor.hpp",)
        self.addCleanup(include_rules.SPAWNERS.pop, "actors/x")
        self.assert_fine("actors/x/a.cpp", "actors/y/y_actor.hpp")
        self.assert_found("role", "actors/x/a.cpp", "actors/y/y_machine.hpp")


class Build(TidyTest):

    def test_linkopts(self):
        text = 'leasehold_cc_library(name = "a", linkopts = ["-lz"])\n'
        self.finds("linkopts", "x/BUILD", text, 1)
        self.finds("linkopts", "x/a.bzl", text, 1)
        self.accepts("tools/build_defs/system.BUILD", text)
        self.accepts("x/BUILD", "# No linkopts here.\n")

    def test_targets_for_everybody(self):
        text = 'package(default_visibility = ["//visibility:public"])\n'
        self.finds("visibility", "x/BUILD", text, 1)
        self.accepts("tools/build_defs/system.BUILD", text)

    def test_globs_of_sources(self):
        self.finds("glob", "x/BUILD", 'a(srcs = glob(["*.cpp"]))\n', 1)
        self.accepts("x/BUILD", 'a(data = glob(["corpus/*"]))\n')

    def test_a_build_file_that_is_not_one(self):
        self.finds("syntax", "x/BUILD", "a(\n", 1)

    def dead(self, build, *paths):
        """Which of the paths no target names."""
        files = {path: (header if path.endswith(".hpp") else source)("int x;\n")
                 for path in paths}
        found = self.check({"x/BUILD": build, **files})
        self.assertTrue(all(entry.endswith(":1: dead-file")
                            for entry in found), found)
        return [entry.split(":")[0] for entry in found]

    def test_files_that_no_target_names(self):
        unit = 'leasehold_cc_library(name = "a")\n'
        self.assertEqual(self.dead(unit, "x/a.hpp", "x/a.cpp"), [])
        self.assertEqual(self.dead(unit, "x/b.hpp"), ["x/b.hpp"])
        self.assertEqual(self.dead('leasehold_cc_binary(name = "a")\n',
                                   "x/a.cpp", "x/a.hpp"), ["x/a.hpp"])

    def test_what_a_header_only_target_leaves_out(self):
        self.assertEqual(
            self.dead('leasehold_cc_library(name = "a", header_only = True)\n',
                      "x/a.hpp", "x/a.cpp"), ["x/a.cpp"])

    def test_named_sources_replace_the_default(self):
        self.assertEqual(
            self.dead('leasehold_cc_library(name = "a", srcs = ["b.cpp"])\n',
                      "x/a.hpp", "x/a.cpp", "x/b.cpp"), ["x/a.cpp"])

    def test_a_list_of_names(self):
        self.assertEqual(
            self.dead('[leasehold_cc_binary(name = n) for n in ["a", "b"]]\n',
                      "x/a.cpp", "x/b.cpp", "x/c.cpp"), ["x/c.cpp"])

    def test_a_file_below_its_package(self):
        self.assertEqual(self.dead('a(data = ["lib/a.cpp"])\n',
                                   "x/lib/a.cpp", "x/a.cpp"), ["x/a.cpp"])

    def test_a_folder_without_a_package(self):
        self.assertEqual(self.dead("", "y/a.cpp"), ["y/a.cpp"])

    def test_every_kind_of_source_is_looked_for(self):
        self.assertEqual(build_rules._SOURCE_SUFFIXES,
                         (".hpp", ".cpp", ".capnp", ".lua"))


class Docs(TidyTest):

    def test_the_title(self):
        self.finds("title", "a.md", "Hello.\n", 1)
        self.finds("title", "a.md", "# A\n\n# B\n", 3)
        self.accepts("a.md", "# A\n\n```sh\n# B\n```\n\n## C\n")

    def test_a_link_to_nowhere(self):
        text = "# A\n\nSee [B]({}).\n"
        self.finds("link", "docs/a.md", text.format("b.md"), 3)
        for target in ("a.md#x", "../docs/", "#x", "https://x.org/b.md"):
            self.accepts("docs/a.md", text.format(target))

    def test_a_comment_that_names_no_page(self):
        self.finds("reference", "a.toml", "# See docs/b.md.\n", 1)
        self.accepts("a.toml", "# See docs/b.md, or b.md.\n",
                     ("docs/b.md", "# B\n"))

    def example(self, shown, mark="<!-- from x/a.cpp:leap -->"):
        return self.check({
            "x/a.cpp": source("void f() {\n  // --(leap-begin)--\n  g();\n"
                              "  // --(other-begin)--\n  h();\n"
                              "  // --(leap-end)--\n}\n"),
            "a.md": f"# A\n\n{mark}\n{shown}"})

    def test_an_example_is_its_source(self):
        self.assertEqual(self.example("```cpp\ng();\nh();\n```\n"), [])
        self.assertEqual(self.example("\n```cpp\n  g();\n  h();\n```\n"), [])

    def test_an_example_that_differs(self):
        for shown in ("```cpp\ng();\n```\n", "```cpp\ng();\nh(1);\n```\n",
                      "No block.\n", "```cpp\ng();\nh();\n"):
            self.assertEqual(self.example(shown), ["a.md:3: example"])

    def test_an_example_from_nowhere(self):
        shown = "```cpp\ng();\nh();\n```\n"
        for origin in ("x/a.cpp:none", "x/none.cpp:leap", "x/a.cpp:other"):
            self.assertEqual(self.example(shown, f"<!-- from {origin} -->"),
                             ["a.md:3: example"])


class Format(TidyTest):

    rules = [format_rule]
    style = (".clang-format", "BasedOnStyle: LLVM\n")

    def test_the_format(self):
        self.finds("format", "x/a.cpp", source("int  x;\n"), 4, self.style)
        self.accepts("x/a.cpp", source("int x;\n"), self.style)

    def test_every_file_is_formatted(self):
        bad = {f"x/{name}.cpp": source("int  x;\n") for name in "abc"}
        self.assertEqual(self.check({**bad, **dict([self.style])}),
                         [f"x/{name}.cpp:4: format" for name in "abc"])

    def test_a_style_that_is_not_one(self):
        with self.assertRaisesRegex(RuntimeError, "clang-format failed"):
            self.check({"x/a.cpp": "int x;\n", ".clang-format": "Bogus: 1\n"})


class Whole(TidyTest):

    def test_an_exception_by_name(self):
        allowed = {("tab", "a.toml"): "why"}
        self.assertEqual(self.check({"a.toml": "\t=\n"}, allowed), [])
        self.assertEqual(
            self.check({"a.toml": "\t=\n", "b.toml": "\t=\n"}, allowed),
            ["b.toml:1: tab"])

    def test_an_exception_that_nothing_needs(self):
        self.assertEqual(self.check({"a.toml": "a = 1\n"},
                                    {("tab", "a.toml"): "why"}),
                         ["a.toml:1: exception"])

    def run_program(self, files):
        done = subprocess.run(
            [os.path.join(CHECK, "tidy.py"), self.write(files)], check=False,
            text=True, capture_output=True)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout.splitlines()

    def test_the_program(self):
        self.assertEqual(self.run_program({"a.toml": "a = 1\n"}), (0, []))
        status, lines = self.run_program({"a.toml": "\t=\n"})
        self.assertEqual(status, 1)
        self.assertEqual(lines[0], "a.toml:1: tab: indent with spaces")


if __name__ == "__main__":
    unittest.main()
