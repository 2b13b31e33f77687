// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lua_state.hpp"

#include <cstdlib>
#include <exception>
#include <new>
#include <string>

#include <fmt/format.h>

namespace leasehold::shell {

namespace {

/// Instructions between two looks at the limits.
constexpr int hook_period = 1000;

/// What the shell may use beyond a script's limit.
constexpr std::size_t headroom_bytes = std::size_t{4} << 20;

std::string message_of(lua_State* lua, int index) {
  if (const auto* text = lua_tostring(lua, index))
    return text;
  return fmt::format("an error that is not text: {}",
                     luaL_typename(lua, index));
}

int add_traceback(lua_State* lua) {
  if (lua_type(lua, 1) == LUA_TSTRING)
    luaL_traceback(lua, lua, lua_tostring(lua, 1), 1);
  return 1;
}

int run_body(lua_State* lua) {
  auto& body = *static_cast<const std::function<void(lua_State*)>*>(
      lua_touserdata(lua, 1));
  lua_settop(lua, 0);
  std::string what;
  try {
    body(lua);
    return 0;
  } catch (const std::exception& error) {
    what = error.what();
  }
  return luaL_error(lua, "%s", what.c_str());
}

} // namespace

lua_state::lua_state(const script_limits& limits) : limits_(limits) {
  lua_.reset(lua_newstate(allocate, this));
  if (!lua_)
    throw std::bad_alloc{};
  *static_cast<lua_state**>(lua_getextraspace(lua_.get())) = this;
}

lua_state::~lua_state() = default;

lua_state& lua_state::of(lua_State* lua) {
  return **static_cast<lua_state**>(lua_getextraspace(lua));
}

void* lua_state::allocate(void* self, void* block, std::size_t old_size,
                          std::size_t new_size) {
  auto& state = *static_cast<lua_state*>(self);
  // Without a block, Lua passes the kind of the new object as its old size.
  auto held = block ? old_size : 0;
  if (new_size == 0) {
    std::free(block);
    state.memory_in_use_ -= held;
    return nullptr;
  }
  auto limit =
      state.limits_.memory_bytes + (state.running_ ? 0 : headroom_bytes);
  if (new_size > held && state.memory_in_use_ - held + new_size > limit)
    return nullptr;
  auto* result = std::realloc(block, new_size);
  if (result)
    state.memory_in_use_ += new_size - held;
  return result;
}

std::optional<script_error>
lua_state::protect(const std::function<void(lua_State*)>& body) {
  auto* lua = lua_.get();
  auto top = lua_gettop(lua);
  if (!running_)
    watch(lua);
  if (!lua_checkstack(lua, 4))
    return script_error{script_fault::out_of_memory, "not enough memory", {}};
  lua_pushcfunction(lua, add_traceback);
  lua_pushcfunction(lua, run_body);
  lua_pushlightuserdata(lua,
                        const_cast<void*>(static_cast<const void*>(&body)));
  auto status = lua_pcall(lua, 1, 0, top + 1);
  std::optional<script_error> result;
  if (status != LUA_OK)
    result = error_from(lua, status);
  lua_settop(lua, top);
  return result;
}

script_error lua_state::error_from(lua_State* lua, int status) {
  switch (control_.stop) {
  case stop_reason::instruction_limit:
    return {script_fault::instruction_limit,
            fmt::format("stopped: the script ran more than {} instructions",
                        limits_.instructions.value_or(0)),
            {}};
  case stop_reason::interrupted:
    return {script_fault::interrupted, "interrupted", {}};
  case stop_reason::exit:
  case stop_reason::none:
    break;
  }
  if (status == LUA_ERRMEM)
    return {script_fault::out_of_memory,
            fmt::format("not enough memory: the limit is {} MiB",
                        limits_.memory_bytes >> 20),
            {}};
  auto text = message_of(lua, -1);
  auto fault =
      status == LUA_ERRSYNTAX ? script_fault::syntax : script_fault::runtime;
  auto split = text.find("\nstack traceback:");
  if (split == std::string::npos)
    return {fault, std::move(text), {}};
  return {fault, text.substr(0, split), text.substr(split + 1)};
}

void lua_state::watch(lua_State* lua) {
  control_.interrupt = false;
  control_.stop = stop_reason::none;
  control_.executed = 0;
  control_.wait.reset();
  lua_sethook(lua, on_count, LUA_MASKCOUNT, hook_period);
}

void lua_state::begin_run(lua_State* lua) {
  watch(lua);
  running_ = true;
}

void lua_state::end_run() {
  running_ = false;
}

void lua_state::stop(lua_State* lua, stop_reason reason) {
  control_.stop = reason;
  lua_sethook(lua, on_count, LUA_MASKCOUNT, 1);
}

void lua_state::on_count(lua_State* lua, lua_Debug*) {
  auto& state = of(lua);
  auto& control = state.control_;
  if (control.stop == stop_reason::none) {
    control.executed += hook_period;
    auto& limit = state.limits_.instructions;
    if (control.interrupt)
      state.stop(lua, stop_reason::interrupted);
    else if (limit && control.executed > *limit)
      state.stop(lua, stop_reason::instruction_limit);
    else
      return;
  }
  if (lua_isyieldable(lua) && !control.closing)
    lua_yield(lua, 0);
  else
    luaL_error(lua, "the script has to stop");
}

} // namespace leasehold::shell
