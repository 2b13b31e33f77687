// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/api.hpp"

namespace leasehold::shell {

const entry& api::describe(const std::string& name, doc about,
                           std::vector<parameter> parameters) {
  auto dot = name.find('.');
  auto owner = dot == std::string::npos ? "" : name.substr(0, dot);
  auto own = dot == std::string::npos ? name : name.substr(dot + 1);
  return known_->add(entry{entry_kind::function, owner, own, std::move(about),
                           std::move(parameters)});
}

void api::describe_object(const std::string& name, doc about) {
  known_->add(entry{entry_kind::object, {}, name, std::move(about), {}});
}

void api::module(const std::string& name, doc about) {
  auto& added =
      known_->add(entry{entry_kind::module, {}, name, std::move(about), {}});
  lua_newtable(lua_);
  publish(added);
}

void api::raw(const std::string& name, doc about, bound_function function) {
  set(describe(name, std::move(about), {}), std::move(function));
}

void api::adopt(const std::string& name, doc about) {
  publish(describe(name, std::move(about), {}));
}

void api::set(const entry& added, bound_function function) {
  push_function(lua_, added.full_name(), std::move(function));
  publish(added);
}

void api::publish(const entry& added) {
  known_->remember(lua_topointer(lua_, -1), added);
  // The catalogue knows values by address: keep each where it is.
  lua_pushvalue(lua_, -1);
  luaL_ref(lua_, LUA_REGISTRYINDEX);
  if (added.owner.empty()) {
    lua_setglobal(lua_, added.name.c_str());
    return;
  }
  lua_getglobal(lua_, added.owner.c_str());
  lua_rotate(lua_, -2, 1);
  lua_setfield(lua_, -2, added.name.c_str());
  lua_pop(lua_, 1);
}

} // namespace leasehold::shell
