// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/completion.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

namespace {

const char* const keywords[] = {
    "and",      "break",  "do",   "else", "elseif", "end",  "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",  "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Removes a name from the end of `text` and returns it.
std::string_view take_word(std::string_view& text) {
  auto start = text.size();
  while (start > 0 && is_word(text[start - 1]))
    --start;
  auto word = text.substr(start);
  text = text.substr(0, start);
  return word;
}

/// `a.b:c` taken apart from its end.
struct access_path {
  /// The names left of the last separator.
  std::vector<std::string> owners;
  /// '.', ':' or 0 for a plain name.
  char separator = 0;
  std::string word;
};

access_path read_path(std::string_view& rest) {
  access_path path;
  path.word = take_word(rest);
  while (!rest.empty() && (rest.back() == '.' || rest.back() == ':')) {
    auto separator = rest.back();
    auto before = rest.substr(0, rest.size() - 1);
    auto owner = take_word(before);
    if (owner.empty())
      break;
    if (path.separator == 0)
      path.separator = separator;
    path.owners.emplace(path.owners.begin(), owner);
    rest = before;
  }
  return path;
}

/// The name before the innermost brace that is still open: `lease{`.
std::string open_call(std::string_view rest) {
  int depth = 0;
  while (!rest.empty()) {
    auto c = rest.back();
    rest.remove_suffix(1);
    depth += c == '}' ? 1 : c == '{' ? -1 : 0;
    if (depth >= 0)
      continue;
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == '('))
      rest.remove_suffix(1);
    auto path = read_path(rest);
    auto name = path.owners.empty() ? "" : path.owners.back();
    return name.empty() ? path.word : name + path.separator + path.word;
  }
  return {};
}

using word_set = std::set<std::string>;

void add_members(word_set& words, const std::vector<const entry*>& members,
                 char separator) {
  for (const auto* member : members)
    if (separator == '.' || member->kind == entry_kind::method)
      words.insert(member->name);
}

/// Names in the table on top of the stack; with ':' functions only.
void add_keys(lua_State* lua, word_set& words, char separator) {
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    if (lua_type(lua, -2) == LUA_TSTRING
        && (separator != ':' || lua_isfunction(lua, -1))) {
      auto key = get_value<std::string>(lua, lua_gettop(lua) - 1);
      if (std::all_of(key.begin(), key.end(), is_word))
        words.insert(key);
    }
    lua_pop(lua, 1);
  }
}

/// Adds what the value on top of the stack offers.
void add_offers(lua_State* lua, const catalogue& known, char separator,
                word_set& words) {
  if (lua_istable(lua, -1)) {
    add_keys(lua, words, separator);
  } else if (lua_isstring(lua, -1)) {
    lua_getglobal(lua, "string");
    if (separator == ':' && lua_istable(lua, -1))
      add_keys(lua, words, separator);
  } else if (lua_isuserdata(lua, -1)
             && luaL_getmetafield(lua, -1, "__name") == LUA_TSTRING) {
    auto name = get_value<std::string>(lua, lua_gettop(lua));
    add_members(words, known.members_of_object(name), separator);
  }
}

/// Pushes the value of `a.b.c` without calling anything, or nil.
void push_path(lua_State* lua, const std::vector<std::string>& names) {
  lua_pushglobaltable(lua);
  for (const auto& name : names) {
    if (!lua_istable(lua, -1)) {
      lua_pushnil(lua);
      lua_remove(lua, -2);
      return;
    }
    lua_pushlstring(lua, name.data(), name.size());
    lua_rawget(lua, -2);
    lua_remove(lua, -2);
  }
}

void collect(lua_State* lua, const catalogue& known, const access_path& path,
             std::string_view before, word_set& words) {
  push_path(lua, path.owners);
  add_offers(lua, known, path.separator, words);
  if (path.separator != 0)
    return;
  words.insert(std::begin(keywords), std::end(keywords));
  const auto* call = known.find(open_call(before));
  if (!call || call->parameters.empty())
    return;
  // Right after the brace or a comma only an argument's name makes sense.
  auto last = before.find_last_not_of(' ');
  if (before[last] == '{' || before[last] == ',')
    words.clear();
  for (const auto& parameter : call->parameters)
    words.insert(parameter.name);
}

} // namespace

completion complete(lua_state& state, const catalogue& known,
                    std::string_view line) {
  auto rest = line;
  auto path = read_path(rest);
  word_set words;
  auto failure = state.protect([&known, &path, rest, &words](lua_State* lua) {
    collect(lua, known, path, rest, words);
  });
  completion result;
  result.typed = path.word.size();
  if (failure)
    return result;
  for (const auto& word : words)
    if (word.compare(0, path.word.size(), path.word) == 0)
      result.words.push_back(word);
  return result;
}

std::string common_prefix(const std::vector<std::string>& words) {
  if (words.empty())
    return {};
  auto prefix = words.front();
  for (const auto& word : words) {
    auto end =
        std::mismatch(prefix.begin(), prefix.end(), word.begin(), word.end());
    prefix.erase(end.first, prefix.end());
  }
  return prefix;
}

} // namespace leasehold::shell
