// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/help.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

namespace {

constexpr std::size_t line_width = 78;

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  std::size_t column = line_width;
  while (!text.empty()) {
    auto end = std::min(text.find(' '), text.size());
    auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column + 1 + word.size() > line_width) {
      result += (result.empty() ? "" : "\n") + std::string(indent, ' ');
      column = indent;
    } else {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result + "\n";
}

std::string first_sentence(const std::string& text) {
  auto end = text.find(". ");
  return end == std::string::npos ? text : text.substr(0, end + 1);
}

std::string list(const std::vector<const entry*>& entries) {
  std::string result;
  for (const auto* each : entries)
    result += fmt::format("  {}\n", each->doc.signature)
        + wrapped(first_sentence(each->doc.text), 6);
  return result;
}

std::string parameter_list(const std::vector<parameter>& parameters) {
  std::string result;
  for (const auto& each : parameters) {
    auto name = each.alias.empty() ? each.name : each.name + ", " + each.alias;
    result += fmt::format("  {}{}\n", name,
                          each.need == presence::required ? " (required)" : "")
        + wrapped(each.text, 6);
  }
  return result;
}

/// The entry for the value at `index`, or null.
const entry* subject_of(lua_State* lua, int index, const catalogue& known) {
  if (lua_type(lua, index) == LUA_TSTRING) {
    auto name = get_value<std::string>(lua, index);
    const auto* found = known.find(name);
    return found ? found : known.find_object(name);
  }
  if (lua_type(lua, index) == LUA_TUSERDATA) {
    if (luaL_getmetafield(lua, index, "__name") == LUA_TNIL)
      return nullptr;
    auto name = get_value<std::string>(lua, lua_gettop(lua));
    lua_pop(lua, 1);
    return known.find_object(name);
  }
  return known.find(lua_topointer(lua, index));
}

std::string answer(lua_State* lua, const catalogue& known) {
  if (lua_gettop(lua) == 0)
    return overview(known);
  if (const auto* subject = subject_of(lua, 1, known))
    return explain(known, *subject);
  if (lua_type(lua, 1) != LUA_TSTRING)
    return fmt::format("{} is not part of the shell; Lua itself is explained "
                       "at https://www.lua.org/manual/5.4/\n",
                       describe_value(lua, 1));
  auto name = get_value<std::string>(lua, 1);
  auto meant = known.nearest(name);
  return fmt::format(
      "There is no '{}'{} Type help() for all there is.\n", name,
      meant.empty() ? "." : fmt::format("; did you mean '{}'?", meant));
}

} // namespace

std::string overview(const catalogue& known) {
  return "Functions:\n" + list(known.members_of_module(""))
      + "\nhelp(x) explains x and shows an example; Lua's string, table, "
        "math, utf8 and os.time are there too.\n";
}

std::string explain(const catalogue& known, const entry& subject) {
  auto result = subject.doc.signature + "\n" + wrapped(subject.doc.text, 2);
  if (!subject.parameters.empty())
    result += "Arguments:\n" + parameter_list(subject.parameters);
  std::vector<const entry*> members;
  if (subject.kind == entry_kind::module)
    members = known.members_of_module(subject.name);
  if (subject.kind == entry_kind::object)
    members = known.members_of_object(subject.name);
  if (!members.empty())
    result += "Members:\n" + list(members);
  return result + "Example:\n  " + subject.doc.example + "\n";
}

void bind_help(api& bindings, const catalogue& known, script_host& host) {
  bindings.raw("help",
               {"help(x)",
                "Explains a function, module or object, or the thing of that "
                "name; without an argument lists everything.",
                "help(expect)"},
               [known = &known, host = &host](lua_State* lua) {
                 host->write(answer(lua, *known));
                 return 0;
               });
}

} // namespace leasehold::shell
