// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/app.hpp"

#include <functional>
#include <map>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/cli/command_tree.hpp"
#include "tools/cli/completion.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/event_commands.hpp"
#include "tools/cli/exit_code.hpp"
#include "tools/cli/lease_changes.hpp"
#include "tools/cli/lease_request.hpp"
#include "tools/cli/lease_views.hpp"
#include "tools/cli/node_commands.hpp"
#include "tools/cli/option_tree.hpp"
#include "tools/cli/policy_commands.hpp"
#include "tools/cli/programs.hpp"
#include "tools/cli/region_commands.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused,\n"
    "5 unreachable. Data goes to stdout, talk to stderr.";

constexpr const char* common_options =
    "Every command takes --address, --name, --tls-ca, --tls-cert, --tls-key\n"
    "and -o; see 'leasehold --help'.";

class application {
public:
  using action = std::function<exit_code(context&)>;

  explicit application(cli_environment& env);

  exit_code run(const std::vector<std::string>& arguments);

private:
  void add_common_options();
  void add_request();
  void add_lease_commands();
  void add_region_commands();
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
  std::vector<std::string> ids_;
  std::string length_;
  std::string word_;
  std::string amount_;
  std::string folder_;
  lease_conditions conditions_;
  event_words events_;
  bool toml_ = false;
};

application::application(cli_environment& env) : env_(env) {
  where_.address = "127.0.0.1:7420";
  app_.fallthrough();
  app_.get_formatter()->column_width(34);
  app_.footer("'leasehold NOUN VERB --help' shows examples.\n"
              + std::string{exit_codes});
  add_common_options();
  add_request();
  add_lease_commands();
  add_region_commands();
  add_policy_commands();
  add_event_commands();
  add_node_commands();
  add_programs();
  tree_ = tree_of(app_);
}

void application::add_common_options() {
  app_.set_help_flag("-h,--help", "Show what a command does and exit");
  app_.add_option("--address", where_.address,
                  "The node to talk to; 127.0.0.1:7420 unless given")
      ->type_name("HOST:PORT")
      ->envname("LEASEHOLD_ADDRESS");
  app_.add_option("--name", name_, "Who asks; your user name unless given")
      ->type_name("LESSEE")
      ->envname("LEASEHOLD_NAME");
  app_.add_option("--tls-ca", where_.ca,
                  "Certificate of the authority that the node must show")
      ->type_name("FILE");
  app_.add_option("--tls-cert", where_.certificate, "Your own certificate")
      ->type_name("FILE");
  app_.add_option("--tls-key", where_.key, "The key of your certificate")
      ->type_name("FILE");
  app_.add_option("-o,--output", format_,
                  "How to print; table unless given, names only with name")
      ->type_name("table|json|name")
      ->check([](const std::string& word) {
        return word == "table" || word == "json" || word == "name"
            ? std::string{}
            : "'" + word + "' is none of table, json, name";
      });
}

CLI::App* application::noun(const std::string& name,
                            const std::string& description) {
  auto* added = app_.add_subcommand(name, description);
  added->footer("'leasehold " + name + " VERB --help' shows examples.");
  return added;
}

CLI::App* application::command(CLI::App* parent, const std::string& name,
                               const std::string& description,
                               const std::string& examples, action run) {
  auto* added = parent->add_subcommand(name, description);
  added->footer("Examples:\n" + examples + "\n\n" + common_options);
  actions_[added] = std::move(run);
  return added;
}

CLI::Option* required(CLI::Option* option) {
  return option->type_name("")->required();
}

/// An option that may come more than once, one value or a list with commas
/// each time.
CLI::Option* repeated(CLI::Option* option, const std::string& type) {
  return option->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->delimiter(',');
}

