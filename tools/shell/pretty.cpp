// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/pretty.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace leasehold::shell {

namespace {

constexpr std::size_t line_width = 76;
constexpr std::size_t depth_max = 6;
constexpr std::size_t items_max = 100;
constexpr std::size_t items_total_max = 5000;

std::string text_of(lua_State* lua, int index) {
  std::size_t size = 0;
  const auto* data = luaL_tolstring(lua, index, &size);
  std::string text{data, size};
  lua_pop(lua, 1);
  return text;
}

std::string quoted(std::string_view text) {
  std::string result{"\""};
  for (unsigned char c : text) {
    if (c == '"' || c == '\\')
      result += fmt::format("\\{}", static_cast<char>(c));
    else if (c == '\n')
      result += "\\n";
    else if (c < 0x20 || c == 0x7f)
      result += fmt::format("\\x{:02x}", c);
    else
      result += static_cast<char>(c);
  }
  return result + "\"";
}

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0
      && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_';
         });
}

class printer {
public:
  explicit printer(lua_State* lua) : lua_(lua) {}

  std::string value(int index, std::size_t indent) {
    luaL_checkstack(lua_, 8, "too deep to print");
    if (lua_type(lua_, index) == LUA_TSTRING)
      return quoted(text_of(lua_, index));
    if (!lua_istable(lua_, index) || describes_itself(index))
      return text_of(lua_, index);
    const auto* identity = lua_topointer(lua_, index);
    auto open = std::find(path_.begin(), path_.end(), identity);
    if (open != path_.end() || path_.size() == depth_max
        || items_ > items_total_max)
      return "{...}";
    path_.push_back(identity);
    auto text = table(index, indent);
    path_.pop_back();
    return text;
  }

private:
  bool describes_itself(int index) {
    if (luaL_getmetafield(lua_, index, "__tostring") == LUA_TNIL)
      return false;
    lua_pop(lua_, 1);
    return true;
  }

  /// Sorts list elements by position, then names, then all other keys.
  struct item {
    std::tuple<int, lua_Integer, std::string> order;
    std::string text;
  };

  std::string table(int index, std::size_t indent) {
    auto items = collect(index, indent + 2);
    std::vector<std::string> texts;
    for (auto& item : items)
      texts.push_back(std::move(item.text));
    auto one_line = fmt::format("{{{}}}", fmt::join(texts, ", "));
    if (one_line.size() + indent <= line_width
        && one_line.find('\n') == std::string::npos)
      return one_line;
    auto pad = std::string(indent + 2, ' ');
    return fmt::format("{{\n{}{}\n{}}}", pad, fmt::join(texts, ",\n" + pad),
                       std::string(indent, ' '));
  }

  std::vector<item> collect(int index, std::size_t indent) {
    std::vector<item> items;
    auto length = static_cast<lua_Integer>(lua_rawlen(lua_, index));
    lua_pushnil(lua_);
    while (lua_next(lua_, index) != 0) {
      auto top = lua_gettop(lua_);
      if (items.size() < items_max)
        items.push_back(member(top - 1, top, length, indent));
      lua_pop(lua_, 1);
      if (items.size() == items_max) {
        lua_pop(lua_, 1);
        items.push_back({{4, 0, {}}, "..."});
        break;
      }
    }
    std::sort(items.begin(), items.end(),
              [](const item& left, const item& right) {
                return left.order < right.order;
              });
    return items;
  }

  item member(int key, int content, lua_Integer length, std::size_t indent) {
    ++items_;
    auto text = value(content, indent);
    if (lua_isinteger(lua_, key)) {
      auto number = lua_tointeger(lua_, key);
      auto in_list = number >= 1 && number <= length;
      return {{in_list ? 0 : 1, number, {}},
              in_list ? text : fmt::format("[{}] = {}", number, text)};
    }
    if (lua_type(lua_, key) == LUA_TSTRING) {
      auto name = text_of(lua_, key);
      return {{2, 0, name},
              is_name(name) ? fmt::format("{} = {}", name, text)
                            : fmt::format("[{}] = {}", quoted(name), text)};
    }
    auto name = text_of(lua_, key);
    return {{3, 0, name}, fmt::format("[{}] = {}", name, text)};
  }

  lua_State* lua_;
  std::vector<const void*> path_;
  std::size_t items_ = 0;
};

} // namespace

std::string pretty(lua_State* lua, int index) {
  auto absolute = lua_absindex(lua, index);
  auto top = lua_gettop(lua);
  auto text = printer{lua}.value(absolute, 0);
  lua_settop(lua, top);
  return text;
}

std::string display(lua_State* lua, int index) {
  return lua_type(lua, index) == LUA_TSTRING ? text_of(lua, index)
                                             : pretty(lua, index);
}

} // namespace leasehold::shell
