"""The C++ targets of Leasehold: warnings, options and test settings live here.

A target is named after its one unit: `leasehold_cc_library(name = "ledger")`
holds `ledger.hpp` and, unless `header_only`, `ledger.cpp`.
"""

_COPTS = [
    "-std=c++17",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wimplicit-fallthrough",
    "-Wno-missing-field-initializers",
]

# What every program carries, for --config=tsan.
_PROGRAM_DEPS = select({
    "//tools/build_defs:tsan": ["//tools/build_defs:tsan_defaults"],
    "//conditions:default": [],
})

def leasehold_cc_library(
        name,
        srcs = None,
        hdrs = None,
        header_only = False,
        deps = [],
        **kwargs):
    """One unit: a header and, unless header_only, its source file."""
    native.cc_library(
        name = name,
        srcs = srcs if srcs != None else ([] if header_only else [name + ".cpp"]),
        hdrs = hdrs if hdrs != None else [name + ".hpp"],
        copts = _COPTS,
        deps = deps,
        **kwargs
    )

# Sanitizers bring an allocator of their own.
_MALLOC = select({
    "//tools/build_defs:asan": "@bazel_tools//tools/cpp:malloc",
    "//tools/build_defs:tsan": "@bazel_tools//tools/cpp:malloc",
    "//conditions:default": "@system//:jemalloc",
})

def leasehold_cc_binary(name, srcs = None, deps = [], **kwargs):
    """A program. Its messages are many and small: jemalloc serves them best."""
    native.cc_binary(
        name = name,
        malloc = _MALLOC,
        srcs = srcs if srcs != None else [name + ".cpp"],
        copts = _COPTS,
        deps = deps + _PROGRAM_DEPS,
        **kwargs
    )

def leasehold_cc_preload(name, srcs, deps = [], **kwargs):
    """A shared library that is preloaded into programs, `lib<name>.so`.

    It brings no allocator: the program has one. Sanitizers instrument the
    program, and would not be ready when the library is called first.
    """
    native.cc_binary(
        name = "lib" + name + ".so",
        srcs = srcs,
        linkshared = True,
        copts = _COPTS + ["-fno-sanitize=all"],
        deps = deps,
        **kwargs
    )

def leasehold_cc_test(name, srcs = None, deps = [], size = "small", **kwargs):
    """A GoogleTest program of one file, named after what it tests."""
    native.cc_test(
        name = name,
        srcs = srcs if srcs != None else [name + ".cpp"],
        size = size,
        copts = _COPTS,
        deps = deps + ["@system//:gtest_main"] + _PROGRAM_DEPS,
        **kwargs
    )

def leasehold_cc_fuzz_test(name, deps = [], **kwargs):
    """A fuzz target of one file, `<subject>_fuzz.cpp`.

    As a test it replays what is kept in corpus/<subject>; with --config=fuzz it
    is the program that tools/fuzz runs.
    """
    subject = name[:-len("_fuzz")]
    native.cc_test(
        name = name,
        srcs = [name + ".cpp"],
        size = "small",
        args = [native.package_name() + "/corpus/" + subject],
        copts = _COPTS,
        data = native.glob(["corpus/" + subject + "/**"]),
        linkstatic = True,
        deps = deps + select({
            "//tools/build_defs:fuzz": ["@system//:libfuzzer"],
            "//conditions:default": ["//tests/fuzz:replay"],
        }) + _PROGRAM_DEPS,
        **kwargs
    )
