// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// C++ values that scripts hold as objects: `l.state` reads a field,
// `l:renew("60s")` calls a method, anything else is an error that lists what
// there is. A type takes part by naming itself:
//
//   template <> struct object_name<lease_handle> {
//     static constexpr auto value = "lease";
//   };
//
// Lua owns a copy and destroys it when the script lets go of it, so the
// types are small handles.

#include <cstddef>
#include <new>
#include <type_traits>

#include <lua5.4/lua.hpp>

#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

/// What people call an object of type T; undefined for other types.
template <class T>
struct object_name {};

template <class T>
struct converter<T, std::void_t<decltype(object_name<T>::value)>> {
  static_assert(alignof(T) <= alignof(std::max_align_t));

  static T& get(lua_State* lua, int index) {
    auto* found = luaL_testudata(lua, index, object_name<T>::value);
    if (!found)
      reject_value(lua, index, std::string{"a "} + object_name<T>::value);
    return *static_cast<T*>(found);
  }

  /// @pre The type is declared, see `declare_object`.
  static void push(lua_State* lua, const T& value) {
    auto* memory = lua_newuserdatauv(lua, sizeof(T), 0);
    new (memory) T(value);
    luaL_setmetatable(lua, object_name<T>::value);
  }
};

/// Creates the metatable of a kind of object and leaves it on the stack.
/// `destroy` is the C function that ends one.
void declare_object(lua_State* lua, const char* name, lua_CFunction destroy);

/// With a metatable and, above it, a function on the stack: makes the
/// function a method; pops it.
void add_method(lua_State* lua, const char* name);

/// Likewise for the function that reads a field.
void add_field(lua_State* lua, const char* name);

template <class T>
int destroy_object(lua_State* lua) {
  static_cast<T*>(lua_touserdata(lua, 1))->~T();
  return 0;
}

} // namespace leasehold::shell
