// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
//
// Strangers that misbehave on a node's port while a session works.
#include <initializer_list>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <kj/debug.h>

#include "runtime/rpc/kj_error.hpp"
#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

std::string numbers(std::initializer_list<std::uint32_t> words) {
  std::string result;
  for (auto word : words)
    for (int shift = 0; shift < 32; shift += 8)
      result.push_back(static_cast<char>(word >> shift));
  return result;
}

class HostileClient : public test::door_test {
protected:
  void begin() {
    EXPECT_EQ(start().message, "");
    innocent = enter("alice");
  }

  void send(kj::AsyncIoStream& stream, const std::string& bytes) {
    wait(stream.write(bytes.data(), bytes.size()));
  }

  /// Reads until the node ends the connection.
  void read_to_end(kj::AsyncIoStream& stream) {
    try {
      wait(stream.readAllBytes());
    } catch (const kj::Exception& e) {
      EXPECT_EQ(e.getType(), kj::Exception::Type::DISCONNECTED) << explain(e);
    }
  }

  void expect_undisturbed() {
    auto lease = grant(innocent);
    EXPECT_TRUE(wait(lease.handle.infoRequest().send()).isInfo());
    EXPECT_TRUE(wait(lease.handle.releaseRequest().send()).isOk());
    EXPECT_EQ(sessions(innocent), 1u);
  }

  void expect_thrown_out(const std::string& bytes) {
    auto stream = dial_raw();
    send(*stream, bytes);
    read_to_end(*stream);
    expect_undisturbed();
  }

  caller innocent;
};

TEST_F(HostileClient, SendsGarbage) {
  begin();
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    std::string garbage(2000, '\0');
    for (auto& c : garbage)
      c = static_cast<char>(random());
    auto stream = dial_raw();
    send(*stream, garbage);
    stream->shutdownWrite();
    read_to_end(*stream);
  }
  expect_undisturbed();
}

TEST_F(HostileClient, AnnouncesFourBillionSegments) {
  begin();
  expect_thrown_out(numbers({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}));
}

TEST_F(HostileClient, AnnouncesThirtyTwoGigabytes) {
  begin();
  expect_thrown_out(numbers({0, 0xFFFFFFFF}));
}

TEST_F(HostileClient, SendsHalfAFrameAndWaits) {
  config.door.listen.limits.frame_timeout = std::chrono::milliseconds{30};
  begin();
  expect_thrown_out(numbers({0, 4, 0}));
}

TEST_F(HostileClient, LeavesInsideAFrame) {
  begin();
  {
    auto stream = dial_raw();
    send(*stream, numbers({0, 4, 0}));
  }
  expect_undisturbed();
}

TEST_F(HostileClient, SaysNothing) {
  config.door.listen.limits.login_timeout = std::chrono::milliseconds{200};
  begin();
  expect_thrown_out("");
}

TEST_F(HostileClient, LogsInAndSendsAFrameThatIsTooLarge) {
  begin();
  {
    auto greedy = enter("mallory");
    auto rights = kj::mv(KJ_ASSERT_NONNULL(greedy.rights));
    auto call = rights.loadTopologyRequest();
    call.initToml(9 << 20);
    EXPECT_THROW(wait(call.send()), kj::Exception);
    wait(greedy.connection->on_disconnect());
  }
  while (sessions(innocent) > 1) {
  }
  expect_undisturbed();
}

TEST_F(HostileClient, LosesNoLeaseOfItsOwnToBadManners) {
  begin();
  lease_id lease;
  {
    auto rude = enter("mallory");
    lease = grant(rude).id;
  }
  expect_thrown_out(numbers({0xFFFFFFFF}));
  auto back = enter("mallory");
  auto call = back.session.leaseRequest();
  call.setId(lease.value());
  EXPECT_TRUE(wait(call.send()).isLease());
}

} // namespace
} // namespace leasehold
