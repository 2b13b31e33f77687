// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_bind.hpp"

#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "tools/shell/lua_state.hpp"

namespace leasehold::shell {

namespace {

constexpr auto holder_type = "leasehold.function";

/// Lives in a userdata so that Lua's garbage collector frees the callable.
struct holder {
  std::string name;
  bound_function function;
};

constexpr int wants_to_suspend = -1;

int collect(lua_State* lua) {
  static_cast<holder*>(lua_touserdata(lua, 1))->~holder();
  return 0;
}

holder& callee(lua_State* lua) {
  return *static_cast<holder*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

/// Runs `step` and turns what it throws into a Lua error.
template <class Step>
int translate(lua_State* lua, Step step) {
  std::string what;
  try {
    return step();
  } catch (const std::exception& error) {
    what = fmt::format("{}: {}", callee(lua).name, error.what());
  }
  return luaL_error(lua, "%s", what.c_str());
}

int resume_call(lua_State* lua, int, lua_KContext);

int finish(lua_State* lua, int results) {
  return results == wants_to_suspend ? lua_yieldk(lua, 0, 0, resume_call)
                                     : results;
}

int resume_call(lua_State* lua, int, lua_KContext) {
  auto wait = std::exchange(lua_state::of(lua).control().wait, std::nullopt);
  return finish(lua, translate(lua, [lua, &wait] {
                  return wait->resume(lua, wait->outcome);
                }));
}

int call(lua_State* lua) {
  return finish(lua,
                translate(lua, [lua] { return callee(lua).function(lua); }));
}

} // namespace

void push_function(lua_State* lua, const std::string& name,
                   bound_function function) {
  if (luaL_newmetatable(lua, holder_type) != 0) {
    lua_pushcfunction(lua, collect);
    lua_setfield(lua, -2, "__gc");
  }
  new (lua_newuserdatauv(lua, sizeof(holder), 0))
      holder{name, std::move(function)};
  lua_rotate(lua, -2, 1);
  lua_setmetatable(lua, -2);
  lua_pushcclosure(lua, call, 1);
}

int suspend(lua_State* lua, wait_request request,
            std::function<int(lua_State*, wait_outcome)> resume) {
  auto& control = lua_state::of(lua).control();
  if (!lua_isyieldable(lua) || control.closing)
    throw std::logic_error{"can't wait here: inside a sort, gsub or <close> "
                           "callback; call it from "
                           "the script itself"};
  request.interrupt = &control.interrupt;
  control.wait.emplace(pending_wait{std::move(request), std::move(resume)});
  return wants_to_suspend;
}

namespace detail {

void check_argument_count(lua_State* lua, std::size_t most, call_style style) {
  auto found = static_cast<std::size_t>(lua_gettop(lua));
  if (found <= most)
    return;
  auto self = style == call_style::method ? std::size_t{1} : std::size_t{0};
  throw bad_value{fmt::format("takes {} argument{} at most, found {}",
                              most - self, most - self == 1 ? "" : "s",
                              found - self)};
}

} // namespace detail

} // namespace leasehold::shell
