// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/rpc_session.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "tests/integration/client/scripted_node.hpp"
#include "tests/support/equality.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using test::granted_lease;
using test::node_script;
using test::node_time;
using test::scripted_node;

class RpcSession : public testing::Test {
protected:
  /// Starts the node and logs in.
  session& log_in(node_script script, const std::string& name = "alice") {
    start(std::move(script));
    config_.name = lessee_name{name};
    auto connected = connect(config_);
    if (!connected)
      throw std::runtime_error(connected.error().message);
    session_ = std::move(*connected);
    return *session_;
  }

  void start(node_script script) {
    node_.emplace(std::move(script));
    config_.address = node_->address();
  }

  failure refusal_to_connect() {
    auto connected = connect(config_);
    return connected ? failure{} : connected.error();
  }

  session_config config_{{}, lessee_name{"alice"}, "test 1.0"};
  std::optional<scripted_node> node_;
  std::unique_ptr<session> session_;
};

template <class T>
failure failure_of(const result<T>& x) {
  return x ? failure{} : x.error();
}

#define EXPECT_SAYS(what, text)                                                \
  EXPECT_NE(std::string::npos, (what).find(text)) << (what)

lease_request printer_request(std::uint64_t number) {
  lease_request x;
  x.request = request_id{number};
  x.target = resource_name{"EP51/printer"};
  x.source = endpoint_name{"EP11"};
  x.amount = amounts{unit::count, 1};
  x.wanted = period::finite(60s);
  return x;
}

// -- connecting --------------------------------------------------------------

TEST_F(RpcSession, LogsInWithItsNameAndProgram) {
  log_in({});
  EXPECT_EQ("alice test 1.0", node_->next_login());
}

TEST_F(RpcSession, PassesOnWhyALoginIsRefused) {
  node_script script;
  script.refuse_login = failure{errc::unauthenticated, "no such name here"};
  start(script);
  auto why = refusal_to_connect();
  EXPECT_EQ(errc::unauthenticated, why.code);
  EXPECT_EQ("no such name here", why.message);
}

TEST_F(RpcSession, SaysWhatToDoWhereNobodyListens) {
  start({});
  node_->stop();
  auto why = refusal_to_connect();
  EXPECT_EQ(errc::unavailable, why.code);
  EXPECT_SAYS(why.message, node_->address());
  EXPECT_SAYS(why.message, "leasehold node");
}

TEST_F(RpcSession, GivesUpOnWhoAcceptsAndSaysNothing) {
  auto io = kj::setupAsyncIo();
  auto mute = io.provider->getNetwork()
                  .parseAddress("127.0.0.1:0")
                  .wait(io.waitScope)
                  ->listen();
  config_.address = "127.0.0.1:" + std::to_string(mute->getPort());
  config_.connect_within = 30ms;
  auto why = refusal_to_connect();
  EXPECT_EQ(errc::timed_out, why.code);
  EXPECT_SAYS(why.message, config_.address + " did not answer within 30ms");
}

TEST_F(RpcSession, RefusesANameThatIsNone) {
  config_.name = lessee_name{"two words"};
  auto why = refusal_to_connect();
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_SAYS(why.message, "\"two words\" can't log in");
}

TEST_F(RpcSession, TellsANodeNowAndThenThatItIsThere) {
  config_.keep_alive_every = 1ms;
  log_in({});
  EXPECT_TRUE(node_->heard_of_version());
  EXPECT_TRUE(node_->heard_of_version());
}

TEST_F(RpcSession, ThreadsMayHaveSeveral) {
  node_script script;
  script.status = [](auto context) -> kj::Promise<void> {
    auto status = context.getResults().initStatus();
    status.setName("GW1");
    status.setVersion("0.1.0");
    status.setRegion("R1");
    status.setSessions(2);
    return kj::READY_NOW;
  };
  auto& first = log_in(script);
  auto second = connect(config_);
  ASSERT_TRUE(second);
  ASSERT_TRUE(first.node());
  auto status = (*second)->node();
  ASSERT_TRUE(status);
  EXPECT_EQ("GW1", status->name);
  EXPECT_EQ(2u, status->sessions);
}

// -- leases ------------------------------------------------------------------

refusal printer_refusal() {
  refusal x;
  x.code = errc::insufficient_capacity;
  x.message = "EP51/printer is taken until later; start then";
  x.resource = resource_name{"EP51/printer"};
  x.gateway = gateway_name{"GW5"};
  x.short_of = window{node_time.now, node_time.now + 60s};
  x.offer.largest_amount = amounts{};
  x.offer.earliest_start = node_time.now + 60s;
  x.offer.alternatives = {resource_name{"EP52/printer"}};
  return x;
}