void application::add_request() {
  auto* lease = noun("lease", "Ask for leases, renew, release and watch them");
  auto* add = command(
      lease, "request", "Ask for a lease on a target and the route to it",
      "  leasehold lease request EP51 --from EP11 --amount 10Mbit/s --for 60s\n"
      "  leasehold lease request EP51/printer --from EP11 --amount 1 --for 2h"
      " --at 20:00\n"
      "  leasehold lease request EP52 --from EP21 --amount 40Mbit/s --dry-run\n"
      "  leasehold lease request EP53 --from EP31 --amount 5Mbit/s"
      " --for infinite",
      [this](context& run) { return request_lease(run, request_); });
  required(add->add_option("TARGET", request_.target,
                           "A resource, or an endpoint for its NIC"));
  add->add_option("--from", request_.from, "The endpoint it is used from")
      ->type_name("ENDPOINT")
      ->required();
  add->add_option("--amount", request_.amount,
                  "How much: 10Mbit/s, 64MiB, 3; joined by + for several")
      ->type_name("AMOUNT")
      ->required();
  add->add_option("--for", request_.length,
                  "How long: 60s, 2h30m, any, zero, infinite; any unless "
                  "given. An infinite one lasts while this command runs")
      ->type_name("PERIOD");
  add->add_option("--at", request_.at,
                  "When it begins: 20:00 (UTC), +30m, 2026-11-23T20:00:00Z; "
                  "now unless given")
      ->type_name("TIME");
  repeated(add->add_option("--include", request_.include,
                           "Gateways or links the route must pass"),
           "HOP,...");
  repeated(add->add_option("--exclude", request_.exclude,
                           "Gateways or links the route must not pass"),
           "HOP,...");
  add->add_option("--at-least", request_.at_least,
                  "An elastic lease may be reduced to this")
      ->type_name("AMOUNT");
  add->add_option("--service", request_.service, "The class of service")
      ->type_name("CLASS");
  add->add_option("--setup", request_.setup,
                  "Strength to get it: 0 strongest to 7; as the class says "
                  "unless given, and never stronger")
      ->type_name("N")
      ->check(CLI::Range(0, 7));
  add->add_option("--hold", request_.hold, "Strength to keep it; the same way")
      ->type_name("N")
      ->check(CLI::Range(0, 7));
  repeated(add->add_option("--label", request_.labels,
                           "Your own words, repeated in its events"),
           "KEY=VALUE")
      ->delimiter('\0');
  add->add_option("--request-id", request_.request,
                  "Makes asking again the same request; random unless given")
      ->type_name("N");
  add->add_flag("--dry-run", request_.dry_run,
                "Say what would be granted and change nothing");
  add->add_flag("--keep", request_.keep,
                "Stay, renew it in time, and release it on Ctrl-C");
}

void application::add_lease_commands() {
  auto* lease = app_.get_subcommand("lease");
  auto ids = [this](CLI::App* to) {
    return required(to->add_option("ID", ids_,
                                   "Leases, as 'lease list' shows "
                                   "them"));
  };
  auto* renew = command(
      lease, "renew", "Let leases run for a period from now",
      "  leasehold lease renew 1f3a --for 60s\n"
      "  leasehold lease renew $(leasehold lease list -o name) --for 1h",
      [this](context& run) { return renew_leases(run, ids_, length_); });
  ids(renew);
  renew->add_option("--for", length_, "How long, from now: 60s, 2h, any")
      ->type_name("PERIOD")
      ->required();
  ids(command(lease, "release", "Give leases back",
              "  leasehold lease release 1f3a 1f3b",
              [this](context& run) { return release_leases(run, ids_); }));
  auto* list =
      command(lease, "list", "List leases that are not over",
              "  leasehold lease list\n"
              "  leasehold lease list --gateway GW5 -o json",
              [this](context& run) { return list_leases(run, conditions_); });
  list->add_option("--lessee", conditions_.lessee, "Only those of this lessee")
      ->type_name("LESSEE");
  list->add_option("--resource", conditions_.resource,
                   "Only those that take of this resource")
      ->type_name("RESOURCE");
  list->add_option("--gateway", conditions_.gateway,
                   "Only those that pass this gateway")
      ->type_name("GATEWAY");
  auto* show =
      command(lease, "show", "Show the terms of a lease, its route and hops",
              "  leasehold lease show 1f3a",
              [this](context& run) { return show_lease(run, word_); });
  required(show->add_option("ID", word_, "The lease"));
  auto* watch =
      command(lease, "watch", "Tell what happens to leases, as it happens",
              "  leasehold lease watch 1f3a\n"
              "  leasehold lease watch -o json | jq .kind",
              [this](context& run) { return watch_events(run, events_); });
  watch->add_option("ID", events_.lease, "Only this lease, until it has ended")
      ->type_name("");
  watch
      ->add_option("--from", events_.from,
                   "The first event; the oldest kept unless given")
      ->type_name("N");
}

