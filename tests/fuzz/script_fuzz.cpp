// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Scripts of the shell, against a fake node. Whatever a script says, it ends
// within its instructions and its memory, says why where it failed, and nothing
// that leads out of the sandbox is in its reach.

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/unit/shell/fake_source.hpp"
#include "tools/shell/admin_library.hpp"
#include "tools/shell/environment.hpp"
#include "tools/shell/lease_library.hpp"
#include "tools/shell/script_run.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {
namespace {

using fuzz::broken;
using fuzz::require;

// Little of both: one instruction may copy a text as large as the memory.
constexpr std::size_t memory_max = std::size_t{4} << 20;
constexpr std::uint64_t instructions_max = 20'000;
constexpr int waits_max = 1000;

/// Its time moves by waiting alone.
class patient_host final : public script_host {
public:
  wait_outcome wait(const wait_request& request) override {
    if (++waits_ > waits_max)
      return wait_outcome::interrupted;
    now +=
        std::min(request.at_most.value_or(duration{1000}), duration{1'000'000});
    return request.ready && request.ready() ? wait_outcome::ready
                                            : wait_outcome::timed_out;
  }
  duration elapsed() const override {
    return now;
  }
  std::int64_t unix_seconds() const override {
    return 1'800'000'000
        + std::chrono::duration_cast<std::chrono::seconds>(now).count();
  }
  void write(std::string_view) override {}
  void complain(std::string_view) override {}

  duration now{0};

private:
  int waits_ = 0;
};

// -- what is in reach --------------------------------------------------------

using functions = std::set<lua_CFunction>;

void collect(lua_State* lua, const char* table, std::set<std::string> names,
             functions& into) {
  lua_getglobal(lua, table);
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1))
    if (lua_iscfunction(lua, -1)
        && (names.empty() || names.count(lua_tostring(lua, -2)) == 1))
      into.insert(lua_tocfunction(lua, -1));
  lua_pop(lua, 1);
}

/// Lua's own functions that no script may call.
const functions& ways_out() {
  static const functions found = [] {
    functions y;
    auto* lua = luaL_newstate();
    luaL_openlibs(lua);
    for (const auto* library : {"io", "debug", "package", "coroutine"})
      collect(lua, library, {}, y);
    collect(lua, "os",
            {"execute", "exit", "getenv", "remove", "rename", "setlocale",
             "tmpname"},
            y);
    collect(lua, "string", {"dump"}, y);
    collect(lua, "_G",
            {"collectgarbage", "dofile", "load", "loadfile", "require",
             "setmetatable", "warn"},
            y);
    lua_close(lua);
    return y;
  }();
  return found;
}

/// Walks over tables and metatables from the value on top, and takes it away.
void walk(lua_State* lua, std::set<const void*>& seen, int depth) {
  if (lua_iscfunction(lua, -1)
      && ways_out().count(lua_tocfunction(lua, -1)) == 1)
    broken("nothing that leads out of the sandbox is in reach");
  if (depth < 100 && lua_checkstack(lua, 8) != 0
      && seen.insert(lua_topointer(lua, -1)).second) {
    if (lua_getmetatable(lua, -1) != 0)
      walk(lua, seen, depth + 1);
    if (lua_istable(lua, -1))
      for (lua_pushnil(lua); lua_next(lua, -2) != 0;) {
        lua_pushvalue(lua, -2);
        walk(lua, seen, depth + 1);
        walk(lua, seen, depth + 1);
      }
  }
  lua_pop(lua, 1);
}

void check_reach(lua_state& state) {
  const auto failed = state.protect([](lua_State* lua) {
    std::set<const void*> seen;
    lua_pushglobaltable(lua);
    walk(lua, seen, 0);
    lua_pushliteral(lua, "");
    walk(lua, seen, 0);
  });
  require(!failed || failed->fault == script_fault::out_of_memory,
          "what a script can reach can be looked at");
}

// -- one script --------------------------------------------------------------

void run(environment& env, patient_host& host, const std::string& source) {
  script_run script{env};
  if (const auto wrong = script.load(source, "@in.lua")) {
    require(!wrong->message.empty(), "what is no script is explained");
    return;
  }
  run_to_end(script, host);
  const auto& control = env.state().control();
  require(control.executed <= instructions_max + 1000,
          "a script is stopped at its last instruction");
  switch (script.status()) {
  case script_run::state::failed:
    require(!script.error().message.empty(), "a failure says why");
    break;
  case script_run::state::finished:
    script.results();
    break;
  case script_run::state::exited:
    break;
  default:
    broken("a script ends");
  }
}

} // namespace
} // namespace leasehold::shell

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold;
  using namespace leasehold::shell;
  patient_host host;
  fake_node node;
  node.elapsed = [&host] {
    return host.now;
  };
  node.wait = [&host](duration time) {
    host.now += time;
  };
  fake_source source{node};
  default_session current{source};
  environment_options options;
  options.limits = {memory_max, instructions_max};
  options.folder = "/nonexistent";
  environment env{host, options};
  env.extend([&current](api& bindings, lua_State*) {
    bind_session_library(bindings, current);
    bind_admin_library(bindings, current);
  });
  run(env, host, std::string{fuzz::fuzz_input{data, size}.rest()});
  fuzz::require(env.state().memory_in_use() <= memory_max + (4u << 20),
                "memory is bounded");
  check_reach(env.state());
  return 0;
}
