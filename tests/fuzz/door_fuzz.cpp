// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// A peer of the front door, with a node behind it. It sends any bytes, or it
// speaks the protocol and logs in, calls whatever there is with whatever there
// may be in it, and changes bytes on the way. The node lives on and its ledgers
// add up; each answer can be read by the client that ships; a connection that
// ends says why; and nothing of it is left.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <capnp/dynamic.h>
#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <kj/async.h>
#include <kj/timer.h>
#include <spdlog/spdlog.h>

#include "actors/door/bootstrap_server.hpp"
#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "runtime/rpc/connection.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/tampering_stream.hpp"
#include "tests/fuzz/wire_fill.hpp"
#include "tests/support/region_test.hpp"
#include "tools/client/answers.hpp"

namespace leasehold::fuzz {
namespace {

constexpr std::size_t steps_max = 64;
constexpr std::size_t handles_max = 8;

// -- answers -----------------------------------------------------------------

/// Whether the answer is one of this kind; it can be read, then, or is a
/// failure that the node explains.
template <class Answer>
bool check_as(capnp::DynamicStruct::Reader x, const answer_context& context) {
  if (x.getSchema() != capnp::Schema::from<Answer>())
    return false;
  const auto wire = x.as<Answer>();
  const auto read = read_answer(wire, context);
  if (read)
    return true;
  if (!wire.isFailure())
    broken("an answer can be read: " + read.error().message);
  require(read.error().code != errc::none, "a failure has a code");
  require_explained(read.error(), read.error().code);
  return true;
}

template <class... Answers>
bool check_as_one_of(capnp::DynamicStruct::Reader x,
                     const answer_context& context) {
  return (check_as<Answers>(x, context) || ...);
}

void check_answer(capnp::DynamicStruct::Reader x, std::size_t asked) {
  const answer_context context{{instant{}, wall_time{}}, asked};
  if (check_as_one_of<
          rpc::OutcomesResult, rpc::ReleasesResult, rpc::LeasePageResult,
          rpc::EventPageResult, rpc::DecisionsResult, rpc::TopologyResult,
          rpc::ResourcesResult, rpc::CalendarResult, rpc::GatewaysResult,
          rpc::RulesResult, rpc::ClassesResult, rpc::DemandResult,
          rpc::AuditResult, rpc::NodeStatusResult, rpc::SubscribeResult,
          rpc::LoginResult, rpc::Done>(x, context))
    return;
  // Answers about one lease.
  KJ_IF_MAYBE (arm, x.which())
    require(arm->getProto().getName() != "unset", "an answer says something");
}

bool is_listener(capnp::Type type) {
  return type.isInterface()
      && type.asInterface() == capnp::Schema::from<rpc::EventListener>();
}

class page_listener final : public rpc::EventListener::Server {
  kj::Promise<void> events(EventsContext context) override {
    const auto page = context.getParams().getPage();
    require(page.getEvents().size() > 0, "a page is never empty");
    return kj::READY_NOW;
  }
};

// -- the node and its door ---------------------------------------------------

class attacked_node final : public test::region_test {
public:
  void TestBody() override {}

  attacked_node() : timer_(kj::origin<kj::TimePoint>()), wait_(loop_) {
    require(start().code == errc::none, "the node starts");
    door_.operators = std::set<lessee_name>{lessee_name{"admin"}};
    context_ =
        std::make_shared<door_context>(node_services(), door_, nullptr, timer_);
    accept();
  }

  ~attacked_node() noexcept override {}

  void run(fuzz_input in) {
    for (auto count = steps_max; count > 0 && !in.empty(); --count) {
      step(in);
      if (in.byte() % 4 != 0)
        settle();
    }
    settle();
    leave();
  }

private:
  void accept() {
    auto pipe = kj::newTwoWayPipe();
    served_ = kj::heap<connection>(
        kj::mv(pipe.ends[0]), timer_, limits_, connection_peer{{}, "fuzz"},
        [this](std::shared_ptr<connection_context> peer) {
          return capnp::Capability::Client(
              kj::heap<bootstrap_server>(context_, std::move(peer)));
        },
        [] {});
    serving_ = served_->run().eagerlyEvaluate([](kj::Exception&&) {});
    auto stream = kj::heap<tampering_stream>(kj::mv(pipe.ends[1]));
    stream_ = stream.get();
    client_ = kj::heap<capnp::TwoPartyClient>(*stream).attach(kj::mv(stream));
    bootstrap_ = client_->bootstrap().castAs<rpc::Bootstrap>();
  }

  /// Until nobody has anything to do.
  void settle() {
    do
      wait_.poll();
    while (drain() > 0);
  }

  void pass_time(duration time) {
    pass(std::min(time, duration{500}));
    timer_.advanceTo(timer_.now() + time.count() * kj::MILLISECONDS);
    settle();
    served_->check_times();
    context_->report_holders();
  }

  // -- what the peer does ----------------------------------------------------

