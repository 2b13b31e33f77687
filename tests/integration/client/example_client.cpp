// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The client of the guide for integrators. It uses the schema and Cap'n Proto
// and nothing else of Leasehold, as a program of somebody else would.

// --(example-begin)--
#include <cstdint>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>

#include "messages/front_door.capnp.h"

namespace rpc = leasehold::rpc;

namespace {

[[noreturn]] void fail(rpc::Failure::Reader why) {
  throw std::runtime_error(why.getMessage().cStr());
}

// Called by the node. The next page comes when this one is answered.
class event_printer final : public rpc::EventListener::Server {
public:
  explicit event_printer(kj::Own<kj::PromiseFulfiller<void>> ended)
      : ended_(kj::mv(ended)) {}

  kj::Promise<void> events(EventsContext context) override {
    for (auto event : context.getParams().getPage().getEvents()) {
      auto over = event.getKind() == rpc::Event::Kind::ENDED;
      std::printf("event %llu: lease %llx %s\n",
                  static_cast<unsigned long long>(event.getNumber()),
                  static_cast<unsigned long long>(event.getLease()),
                  over ? "has ended" : "goes on");
      if (over)
        ended_->fulfill();
    }
    return kj::READY_NOW;
  }

private:
  kj::Own<kj::PromiseFulfiller<void>> ended_;
};

class client {
public:
  explicit client(const char* address)
      : io_(kj::setupAsyncIo()),
        stream_(io_.provider->getNetwork()
                    .parseAddress(address)
                    .wait(io_.waitScope)
                    ->connect()
                    .wait(io_.waitScope)),
        rpc_(*stream_) {}

  // Until then the connection may do nothing else.
  rpc::Session::Client log_in(const char* name) {
    auto call = rpc_.bootstrap().castAs<rpc::Bootstrap>().loginRequest();
    auto credentials = call.initCredentials();
    credentials.setName(name);
    credentials.setProgram("example 1.0");
    auto answer = call.send().wait(io_.waitScope);
    if (!answer.isLogin())
      fail(answer.getFailure());
    return answer.getLogin().getSession();
  }

  // One of the resource for a minute. What is refused is an answer, not an
  // error: it says what would have been granted instead.
  kj::Maybe<rpc::Lease::Client> request(rpc::Session::Client& session,
                                        const char* source,
                                        const char* target) {
    auto call = session.requestLeasesRequest();
    auto request = call.initRequests(1)[0];
    request.setRequest(number_); // the same when we have to ask again
    request.setSource(source);
    request.setTarget(target);
    request.initAmount().setCount(1);
    request.initWanted().setFiniteMs(60'000);
    auto sent = io_.provider->getTimer().now();
    auto answer = call.send().wait(io_.waitScope);
    if (!answer.isOutcomes())
      fail(answer.getFailure());
    auto outcome = answer.getOutcomes()[0];
    if (outcome.isRefusal()) {
      std::printf("refused: %s\n", outcome.getRefusal().getMessage().cStr());
      return nullptr;
    }
    auto grant = outcome.getGrant();
    lease_ = grant.getInfo().getId();
    believe_until(sent + grant.getValidForMs() * kj::MILLISECONDS);
    std::printf("granted: lease %llx for %lld ms\n",
                static_cast<unsigned long long>(lease_),
                static_cast<long long>(grant.getValidForMs()));
    return grant.getHandle();
  }

  // Drop what it gives to hear no more.
  rpc::Subscription::Client subscribe(rpc::Session::Client& session,
                                      kj::Promise<void>& ended) {
    auto pair = kj::newPromiseAndFulfiller<void>();
    ended = kj::mv(pair.promise);
    auto call = session.subscribeRequest();
    call.setListener(kj::heap<event_printer>(kj::mv(pair.fulfiller)));
    call.setLease(lease_);
    auto answer = call.send().wait(io_.waitScope);
    if (!answer.isSubscription())
      fail(answer.getFailure());
    return answer.getSubscription();
  }

  // A minute from now. What is refused leaves the terms as they were.
  void renew(rpc::Lease::Client& lease) {
    auto call = lease.renewRequest();
    call.initPeriod().setFiniteMs(60'000);
    call.setRequest(++number_);
    auto sent = io_.provider->getTimer().now();
    auto answer = call.send().wait(io_.waitScope);
    if (!answer.isOutcome())
      fail(answer.getFailure());
    auto outcome = answer.getOutcome();
    if (outcome.isRefusal()) {
      std::printf("not renewed: %s\n",
                  outcome.getRefusal().getMessage().cStr());
      return;
    }
    auto valid_for = outcome.getGrant().getValidForMs();
    believe_until(sent + valid_for * kj::MILLISECONDS);
    std::printf("renewed for %lld ms\n", static_cast<long long>(valid_for));
  }

  void release(rpc::Lease::Client& lease) {
    auto answer = lease.releaseRequest().send().wait(io_.waitScope);
    if (answer.isFailure())
      fail(answer.getFailure());
    belief_ = nullptr;
    std::printf("released\n");
  }

  // Waits, and goes on hearing what the node says.
  void wait(kj::Promise<void> promise) {
    promise.wait(io_.waitScope);
  }

private:
  // Runs beside every call: one to a node that hangs may end long after the
  // lease. Where the machine may sleep, compare CLOCK_BOOTTIME as well, which
  // goes on meanwhile.
  void believe_until(kj::TimePoint until) {
    belief_ = io_.provider->getTimer()
                  .atTime(until)
                  .then([] {
                    std::printf("lost: stop using the lease\n");
                    std::fflush(stdout);
                  })
                  .eagerlyEvaluate(nullptr);
  }

  kj::AsyncIoContext io_;
  kj::Own<kj::AsyncIoStream> stream_;
  capnp::TwoPartyClient rpc_;
  std::uint64_t number_ = std::random_device{}() | 1; // 0 is no number
  std::uint64_t lease_ = 0;
  kj::Promise<void> belief_ = nullptr;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s ADDRESS NAME SOURCE TARGET\n", argv[0]);
    return 2;
  }
  try {
    client node(argv[1]);
    auto session = node.log_in(argv[2]);
    KJ_IF_MAYBE (lease, node.request(session, argv[3], argv[4])) {
      kj::Promise<void> ended = nullptr;
      auto subscription = node.subscribe(session, ended);
      node.renew(*lease);
      node.release(*lease);
      node.wait(kj::mv(ended));
      return 0;
    }
    return 1;
  } catch (const kj::Exception& e) { // the connection
    std::fprintf(stderr, "%s\n", e.getDescription().cStr());
  } catch (const std::exception& e) { // what the node said
    std::fprintf(stderr, "%s\n", e.what());
  }
  return 3;
}
// --(example-end)--
