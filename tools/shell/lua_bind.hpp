// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns a C++ callable into a Lua function: its parameters are read from the
// arguments, its result is pushed, whatever it throws becomes a Lua error at
// the line of the caller. A callable that returns `waiting<R>` suspends the
// script.
//
// Lua's own errors are exceptions too in the C++ build of Lua, of a type that
// derives from nothing: bindings catch `std::exception` and never `...`.

#include <cstddef>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <lua5.4/lua.hpp>

#include "tools/shell/lua_value.hpp"
#include "tools/shell/waiting.hpp"

namespace leasehold::shell {

/// Reads its arguments from the stack and returns how many results it pushed.
using bound_function = std::function<int(lua_State*)>;

/// `f(x)`, or `object:f(x)` with the object as first argument.
enum class call_style { function, method };

/// Pushes `function` as a Lua value; `name` opens its error messages.
void push_function(lua_State* lua, const std::string& name,
                   bound_function function);

/// Suspends the calling script; the result of a bound function that waits.
/// @throws std::logic_error inside a callback that can't be suspended.
int suspend(lua_State* lua, wait_request request,
            std::function<int(lua_State*, wait_outcome)> resume);

namespace detail {

template <class Callable>
struct signature : signature<decltype(&Callable::operator())> {};

template <class Result, class... Args>
struct signature<Result (*)(Args...)> {
  using result = Result;
  using arguments = std::tuple<Args...>;
};

template <class Class, class Result, class... Args>
struct signature<Result (Class::*)(Args...) const>
    : signature<Result (*)(Args...)> {};

template <class Class, class Result, class... Args>
struct signature<Result (Class::*)(Args...)> : signature<Result (*)(Args...)> {
};

template <class T>
int push_result(lua_State* lua, const T& value) {
  push_value(lua, value);
  return 1;
}

template <class... Ts>
int push_result(lua_State* lua, const std::tuple<Ts...>& values) {
  std::apply([lua](const auto&... value) { (push_value(lua, value), ...); },
             values);
  return sizeof...(Ts);
}

template <class Result>
int push_result(lua_State* lua, const waiting<Result>& wait) {
  return suspend(
      lua, wait.request,
      [result = wait.result](lua_State* thread, wait_outcome outcome) {
        if constexpr (std::is_void_v<Result>) {
          result(outcome);
          return 0;
        } else {
          return push_result(thread, result(outcome));
        }
      });
}

/// Argument number `index`, named after its position when it is wrong.
template <class T>
decltype(auto) get_argument(lua_State* lua, int index, call_style style) {
  try {
    return get_value<std::decay_t<T>>(lua, index);
  } catch (const bad_value& error) {
    auto position = style == call_style::method ? index - 1 : index;
    if (position == 0)
      throw bad_value{std::string{error.what()}
                      + "; call a method with a colon, as in object:method()"};
    throw bad_value{"argument " + std::to_string(position) + ": "
                    + error.what()};
  }
}

void check_argument_count(lua_State* lua, std::size_t most, call_style style);

template <class Callable, class... Args, std::size_t... Is>
int invoke(lua_State* lua, Callable& callable, call_style style,
           std::tuple<Args...>*, std::index_sequence<Is...>) {
  check_argument_count(lua, sizeof...(Args), style);
  // Braces: arguments are read from left to right.
  std::tuple<decltype(get_argument<Args>(lua, 1, style))...> arguments{
      get_argument<Args>(lua, static_cast<int>(Is) + 1, style)...};
  if constexpr (std::is_void_v<typename signature<Callable>::result>) {
    std::apply(callable, std::move(arguments));
    return 0;
  } else {
    return push_result(lua, std::apply(callable, std::move(arguments)));
  }
}

template <class Callable>
bound_function bind(Callable callable, call_style style) {
  return [callable = std::move(callable), style](lua_State* lua) mutable {
    using arguments = typename signature<Callable>::arguments;
    constexpr auto count = std::tuple_size_v<arguments>;
    return invoke(lua, callable, style, static_cast<arguments*>(nullptr),
                  std::make_index_sequence<count>{});
  };
}

} // namespace detail

/// A function of values: `bind_function([](double a, double b) {...})`.
template <class Callable>
bound_function bind_function(Callable callable) {
  return detail::bind(std::move(callable), call_style::function);
}

/// A function whose first parameter is the object left of the colon.
template <class Callable>
bound_function bind_method(Callable callable) {
  return detail::bind(std::move(callable), call_style::method);
}

} // namespace leasehold::shell
