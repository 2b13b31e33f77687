// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/completion.hpp"

#include <cstdio>
#include <fstream>
#include <set>

#include "tests/support/temp_folder.hpp"
#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using testing::HasSubstr;

class Completion : public CliTest {
protected:
  std::string script(const std::string& shell) {
    EXPECT_EQ(run({"completion", shell}), 0);
    return out.str();
  }
};

/// What bash offers for the last word of a line, by its own completion.
std::set<std::string> offered(const std::string& script, const words& line) {
  test::temp_folder folder;
  auto file = folder.path() + "/complete.bash";
  std::ofstream text{file};
  text << script << "COMP_WORDS=(leasehold";
  for (const auto& word : line)
    text << " '" << word << "'";
  text << ")\nCOMP_CWORD=" << line.size()
       << "\n_leasehold\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  text.close();
  std::set<std::string> lines;
  auto* shell = popen(("bash --norc " + file).c_str(), "r");
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, shell)) {
    std::string offer{buffer};
    offer.pop_back();
    lines.insert(offer);
  }
  EXPECT_EQ(pclose(shell), 0);
  return lines;
}

TEST_F(Completion, OffersNounsVerbsAndOptionsInBash) {
  auto bash = script("bash");
  using names = std::set<std::string>;
  EXPECT_EQ(offered(bash, {"le"}), (names{"lease"}));
  EXPECT_EQ(offered(bash, {"lease", "re"}),
            (names{"release", "renew", "request"}));
  EXPECT_EQ(offered(bash, {"-o", "json", "lease", "l"}), (names{"list"}));
  EXPECT_EQ(offered(bash, {"lease", "request", "EP51", "--fr"}),
            (names{"--from"}));
  EXPECT_EQ(offered(bash, {"lease", "request", "--from", "EP11", "--am"}),
            (names{"--amount"}));
  EXPECT_EQ(offered(bash, {"lease", "list", "--tls-c"}),
            (names{"--tls-ca", "--tls-cert"}));
  EXPECT_EQ(offered(bash, {"lease", "list", "-o", "j"}), (names{"json"}));
  EXPECT_EQ(offered(bash, {"completion", "z"}), (names{"zsh"}));
  EXPECT_EQ(offered(bash, {"--address", "h", ":", "1", "node", "s"}),
            (names{"status"}));
}

TEST_F(Completion, OffersTheSameInOtherShells) {
  auto zsh = script("zsh");
  EXPECT_THAT(zsh, HasSubstr("#compdef leasehold\n"));
  EXPECT_THAT(zsh, HasSubstr("\" lease\") offered=('request:Ask for a"));
  EXPECT_THAT(zsh, HasSubstr("-o | --output) offered=(table json name csv)"));
  // With -o it would offer what begins with a dash only.
  EXPECT_THAT(zsh, HasSubstr("\n  _describe leasehold offered || _files\n"));
  auto fish = script("fish");
  EXPECT_THAT(fish, HasSubstr("'__leasehold_at \"lease\"' -a request -d "));
  EXPECT_THAT(fish,
              HasSubstr("'__leasehold_at \"lease request*\"' -l from "
                        "-r "));
}

TEST_F(Completion, RefusesAShellItDoesNotKnow) {
  EXPECT_EQ(run({"completion", "tcsh"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("none of bash, zsh, fish"));
  EXPECT_EQ(out.str(), "");
}

} // namespace
} // namespace leasehold::cli
