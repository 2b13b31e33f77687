// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "runtime/rpc/dialler.hpp"
#include "runtime/rpc/event_loop.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/listener.hpp"
#include "tests/support/rpc/echo.capnp.h"

namespace leasehold {

/// Things handed from one thread to another, which waits for them.
template <class T>
class handover {
public:
  void put(T x) {
    std::lock_guard guard(mutex_);
    items_.push_back(std::move(x));
    changed_.notify_all();
  }

  /// The next thing, or nothing when none comes.
  std::optional<T> take() {
    std::unique_lock guard(mutex_);
    if (!changed_.wait_for(guard, std::chrono::seconds(10),
                           [this] { return !items_.empty(); }))
      return std::nullopt;
    auto x = std::move(items_.front());
    items_.pop_front();
    return x;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
};

/// A thread that runs what it is given, as actors' threads do.
class worker {
public:
  worker();
  ~worker();
  void run(std::function<void()> task);

private:
  handover<std::function<void()>> tasks_;
  std::thread thread_;
};

/// An event loop with a listener that serves Echo, and another event loop, of
/// the test's own thread, for its clients.
class RpcTest : public testing::Test {
protected:
  RpcTest();
  ~RpcTest() noexcept override;

  /// Starts the listener on a free port of 127.0.0.1.
  void serve(listener_config config = {});

  /// The same with a receiver that `wrap` makes of the real one.
  void serve_with(std::function<kj::Own<kj::ConnectionReceiver>(
                      kj::Own<kj::ConnectionReceiver>)>
                      wrap);

  /// Connects as the configuration says; the address is filled in.
  kj::Own<dialled> dial(dial_config config = {});

  /// A connection that speaks no protocol yet.
  kj::Own<kj::AsyncIoStream> connect_raw();

  /// What the server says until it closes; fails the test when it does not.
  std::string read_to_end(kj::AsyncIoStream& stream);

  listener_counts counts();

  /// Waits until a connection is over and says why.
  std::optional<closed_connection> next_closed() {
    return closed_.take();
  }

  /// Waits until the server has begun so many calls of `hang`.
  void wait_until_hanging(unsigned calls);

  /// Begins to drain; done when it is.
  std::future<void> drain_server(kj::Duration within);

  status reload_certificates();

  void stop_server();

  /// Sends `data` there and back.
  std::string echo(rpc::Echo::Client client, const std::string& data);
  void log_in(rpc::Echo::Client client, const std::string& name = "");

  /// Waits for a promise that has to fail, and says with what.
  template <class Promise>
  std::string failure_of(Promise promise) {
    try {
      std::move(promise).wait(io_.waitScope);
    } catch (const kj::Exception& e) {
      return explain(e);
    }
    ADD_FAILURE() << "it did not fail";
    return {};
  }

  rpc::Echo::Client bootstrap(dialled& connection) {
    return connection.bootstrap().castAs<rpc::Echo>();
  }

  std::uint16_t port() const {
    return port_;
  }

  std::string address() const {
    return "127.0.0.1:" + std::to_string(port_);
  }

  kj::AsyncIoContext io_;
  worker worker_;
  event_loop loop_;

private:
  bootstrap_factory factory();
  void keep(std::function<kj::Own<listener>(loop_context&)> make);

  handover<closed_connection> closed_;
  handover<int> hanging_;
  listener* listener_ = nullptr;
  std::uint16_t port_ = 0;
};

} // namespace leasehold
