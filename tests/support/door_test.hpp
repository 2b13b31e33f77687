// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole node, and clients that speak to its front door in the words of the
// schema, on an event loop of the test's own thread.

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "messages/codec/common_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/front_door.capnp.h"
#include "runtime/clock/system_clock_source.hpp"
#include "runtime/rpc/dialler.hpp"
#include "tests/support/node_fixture.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold::test {

class door_test : public node_fixture {
protected:
  door_test() : io_(kj::setupAsyncIo()) {}
  ~door_test() noexcept override = default;

  /// Somebody who has logged in. Ends before the fixture.
  struct caller {
    caller() = default;
    ~caller() noexcept {}
    caller(caller&&) = default;
    caller& operator=(caller&&) = default;

    kj::Own<dialled> connection;
    rpc::Bootstrap::Client bootstrap = nullptr;
    rpc::Session::Client session = nullptr;
    kj::Maybe<rpc::Operator::Client> rights;
    std::string node;
  };

  template <class Promise>
  auto wait(Promise&& promise) {
    return promise.wait(io_.waitScope);
  }

  kj::Own<dialled> dial(dial_config wanted = {}) {
    wanted.address = address();
    return wait(leasehold::dial(io_.provider->getNetwork(),
                                io_.provider->getTimer(), std::move(wanted)));
  }

  kj::Own<kj::AsyncIoStream> dial_raw() {
    auto found =
        wait(io_.provider->getNetwork().parseAddress(address().c_str()));
    return wait(found->connect());
  }

  static auto login_of(rpc::Bootstrap::Client bootstrap,
                       const std::string& name) {
    auto call = bootstrap.loginRequest();
    call.getCredentials().setName(name);
    call.getCredentials().setProgram("test");
    return call.send();
  }

  /// A login that must succeed.
  caller enter(const std::string& name) {
    caller result;
    result.connection = dial();
    result.bootstrap = result.connection->bootstrap().castAs<rpc::Bootstrap>();
    auto answer = wait(login_of(result.bootstrap, name));
    if (!answer.isLogin()) {
      ADD_FAILURE() << answer.getFailure().getMessage().cStr();
      return result;
    }
    auto login = answer.getLogin();
    result.session = login.getSession();
    if (login.hasOperator())
      result.rights = login.getOperator();
    result.node = login.getNode();
    return result;
  }

  /// What a new connection is told that logs in with this name.
  errc refused_login(const std::string& name) {
    auto connection = dial();
    auto answer =
        wait(login_of(connection->bootstrap().castAs<rpc::Bootstrap>(), name));
    return answer.isFailure() ? from_wire(answer.getFailure()).code
                              : errc::none;
  }

  time_base clock_now() const {
    return read_clocks(clock_);
  }

  auto requests(caller& who, const std::vector<lease_request>& batch,
                rpc::LeaseHandles handles = rpc::LeaseHandles::PER_GRANT) {
    auto call = who.session.requestLeasesRequest();
    auto to = call.initRequests(static_cast<kj::uint>(batch.size()));
    for (auto i = 0u; i < batch.size(); ++i)
      to_wire(batch[i], to[i]);
    call.setHandles(handles);
    return call.send();
  }

  struct granted_lease {
    lease_id id;
    rpc::Lease::Client handle = nullptr;
  };

  /// A lease that must be granted.
  granted_lease grant(caller& who, const lease_request& request) {
    auto answer = wait(requests(who, {request}));
    if (!answer.isOutcomes()) {
      ADD_FAILURE() << answer.getFailure().getMessage().cStr();
      return {};
    }
    auto outcome = answer.getOutcomes()[0];
    if (!outcome.isGrant()) {
      ADD_FAILURE() << outcome.getRefusal().getMessage().cStr();
      return {};
    }
    auto grant = outcome.getGrant();
    return {lease_id{grant.getInfo().getId()}, grant.getHandle()};
  }

  granted_lease grant(caller& who, const std::string& time = "1h") {
    return grant(who, wish("EP51", "EP11", "1Mbit/s", time));
  }

  /// Waits until the lease has an event of this kind.
  lease_event await_event(caller& who, lease_id lease, event_kind kind) {
    struct finder final : rpc::EventListener::Server {
      finder(kj::Own<kj::PromiseFulfiller<lease_event>> to, event_kind wanted,
             time_base now)
          : found(kj::mv(to)), kind(wanted), base(now) {}

      kj::Promise<void> events(EventsContext context) override {
        auto page = from_wire(context.getParams().getPage(), base);
        EXPECT_TRUE(page) << page.error().message;
        for (auto& event : page->events)
          if (event.kind == kind)
            found->fulfill(std::move(event));
        return kj::READY_NOW;
      }

      kj::Own<kj::PromiseFulfiller<lease_event>> found;
      event_kind kind;
      time_base base;
    };
    auto event = kj::newPromiseAndFulfiller<lease_event>();
    auto call = who.session.subscribeRequest();
    call.setListener(
        kj::heap<finder>(kj::mv(event.fulfiller), kind, clock_now()));
    call.setLease(lease.value());
    auto kept = wait(call.send());
    return wait(kj::mv(event.promise));
  }

  std::uint64_t sessions(caller& who) {
    return wait(who.session.statusRequest().send()).getStatus().getSessions();
  }

  /// A failure of a result union; `errc::none` where it is another arm.
  template <class Answer>
  static errc code_of(const Answer& answer) {
    return answer.isFailure() ? from_wire(answer.getFailure()).code
                              : errc::none;
  }

  kj::AsyncIoContext io_;

private:
  system_clock_source clock_;
};

} // namespace leasehold::test