void application::add_region_commands() {
  auto* resource = noun("resource", "See what can be leased, set capacities");
  command(resource, "list", "List resources, their capacity and what is free",
          "  leasehold resource list\n"
          "  leasehold resource list -o json | jq '.[].free.text'",
          list_resources);
  auto* set = command(
      resource, "set-capacity", "Change how much a resource has",
      "  leasehold resource set-capacity EP51/printer 2",
      [this](context& run) { return set_capacity(run, word_, amount_); });
  required(set->add_option("NAME", word_, "The resource"));
  required(set->add_option("AMOUNT", amount_, "10Mbit/s, 64MiB, 3"));

  command(noun("gateway", "See the gateways of the region"), "list",
          "List gateways, where they run and their hops",
          "  leasehold gateway list", list_gateways);
  command(noun("endpoint", "See the endpoints of the region"), "list",
          "List endpoints and the gateways they hang on",
          "  leasehold endpoint list -o name", list_endpoints);

  auto* region = noun("topology", "Show the region as a whole, or replace it");
  auto* show = command(
      region, "show", "Show gateways, links, endpoints and resources",
      "  leasehold topology show\n"
      "  leasehold topology show --toml > region.toml",
      [this](context& run) {
        return show_topology(
            run, toml_ ? topology_form::toml : topology_form::as_chosen);
      });
  show->add_flag("--toml", toml_, "As a file that 'topology load' reads");
  auto* load =
      command(region, "load", "Replace the topology by the one in a file",
              "  leasehold topology load region.toml",
              [this](context& run) { return load_topology(run, word_); });
  required(load->add_option("FILE", word_, "A topology in TOML"));
}

void application::add_policy_commands() {
  auto* policy = noun("policy", "See and change the administrator's rules");
  command(policy, "list", "List the rules that limit leases",
          "  leasehold policy list", list_rules);
  command(policy, "classes", "List the classes that a request may name",
          "  leasehold policy classes", list_classes);
  auto* set =
      command(policy, "set", "Set each rule and class of a file; others stay",
              "  leasehold policy set rules.toml",
              [this](context& run) { return set_policy(run, word_); });
  required(set->add_option("FILE", word_, "Rules and classes in TOML"));
  auto* remove = command(
      policy, "remove", "Remove a rule", "  leasehold policy remove night",
      [this](context& run) { return remove_rule(run, word_); });
  required(remove->add_option("NAME", word_, "The rule"));
  auto* remove_one =
      command(policy, "remove-class", "Remove a class; its leases stay",
              "  leasehold policy remove-class gold",
              [this](context& run) { return remove_class(run, word_); });
  required(remove_one->add_option("NAME", word_, "The class"));
}

void application::add_event_commands() {
  auto* event = noun("event", "Read what happened to leases");
  auto* list =
      command(event, "list", "List events that are kept",
              "  leasehold event list --from 1200\n"
              "  leasehold event list --lease 1f3a -o json",
              [this](context& run) { return list_events(run, events_); });
  list->add_option("--count", events_.count_max,
                   "At most this many; 1000 unless given")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}));
  auto* watch =
      command(event, "watch", "Tell events as they happen, until Ctrl-C",
              "  leasehold event watch\n"
              "  leasehold event watch --from 1200 -o json",
              [this](context& run) { return watch_events(run, events_); });
  for (auto* each : {list, watch}) {
    each->add_option("--from", events_.from,
                     "The first number; the oldest kept unless given")
        ->type_name("N");
    each->add_option("--lease", events_.lease, "Only those of this lease")
        ->type_name("ID");
  }
}

