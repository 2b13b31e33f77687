// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <CLI/CLI.hpp>

#include "tools/cli/application.hpp"
#include "tools/cli/context_commands.hpp"

namespace leasehold::cli {

namespace {

/// As it is from anywhere.
std::string whole_path(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).string();
}

} // namespace

void application::add_context_commands() {
  auto* contexts =
      noun("context", "Name regions, and choose the one to talk to");
  command(contexts, "list", "List the regions that have a name",
          "  leasehold context list", list_contexts);
  auto* use = command(contexts, "use", "Talk to that one from now on",
                      "  leasehold context use home",
                      [this](context& run) { return use_context(run, word_); });
  required(use->add_option("NAME", word_, "One of `context list`"));
  auto* add = command(
      contexts, "add", "Keep how a region is reached under a name",
      "  leasehold context add home --address cellar.example.net:7420 --name "
      "ann --tls-ca ca.pem --tls-cert ann.pem --tls-key ann.key",
      [this](context& run) {
        return add_context(run,
                           {word_, where_.address, name_, whole_path(where_.ca),
                            whole_path(where_.certificate),
                            whole_path(where_.key)});
      });
  required(add->add_option("NAME", word_, "What it is called"));
  auto* remove = command(
      contexts, "remove", "Forget one", "  leasehold context remove home",
      [this](context& run) { return remove_context(run, word_); });
  required(remove->add_option("NAME", word_, "One of `context list`"));
}

void application::fill_from_context() {
  auto all = read_contexts(env_);
  if (!all) {
    where_.problem = all.error();
    return;
  }
  const auto& wanted = context_.empty() ? all->current : context_;
  if (wanted.empty())
    return;
  const auto* chosen = all->find(wanted);
  if (chosen == nullptr) {
    where_.problem = unknown_context(wanted, *all, env_.contexts_path);
    return;
  }
  auto fill = [this](const char* option, std::string& to,
                     const std::string& from) {
    if (app_.get_option(option)->count() == 0 && !from.empty())
      to = from;
  };
  fill("--address", where_.address, chosen->address);
  fill("--name", name_, chosen->user);
  fill("--tls-ca", where_.ca, chosen->ca);
  fill("--tls-cert", where_.certificate, chosen->certificate);
  fill("--tls-key", where_.key, chosen->key);
}

} // namespace leasehold::cli
