// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/silent_nodes.hpp"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "actors/route/topology_file.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

const instant t0{std::chrono::hours{1}};
const node_name attic{"attic"};
const node_name cellar{"cellar"};

constexpr auto three_gateways = R"(
region = "house"
[[gateway]]
name = "A"
node = "hall"
[[gateway]]
name = "B"
node = "attic"
buffers = "1MiB"
buffer_time = "50ms"
[[gateway]]
name = "C"
node = "cellar"
buffers = "1MiB"
buffer_time = "50ms"
[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "10Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "10Mbit/s"
)";

class SilentNodes : public ::testing::Test {
protected:
  region_map marked(instant now) const {
    region_map result;
    result.specs = *parse_topology(three_gateways, "the topology");
    result.graph = std::make_shared<route_graph>(result.specs);
    for (auto& spec : result.specs.gateways)
      if (spec.node != node_name{"hall"})
        result.elsewhere.emplace(spec.name, spec.node);
    uut.mark(result, now);
    return result;
  }

  static bool has_capacity(const region_map& in, const char* resource) {
    return !in.graph->find_resource(resource_name{resource})->capacity.zero();
  }

  silent_nodes uut{seconds{10}};
};

TEST_F(SilentNodes, AreNewsOnce) {
  EXPECT_FALSE(uut.hear({}, t0));
  EXPECT_TRUE(uut.hear({attic}, t0));
  EXPECT_FALSE(uut.hear({attic}, t0 + seconds{1}));
  EXPECT_TRUE(uut.hear({attic, cellar}, t0 + seconds{2}));
  EXPECT_TRUE(uut.hear({cellar}, t0 + seconds{3}));
  EXPECT_TRUE(uut.hear({}, t0 + seconds{4}));
}

TEST_F(SilentNodes, AreNotAskedAndKeepWhatTheyHave) {
  uut.hear({attic}, t0);
  const auto region = marked(t0 + seconds{9});
  EXPECT_TRUE(region.is_silent(gateway_name{"B"}));
  EXPECT_FALSE(region.is_silent(gateway_name{"A"}));
  EXPECT_FALSE(region.is_silent(gateway_name{"C"}));
  EXPECT_TRUE(region.lost.empty());
  EXPECT_TRUE(has_capacity(region, "B/buffers"));
}

TEST_F(SilentNodes, AreLostAfterAWhile) {
  uut.hear({attic}, t0);
  EXPECT_EQ(uut.next_loss(t0), t0 + seconds{10});
  const auto region = marked(t0 + seconds{10});
  EXPECT_EQ(region.lost, std::set<gateway_name>{gateway_name{"B"}});
  EXPECT_FALSE(has_capacity(region, "B/buffers"));
  EXPECT_FALSE(has_capacity(region, "B/A-B"));
  EXPECT_TRUE(has_capacity(region, "A/A-B"));
  EXPECT_TRUE(has_capacity(region, "C/buffers"));
  EXPECT_EQ(region.order_for(resource_name{"B/buffers"}),
            "node attic, which runs B, can't be reached");
  EXPECT_EQ(uut.next_loss(t0 + seconds{10}), forever);
}

// Each is counted from when it fell silent, whatever others do meanwhile.
TEST_F(SilentNodes, AreLostOneByOne) {
  uut.hear({attic}, t0);
  uut.hear({attic, cellar}, t0 + seconds{6});
  EXPECT_EQ(marked(t0 + seconds{10}).lost.size(), 1u);
  EXPECT_EQ(uut.next_loss(t0 + seconds{10}), t0 + seconds{16});
  EXPECT_EQ(marked(t0 + seconds{16}).lost.size(), 2u);
}

TEST_F(SilentNodes, ThatAreHeardOfAgainServe) {
  uut.hear({attic}, t0);
  uut.hear({}, t0 + seconds{9});
  uut.hear({attic}, t0 + seconds{10});
  EXPECT_TRUE(marked(t0 + seconds{19}).lost.empty()) << "counted anew";
  uut.hear({}, t0 + seconds{30});
  const auto region = marked(t0 + seconds{30});
  EXPECT_TRUE(region.lost.empty());
  EXPECT_TRUE(region.silent.empty());
  EXPECT_TRUE(has_capacity(region, "B/buffers"));
}

} // namespace
} // namespace leasehold
