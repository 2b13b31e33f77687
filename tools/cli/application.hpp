// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tree of commands, in two files: the words of leases are in app.cpp, those
// of the region and its rules in app_region.cpp.

#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/cli/action_commands.hpp"
#include "tools/cli/actor_commands.hpp"
#include "tools/cli/cert_commands.hpp"
#include "tools/cli/command_tree.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/environment.hpp"
#include "tools/cli/event_commands.hpp"
#include "tools/cli/exit_code.hpp"
#include "tools/cli/lease_changes.hpp"
#include "tools/cli/lease_request.hpp"
#include "tools/cli/lease_views.hpp"
#include "tools/cli/outage_commands.hpp"
#include "tools/cli/resource_commands.hpp"
#include "tools/cli/usage_command.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

class application {
public:
  using action = std::function<exit_code(context&)>;

  explicit application(cli_environment& env);

  exit_code run(const std::vector<std::string>& arguments);

private:
  void add_common_options();
  void add_request();
  void add_lease_commands();
  void add_renew();
  void add_change();
  void add_acknowledge();
  void add_resource_commands();
  void add_region_commands();
  void add_outages(CLI::App* parent, const std::string& what,
                   const std::string& example);
  void add_policy_commands();
  void add_event_commands();
  void add_node_commands();
  void add_action_commands();
  void add_action_run(CLI::App* parent);
  void add_action_options(CLI::App* to);
  void add_actor_commands();
  void add_cert_commands();
  void add_context_commands();
  void add_programs();

  CLI::App* noun(const std::string& name, const std::string& description);
  CLI::App* command(CLI::App* parent, const std::string& name,
                    const std::string& description, const std::string& examples,
                    action run);

  void print_help(std::ostream& out) const;
  exit_code misuse(const command_path& path, const std::string& problem);
  exit_code parse(const command_path& path,
                  const std::vector<std::string>& arguments);
  /// What was not said is as the context in use has it.
  void fill_from_context();
  exit_code run_chosen();

  cli_environment& env_;
  CLI::App app_{"Time-limited leases on the resources of a region.",
                "leasehold"};
  std::map<const CLI::App*, action> actions_;
  command_word tree_;

  connect_options where_;
  std::string name_;
  std::string context_;
  std::string format_ = "table";

  request_words request_;
  change_words change_;
  renewal_words renewal_;
  std::vector<std::string> ids_;
  action_words deed_;
  actor_words actor_;
  std::string word_;
  std::uint32_t sequence_ = 0;
  std::string amount_;
  std::string folder_;
  certificate_words cert_;
  lease_conditions conditions_;
  calendar_words calendar_;
  threshold_words threshold_;
  outage_words outage_;
  event_words events_;
  usage_words usage_;
  std::uint64_t request_number_ = 0;
  bool version_ = false;
  bool toml_ = false;
  bool dry_run_ = false;
};

/// A number, of which only decimal digits within the range are one.
template <class Number>
CLI::Option* add_number(CLI::App* to, const std::string& option, Number& target,
                        std::uint64_t least, std::uint64_t most,
                        const std::string& description) {
  auto read = [&target, option, least, most](const std::string& word) {
    auto number = read_number(word, least, most);
    if (!number)
      throw CLI::ValidationError{option, number.error().message};
    target = static_cast<decltype(Number{target})>(*number);
  };
  return to->add_option_function<std::string>(option, read, description)
      ->type_name("N");
}

inline CLI::Option* required(CLI::Option* option) {
  return option->type_name("")->required();
}

} // namespace leasehold::cli
