// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "runtime/rpc/tls_context.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string refusal(const tls_config& config, tls_side side) {
  auto made = make_tls_context(config, side);
  return made ? "" : made.error().message;
}

TEST(TestCa, MakesWhatServersAndClientsNeed) {
  test_ca ca("complete");
  ca.run("server node1 localhost 127.0.0.1 ::1");
  ca.run("client alice");
  EXPECT_EQ("", refusal(ca.files_of("node1"), tls_side::server));
  EXPECT_EQ("", refusal(ca.files_of("alice"), tls_side::client));
}

TEST(TestCa, OverwritesNothing) {
  test_ca ca("kept");
  ca.run("client alice");
  auto key = content(ca.file("alice.key"));
  auto root = content(ca.file("ca.key"));
  EXPECT_EQ(1, ca.try_run("client alice"));
  EXPECT_EQ(1, ca.try_run("server alice"));
  EXPECT_EQ(1, ca.try_run("ca"));
  EXPECT_EQ(key, content(ca.file("alice.key")));
  EXPECT_EQ(root, content(ca.file("ca.key")));
}

TEST(TestCa, RefusesWhatItDoesNotUnderstand) {
  test_ca ca("strict");
  for (const auto* arguments :
       {"", "client", "client a b", "client ../alice", "client ca", "server",
        "server node1 'a b'", "server node1 'a,DNS:b'", "gateway x"})
    EXPECT_EQ(2, ca.try_run(arguments)) << arguments;
}

TEST(TlsContext, NamesTheFileThatIsWrong) {
  test_ca ca("wrong");
  ca.run("client alice");
  ca.run("client bob");
  auto good = ca.files_of("alice");

  auto config = good;
  config.certificate_file = ca.file("nobody.pem");
  EXPECT_EQ("TLS: certificate: can't read " + config.certificate_file
                + ": No such file or directory",
            refusal(config, tls_side::server));

  config = good;
  config.key_file = ca.file("bob.key");
  EXPECT_EQ("TLS: key \"" + config.key_file + "\": it is not the key of "
                + good.certificate_file,
            refusal(config, tls_side::server));

  config = good;
  config.key_file = good.certificate_file;
  EXPECT_EQ(0u,
            refusal(config, tls_side::server)
                .find("TLS: key \"" + config.key_file + "\": "));

  config = good;
  config.ca_file = good.key_file;
  EXPECT_EQ("TLS: CA \"" + config.ca_file + "\": it holds no certificate",
            refusal(config, tls_side::client));

  config = good;
  config.certificate_file.clear();
  EXPECT_EQ("TLS: no certificate file is configured",
            refusal(config, tls_side::server));
  EXPECT_EQ("", refusal(config, tls_side::client));
}

TEST(TlsContext, TakesManyCasFromOneFile) {
  test_ca ours("first");
  test_ca theirs("second");
  ours.run("client alice");
  auto config = ours.files_of("alice");
  config.ca_file = ours.file("both.pem");
  std::ofstream(config.ca_file)
      << content(theirs.file("ca.pem")) << content(ours.file("ca.pem"));
  EXPECT_EQ("", refusal(config, tls_side::server));
}

} // namespace
} // namespace leasehold