/// Grants the first of a batch and refuses the others.
node_script grant_one(handover<lease_request>& asked) {
  node_script script;
  script.request = [&asked](auto context) -> kj::Promise<void> {
    auto requests = context.getParams().getRequests();
    auto outcomes = context.getResults().initOutcomes(requests.size());
    for (auto i = 0u; i < requests.size(); ++i) {
      asked.put(*from_wire(requests[i], node_time));
      lease_outcome outcome = printer_refusal();
      if (i == 0)
        outcome = lease_grant{granted_lease(7), {}, 59s};
      to_wire(outcome, node_time, outcomes[i]);
    }
    return kj::READY_NOW;
  };
  return script;
}

TEST_F(RpcSession, CarriesABatchThereAndItsOutcomesBack) {
  handover<lease_request> asked;
  auto& session = log_in(grant_one(asked));
  auto outcomes = session.request({printer_request(1), printer_request(2)});
  ASSERT_TRUE(outcomes) << outcomes.error().message;
  EXPECT_EQ(printer_request(1), asked.take());
  EXPECT_EQ(printer_request(2), asked.take());

  ASSERT_EQ(2u, outcomes->size());
  const auto& grant = std::get<lease_grant>(outcomes->at(0));
  EXPECT_EQ(lease_id{7}, grant.lease.id);
  EXPECT_EQ(59s, grant.valid_for);
  const auto& refused = std::get<refusal>(outcomes->at(1));
  EXPECT_EQ(errc::insufficient_capacity, refused.code);
  EXPECT_EQ(printer_refusal().offer.alternatives, refused.offer.alternatives);
}

TEST_F(RpcSession, GivesInstantsOnItsOwnTimeline) {
  handover<lease_request> asked;
  auto& session = log_in(grant_one(asked));
  auto before = session.clock();
  auto outcomes = session.request({printer_request(1), printer_request(2)});
  auto after = session.clock();
  ASSERT_TRUE(outcomes);
  const auto& grant = std::get<lease_grant>(outcomes->at(0));
  EXPECT_GE(grant.lease.term.end, before.now + 60s);
  EXPECT_LE(grant.lease.term.end, after.now + 60s);
  // An offered start keeps its date, which is what a request for it names.
  const auto& offer = std::get<refusal>(outcomes->at(1)).offer;
  EXPECT_EQ(after.to_wall(*offer.earliest_start),
            node_time.to_wall(node_time.now + 60s));
}

TEST_F(RpcSession, RenewsAndReleases) {
  node_script script;
  script.renew = [](auto context) -> kj::Promise<void> {
    auto asked = *from_wire(context.getParams().getRenewals()[0]);
    lease_grant grant{granted_lease(asked.lease.value()), {}, 1s};
    to_wire(lease_outcome{grant}, node_time,
            context.getResults().initOutcomes(1)[0]);
    return kj::READY_NOW;
  };
  script.release = [](auto context) -> kj::Promise<void> {
    auto asked = from_wire(context.getParams().getReleases()[0]);
    to_wire(release_outcome{asked.lease, errc::stale_epoch, "it has gone on"},
            context.getResults().initOutcomes(1)[0]);
    return kj::READY_NOW;
  };
  auto& session = log_in(script);
  auto renewed =
      session.renew({{request_id{1}, lease_id{7}, {}, period::infinite()}});
  ASSERT_TRUE(renewed) << renewed.error().message;
  EXPECT_EQ(lease_id{7}, std::get<lease_grant>(renewed->at(0)).lease.id);
  auto released = session.release({{lease_id{9}, epoch{1}, {}}});
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ((release_outcome{lease_id{9}, errc::stale_epoch, "it has gone on"}),
            released->at(0));
}

TEST_F(RpcSession, RefusesABatchThatIsTooLarge) {
  auto& session = log_in({});
  auto why = failure_of(
      session.release(std::vector<release_request>(bounds::batch_items + 1)));
  EXPECT_EQ(errc::too_much, why.code);
  EXPECT_SAYS(why.message, "1001 items");
}

