// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where C++ becomes the language of scripts. Each call binds one name and
// documents it in the same breath. Used inside `lua_state::protect` only.

#include <string>
#include <utility>
#include <vector>

#include <lua5.4/lua.hpp>

#include "tools/shell/catalogue.hpp"
#include "tools/shell/lua_bind.hpp"
#include "tools/shell/lua_object.hpp"
#include "tools/shell/named_arguments.hpp"

namespace leasehold::shell {

namespace detail {

/// Calls and pushes what comes back, if anything does.
template <class Callable, class... Args>
int call_and_push(lua_State* lua, Callable& callable, Args&... arguments) {
  if constexpr (std::is_void_v<decltype(callable(arguments...))>) {
    callable(arguments...);
    return 0;
  } else {
    return push_result(lua, callable(arguments...));
  }
}

} // namespace detail

/// Adds methods and fields to a kind of object.
template <class T>
class object_binding;

class api {
public:
  api(lua_State* lua, catalogue& known) : lua_(lua), known_(&known) {}

  /// A table of functions. @pre bound before its functions are.
  void module(const std::string& name, doc about);

  /// A function with positional arguments; `name` may be `module.name`.
  template <class Callable>
  void function(const std::string& name, doc about, Callable callable) {
    raw(name, std::move(about), bind_function(std::move(callable)));
  }

  /// A function of `const named_arguments&`, called with braces.
  template <class Callable>
  void named(const std::string& name, doc about,
             std::vector<parameter> parameters, Callable callable) {
    auto& added = describe(name, std::move(about), std::move(parameters));
    set(added,
        [parameters = &added.parameters,
         callable = std::move(callable)](lua_State* lua) mutable {
          named_arguments arguments{lua, *parameters};
          return detail::call_and_push(lua, callable, arguments);
        });
  }

  /// A function that handles Lua's stack itself.
  void raw(const std::string& name, doc about, bound_function function);

  /// Documents the value on top of the stack and pops it.
  void adopt(const std::string& name, doc about);

  /// A kind of object, named by `object_name<T>`.
  template <class T>
  object_binding<T> object(doc about) {
    describe_object(object_name<T>::value, std::move(about));
    declare_object(lua_, object_name<T>::value, destroy_object<T>);
    return object_binding<T>{lua_, *known_};
  }

private:
  const entry& describe(const std::string& name, doc about,
                        std::vector<parameter> parameters);
  void describe_object(const std::string& name, doc about);
  void set(const entry& added, bound_function function);
  /// Gives the value on top of the stack its global name; pops it.
  void publish(const entry& added);

  lua_State* lua_;
  catalogue* known_;
};

template <class T>
class object_binding {
public:
  /// @pre The metatable is on top of the stack; it stays until the end.
  object_binding(lua_State* lua, catalogue& known)
      : lua_(lua), known_(&known), metatable_(lua_gettop(lua)) {}

  ~object_binding() {
    lua_settop(lua_, metatable_ - 1);
  }

  object_binding(const object_binding&) = delete;
  object_binding& operator=(const object_binding&) = delete;

  /// `callable` takes the object (`T&`) first.
  template <class Callable>
  object_binding& method(const std::string& name, doc about,
                         Callable callable) {
    auto& added = describe(entry_kind::method, name, std::move(about), {});
    push(added, bind_method(std::move(callable)));
    add_method(lua_, name.c_str());
    return *this;
  }

  /// Likewise, with `const named_arguments&` second: `object:name{...}`.
  template <class Callable>
  object_binding& named(const std::string& name, doc about,
                        std::vector<parameter> parameters, Callable callable) {
    auto& added = describe(entry_kind::method, name, std::move(about),
                           std::move(parameters));
    push(added,
         [parameters = &added.parameters,
          callable = std::move(callable)](lua_State* lua) mutable {
           auto& self = detail::get_argument<T&>(lua, 1, call_style::method);
           named_arguments arguments{lua, *parameters, 2};
           return detail::call_and_push(lua, callable, self, arguments);
         });
    add_method(lua_, name.c_str());
    return *this;
  }

  /// `callable` takes the object and returns the value of the field.
  template <class Callable>
  object_binding& field(const std::string& name, doc about, Callable callable) {
    auto& added = describe(entry_kind::field, name, std::move(about), {});
    push(added, bind_method(std::move(callable)));
    add_field(lua_, name.c_str());
    return *this;
  }

  /// What `print` shows.
  template <class Callable>
  object_binding& text(Callable callable) {
    push_function(lua_, "tostring", bind_method(std::move(callable)));
    lua_setfield(lua_, metatable_, "__tostring");
    return *this;
  }

  /// What the end of a `local x <close>` block does to the object.
  template <class Callable>
  object_binding& on_close(Callable callable) {
    push_function(lua_, "close", [callable](lua_State* lua) mutable {
      callable(get_value<T>(lua, 1));
      return 0;
    });
    lua_setfield(lua_, metatable_, "__close");
    return *this;
  }

private:
  const entry& describe(entry_kind kind, const std::string& name, doc about,
                        std::vector<parameter> parameters) {
    return known_->add(entry{kind, object_name<T>::value, name,
                             std::move(about), std::move(parameters)});
  }

  void push(const entry& added, bound_function function) {
    push_function(lua_, added.full_name(), std::move(function));
    known_->remember(lua_topointer(lua_, -1), added);
  }

  lua_State* lua_;
  catalogue* known_;
  int metatable_;
};

} // namespace leasehold::shell
