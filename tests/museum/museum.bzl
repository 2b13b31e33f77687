"""One test for each bug of the museum: the simulator must catch it."""

load("//tools/build_defs:cc.bzl", "leasehold_cc_test")

def _defines(mix, faults, nodes, enforces, acts):
    return [
        "MUSEUM_MIX='\"%s\"'" % mix,
        "MUSEUM_FAULTS='\"%s\"'" % faults,
        "MUSEUM_NODES=%d" % nodes,
        "MUSEUM_ENFORCES=%d" % (1 if enforces else 0),
        "MUSEUM_ACTS=%d" % (1 if acts else 0),
    ]

def museum(bugs):
    """Builds each mutant into a simulator of its own.

    The mutated source is linked before the library that has the sound one, so
    the linker never takes that from there.

    Args:
      bugs: entries of bugs.bzl.
    """
    for bug in bugs:
        name = "bug_%d" % bug.number
        native.genrule(
            name = name + "_source",
            srcs = [bug.source],
            outs = [name + ".cpp"],
            cmd = "$(execpath mutate.py) $< $@ '%s' '%s'" % (
                bug.find,
                bug.replace,
            ),
            message = "Planting bug %d" % bug.number,
            tools = ["mutate.py"],
        )
        leasehold_cc_test(
            name = name + "_test",
            srcs = [
                "museum_test.cpp",
                "wishes.hpp",
                name + ".cpp",
            ],
            linkstatic = True,
            local_defines = [
                "MUSEUM_BUG=%d" % bug.number,
                "MUSEUM_RULES='\"%s\"'" % " ".join(bug.rules),
            ] + _defines(bug.mix, bug.faults, bug.nodes, bug.enforces, bug.acts),
            tags = ["museum"],
            deps = [
                bug.library,
                "//tools/simulator/play:run",
                "//tools/simulator/play:workload",
                "@system//:fmt",
            ],
        )
    controls = {}
    for bug in bugs:
        if bug.mix or bug.faults or bug.nodes or bug.enforces or bug.acts:
            words = ["control", bug.mix] + bug.faults.split(" ")
            if bug.nodes:
                words.append("on_%d" % bug.nodes)
            if bug.enforces:
                words.append("enforced")
            if bug.acts:
                words.append("acting")
            name = "_".join([word for word in words if word])
            controls[name] = (
                bug.mix,
                bug.faults,
                bug.nodes,
                bug.enforces,
                bug.acts,
            )
    for name, (mix, faults, nodes, enforces, acts) in controls.items():
        leasehold_cc_test(
            name = name + "_test",
            srcs = [
                "control_test.cpp",
                "wishes.hpp",
            ],
            linkstatic = True,
            local_defines = _defines(mix, faults, nodes, enforces, acts),
            tags = ["museum"],
            deps = [
                "//tools/simulator/play:report_text",
                "//tools/simulator/play:run",
                "//tools/simulator/play:workload",
            ],
        )
