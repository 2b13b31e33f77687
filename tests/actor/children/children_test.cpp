// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/children.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

#include "tests/support/actor_state.hpp"
#include "tests/support/actor_test.hpp"

namespace leasehold {
namespace {

using names = std::vector<std::string>;

using child_actor = caf::typed_actor<caf::reacts_to<int>>;

/// Quits when it is told anything.
child_actor::behavior_type child(child_actor::pointer self,
                                 std::shared_ptr<names> stopped,
                                 std::string name) {
  self->set_exit_handler([self, stopped, name](caf::exit_msg& msg) {
    if (msg.reason == caf::exit_reason::user_shutdown)
      stopped->push_back(name);
    self->quit(std::move(msg.reason));
  });
  return {[self](int) {
    self->quit();
  }};
}

/// Told what to do with the child of a name.
using parent_actor = caf::typed_actor<caf::reacts_to<std::string, std::string>>;

struct parent_state {
  ordered_children<std::string, child_actor> all;
  std::shared_ptr<names> stopped = std::make_shared<names>();
  /// Whose exits were reported, and which of them were deaths.
  names down;
  names dead;
  /// Whether the last that was told to go was there.
  bool was_there = false;
};

using parent_pointer = parent_actor::stateful_pointer<parent_state>;

parent_actor::behavior_type parent(parent_pointer self) {
  self->set_down_handler([self](caf::down_msg& msg) {
    auto name = self->state.all.down(msg);
    if (!name)
      return;
    self->state.down.push_back(*name);
    if (msg.reason)
      self->state.dead.push_back(*name);
  });
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.all.stop_all(self, msg.reason);
    self->quit(std::move(msg.reason));
  });
  return {[self](const std::string& verb, const std::string& name) {
    auto& state = self->state;
    if (verb == "spawn")
      state.all.spawn(self, name, child, state.stopped, name);
    else if (verb == "forget")
      state.was_there = state.all.forget(name);
    else
      state.was_there = state.all.stop(self, name);
  }};
}

class Children : public test::actor_test<> {
protected:
  Children() {
    uut = spawn(parent);
    for (auto name : {"b", "a"})
      order("spawn", name);
  }

  void order(const std::string& verb, const std::string& name) {
    caf::anon_send(uut, verb, name);
    drain();
  }

  void strike(const std::string& name) {
    test::strike(handle(name));
    drain();
  }

  const parent_state& state() const {
    return test::state_of<parent_state>(uut);
  }
  child_actor handle(const std::string& name) const {
    auto found = state().all.find(name);
    return found == nullptr ? child_actor{} : *found;
  }

  parent_actor uut;
};

TEST_F(Children, AreFoundByKeyAndByAddress) {
  ASSERT_EQ(state().all.size(), 2u);
  auto key = state().all.find(handle("a").address());
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(*key, "a");
  EXPECT_EQ(state().all.find(std::string{"c"}), nullptr);
  EXPECT_EQ(state().all.find(uut.address()), nullptr);
}

TEST_F(Children, AreVisitedInTheOrderOfTheirKeys) {
  names seen;
  for (auto& [name, each] : state().all)
    seen.push_back(name);
  EXPECT_EQ(seen, (names{"a", "b"}));
}

TEST_F(Children, ReportEachExitOnceWithItsReason) {
  tell(handle("a"), 0);
  strike("b");
  EXPECT_EQ(state().down, (names{"a", "b"}));
  EXPECT_EQ(state().dead, (names{"b"}));
  EXPECT_TRUE(state().all.empty());
}

TEST_F(Children, AreSpawnedAgainUnderTheSameKey) {
  auto first = handle("a");
  strike("a");
  order("spawn", "a");
  EXPECT_NE(handle("a"), first);
  strike("a");
  EXPECT_EQ(state().dead, (names{"a", "a"}));
}

TEST_F(Children, AreNotReportedOnceForgotten) {
  auto first = handle("a");
  order("forget", "a");
  EXPECT_TRUE(state().was_there);
  order("forget", "a");
  EXPECT_FALSE(state().was_there);
  order("spawn", "a");
  auto second = handle("a");
  test::strike(first);
  drain();
  EXPECT_TRUE(state().down.empty());
  EXPECT_EQ(handle("a"), second) << "the exit was another's";
}

TEST_F(Children, AreStoppedOneByOne) {
  order("stop", "a");
  EXPECT_TRUE(state().was_there);
  order("stop", "a");
  EXPECT_FALSE(state().was_there);
  EXPECT_EQ(*state().stopped, (names{"a"}));
  EXPECT_TRUE(state().down.empty());
  EXPECT_EQ(state().all.size(), 1u);
}

TEST_F(Children, AreAllStoppedBeforeTheirParentQuits) {
  auto stopped = state().stopped;
  stop(uut);
  EXPECT_EQ(*stopped, (names{"a", "b"}));
}

TEST_F(Children, AreNotReportedToAParentThatIsNotTheirs) {
  auto other = spawn(parent);
  caf::anon_send(other, std::string{"spawn"}, std::string{"a"});
  drain();
  strike("a");
  auto& theirs = test::state_of<parent_state>(other);
  EXPECT_TRUE(theirs.down.empty());
  EXPECT_EQ(theirs.all.size(), 1u);
  EXPECT_EQ(state().dead, (names{"a"}));
}

} // namespace
} // namespace leasehold