TEST_F(RpcSession, RefusesWhatNoFrameHolds) {
  auto& session = log_in({});
  auto request = printer_request(1);
  for (auto i = 0; i < 64; ++i)
    request.constraints.exclude.push_back(std::string(60, 'x')
                                          + std::to_string(i));
  for (auto i = 0; i < 16; ++i)
    request.labels[std::to_string(i)] = std::string(256, 'x');
  auto why = failure_of(session.request(
      std::vector<lease_request>(bounds::batch_items, request)));
  EXPECT_EQ(errc::too_much, why.code);
  EXPECT_SAYS(why.message, "send less at once");
}

/// Two leases a page, up to `last`.
node_script pages_up_to(std::uint64_t last) {
  node_script script;
  script.list = [last](auto context) -> kj::Promise<void> {
    auto after = context.getParams().getAfter();
    auto results = context.getResults();
    auto size = static_cast<unsigned>(std::min<std::uint64_t>(2, last - after));
    auto leases = results.initLeases(size);
    for (auto i = 0u; i < size; ++i)
      to_wire(granted_lease(after + 1 + i), node_time, leases[i]);
    results.setMore(after + size < last);
    return kj::READY_NOW;
  };
  return script;
}

TEST_F(RpcSession, ReadsAllPagesOfLeases) {
  auto leases = log_in(pages_up_to(5)).leases({});
  ASSERT_TRUE(leases) << leases.error().message;
  ASSERT_EQ(5u, leases->size());
  EXPECT_EQ(lease_id{1}, leases->front().id);
  EXPECT_EQ(lease_id{5}, leases->back().id);
}

TEST_F(RpcSession, StopsWhereANodeRepeatsAPage) {
  node_script script;
  script.list = [](auto context) -> kj::Promise<void> {
    auto results = context.getResults();
    to_wire(granted_lease(1), node_time, results.initLeases(1)[0]);
    results.setMore(true);
    return kj::READY_NOW;
  };
  auto why = failure_of(log_in(script).leases({}));
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_SAYS(why.message, "not in the order of their ids");
}

// -- failures ----------------------------------------------------------------

TEST_F(RpcSession, SaysWhatItCantReadInAnAnswer) {
  node_script script;
  script.list = [](auto context) -> kj::Promise<void> {
    auto lease = context.getResults().initLeases(1)[0];
    to_wire(granted_lease(1), node_time, lease);
    lease.setState(static_cast<rpc::LeaseInfo::State>(77));
    return kj::READY_NOW;
  };
  auto why = failure_of(log_in(script).leases({}));
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_EQ("cannot read what the node answered: state has the value 77, "
            "unknown here; use programs of the same version",
            why.message);
}

TEST_F(RpcSession, WantsAnOutcomeForEachItem) {
  node_script script;
  script.request = [](auto context) -> kj::Promise<void> {
    context.getResults().initOutcomes(2);
    return kj::READY_NOW;
  };
  auto why = failure_of(log_in(script).request({printer_request(1)}));
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_SAYS(why.message, "2 outcomes for the 1 items");
}

TEST_F(RpcSession, TellsAnAnswerThatIsUnset) {
  node_script script;
  script.events = [](auto context) -> kj::Promise<void> {
    context.getResults();
    return kj::READY_NOW;
  };
  auto why = failure_of(log_in(script).events({}));
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_SAYS(why.message, "the result is not set");
}

TEST_F(RpcSession, SaysWhenANodeDoesNotKnowACall) {
  auto why = failure_of(log_in({}).read_topology());
  EXPECT_EQ(errc::invalid_request, why.code);
  EXPECT_EQ(node_->address()
                + " does not know this call; use programs of the same version",
            why.message);
}

TEST_F(RpcSession, FailsCallsWhenTheNodeVanishes) {
  handover<int> begun;
  node_script script;
  script.status = [&begun](auto) -> kj::Promise<void> {
    begun.put(1);
    return kj::NEVER_DONE;
  };
  auto& session = log_in(script);
  std::thread killer([this, &begun] {
    begun.take();
    node_->stop();
  });
  auto why = failure_of(session.node());
  killer.join();
  EXPECT_EQ(errc::unavailable, why.code);
  EXPECT_SAYS(why.message, "the connection to " + node_->address());
  EXPECT_SAYS(why.message, "connect again");

  EXPECT_EQ(errc::unavailable, failure_of(session.node()).code);
}

node_script never_answers() {
  node_script script;
  script.status = [](auto) -> kj::Promise<void> {
    return kj::NEVER_DONE;
  };
  return script;
}

TEST_F(RpcSession, GivesUpOnAnAnswerThatDoesNotCome) {
  config_.answer_within = 20ms;
  auto why = failure_of(log_in(never_answers()).node());
  EXPECT_EQ(errc::timed_out, why.code);
  EXPECT_SAYS(why.message, node_->address() + " did not answer within 20ms");
}

