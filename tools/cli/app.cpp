// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/app.hpp"

#include <limits>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/cli/application.hpp"
#include "tools/cli/completion.hpp"
#include "tools/cli/event_commands.hpp"
#include "tools/cli/lease_changes.hpp"
#include "tools/cli/lease_request.hpp"
#include "tools/cli/lease_views.hpp"
#include "tools/cli/node_commands.hpp"
#include "tools/cli/option_tree.hpp"
#include "tools/cli/programs.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused,\n"
    "5 unreachable. Data goes to stdout, talk to stderr.";

constexpr const char* common_options =
    "Every command takes --address, --name, --tls-ca, --tls-cert, --tls-key,\n"
    "--context and -o; see 'leasehold --help'.";

const std::map<std::string, output_format> formats{
    {"table", output_format::table},
    {"json", output_format::json},
    {"name", output_format::name},
    {"csv", output_format::csv}};

constexpr auto number_max = std::numeric_limits<std::uint64_t>::max();

/// An option that may come more than once, one value or a list with commas
/// each time.
CLI::Option* repeated(CLI::Option* option, const std::string& type) {
  return option->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->delimiter(',');
}

} // namespace

application::application(cli_environment& env) : env_(env) {
  where_.address = "127.0.0.1:7420";
  app_.fallthrough();
  app_.get_formatter()->column_width(34);
  app_.footer("'leasehold NOUN VERB --help' shows examples.\n"
              + std::string{exit_codes});
  add_common_options();
  add_request();
  add_lease_commands();
  add_resource_commands();
  add_region_commands();
  add_policy_commands();
  add_event_commands();
  add_node_commands();
  add_action_commands();
  add_actor_commands();
  add_cert_commands();
  add_context_commands();
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
      ->type_name("FILE")
      ->envname("LEASEHOLD_TLS_CA");
  app_.add_option("--tls-cert", where_.certificate, "Your own certificate")
      ->type_name("FILE")
      ->envname("LEASEHOLD_TLS_CERT");
  app_.add_option("--tls-key", where_.key, "The key of your certificate")
      ->type_name("FILE")
      ->envname("LEASEHOLD_TLS_KEY");
  app_.add_option("--context", context_,
                  "One of 'leasehold context list', for what is not given")
      ->type_name("NAME")
      ->envname("LEASEHOLD_CONTEXT");
  app_.add_flag("--version", version_, "Show the version of this program");
  app_.add_option("-o,--output", format_,
                  "How to print; table unless given, names only with name; "
                  "usage also as csv")
      ->type_name("table|json|name|csv")
      ->check([](const std::string& word) {
        return formats.count(word) > 0
            ? std::string{}
            : "'" + word + "' is none of table, json, name, csv";
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
  add->add_option("--flow", request_.flow,
                  "Which packets between both it is for: all, tcp, udp, or one "
                  "of them with the target's port, like tcp/5001")
      ->type_name("FLOW");
  add->add_option("--service", request_.service, "The class of service")
      ->type_name("CLASS");
  add_number(add, "--setup", request_.setup, 0, priority_weakest,
             "Strength to get it: 0 strongest to 7; as the class says unless "
             "given, and never stronger");
  add_number(add, "--hold", request_.hold, 0, priority_weakest,
             "Strength to keep it; the same way");
  repeated(add->add_option("--label", request_.labels,
                           "Your own words, repeated in its events"),
           "KEY=VALUE")
      ->delimiter('\0');
  add_number(add, "--request-id", request_.request, 1, number_max,
             "Makes asking again the same request; random unless given");
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
  add_renew();
  add_change();
  add_acknowledge();
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
  add_number(watch, "--from", events_.from, 1, number_max,
             "The first event; the oldest kept unless given");
}

void application::add_renew() {
  auto* renew = command(
      app_.get_subcommand("lease"), "renew",
      "Let leases run for a period from now",
      "  leasehold lease renew 1f3a --for 60s\n"
      "  leasehold lease renew $(leasehold lease list -o name) --for 1h",
      [this](context& run) { return renew_leases(run, renewal_); });
  required(renew->add_option("ID", renewal_.ids,
                             "Leases, as 'lease list' shows them"));
  renew
      ->add_option("--for", renewal_.length, "How long, from now: 60s, 2h, any")
      ->type_name("PERIOD")
      ->required();
  add_number(renew, "--request-id", renewal_.request, 1, number_max,
             "Makes asking again the same renewal; random unless given");
  renew->add_flag("--shorten", renewal_.shorten,
                  "Let a lease end earlier than it does now");
  renew->add_flag("--keep", renewal_.keep,
                  "Stay, renew it in time, and release it on Ctrl-C; needed "
                  "for an infinite one");
}

void application::add_change() {
  auto* change =
      command(app_.get_subcommand("lease"), "change",
              "Change a lease that runs: its amount, its end, its route",
              "  leasehold lease change 1f3a --amount 20Mbit/s\n"
              "  leasehold lease change 1f3a --amount 5Mbit/s --for 2h\n"
              "  leasehold lease change 1f3a --exclude GW4",
              [this](context& run) { return change_lease(run, change_); });
  required(change->add_option("ID", change_.id, "The lease"));
  change->add_option("--amount", change_.amount, "How much from now on")
      ->type_name("AMOUNT");
  change->add_option("--for", change_.length, "How long, from now: 60s, 2h")
      ->type_name("PERIOD");
  repeated(change->add_option("--include", change_.include,
                              "Take a route that passes these"),
           "HOP,...");
  repeated(change->add_option("--exclude", change_.exclude,
                              "Take a route that does not pass these"),
           "HOP,...");
  change->add_flag("--keep", change_.keep,
                   "Stay, renew it in time, and release it on Ctrl-C; needed "
                   "for an infinite one");
}

void application::add_acknowledge() {
  auto* acknowledge =
      command(app_.get_subcommand("lease"), "acknowledge",
              "Say that it is known what a lease was told",
              "  leasehold lease acknowledge 1f3a 3", [this](context& run) {
                return acknowledge_lease(run, word_, sequence_);
              });
  required(acknowledge->add_option("ID", word_, "The lease"));
  required(add_number(
      acknowledge, "SEQUENCE", sequence_, 1,
      std::numeric_limits<std::uint32_t>::max(),
      "The last event of the lease that is known; events say theirs"));
}

void application::add_programs() {
  command(&app_, "shell", "The actor shell: Lua with leases, or a script",
          "  leasehold shell\n  leasehold shell check.lua", {});
  command(&app_, "simulate", "Run a script in simulated regions, with faults",
          "  leasehold simulate check.lua --seeds 100 --faults kill,pause", {});
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
  if (version_) {
    context run{env_, where_,
                format_ == "json" ? output_format::json : output_format::table};
    return show_version(run);
  }
  const CLI::App* chosen = &app_;
  while (!chosen->get_subcommands().empty())
    chosen = chosen->get_subcommands().front();
  auto found = actions_.find(chosen);
  if (found == actions_.end() || !found->second) {
    print_help(env_.err);
    return exit_code::usage;
  }
  if (found->first->get_parent() != app_.get_subcommand("context"))
    fill_from_context();
  where_.name = lessee_name{name_.empty() ? env_.user : name_};
  const auto format = formats.at(format_);
  if (!name_.empty())
    if (auto name = read_name(name_, "--name"); !name)
      return misuse({{&tree_}, {}, {}}, name.error().message);
  if (format == output_format::csv && chosen->get_name() != "usage")
    return misuse(
        {{&tree_}, {}, {}},
        "only 'leasehold usage' prints csv: take table, json or name");
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
  if (env.out)
    return static_cast<int>(code);
  // Whoever reads it must not take a part for the whole.
  auto why = env.output_problem ? env.output_problem() : std::string{};
  env.err << "leasehold: the output can't be written"
          << (why.empty() ? why : ": " + why) << '\n';
  return static_cast<int>(code == exit_code::ok ? exit_code::failed : code);
}

} // namespace leasehold::cli
