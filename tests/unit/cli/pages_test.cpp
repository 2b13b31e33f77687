// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The pages for users show commands that the program takes, and name all that
// they list. A page that is ahead of the program, or behind it, fails.

#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <utility>

#include "messages/event.hpp"
#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

std::string page(const std::string& name) {
  std::ifstream file{name};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

/// The lines that somebody could type, without the program's name.
std::vector<std::string> commands_in(const std::string& text) {
  std::vector<std::string> found;
  const std::regex line{"(?:^|\n) *(?:\\$ )?leasehold ([^\n]*)"};
  for (std::sregex_iterator i{text.begin(), text.end(), line}, end; i != end;
       ++i)
    found.push_back((*i)[1]);
  return found;
}

/// As a shell splits it, up to where another program begins.
words split(std::string line) {
  static const std::regex list{R"(\$\(leasehold lease list -o name\))"};
  line = std::regex_replace(line, list, "a1");
  words all;
  std::string word;
  auto quote = '\0';
  auto open = false;
  auto end = [&all, &word, &open] {
    if (open)
      all.push_back(std::exchange(word, {}));
    open = false;
  };
  for (auto c : line) {
    if (quote == '\0' && (c == '|' || c == '>' || c == '#' || c == ';'))
      break;
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      open = true;
    } else if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && c == ' ') {
      end();
    } else {
      word += c;
      open = true;
    }
  }
  end();
  return all;
}

class Pages : public CliTest {
protected:
  Pages() {
    for (auto* program : {&env.node, &env.shell, &env.bench, &env.simulate})
      *program = [](const words&) {
        return 0;
      };
    env.audit_folder = [](const std::string&) {
      return result<audit_report>{audit_report{}};
    };
    env.parse_policy = [](std::string_view, std::string_view) {
      return result<policy_entries>{policy_entries{}};
    };
    env.write_contexts = [](const std::string&) {
      return success();
    };
    env.read_contexts = [] {
      return result<std::optional<std::string>>{std::nullopt};
    };
    env.make_certificate = [](const certificate_wish&) {
      return result<words>{words{"a.pem", "a.key"}};
    };
    env.write_topology = [](const topology&) {
      return std::string{"[region]"};
    };
  }

  void expect_understood(const std::string& line, const std::string& where) {
    slices = 0;
    interrupt_after = 2;
    EXPECT_NE(run(split(line)), 2)
        << where << " shows: leasehold " << line << '\n'
        << err.str();
  }
};

TEST_F(Pages, ShowCommandsThatTheProgramTakes) {
  std::size_t count = 0;
  for (const char* name :
       {"README.md", "docs/actions.md", "docs/cli.md", "docs/operators.md",
        "docs/policy.md", "docs/topology.md", "docs/shell.md",
        "docs/simulator.md"})
    for (const auto& line : commands_in(page(name))) {
      expect_understood(line, name);
      ++count;
    }
  EXPECT_GT(count, 30u);
}

const std::vector<words> with_examples{{"lease", "request"},
                                       {"lease", "renew"},
                                       {"lease", "change"},
                                       {"lease", "acknowledge"},
                                       {"lease", "release"},
                                       {"lease", "list"},
                                       {"lease", "show"},
                                       {"lease", "watch"},
                                       {"resource", "list"},
                                       {"resource", "set-capacity"},
                                       {"resource", "show"},
                                       {"resource", "demand"},
                                       {"resource", "threshold"},
                                       {"gateway", "list"},
                                       {"gateway", "drain"},
                                       {"gateway", "fail"},
                                       {"gateway", "restore"},
                                       {"link", "drain"},
                                       {"link", "fail"},
                                       {"link", "restore"},
                                       {"endpoint", "list"},
                                       {"topology", "show"},
                                       {"topology", "load"},
                                       {"policy", "list"},
                                       {"policy", "classes"},
                                       {"policy", "set"},
                                       {"policy", "remove"},
                                       {"policy", "remove-class"},
                                       {"event", "list"},
                                       {"event", "watch"},
                                       {"actor", "tree"},
                                       {"actor", "top"},
                                       {"actor", "trace"},
                                       {"actor", "kill"},
                                       {"action", "run", "ping"},
                                       {"action", "run", "wake"},
                                       {"action", "list"},
                                       {"action", "show"},
                                       {"action", "results"},
                                       {"action", "cancel"},
                                       {"locate"},
                                       {"explain"},
                                       {"audit"},
                                       {"node", "status"},
                                       {"node", "list"},
                                       {"status"},
                                       {"cluster", "status"},
                                       {"context", "list"},
                                       {"context", "use"},
                                       {"context", "add"},
                                       {"context", "remove"},
                                       {"cert", "ca"},
                                       {"cert", "node"},
                                       {"cert", "client"},
                                       {"version"}};

TEST_F(Pages, OfHelpShowCommandsThatTheProgramTakes) {
  std::size_t count = 0;
  for (auto command : with_examples) {
    const auto name = command;
    command.emplace_back("--help");
    ASSERT_EQ(run(command), 0);
    const auto help = out.str();
    const auto examples = help.find("Examples:\n");
    ASSERT_NE(examples, std::string::npos) << help;
    for (const auto& line : commands_in(help.substr(examples))) {
      expect_understood(line, name.back() + " --help");
      ++count;
    }
  }
  EXPECT_GT(count, 40u);
}

TEST_F(Pages, NameEveryKindOfEvent) {
  const auto cli = page("docs/cli.md");
  const auto integrators = page("docs/integrators.md");
  std::set<std::string> kinds;
  for (std::uint8_t i = 1;
       std::string{"unknown"} != to_string(static_cast<event_kind>(i)); ++i)
    kinds.insert(to_string(static_cast<event_kind>(i)));
  EXPECT_GE(kinds.size(), 11u);
  for (const auto& kind : kinds) {
    EXPECT_NE(cli.find("`" + kind + "`"), std::string::npos) << kind;
    std::string camel;
    for (std::size_t i = 0; i < kind.size(); ++i)
      camel +=
          kind[i] == '-' ? static_cast<char>(kind[++i] - 'a' + 'A') : kind[i];
    EXPECT_NE(integrators.find("`" + camel + "`"), std::string::npos) << camel;
  }
}

} // namespace
} // namespace leasehold::cli
