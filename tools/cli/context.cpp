// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/context.hpp"

#include <utility>

#include <fmt/format.h>

#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

context::context(cli_environment& env, connect_options where,
                 output_format format)
    : env_(env),
      where_(std::move(where)),
      format_(format),
      give_up_(std::make_shared<std::function<bool()>>()) {
  where_.give_up = [watch = give_up_] {
    return *watch && (*watch)();
  };
}

result<session*> context::open() {
  if (session_)
    return session_.get();
  if (!env_.connect) {
    lacks("client");
    return failure{errc::unavailable, "no client"};
  }
  if (where_.problem) {
    fail(*where_.problem);
    return *where_.problem;
  }
  if (where_.name.empty()) {
    say("nobody asks: give a name with --name or LEASEHOLD_NAME");
    return failure{errc::invalid_request, "no name"};
  }
  auto opened = env_.connect(where_);
  if (!opened) {
    fail(opened.error());
    if (exit_for(opened.error().code) == exit_code::unreachable)
      say(fmt::format("is a node running at {}? Start one with 'leasehold "
                      "node', or name another with --address",
                      where_.address));
    return opened.error();
  }
  session_ = std::move(*opened);
  return session_.get();
}

result<session*> context::reopen() {
  auto opened = env_.connect(where_);
  if (!opened)
    return opened.error();
  session_ = std::move(*opened);
  return session_.get();
}

void context::say(std::string_view text) {
  env_.err << "leasehold: " << printable(text) << '\n';
}

void context::hint(std::string_view text) {
  if (env_.terminal && format_ == output_format::table)
    say(text);
}

exit_code context::fail(const failure& why) {
  say(fmt::format("{} ({})", why.message, to_string(why.code)));
  return exit_for(why.code);
}

exit_code context::fail_request(const failure& why, request_id request) {
  auto code = fail(why);
  if (code == exit_code::unreachable || why.code == errc::unknown_outcome)
    say(fmt::format("whether it was granted is not known; ask again with "
                    "--request-id {} to find out, which grants nothing twice",
                    request.value()));
  return code;
}

exit_code context::misuse(std::string_view text) {
  say(text);
  return exit_code::usage;
}

exit_code context::lacks(std::string_view part) {
  say(fmt::format("this build has no {}", part));
  return exit_code::failed;
}

} // namespace leasehold::cli
