// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include <sys/wait.h>

#include <gtest/gtest.h>

#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "tests/integration/client/scripted_node.hpp"

// The program that the guide for integrators shows, run against a node.
namespace leasehold::test {
namespace {

using namespace std::chrono_literals;

struct outcome {
  int code = -1;
  std::string printed;
};

outcome run_example(const std::string& address) {
  auto command = "tests/integration/client/example_client " + address
      + " alice EP11 EP51/printer 2>&1";
  auto pipe = popen(command.c_str(), "r");
  outcome x;
  std::array<char, 4096> part{};
  while (std::fgets(part.data(), part.size(), pipe) != nullptr)
    x.printed += part.data();
  auto status = pclose(pipe);
  x.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return x;
}

event_page life_of(std::uint64_t lease) {
  lease_event granted;
  granted.number = 1;
  granted.lease = lease_id{lease};
  granted.lessee = lessee_name{"alice"};
  granted.takes_effect = node_time.now;
  auto ended = granted;
  ended.number = 2;
  ended.kind = event_kind::ended;
  return {{granted, ended}, 1, 3};
}

/// Holds the listener: a node that lets go of it ends the subscription.
class listening final : public rpc::Subscription::Server {
public:
  explicit listening(rpc::EventListener::Client listener)
      : listener_(kj::mv(listener)) {
    auto call = listener_.eventsRequest();
    to_wire(life_of(0x2a), node_time, call.initPage());
    sending_ = call.send().ignoreResult().eagerlyEvaluate(nullptr);
  }

private:
  rpc::EventListener::Client listener_;
  kj::Promise<void> sending_ = nullptr;
};

TEST(ExampleClient, RequestsRenewsListensAndReleases) {
  node_script script;
  script.request = [&script](auto context) -> kj::Promise<void> {
    auto at = context.getResults().initOutcomes(1)[0];
    to_wire(lease_outcome{lease_grant{granted_lease(0x2a), {}, 59s}}, node_time,
            at);
    at.getGrant().setHandle(lease_capability(script));
    return kj::READY_NOW;
  };
  script.renew_lease = [](auto context) -> kj::Promise<void> {
    to_wire(lease_outcome{lease_grant{granted_lease(0x2a), {}, 60s}}, node_time,
            context.getResults().initOutcome());
    return kj::READY_NOW;
  };
  script.release_lease = [](auto context) -> kj::Promise<void> {
    context.getResults().setOk();
    return kj::READY_NOW;
  };
  script.subscribe = [](auto context) -> kj::Promise<void> {
    context.getResults().setSubscription(
        kj::heap<listening>(context.getParams().getListener()));
    return kj::READY_NOW;
  };
  scripted_node node(script);
  auto done = run_example(node.address());
  EXPECT_EQ(0, done.code);
  for (auto line : {"granted: lease 2a for 59000 ms\n",
                    "renewed for 60000 ms\n", "event 1: lease 2a goes on\n",
                    "event 2: lease 2a has ended\n", "released\n"})
    EXPECT_NE(std::string::npos, done.printed.find(line)) << done.printed;
  EXPECT_EQ("alice example 1.0", node.next_login());
}

// The renewal is answered only when the holder has learnt that the lease is
// lost, as by a node that hangs.
TEST(ExampleClient, LearnsThatTheLeaseIsLostWhileACallWaits) {
  node_script script;
  script.request = [&script](auto context) -> kj::Promise<void> {
    auto at = context.getResults().initOutcomes(1)[0];
    to_wire(lease_outcome{lease_grant{granted_lease(0x2a), {}, 50ms}},
            node_time, at);
    at.getGrant().setHandle(lease_capability(script));
    return kj::READY_NOW;
  };
  script.renew_lease = [](auto) -> kj::Promise<void> {
    return kj::NEVER_DONE;
  };
  script.subscribe = [](auto context) -> kj::Promise<void> {
    context.getResults().setSubscription(
        kj::heap<listening>(context.getParams().getListener()));
    return kj::READY_NOW;
  };
  scripted_node node(script);
  auto pipe = popen(("exec tests/integration/client/example_client "
                     + node.address() + " alice EP11 EP51/printer 2>&1")
                        .c_str(),
                    "r");
  std::string printed;
  std::array<char, 4096> part{};
  while (printed.find("lost: stop using the lease\n") == std::string::npos
         && std::fgets(part.data(), part.size(), pipe) != nullptr)
    printed += part.data();
  EXPECT_NE(std::string::npos, printed.find("lost: stop using the lease\n"))
      << printed;
  node.stop();
  pclose(pipe);
}

TEST(ExampleClient, SaysWhyItIsRefused) {
  node_script script;
  script.request = [](auto context) -> kj::Promise<void> {
    refusal why;
    why.code = errc::insufficient_capacity;
    why.message = "the printer is taken";
    to_wire(lease_outcome{why}, node_time,
            context.getResults().initOutcomes(1)[0]);
    return kj::READY_NOW;
  };
  scripted_node node(script);
  auto done = run_example(node.address());
  EXPECT_EQ(1, done.code);
  EXPECT_EQ("refused: the printer is taken\n", done.printed);
}

TEST(ExampleClient, SaysWhyItMayNotLogIn) {
  node_script script;
  script.refuse_login = failure{errc::unauthenticated, "nobody knows alice"};
  scripted_node node(script);
  auto done = run_example(node.address());
  EXPECT_EQ(3, done.code);
  EXPECT_EQ("nobody knows alice\n", done.printed);
}

} // namespace
} // namespace leasehold::test
