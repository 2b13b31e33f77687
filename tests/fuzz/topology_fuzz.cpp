// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Topology files. What is read is whole: a graph can be built of it, every
// part is within its bounds, and it is the same after a file or a message.

#include <cstdint>
#include <string>

#include <capnp/message.h>

#include "actors/route/graph.hpp"
#include "actors/route/topology_file.hpp"
#include "actors/route/topology_rules.hpp"
#include "messages/codec/topology_codec.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/equality.hpp"

namespace leasehold::fuzz {
namespace {

void check_file(const topology& read) {
  const auto written = write_topology(read);
  const auto again = parse_topology(written, "written.toml");
  if (!again)
    broken("a topology that was read can be written: " + again.error().message);
  require(*again == read, "a topology is read as it was written");
}

void check_message(const topology& read) {
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::Topology>();
  to_wire(read, wire);
  const auto again = from_wire(wire.asReader());
  if (!again)
    broken("a topology that was read can travel: " + again.error().message);
  require(*again == read, "a topology arrives as it was sent");
}

void check_graph(const topology& read) {
  require(bool{validate(read)}, "a topology that was read is whole");
  const route_graph graph{read};
  require(graph.gateways().size() == read.gateways.size()
              && graph.links().size() == read.links.size(),
          "a graph has what its topology has");
  for (const auto& gateway : graph.gateways())
    for (const auto& x : graph.resources_of(gateway.spec.name)) {
      require(x.gateway == gateway.spec.name, "a resource has one owner");
      require(!x.capacity.negative(), "a capacity is never negative");
      require(graph.find_resource(x.name) == &x, "a resource has one name");
      require(x.name.str().size() <= bounds::resource_name_bytes,
              "the name of a resource is bounded");
    }
  for (const auto& endpoint : read.endpoints) {
    require(graph.resolve_source(endpoint.name).gateway != no_index,
            "an endpoint has a gateway");
    require(bool{graph.resolve_target(endpoint.name.str())},
            "an endpoint has a NIC");
  }
}

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold;
  using namespace leasehold::fuzz;
  if (const auto read =
          read_file(fuzz_input{data, size}.rest(), parse_topology)) {
    check_file(*read);
    check_message(*read);
    check_graph(*read);
  }
  return 0;
}
