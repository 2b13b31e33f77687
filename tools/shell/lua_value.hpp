// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values between C++ and Lua. `converter<T>::push` leaves one value on the
// stack; `converter<T>::get` reads one and throws `bad_value` when it is of
// another kind. Nothing is coerced: "10" is not a number and 10 is not a
// text, because a script that mixes them up usually forgot a unit.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <lua5.4/lua.hpp>

namespace leasehold::shell {

/// A value of the wrong kind; the text says what was expected and found.
class bad_value : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// "a number was expected, found text "x"".
[[noreturn]] void reject_value(lua_State* lua, int index,
                               std::string_view expected);

/// What a value is, in words: `nil`, `text "x"`, `a lease`.
std::string describe_value(lua_State* lua, int index);

template <class T, class Enable = void>
struct converter;

/// Reads one argument or element.
template <class T>
decltype(auto) get_value(lua_State* lua, int index) {
  return converter<T>::get(lua, index);
}

template <class T>
void push_value(lua_State* lua, const T& value) {
  luaL_checkstack(lua, 4, "too many values");
  converter<T>::push(lua, value);
}

template <>
struct converter<bool> {
  static bool get(lua_State* lua, int index) {
    if (!lua_isboolean(lua, index))
      reject_value(lua, index, "true or false");
    return lua_toboolean(lua, index) != 0;
  }

  static void push(lua_State* lua, bool value) {
    lua_pushboolean(lua, value ? 1 : 0);
  }
};

/// A whole number; `low` and `high` bound it.
std::int64_t get_integer(lua_State* lua, int index, std::int64_t low,
                         std::int64_t high);

template <class T>
struct converter<
    T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static constexpr auto lua_max = std::numeric_limits<std::int64_t>::max();

  static constexpr std::int64_t highest() {
    constexpr auto own = std::numeric_limits<T>::max();
    return std::is_signed_v<T> || sizeof(T) < sizeof(std::int64_t)
        ? static_cast<std::int64_t>(own)
        : lua_max;
  }

  static T get(lua_State* lua, int index) {
    constexpr auto low =
        static_cast<std::int64_t>(std::numeric_limits<T>::min());
    return static_cast<T>(get_integer(lua, index, low, highest()));
  }

  /// A number Lua's integers can't hold arrives as its nearest float.
  static void push(lua_State* lua, T value) {
    if (value <= static_cast<T>(highest()))
      lua_pushinteger(lua, static_cast<lua_Integer>(value));
    else
      lua_pushnumber(lua, static_cast<lua_Number>(value));
  }
};

template <>
struct converter<double> {
  static double get(lua_State* lua, int index) {
    if (lua_type(lua, index) != LUA_TNUMBER)
      reject_value(lua, index, "a number");
    return lua_tonumber(lua, index);
  }

  static void push(lua_State* lua, double value) {
    lua_pushnumber(lua, value);
  }
};

template <>
struct converter<std::string> {
  static std::string get(lua_State* lua, int index) {
    if (lua_type(lua, index) != LUA_TSTRING)
      reject_value(lua, index, "text");
    std::size_t size = 0;
    const auto* text = lua_tolstring(lua, index, &size);
    return {text, size};
  }

  static void push(lua_State* lua, const std::string& value) {
    lua_pushlstring(lua, value.data(), value.size());
  }
};

template <class T>
struct converter<std::optional<T>> {
  static std::optional<T> get(lua_State* lua, int index) {
    if (lua_isnoneornil(lua, index))
      return std::nullopt;
    return get_value<T>(lua, index);
  }

  static void push(lua_State* lua, const std::optional<T>& value) {
    if (value)
      push_value(lua, *value);
    else
      lua_pushnil(lua);
  }
};

/// One of several kinds; only ever pushed.
template <class... Ts>
struct converter<std::variant<Ts...>> {
  static void push(lua_State* lua, const std::variant<Ts...>& value) {
    std::visit([lua](const auto& each) { push_value(lua, each); }, value);
  }
};

/// Runs `read` and says in which `place` it failed.
template <class Read>
auto in_place(const std::string& place, Read read) {
  try {
    return read();
  } catch (const bad_value& error) {
    throw bad_value{place + ": " + error.what()};
  }
}

template <class T>
struct converter<std::vector<T>> {
  static std::vector<T> get(lua_State* lua, int index) {
    if (!lua_istable(lua, index))
      reject_value(lua, index, "a list");
    luaL_checkstack(lua, 4, "lists nested too deeply");
    std::vector<T> result;
    auto size = static_cast<lua_Integer>(lua_rawlen(lua, index));
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(lua, index, i);
      result.push_back(in_place("element " + std::to_string(i), [lua] {
        return get_value<T>(lua, lua_gettop(lua));
      }));
      lua_pop(lua, 1);
    }
    return result;
  }

  static void push(lua_State* lua, const std::vector<T>& values) {
    lua_createtable(lua, static_cast<int>(values.size()), 0);
    lua_Integer i = 0;
    for (const auto& value : values) {
      push_value<T>(lua, value);
      lua_rawseti(lua, -2, ++i);
    }
  }
};

template <class T>
struct converter<std::map<std::string, T>> {
  static std::map<std::string, T> get(lua_State* lua, int index) {
    if (!lua_istable(lua, index))
      reject_value(lua, index, "a table");
    luaL_checkstack(lua, 4, "tables nested too deeply");
    std::map<std::string, T> result;
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
      auto top = lua_gettop(lua);
      auto key = in_place(
          "key", [lua, top] { return get_value<std::string>(lua, top - 1); });
      auto value = in_place("'" + key + "'",
                            [lua, top] { return get_value<T>(lua, top); });
      result.emplace(std::move(key), std::move(value));
      lua_pop(lua, 1);
    }
    return result;
  }

  static void push(lua_State* lua, const std::map<std::string, T>& values) {
    lua_createtable(lua, 0, static_cast<int>(values.size()));
    for (const auto& [key, value] : values) {
      push_value(lua, key);
      push_value<T>(lua, value);
      lua_rawset(lua, -3);
    }
  }
};

} // namespace leasehold::shell
