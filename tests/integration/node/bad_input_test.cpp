// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
//
// What a node does with a disk that is full or fails, a journal that is
// damaged and topologies that can't be: a clear error each, nothing lost.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/faulty_vfs.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/node_fixture.hpp"

namespace leasehold {
namespace {

class BadInput : public test::node_fixture {
protected:
  BadInput() {
    test::faults().reset();
    config.journal.vfs = test::faulty_vfs();
  }
  ~BadInput() override {
    test::faults().reset();
  }

  lease_id grant(session& who, const std::string& time = "1h") {
    auto outcome = who.request({wish("EP51", "EP11", "1Mbit/s", time)});
    if (!outcome || !std::holds_alternative<lease_grant>(outcome->front())) {
      ADD_FAILURE() << "no lease was granted";
      return {};
    }
    return std::get<lease_grant>(outcome->front()).lease.id;
  }

  static lease_outcome renew(session& who, lease_id lease) {
    renewal_request asked;
    asked.lease = lease;
    asked.wanted = *parse_period("2h");
    auto outcome = who.renew({asked});
    if (!outcome)
      return refusal{
          outcome.error().code, outcome.error().message, {}, {}, {}, {}, {}};
    return outcome->front();
  }

  static void expect_words(const std::string& text,
                           std::initializer_list<const char*> words) {
    for (auto word : words)
      EXPECT_NE(text.find(word), std::string::npos)
          << word << " is not in: " << text;
  }
};

// -- the disk ----------------------------------------------------------------

TEST_F(BadInput, ANearlyFullDiskKeepsLeasesAndMakesNoNewOnes) {
  ASSERT_EQ(start().message, "");
  auto alice = log_in("alice");
  auto kept = grant(*alice);
  auto given_back = grant(*alice);
  alice.reset();
  server.reset();
  // More than any disk has.
  config.journal.reserve_bytes = std::uint64_t{1} << 62;
  ASSERT_EQ(start().message, "");
  alice = log_in("alice");
  // The node looks at its disk when it has started.
  refusal no;
  while (no.code == errc::none) {
    auto asked = alice->request({wish("EP51", "EP11", "1kbit/s", "1h")});
    ASSERT_TRUE(asked) << asked.error().message;
    if (auto refused = std::get_if<refusal>(&asked->front()))
      no = *refused;
  }
  EXPECT_EQ(no.code, errc::low_space);
  expect_words(no.message, {"disk", "free space"});
  auto renewed = renew(*alice, kept);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renewed));
  auto released = alice->release({{given_back, {}, {}}});
  ASSERT_TRUE(released);
  EXPECT_EQ(released->front().code, errc::none);
  auto dry = wish("EP51", "EP11", "1kbit/s", "1h");
  dry.intent = request_intent::dry_run;
  auto asked = alice->request({dry});
  ASSERT_TRUE(asked);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(asked->front()));
}

/// A node whose disk fails, and what it said as it ended.
class FailingDisk : public BadInput {
protected:
  FailingDisk() {
    config.node.on_fatal = [this](const std::string& why) {
      if (!told_.exchange(true))
        end_.set_value(why);
    };
    config.door.answer_within = duration{300};
    EXPECT_EQ(start().message, "");
    alice = log_in("alice");
    kept = grant(*alice);
  }

  /// A request that is not acknowledged.
  void expect_unknown_outcome() {
    auto asked = alice->request({wish("EP51", "EP11", "1Mbit/s", "1h")});
    if (!asked) {
      EXPECT_EQ(asked.error().code, errc::unknown_outcome)
          << asked.error().message;
      return;
    }
    EXPECT_FALSE(std::holds_alternative<lease_grant>(asked->front()));
  }

  std::string last_words() {
    return end_.get_future().get();
  }

  void expect_kept_after_restart() {
    alice.reset();
    server.reset();
    test::faults().reset();
    ASSERT_EQ(start().message, "");
    auto leases = log_in("alice")->leases({});
    ASSERT_TRUE(leases);
    ASSERT_FALSE(leases->empty());
    EXPECT_EQ(leases->front().id, kept);
  }

  std::unique_ptr<session> alice;
  lease_id kept;

private:
  std::promise<std::string> end_;
  // The first of many: all that worked with the journal die with it.
  std::atomic<bool> told_{false};
};

TEST_F(FailingDisk, AFailedSyncEndsTheNodeAndAcknowledgesNothing) {
  test::faults().syncs_left = 0;
  expect_unknown_outcome();
  expect_words(last_words(), {"journal"});
  expect_kept_after_restart();
}

TEST_F(FailingDisk, AFailedWriteEndsTheNodeAndAcknowledgesNothing) {
  test::faults().writes_left = 0;
  expect_unknown_outcome();
  expect_words(last_words(), {"journal"});
  expect_kept_after_restart();
}

TEST_F(FailingDisk, AFullDiskIsCalledFull) {
  test::faults().bytes_max = 0;
  expect_unknown_outcome();
  expect_words(last_words(), {"journal", "free space"});
  expect_kept_after_restart();
}

TEST_F(BadInput, AFullDiskIsCalledFullAtTheStart) {
  test::faults().bytes_max = 0;
  auto why = start();
  EXPECT_EQ(why.code, errc::low_space) << why.message;
  expect_words(why.message, {config.folder.c_str(), "free space"});
}

// -- the journal -------------------------------------------------------------

TEST_F(BadInput, ADamagedRowIsNamedAndTheNodeDoesNotStart) {
  ASSERT_EQ(start().message, "");
  grant(*log_in("alice"));
  server.reset();
  test::execute(config.folder,
                "UPDATE journal SET block = x'00' WHERE seq = "
                "(SELECT min(seq) FROM journal)");
  auto why = start();
  EXPECT_EQ(why.code, errc::corrupt);
  expect_words(why.message, {"journal.db", "table journal", "seq", "restore"});
}

