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
  void add_change();
  void add_acknowledge();
  void add_resource_commands();
  void add_region_commands();
  void add_outages(CLI::App* parent, const std::string& what,
                   const std::string& example);
  void add_policy_commands();
  void add_event_commands();
  void add_node_commands();
  void add_programs();

  CLI::App* noun(const std::string& name, const std::string& description);
  CLI::App* command(CLI::App* parent, const std::string& name,
                    const std::string& description, const std::string& examples,
                    action run);

  void print_help(std::ostream& out) const;
  exit_code misuse(const command_path& path, const std::string& problem);
  exit_code parse(const command_path& path,
                  const std::vector<std::string>& arguments);
  exit_code run_chosen();

  cli_environment& env_;
  CLI::App app_{"Time-limited leases on the resources of a region.",
                "leasehold"};
  std::map<const CLI::App*, action> actions_;
  command_word tree_;

  connect_options where_;
  std::string name_;
  std::string format_ = "table";

  request_words request_;
  change_words change_;
  std::vector<std::string> ids_;
  std::string length_;
  std::string word_;
  std::uint32_t sequence_ = 0;
  std::string amount_;
  std::string folder_;
  lease_conditions conditions_;
  calendar_words calendar_;
  threshold_words threshold_;
  outage_words outage_;
  event_words events_;
  std::uint64_t request_number_ = 0;
  bool toml_ = false;
  bool dry_run_ = false;
};

inline CLI::Option* required(CLI::Option* option) {
  return option->type_name("")->required();
}

} // namespace leasehold::cli
