// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/sandbox.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "tools/shell/lua_chunk.hpp"
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
