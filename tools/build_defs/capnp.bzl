"""Compiles Cap'n Proto schemas with Debian's capnp."""

def leasehold_capnp_library(name, src, schema_deps = [], deps = [], **kwargs):
    """The C++ code of one schema.

    Args:
      name: the target; generated headers are included as "<package>/<src>.h".
      src: the schema file.
      schema_deps: schema files that `src` imports.
      deps: the capnp libraries of those schemas.
      **kwargs: passed to cc_library.
    """
    package = native.package_name()
    native.genrule(
        name = name + "_generated",
        srcs = [src] + schema_deps,
        outs = [src + ".h", src + ".c++"],
        cmd = ("capnp compile --import-path=. " +
               "-oc++:$(GENDIR) $(location {src})".format(src = src)),
        message = "Compiling schema " + package + "/" + src,
    )
    native.cc_library(
        name = name,
        srcs = [src + ".c++"],
        hdrs = [src + ".h"],
        copts = ["-std=c++17"],
        deps = deps + ["@system//:capnp_rpc"],
        **kwargs
    )
