// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/named_arguments.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/text/closest.hpp"

namespace leasehold::shell {

namespace {

std::vector<std::string> names_of(const std::vector<parameter>& known) {
  std::vector<std::string> names;
  for (const auto& parameter : known)
    names.push_back(parameter.name);
  std::sort(names.begin(), names.end());
  return names;
}

bool knows(const std::vector<parameter>& known, const std::string& key) {
  return std::any_of(known.begin(), known.end(),
                     [&key](const parameter& candidate) {
                       return candidate.name == key || candidate.alias == key;
                     });
}

std::string known_text(const std::vector<parameter>& known) {
  return known.empty()
      ? "it knows none"
      : fmt::format("it knows {}", fmt::join(names_of(known), ", "));
}

void reject_unknown_keys(lua_State* lua, const std::vector<parameter>& known,
                         int index) {
  lua_pushnil(lua);
  while (lua_next(lua, index) != 0) {
    lua_pop(lua, 1);
    if (lua_type(lua, -1) != LUA_TSTRING)
      throw bad_value{
          fmt::format("takes arguments by name; {}", known_text(known))};
    auto key = get_value<std::string>(lua, lua_gettop(lua));
    if (knows(known, key))
      continue;
    auto meant = closest(key, names_of(known));
    throw bad_value{fmt::format(
        "unknown argument '{}'{}; {}", key,
        meant.empty() ? "" : fmt::format(" (did you mean '{}'?)", meant),
        known_text(known))};
  }
}

} // namespace

named_arguments::named_arguments(lua_State* lua,
                                 const std::vector<parameter>& known, int index)
    : lua_(lua), index_(index), known_(&known) {
  if (lua_gettop(lua) == index - 1)
    lua_newtable(lua);
  if (lua_gettop(lua) != index || !lua_istable(lua, index))
    throw bad_value{fmt::format("takes arguments by name, in braces; {}",
                                known_text(known))};
  reject_unknown_keys(lua, known, index);
  for (const auto& parameter : known) {
    push(parameter.name);
    auto missing = lua_isnil(lua, -1);
    lua_pop(lua, 1);
    if (missing && parameter.need == presence::required)
      throw bad_value{fmt::format("'{}' is missing: {}; {}", parameter.name,
                                  parameter.text, known_text(known))};
  }
}

void named_arguments::push(const std::string& name) const {
  auto found = std::find_if(
      known_->begin(), known_->end(),
      [&name](const parameter& candidate) { return candidate.name == name; });
  assert(found != known_->end() && "an argument nobody documented");
  lua_pushstring(lua_, name.c_str());
  lua_rawget(lua_, index_);
  if (found->alias.empty())
    return;
  lua_pushstring(lua_, found->alias.c_str());
  lua_rawget(lua_, index_);
  if (!lua_isnil(lua_, -1) && !lua_isnil(lua_, -2))
    throw bad_value{fmt::format("'{}' and '{}' mean the same: give one", name,
                                found->alias)};
  lua_remove(lua_, lua_isnil(lua_, -1) ? -1 : -2);
}

} // namespace leasehold::shell