  void step(fuzz_input& in) {
    switch (in.byte() % 12) {
    case 0:
      stream_->inject(in.text());
      break;
    case 1:
      inject_frame(in);
      break;
    case 2:
      stream_->change_next(in.number(2), in.byte());
      break;
    case 3:
      log_in(in);
      break;
    case 4:
      pass_time(duration{in.number(1) * in.number(1) * 10});
      break;
    case 5:
      if (!answers_.empty())
        answers_.erase(
            answers_.begin()
            + static_cast<std::ptrdiff_t>(in.byte() % answers_.size()));
      break;
    case 6:
      if (!handles_.empty())
        call(handles_[in.byte() % handles_.size()], in);
      break;
    case 7:
      call(rights_, in);
      break;
    case 8:
      call(bootstrap_, in);
      break;
    default:
      call(session_, in);
    }
  }

  /// A frame whose table is right.
  void inject_frame(fuzz_input& in) {
    auto body = std::string{in.text()};
    body.resize((body.size() + 7) / 8 * 8);
    std::string frame(8, '\0');
    frame[4] = static_cast<char>(body.size() / 8);
    stream_->inject(frame + body);
  }

  void log_in(fuzz_input& in) {
    auto call = bootstrap_.loginRequest();
    const auto name = word_in(in);
    call.getCredentials().setName(name);
    keep(call.send().then([this](capnp::Response<rpc::LoginResult>&& x) {
      check_answer(
          capnp::toDynamic(static_cast<const rpc::LoginResult::Reader&>(x)), 0);
      if (!x.isLogin())
        return;
      session_ = x.getLogin().getSession();
      if (x.getLogin().hasOperator())
        rights_ = x.getLogin().getOperator();
    }));
  }

  /// @param known By value: the dynamic client takes what it is made of.
  template <class Client>
  void call(Client known, fuzz_input& in) {
    capnp::DynamicCapability::Client to(kj::mv(known));
    const auto methods = to.getSchema().getMethods();
    const auto method = methods[in.byte() % methods.size()];
    auto request = to.newRequest(method);
    std::size_t asked = 0;
    for (auto field : method.getParamType().getFields())
      if (is_listener(field.getType()))
        request.set(field,
                    rpc::EventListener::Client(kj::heap<page_listener>()));
      else if (field.getProto().getName() == "toml" && in.byte() % 2 == 0)
        request.set(field, test::row_of_three);
      else
        fill_field(request, field, in);
    for (auto field : method.getParamType().getFields())
      if (field.getType().isList())
        asked = request.asReader().get(field).as<capnp::DynamicList>().size();
    keep(request.send().then(
        [this, asked](capnp::Response<capnp::DynamicStruct>&& x) {
          check_answer(x, asked);
          take_handles(x);
        }));
  }

  void take_handles(capnp::DynamicStruct::Reader x) {
    if (x.getSchema() != capnp::Schema::from<rpc::OutcomesResult>())
      return;
    const auto wire = x.as<rpc::OutcomesResult>();
    if (!wire.isOutcomes())
      return;
    for (auto outcome : wire.getOutcomes())
      if (outcome.isGrant() && outcome.getGrant().hasHandle()
          && handles_.size() < handles_max)
        handles_.push_back(outcome.getGrant().getHandle());
  }

  void keep(kj::Promise<void> answer) {
    answers_.push_back(answer.eagerlyEvaluate([](kj::Exception&&) {}));
  }

  // -- the end ---------------------------------------------------------------

  void leave() {
    const auto& calls = served_->stream().calls();
    require(calls.in_flight() <= limits_.calls_in_flight_max + 1
                && calls.held() <= limits_.answers_held_max + 1,
            "calls are bounded");
    if (const auto& why = served_->stream().failed()) {
      require(!why->why.empty(), "a connection that ended says why");
      require(is_plain_utf8(describe({why->reason, why->why, "x", "fuzz", 0})),
              "why a connection ended can be logged");
    }
    answers_.clear();
    handles_.clear();
    session_ = nullptr;
    rights_ = nullptr;
    bootstrap_ = nullptr;
    client_ = nullptr;
    settle();
    pass_time(duration{1000});
    serving_ = nullptr;
    served_ = nullptr;
    settle();
    require(context_->sessions() == 0, "a session ends with its connection");
    require(deaths->empty(), "the node lives on");
    for (const auto& finding : audit())
      broken("the ledgers add up: " + finding);
  }

  // The loop comes first: all the rest belongs to it.
  quiet_kj quiet_;
  kj::EventLoop loop_;
  kj::TimerImpl timer_;
  kj::WaitScope wait_;
  door_config door_;
  connection_limits limits_;
  std::shared_ptr<door_context> context_;
  kj::Own<connection> served_;
  kj::Promise<void> serving_ = nullptr;
  tampering_stream* stream_ = nullptr;
  kj::Own<capnp::TwoPartyClient> client_;
  rpc::Bootstrap::Client bootstrap_ = nullptr;
  rpc::Session::Client session_ = nullptr;
  rpc::Operator::Client rights_ = nullptr;
  std::vector<rpc::Lease::Client> handles_;
  std::vector<kj::Promise<void>> answers_;
};

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  leasehold::fuzz::attacked_node{}.run({data, size});
  return 0;
}