TEST_F(BadInput, AMissingRowIsNamedAndTheNodeDoesNotStart) {
  ASSERT_EQ(start().message, "");
  auto alice = log_in("alice");
  grant(*alice);
  grant(*alice);
  alice.reset();
  server.reset();
  test::execute(config.folder,
                "DELETE FROM journal WHERE seq = "
                "(SELECT max(seq) - 1 FROM journal)");
  auto why = start();
  EXPECT_EQ(why.code, errc::corrupt);
  expect_words(why.message, {"journal.db", "seq"});
}

TEST_F(BadInput, AFileThatIsNoJournalIsNotTakenForANewOne) {
  std::filesystem::create_directories(config.folder);
  std::ofstream{config.folder + "/journal.db"} << "my shopping list";
  auto why = start();
  EXPECT_NE(why.code, errc::none);
  expect_words(why.message, {"journal.db"});
}

TEST_F(BadInput, AFolderThatIsAFileIsNamed) {
  std::ofstream{config.folder} << "a file";
  auto why = start();
  EXPECT_NE(why.code, errc::none);
  expect_words(why.message, {config.folder.c_str()});
}

// -- topologies --------------------------------------------------------------

struct wrong_topology {
  const char* name;
  std::string toml;
  /// The thing, what is wrong with it, and the way out.
  std::vector<const char*> words;
};

std::string two_gateways() {
  return "region = \"r\"\n[[gateway]]\nname = \"A\"\n"
         "[[gateway]]\nname = \"B\"\n"
         "[[endpoint]]\nname = \"E\"\ngateway = \"A\"\n"
         "bandwidth = \"1Gbit/s\"\n";
}

std::string link(const std::string& ends, const std::string& bandwidth) {
  return "[[link]]\nname = \"L\"\nbetween = " + ends + "\nbandwidth = \""
      + bandwidth + "\"\n";
}

std::string printer(const std::string& owner, const std::string& capacity) {
  return "[[resource]]\nname = \"E/printer\"\nkind = \"printer\"\nendpoint = \""
      + owner + "\"\ncapacity = \"" + capacity + "\"\n";
}

std::vector<wrong_topology> wrong_topologies() {
  auto base = two_gateways();
  return {
      {"SyntaxError", "region = \n", {"the topology:1:", "expected value"}},
      {"NoGateway", "region = \"r\"\n", {"region r", "no gateway"}},
      {"DuplicateGateway",
       base + "[[gateway]]\nname = \"A\"\n",
       {"gateway A", "two of that name", "rename"}},
      {"DuplicateLink",
       base + link("[\"A\", \"B\"]", "1Mbit/s")
           + link("[\"A\", \"B\"]", "1Mbit/s"),
       {"link L", "two of that name", "rename"}},
      {"DuplicateResource",
       base + printer("E", "1count") + printer("E", "1count"),
       {"resource E/printer", "two of that name", "rename"}},
      {"LinkToNowhere",
       base + link("[\"A\", \"Z\"]", "1Mbit/s"),
       {"link L", "Z", "no gateway", "declare"}},
      {"NegativeBandwidth",
       base + link("[\"A\", \"B\"]", "-5Mbit/s"),
       {"the topology:13:", "-5", "never negative", "leave out"}},
      {"NegativeCapacity",
       base + printer("E", "-1count"),
       {"the topology:14:", "-1", "never negative", "leave out"}},
      {"LinkToItself",
       base + link("[\"A\", \"A\"]", "1Mbit/s"),
       {"link L", "both its ends", "two different gateways"}},
      {"ResourceThatContainsItself",
       base + printer("E/printer", "1count"),
       {"resource E/printer", "owner", "no endpoint", "declare"}},
      {"EndpointNowhere",
       base
           + "[[endpoint]]\nname = \"F\"\ngateway = \"Z\"\n"
             "bandwidth = \"1Mbit/s\"\n",
       {"endpoint F", "Z", "no gateway", "declare"}},
      {"UnknownField",
       base + "[[gateway]]\nname = \"C\"\ncolour = \"red\"\n",
       {"colour"}},
  };
}

class WrongTopology : public BadInput,
                      public ::testing::WithParamInterface<wrong_topology> {
protected:
  void expect(const failure& why) {
    EXPECT_EQ(why.code, errc::invalid_request);
    for (auto word : GetParam().words)
      expect_words(why.message, {word});
  }
};

TEST_P(WrongTopology, IsRefusedAtTheStart) {
  config.node.first_topology = GetParam().toml;
  expect(start());
  // Nothing of it was stored.
  config.node.first_topology = two_gateways();
  ASSERT_EQ(start().message, "");
  auto region = log_in("alice")->read_topology();
  ASSERT_TRUE(region);
  EXPECT_EQ(region->region.str(), "r");
}

TEST_P(WrongTopology, IsRefusedByARunningNodeAndChangesNothing) {
  ASSERT_EQ(start().message, "");
  auto alice = log_in("alice");
  auto kept = grant(*alice);
  auto loaded = alice->load_topology(GetParam().toml);
  ASSERT_FALSE(loaded);
  expect(loaded.error());
  auto region = alice->read_topology();
  ASSERT_TRUE(region);
  EXPECT_EQ(region->region.str(), "figure8");
  EXPECT_EQ(region->gateways.size(), 5u);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(*alice, kept)));
}

INSTANTIATE_TEST_SUITE_P(BadInput, WrongTopology,
                         ::testing::ValuesIn(wrong_topologies()),
                         [](const auto& info) {
                           return std::string{info.param.name};
                         });

} // namespace
} // namespace leasehold
