// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/sandbox.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "tools/shell/lua_chunk.hpp"
#include "tools/shell/pattern_work.hpp"
#include "tools/shell/text_file.hpp"

namespace leasehold::shell {

namespace {

/// Replaces what could leave the sandbox; its arguments are the host's clocks.
constexpr auto prelude = R"lua(
local unix_seconds, elapsed = ...
local time, date, load_chunk = os.time, os.date, load
local set, raw, kind, fail = setmetatable, rawget, type, error

os = {
  clock = elapsed,
  date = function(format, when) return date(format, when or unix_seconds()) end,
  time = function(when) return when and time(when) or unix_seconds() end,
}

function setmetatable(object, meta)
  if kind(meta) == "table" and raw(meta, "__gc") ~= nil then
    fail("setmetatable: no __gc in the shell; use a <close> variable", 2)
  end
  return set(object, meta)
end

function load(text, name, _, ...)
  if kind(text) ~= "string" then
    fail("load: text was expected, found a " .. kind(text), 2)
  end
  return load_chunk(text, name or text, "t", ...)
end

collectgarbage, dofile, loadfile, warn, string.dump = nil
)lua";

/// Lua's own library works in single calls that no limit and no Ctrl-C reaches.
/// Here are those that might not end, written so that they do.
constexpr auto bounds_prelude = R"lua(
local check_search = ...
local fail, kind, len, integer = error, type, rawlen, math.tointeger
local find, match, gmatch, gsub = string.find, string.match, string.gmatch,
  string.gsub
local rep, move, sort, count = string.rep, table.move, table.sort, select
local elements_max = 10000000

local function check(name, text, pattern, plain)
  if kind(text) == "string" and kind(pattern) == "string" then
    local wrong = check_search(len(text), pattern, plain)
    if wrong then fail("string." .. name .. ": " .. wrong, 3) end
  end
end

function string.find(text, pattern, from, plain)
  check("find", text, pattern, plain and true or false)
  return find(text, pattern, from, plain)
end

function string.match(text, pattern, ...)
  check("match", text, pattern, false)
  return match(text, pattern, ...)
end

function string.gmatch(text, pattern, ...)
  check("gmatch", text, pattern, false)
  return gmatch(text, pattern, ...)
end

function string.gsub(text, pattern, ...)
  check("gsub", text, pattern, false)
  return gsub(text, pattern, ...)
end

function string.rep(text, times, between)
  if text == "" and (between == nil or between == "") then return "" end
  return rep(text, times, between)
end

function table.move(from, first, last, ...)
  if last - first >= elements_max then
    fail("table.move: more than " .. elements_max .. " elements; move fewer "
         .. "at once", 2)
  end
  return move(from, first, last, ...)
end

function table.insert(list, ...)
  local given, size = count("#", ...), #list
  if given == 1 then
    list[size + 1] = ...
    return
  elseif given ~= 2 then
    fail("wrong number of arguments to 'insert'", 2)
  end
  local place, value = ...
  place = integer(place)
  if not place or place < 1 or place > size + 1 then
    fail("bad argument #2 to 'insert' (position out of bounds)", 2)
  end
  for i = size + 1, place + 1, -1 do list[i] = list[i - 1] end
  list[place] = value
end

function table.remove(list, place)
  local size = #list
  place = integer(place or size)
  if not place or place ~= size and (place < 1 or place > size + 1) then
    fail("bad argument #2 to 'remove' (position out of bounds)", 2)
  end
  local value = list[place]
  for i = place, size - 1 do list[i] = list[i + 1] end
  list[place < size and size or place] = nil
  return value
end

function table.sort(list, before)
  local copy, size = {}, #list
  for i = 1, size do copy[i] = list[i] end
  sort(copy, before)
  for i = 1, size do list[i] = copy[i] end
end
)lua";

/// What is wrong with looking for a pattern, if anything.
std::optional<std::string>
check_search(std::int64_t text_bytes, const std::string& pattern, bool plain) {
  const auto bytes = static_cast<std::size_t>(text_bytes);
  const auto steps =
      plain ? plain_work(pattern.size(), bytes) : pattern_work(pattern, bytes);
  if (steps <= pattern_steps_max)
    return std::nullopt;
  return fmt::format("this might take {:.0g} steps in {} bytes; search less "
                     "text, or with fewer of * + - and ?",
                     steps, bytes);
}

/// Makes `require` of a function that reads a file beside the script.
constexpr auto require_prelude = R"lua(
local read, load_chunk, fail = ..., load, error
local loaded = {}
return function(name)
  if loaded[name] == nil then
    local text, chunk_name = read(name)
    local chunk, problem = load_chunk(text, chunk_name)
    if not chunk then fail("require: " .. problem, 0) end
    loaded[name] = true
    local value = chunk(name)
    if value ~= nil then loaded[name] = value end
  end
  return loaded[name]
end
)lua";

std::tuple<std::string, std::string>
read_module(const std::filesystem::path& folder, const std::string& name,
            source_book& sources) {
  auto plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
  if (name.empty() || !plain)
    throw std::runtime_error{
        fmt::format("'{}' can't be a file beside the script: give its name "
                    "without folder and .lua",
                    name)};
  auto path = folder / (name + ".lua");
  auto text = read_text_file(path.string(), script_bytes_max);
  auto chunk_name = "@" + path.string();
  sources.add(chunk_name, text);
  return {std::move(text), std::move(chunk_name)};
}

} // namespace

void open_sandbox(lua_State* lua, const script_host& host) {
  const std::initializer_list<luaL_Reg> libraries{
      {LUA_GNAME, luaopen_base},        {LUA_TABLIBNAME, luaopen_table},
      {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},
      {LUA_UTF8LIBNAME, luaopen_utf8},  {LUA_OSLIBNAME, luaopen_os}};
  for (const auto& library : libraries) {
    luaL_requiref(lua, library.name, library.func, 1);
    lua_pop(lua, 1);
  }
  push_function(lua, "os.time",
                bind_function([host = &host] { return host->unix_seconds(); }));
  push_function(lua, "os.clock", bind_function([host = &host] {
                  return std::chrono::duration<double>(host->elapsed()).count();
                }));
  run_chunk(lua, prelude, 2, 0);
  push_function(lua, "string.find", bind_function(check_search));
  run_chunk(lua, bounds_prelude, 1, 0);
}

void allow_require(api& bindings, lua_State* lua, std::filesystem::path folder,
                   source_book& sources) {
  push_function(lua, "require",
                bind_function([folder = std::move(folder),
                               sources = &sources](const std::string& name) {
                  return read_module(folder, name, *sources);
                }));
  run_chunk(lua, require_prelude, 1, 1);
  bindings.adopt("require",
                 {"require(name)",
                  "Loads a Lua file from the folder of the script, once, and "
                  "returns what the file returns.",
                  R"(local region = require "region")"});
}

} // namespace leasehold::shell
