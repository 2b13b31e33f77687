// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one table a call like `lease{target = "EP51", amount = "10Mbit/s"}`
// passes. Its keys are checked against the documented parameters before the
// function sees it: a typo is an error that lists what is known, never an
// option silently ignored.

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <lua5.4/lua.hpp>

#include "tools/shell/catalogue.hpp"
#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

class named_arguments {
public:
  /// Reads the table that is argument `index`, the last.
  /// @throws bad_value for anything but a table of exactly the known keys
  ///         with all required ones.
  named_arguments(lua_State* lua, const std::vector<parameter>& known,
                  int index = 1);

  /// @pre `name` is a documented parameter.
  template <class T>
  std::optional<T> get(const std::string& name) const {
    push(name);
    auto value = in_place("'" + name + "'", [lua = lua_] {
      return get_value<std::optional<T>>(lua, lua_gettop(lua));
    });
    lua_pop(lua_, 1);
    if constexpr (std::is_same_v<T, std::string>)
      if (value && value->empty())
        throw bad_value{"'" + name
                        + "' is empty; leave it out, or give a value"};
    return value;
  }

  /// @pre `name` is documented as required.
  template <class T>
  T require(const std::string& name) const {
    return get<T>(name).value();
  }

private:
  /// Pushes the value given under the name or its alias, or nil.
  void push(const std::string& name) const;

  lua_State* lua_;
  int index_;
  const std::vector<parameter>* known_;
};

} // namespace leasehold::shell
