// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_bind.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/api.hpp"

namespace leasehold::shell {

/// Counts itself, so that a test sees when Lua lets go of it.
struct counter {
  std::shared_ptr<int> value;
};

template <>
struct object_name<counter> {
  static constexpr auto value = "counter";
};

namespace {

const doc words{"f()", "A function.", "f()"};

class LuaBind : public ScriptTest {
protected:
  template <class Callable>
  void define(const std::string& name, Callable callable) {
    env->extend([&](api& bindings, lua_State*) {
      bindings.function(name, words, callable);
    });
  }

  void define_counter() {
    env->extend([this](api& bindings, lua_State*) {
      bindings.function("counter", words,
                        [value = value] { return counter{value}; });
      auto type = bindings.object<counter>(words);
      type.method("add", words,
                  [](counter& self, std::optional<int> by) {
                    *self.value += by.value_or(1);
                  })
          .field("value", words,
                 [](const counter& self) { return *self.value; })
          .text([](const counter&) { return std::string{"a counter!"}; })
          .on_close([](counter& self) { *self.value = -1; });
    });
  }

  std::shared_ptr<int> value = std::make_shared<int>(0);
};

TEST_F(LuaBind, PassesArgumentsAndResults) {
  define("join", [](const std::string& a, int b, std::optional<bool> c) {
    return a + std::to_string(b) + (c ? "set" : "unset");
  });
  EXPECT_EQ(output("print(join('x', 1), join('y', 2, false))"),
            "x1unset\ty2set\n");
}

TEST_F(LuaBind, ReturnsSeveralValues) {
  define("both", [] { return std::tuple{1, std::string{"two"}}; });
  EXPECT_EQ(output("print(both())"), "1\ttwo\n");
}

TEST_F(LuaBind, TurnsExceptionsIntoErrorsAtTheLineOfTheCaller) {
  define("burst", [] { throw std::runtime_error{"out of luck"}; });
  EXPECT_TRUE(contains(complaint("local x = 1\nburst()"),
                       "test.lua:2: burst: out of luck"));
  EXPECT_EQ(output("print(pcall(burst))"), "false\tburst: out of luck\n");
}

TEST_F(LuaBind, NamesTheWrongArgument) {
  define("half", [](double, double) {});
  EXPECT_TRUE(
      contains(complaint("half(1, '2')"),
               "half: argument 2: a number was expected, found text \"2\""));
  EXPECT_TRUE(contains(complaint("half(1)"), "found nothing"));
  EXPECT_TRUE(contains(complaint("half(1, 2, 3)"),
                       "takes 2 arguments at most, found 3"));
}

TEST_F(LuaBind, UnwindsItsFramesWhenLuaRaisesThroughThem) {
  auto guarded = std::make_shared<int>(0);
  std::weak_ptr<int> seen = guarded;
  env->extend([&](api& bindings, lua_State*) {
    bindings.raw("raise", words, [guarded](lua_State* lua) {
      auto copy = std::make_unique<std::shared_ptr<int>>(guarded);
      return luaL_error(lua, "raised");
    });
  });
  guarded.reset();
  EXPECT_TRUE(contains(complaint("raise()"), "raised"));
  EXPECT_EQ(seen.use_count(), 1);
  env.reset();
  EXPECT_TRUE(seen.expired());
}

TEST_F(LuaBind, SuspendsTheScriptForAWaitingFunction) {
  define("nap", [](int seconds) {
    return waiting<std::string>{
        {std::chrono::seconds{seconds}}, [](wait_outcome outcome) {
          return outcome == wait_outcome::timed_out ? "slept" : "woken";
        }};
  });
  EXPECT_EQ(output("print(nap(3), pcall(nap, 4))"), "slept\ttrue\tslept\n");
  EXPECT_EQ(host.now, std::chrono::seconds{7});
}

TEST_F(LuaBind, WaitsAgainWhenTheResultWaits) {
  define("twice", [] {
    return waiting<waiting<int>>{{duration{5}}, [](wait_outcome) {
                                   return waiting<int>{{duration{6}},
                                                       [](wait_outcome) {
                                                         return 42;
                                                       }};
                                 }};
  });
  EXPECT_EQ(output("print(twice())"), "42\n");
  EXPECT_EQ(host.now, duration{11});
}

TEST_F(LuaBind, ReportsWhatIsThrownAfterAWait) {
  define("late", [] {
    return waiting<int>{{duration{5}}, [](wait_outcome) -> int {
                          throw std::runtime_error{"too late"};
                        }};
  });
  EXPECT_TRUE(contains(complaint("\nlate()"), "test.lua:2: late: too late"));
}

TEST_F(LuaBind, RefusesToWaitInsideACallback) {
  EXPECT_TRUE(contains(
      complaint("table.sort({1, 2}, function() sleep(1) end)"),
      "sleep: can't wait here: inside a sort, gsub or <close> callback"));
}

TEST_F(LuaBind, GivesScriptsObjects) {
  define_counter();
  EXPECT_EQ(output("local c = counter() c:add() c:add(5) print(c.value, c)"),
            "6\ta counter!\n");
}

TEST_F(LuaBind, DestroysObjectsWithTheState) {
  define_counter();
  output("kept = counter()");
  EXPECT_GE(value.use_count(), 3);
  env.reset();
  EXPECT_EQ(value.use_count(), 1);
}

TEST_F(LuaBind, ClosesObjectsAtTheEndOfTheirBlock) {
  define_counter();
  output("do local c <close> = counter() c:add() end");
  EXPECT_EQ(*value, -1);
}

TEST_F(LuaBind, ClosesObjectsOfAScriptThatFails) {
  define_counter();
  complaint("local c <close> = counter() error('no')");
  EXPECT_EQ(*value, -1);
}

TEST_F(LuaBind, ListsTheMembersForAnUnknownOne) {
  define_counter();
  EXPECT_TRUE(
      contains(complaint("print(counter().valve)"),
               "a counter has no 'valve'; it has value and the methods add"));
}

TEST_F(LuaBind, ExplainsAMethodCalledWithADot) {
  define_counter();
  EXPECT_TRUE(contains(complaint("counter().add(5)"),
                       "counter:add: a counter was expected, found the number "
                       "5; call a method with a colon"));
}

TEST_F(LuaBind, KeepsScriptsFromTakingObjectsApart) {
  define_counter();
  EXPECT_TRUE(contains(complaint("counter().value = 3"),
                       "a counter can't be changed by assignment"));
  EXPECT_EQ(output("print(getmetatable(counter()))"), "counter\n");
  complaint("setmetatable(counter(), {})");
}

} // namespace
} // namespace leasehold::shell
