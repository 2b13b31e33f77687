// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/environment.hpp"

#include <stdexcept>
#include <utility>

#include "tools/shell/core_library.hpp"
#include "tools/shell/expect_library.hpp"
#include "tools/shell/help.hpp"
#include "tools/shell/sandbox.hpp"

namespace leasehold::shell {

environment::environment(script_host& host, environment_options options)
    : host_(&host), state_(options.limits) {
  extend([this, &options](api& bindings, lua_State* lua) {
    open_sandbox(lua, *host_);
    allow_require(bindings, lua, std::move(options.folder), sources_);
    bind_core_library(bindings, lua, *host_);
    bind_expect_library(bindings, lua, sources_);
    bind_help(bindings, known_, *host_);
    push_value(lua, options.arguments);
    lua_setglobal(lua, "arg");
  });
}

void environment::extend(const std::function<void(api&, lua_State*)>& bind) {
  auto error = state_.protect([this, &bind](lua_State* lua) {
    api bindings{lua, known_};
    bind(bindings, lua);
  });
  if (error)
    throw std::runtime_error{"the shell can't start: " + error->message};
}

} // namespace leasehold::shell