TEST_F(RpcSession, CanBeInterrupted) {
  std::atomic<bool> interrupted = false;
  config_.interrupted = [&interrupted] {
    return interrupted.load();
  };
  auto& session = log_in(never_answers());
  interrupted = true;
  auto why = failure_of(session.node());
  EXPECT_EQ(errc::timed_out, why.code);
  EXPECT_SAYS(why.message, "interrupted");
}

// -- operators ---------------------------------------------------------------

TEST_F(RpcSession, TellsLesseesWhatOnlyOperatorsMay) {
  auto& session = log_in({});
  auto why = failure_of(session.load_topology(""));
  EXPECT_EQ(errc::permission_denied, why.code);
  EXPECT_EQ("only operators may replace the topology, and \"alice\" is none; "
            "log in as one",
            why.message);
  EXPECT_EQ(errc::permission_denied, failure_of(session.audit()).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.set_rule({})).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.set_class({})).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.remove_class({})).code);
  EXPECT_EQ(errc::permission_denied,
            failure_of(session.set_capacity({}, {})).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.set_outage({})).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.end_outage({})).code);
  EXPECT_EQ(errc::permission_denied, failure_of(session.plan_outage({})).code);
  EXPECT_EQ(errc::permission_denied,
            failure_of(session.plan_capacity({}, {})).code);
}

TEST_F(RpcSession, DoesWhatOperatorsAsk) {
  handover<std::string> asked;
  node_script script;
  script.load_topology = [&asked](auto context) -> kj::Promise<void> {
    asked.put(context.getParams().getToml().cStr());
    context.getResults().setOk();
    return kj::READY_NOW;
  };
  script.remove_rule = [](auto context) -> kj::Promise<void> {
    to_wire(failure{errc::unknown_name, "no rule of that name"},
            context.getResults().initFailure());
    return kj::READY_NOW;
  };
  script.audit = [](auto context) -> kj::Promise<void> {
    context.getResults().initReport().setLeases(3);
    return kj::READY_NOW;
  };
  auto& session = log_in(script, "admin");
  EXPECT_TRUE(session.load_topology("region = \"R1\""));
  EXPECT_EQ("region = \"R1\"", asked.take());
  EXPECT_EQ(errc::unknown_name,
            failure_of(session.remove_rule(rule_name{"x"})).code);
  auto report = session.audit();
  ASSERT_TRUE(report);
  EXPECT_EQ(3u, report->leases);
}

TEST_F(RpcSession, ChangesAndListsClasses) {
  handover<std::string> asked;
  node_script script;
  script.list_classes = [](auto context) -> kj::Promise<void> {
    auto all = context.getResults().initClasses(1);
    to_wire(shipped_classes().at(class_name{"best-effort"}), all[0]);
    return kj::READY_NOW;
  };
  script.set_class = [&asked](auto context) -> kj::Promise<void> {
    asked.put(context.getParams().getService().getName().cStr());
    context.getResults().setOk();
    return kj::READY_NOW;
  };
  script.remove_class = [&asked](auto context) -> kj::Promise<void> {
    asked.put(context.getParams().getName().cStr());
    to_wire(failure{errc::conflict, "every region has it"},
            context.getResults().initFailure());
    return kj::READY_NOW;
  };
  auto& session = log_in(script, "admin");
  auto classes = session.classes();
  ASSERT_TRUE(classes);
  ASSERT_EQ(classes->size(), 1u);
  EXPECT_EQ(classes->front().remedies.size(), 4u);
  service_class gold;
  gold.name = class_name{"gold"};
  EXPECT_TRUE(session.set_class(gold));
  EXPECT_EQ("gold", asked.take());
  EXPECT_EQ(errc::conflict,
            failure_of(session.remove_class(class_name{"standard"})).code);
  EXPECT_EQ("standard", asked.take());
}

TEST_F(RpcSession, TakesNoClassThatBreaksTheRules) {
  node_script script;
  script.list_classes = [](auto context) -> kj::Promise<void> {
    auto all = context.getResults().initClasses(1);
    all[0].setName("gold");
    all[0].setHold(7);
    return kj::READY_NOW;
  };
  auto why = failure_of(log_in(script).classes());
  EXPECT_NE(why.message.find("hold priority"), std::string::npos)
      << why.message;
}

} // namespace
} // namespace leasehold
