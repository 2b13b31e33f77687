// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/script_run.hpp"

#include <cassert>
#include <utility>

#include "tools/shell/pretty.hpp"

namespace leasehold::shell {

script_run::script_run(environment& env) : env_(&env) {}

script_run::~script_run() {
  if (anchor_ != LUA_NOREF)
    luaL_unref(env_->state().get(), LUA_REGISTRYINDEX, anchor_);
}

std::optional<script_error> script_run::load(const std::string& source,
                                             const std::string& chunk_name) {
  env_->sources().add(chunk_name, source);
  int status = LUA_OK;
  auto error = env_->state().protect([&](lua_State* lua) {
    thread_ = lua_newthread(lua);
    anchor_ = luaL_ref(lua, LUA_REGISTRYINDEX);
    // A first line "#!" makes a script executable; Lua need not see it.
    auto text = source.rfind("#!", 0) == 0 ? "--" + source : source;
    status = luaL_loadbufferx(thread_, text.data(), text.size(),
                              chunk_name.c_str(), "t");
  });
  if (!error && status != LUA_OK)
    error = env_->state().error_from(thread_, status);
  if (!error)
    state_ = state::loaded;
  return error;
}

void script_run::start() {
  assert(state_ == state::loaded);
  env_->state().begin_run(thread_);
  step();
}

void script_run::resume(wait_outcome outcome) {
  assert(state_ == state::waiting);
  auto& control = env_->state().control();
  if (outcome == wait_outcome::interrupted) {
    control.stop = stop_reason::interrupted;
    fail(LUA_YIELD);
    return;
  }
  control.wait->outcome = outcome;
  step();
}

const wait_request* script_run::wait() const {
  if (state_ != state::waiting)
    return nullptr;
  return &env_->state().control().wait->request;
}

void script_run::step() {
  auto& state = env_->state();
  auto status = lua_resume(thread_, nullptr, 0, &result_count_);
  // A call that was given up because of Ctrl-C is no failure of the script's.
  auto& control = state.control();
  if (status > LUA_YIELD && control.interrupt
      && control.stop == stop_reason::none)
    control.stop = stop_reason::interrupted;
  if (state.control().stop == stop_reason::exit) {
    state.end_run();
    exit_code_ = state.control().exit_code;
    state_ = state::exited;
  } else if (state.control().stop != stop_reason::none
             || (status != LUA_OK && status != LUA_YIELD)) {
    fail(status);
  } else if (status == LUA_YIELD) {
    state_ = state::waiting;
  } else {
    state.end_run();
    state_ = state::finished;
  }
}

void script_run::fail(int status) {
  auto& state = env_->state();
  error_ = state.error_from(thread_, status);
  auto stopped = state.control().stop != stop_reason::none;
  auto failure = state.protect([this](lua_State* lua) {
    luaL_traceback(lua, thread_, nullptr, 0);
    error_.traceback = lua_tostring(lua, -1);
  });
  // A stopped script may not run another instruction, not even to clean up.
  if (!stopped)
    close();
  state.end_run();
  state_ = state::failed;
}

void script_run::close() {
  auto& control = env_->state().control();
  control.closing = true;
  lua_resetthread(thread_);
  control.closing = false;
}

std::vector<std::string> script_run::results() {
  std::vector<std::string> texts;
  if (state_ != state::finished)
    return texts;
  auto error = env_->state().protect([this, &texts](lua_State* lua) {
    lua_checkstack(thread_, 1);
    for (int i = 1; i <= result_count_; ++i) {
      lua_pushvalue(thread_, i);
      lua_xmove(thread_, lua, 1);
      texts.push_back(pretty(lua, -1));
      lua_pop(lua, 1);
    }
  });
  if (error)
    texts.push_back(error->message);
  return texts;
}

void run_to_end(script_run& run, script_host& host) {
  run.start();
  while (const auto* wait = run.wait())
    run.resume(host.wait(*wait));
}

} // namespace leasehold::shell
