// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/cert_commands.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

namespace {

using kind = certificate_wish::kind;

std::string next_step(kind what, const certificate_words& words) {
  switch (what) {
  case kind::ca:
    return "give ca.pem to all nodes and clients; keep ca.key where only you "
           "can read it: whoever has it makes certificates";
  case kind::node:
    return fmt::format("give them with ca.pem to node {}, as tls-cert and "
                       "tls-key",
                       words.name);
  case kind::client:
    break;
  }
  return fmt::format(
      "give them with ca.pem to {}, for --tls-cert and --tls-key", words.name);
}

} // namespace

exit_code make_certificate(context& run, kind what,
                           const certificate_words& words) {
  if (!run.env().make_certificate)
    return run.lacks("maker of certificates");
  certificate_wish wish;
  wish.what = what;
  wish.name = words.name;
  wish.hosts = words.hosts;
  wish.folder = words.folder;
  wish.days = words.days > 0 ? words.days
      : what == kind::ca     ? ca_days
                             : leaf_days;
  auto made = run.env().make_certificate(wish);
  if (!made)
    return run.fail(made.error());
  if (run.format() == output_format::json) {
    const nlohmann::ordered_json paths{{"certificate", made->front()},
                                       {"key", made->back()}};
    run.out() << paths.dump(2, ' ', false,
                            nlohmann::json::error_handler_t::replace)
              << '\n';
  } else if (run.format() == output_format::name) {
    for (auto& path : *made)
      run.out() << path << '\n';
  } else {
    field_list fields;
    fields.add("certificate", made->front());
    fields.add("key", made->back());
    fields.print(run.out());
    run.say(next_step(what, words));
  }
  return exit_code::ok;
}

} // namespace leasehold::cli
