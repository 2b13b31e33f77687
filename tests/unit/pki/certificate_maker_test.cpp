// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/pki/certificate_maker.hpp"

#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "runtime/clock/system_clock_source.hpp"
#include "runtime/rpc/certificate.hpp"
#include "runtime/rpc/tls_context.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using kind = certificate_wish::kind;
using std::chrono::hours;

class CertificateMaker : public testing::Test {
protected:
  certificate_wish wish(kind what, std::string name = {}) const {
    certificate_wish x;
    x.what = what;
    x.name = std::move(name);
    x.folder = folder.path();
    x.days = what == kind::ca ? ca_days : leaf_days;
    return x;
  }

  void make(const certificate_wish& x) const {
    auto made = make_certificate(x, now);
    ASSERT_TRUE(made) << made.error().message;
  }

  failure refusal(const certificate_wish& x) const {
    auto made = make_certificate(x, now);
    return made ? failure{} : made.error();
  }

  std::string file(const std::string& name) const {
    return folder.path() + "/" + name;
  }

  tls_config files_of(const std::string& name) const {
    return {file(name + ".pem"), file(name + ".key"), file("ca.pem")};
  }

  static int mode_of(const std::string& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return static_cast<int>(found.st_mode & 0777);
  }

  test::temp_folder folder;
  wall_time now = system_clock_source{}.wall();
};

TEST_F(CertificateMaker, MakesWhatARegionNeeds) {
  auto made = make_certificate(wish(kind::ca), now);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->front(), file("ca.pem"));
  EXPECT_EQ(made->back(), file("ca.key"));
  auto node = wish(kind::node, "cellar");
  node.hosts = {"cellar.example.net", "192.0.2.1", "::1"};
  make(node);
  make(wish(kind::client, "admin"));
  EXPECT_TRUE(make_tls_context(files_of("cellar"), tls_side::server));
  EXPECT_TRUE(make_tls_context(files_of("admin"), tls_side::client));
  for (auto* name : {"cellar", "admin"})
    EXPECT_TRUE(check_key(files_of(name))) << name;
  EXPECT_TRUE(check_cas(file("ca.pem")));
}

TEST_F(CertificateMaker, NamesEachByWhatItIs) {
  make(wish(kind::ca));
  make(wish(kind::node, "cellar"));
  make(wish(kind::client, "admin"));
  EXPECT_EQ(read_certificate(file("cellar.pem"))->common_name, "node:cellar");
  EXPECT_EQ(read_certificate(file("admin.pem"))->common_name, "admin");
}

TEST_F(CertificateMaker, MakesThemForAsLongAsIsSaid) {
  make(wish(kind::ca));
  auto node = wish(kind::node, "cellar");
  node.days = 90;
  make(node);
  auto facts = read_certificate(file("cellar.pem"));
  ASSERT_TRUE(facts);
  EXPECT_LT(facts->not_before, now);
  EXPECT_GT(facts->not_after, now + hours{24 * 90} - hours{1});
  EXPECT_LT(facts->not_after, now + hours{24 * 90} + hours{1});
}

TEST_F(CertificateMaker, KeepsKeysFromOthers) {
  make(wish(kind::ca));
  make(wish(kind::client, "admin"));
  EXPECT_EQ(mode_of(file("ca.key")), 0600);
  EXPECT_EQ(mode_of(file("admin.key")), 0600);
}

TEST_F(CertificateMaker, WritesOverNothing) {
  make(wish(kind::ca));
  make(wish(kind::client, "admin"));
  for (auto& again : {wish(kind::ca), wish(kind::client, "admin"),
                      wish(kind::node, "admin")}) {
    const auto why = refusal(again);
    EXPECT_EQ(why.code, errc::conflict);
    EXPECT_NE(why.message.find("nothing is written over"), std::string::npos);
  }
  // A certificate alone is reason enough, and no key is left beside it.
  std::ofstream{file("bob.pem")} << "his";
  EXPECT_EQ(refusal(wish(kind::client, "bob")).code, errc::conflict);
  EXPECT_FALSE(std::ifstream{file("bob.key")});
}

TEST_F(CertificateMaker, SaysHowToGetAnAuthority) {
  const auto why = refusal(wish(kind::client, "admin"));
  EXPECT_EQ(why.code, errc::unknown_name);
  EXPECT_NE(why.message.find("leasehold cert ca --dir " + folder.path()),
            std::string::npos)
      << why.message;
}

TEST_F(CertificateMaker, WantsAnAuthorityThatIsOne) {
  std::ofstream{file("ca.pem")} << "nonsense";
  std::ofstream{file("ca.key")} << "nonsense";
  EXPECT_EQ(refusal(wish(kind::client, "admin")).code, errc::corrupt);
}

TEST_F(CertificateMaker, LetsNoneOutliveItsAuthority) {
  auto authority = wish(kind::ca);
  authority.days = 30;
  make(authority);
  const auto why = refusal(wish(kind::client, "admin"));
  EXPECT_EQ(why.code, errc::invalid_request);
  EXPECT_NE(why.message.find("--days"), std::string::npos);
}

TEST_F(CertificateMaker, RefusesNamesThatCanNotBe) {
  make(wish(kind::ca));
  for (auto* name : {"", "ca", "a b", "../a", "-a", ".a", "a/b", "a,b", "\xc3"})
    EXPECT_EQ(refusal(wish(kind::client, name)).code, errc::invalid_request)
        << name;
  EXPECT_EQ(refusal(wish(kind::client, std::string(60, 'a'))).code,
            errc::invalid_request);
  for (auto* host : {"", "a b", "a,DNS:b", "a_b", "http://a"}) {
    auto node = wish(kind::node, "cellar");
    node.hosts = {host};
    EXPECT_EQ(refusal(node).code, errc::invalid_request) << host;
  }
}

TEST_F(CertificateMaker, SaysThatTheFolderCanNotBeWritten) {
  auto authority = wish(kind::ca);
  authority.folder = "/proc/nowhere";
  const auto why = refusal(authority);
  EXPECT_EQ(why.code, errc::unavailable);
  EXPECT_NE(why.message.find("/proc/nowhere"), std::string::npos);
}

} // namespace
} // namespace leasehold