void application::add_node_commands() {
  auto* check =
      command(&app_, "audit", "Check that leases, hops and capacities add up",
              "  leasehold audit\n"
              "  leasehold audit --data /var/lib/leasehold",
              [this](context& run) { return audit(run, folder_); });
  check
      ->add_option("--data", folder_,
                   "The data folder of a node that is not running")
      ->type_name("DIR");
  auto* node = noun("node", "Run a node, or ask one how it is");
  command(node, "run", "Run a node; 'leasehold node' alone does the same",
          "  leasehold node run --help", {});
  command(node, "status", "Show how the node is", "  leasehold node status",
          show_node);
}

void application::add_programs() {
  command(&app_, "shell", "The actor shell: Lua with leases, or a script",
          "  leasehold shell\n  leasehold shell check.lua", {});
  command(&app_, "bench", "Measure a node", "  leasehold bench --help", {});
  command(&app_, "version", "Show the version of this program",
          "  leasehold version -o json", show_version);
  auto* complete =
      command(&app_, "completion", "Print a script that completes with Tab",
              "  source <(leasehold completion bash)\n"
              "  leasehold completion fish > "
              "~/.config/fish/completions/leasehold.fish",
              [this](context& run) {
                run.out() << (word_ == "bash"      ? bash_completion(tree_)
                                  : word_ == "zsh" ? zsh_completion(tree_)
                                                   : fish_completion(tree_));
                return exit_code::ok;
              });
  complete->add_option("SHELL", word_, "The shell to complete in")
      ->type_name("bash|zsh|fish")
      ->required()
      ->check([](const std::string& word) {
        return word == "bash" || word == "zsh" || word == "fish"
            ? std::string{}
            : "'" + word + "' is none of bash, zsh, fish";
      });
}

void application::print_help(std::ostream& out) const {
  auto text = app_.help();
  out << text << (!text.empty() && text.back() == '\n' ? "" : "\n");
}

exit_code application::misuse(const command_path& path,
                              const std::string& problem) {
  env_.err << "leasehold: " << printable(problem) << "\nSee '" << path.text()
           << " --help'.\n";
  return exit_code::usage;
}

exit_code application::parse(const command_path& path,
                             const std::vector<std::string>& arguments) {
  try {
    std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
    app_.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    print_help(env_.out);
    return exit_code::ok;
  } catch (const CLI::ExtrasError&) {
    return misuse(path,
                  fmt::format("'{}' is not expected here",
                              fmt::join(app_.remaining(true), " ")));
  } catch (const CLI::ParseError& error) {
    return misuse(path, error.what());
  }
  return run_chosen();
}

exit_code application::run_chosen() {
  const CLI::App* chosen = &app_;
  while (!chosen->get_subcommands().empty())
    chosen = chosen->get_subcommands().front();
  auto found = actions_.find(chosen);
  if (found == actions_.end() || !found->second) {
    print_help(env_.err);
    return exit_code::usage;
  }
  where_.name = lessee_name{name_.empty() ? env_.user : name_};
  auto format = format_ == "json" ? output_format::json
      : format_ == "name"         ? output_format::name
                                  : output_format::table;
  if (!name_.empty())
    if (auto name = read_name(name_, "--name"); !name)
      return misuse({{&tree_}, {}, {}}, name.error().message);
  context run{env_, where_, format};
  return found->second(run);
}

exit_code application::run(const std::vector<std::string>& arguments) {
  auto path = find_command(tree_, arguments);
  if (auto code = run_program(env_, path, arguments))
    return static_cast<exit_code>(*code);
  if (auto problem = mistake_in(path, arguments); !problem.empty())
    return misuse(path, problem);
  return parse(path, arguments);
}

} // namespace

int run_cli(const std::vector<std::string>& arguments, cli_environment& env) {
  application app{env};
  auto words = arguments;
  // "help lease request" is how some ask for "lease request --help".
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  auto code = app.run(words);
  env.out.flush();
  return static_cast<int>(code);
}

} // namespace leasehold::cli
