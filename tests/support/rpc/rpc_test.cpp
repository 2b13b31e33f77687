// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rpc/rpc_test.hpp"

#include <netinet/in.h>

#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

namespace {

class echo_server final : public rpc::Echo::Server {
public:
  echo_server(std::shared_ptr<connection_context> connection, worker& thread,
              handover<int>& hanging)
      : connection_(std::move(connection)),
        thread_(thread),
        hanging_(hanging) {}

  kj::Promise<void> echo(EchoContext context) override {
    context.getResults().setData(context.getParams().getData());
    return kj::READY_NOW;
  }

  kj::Promise<void> logIn(LogInContext context) override {
    auto name = std::string(context.getParams().getName().cStr());
    const auto& proved = connection_->peer_name();
    if (!proved.empty() && proved != name) {
      connection_->close("the certificate is for " + proved);
      return make_exception(kj::Exception::Type::FAILED, "not you");
    }
    connection_->authenticated();
    return kj::READY_NOW;
  }

  kj::Promise<void> hang(HangContext) override {
    hanging_.put(1);
    return kj::NEVER_DONE;
  }

  kj::Promise<void> peer(PeerContext context) override {
    context.getResults().setName(connection_->peer_name());
    return kj::READY_NOW;
  }

  kj::Promise<void> askThread(AskThreadContext context) override {
    auto slot = make_reply_slot<std::uint64_t>();
    auto number = context.getParams().getNumber();
    thread_.run([number, reply = slot.reply] { reply(number); });
    return slot.answer.then([context](std::uint64_t x) mutable {
      context.getResults().setNumber(x);
    });
  }

  kj::Promise<void> dismiss(DismissContext context) override {
    connection_->close(context.getParams().getWhy().cStr());
    return kj::READY_NOW;
  }

  kj::Promise<void> callBack(CallBackContext context) override {
    auto sink = context.getParams().getSink();
    std::string data(64 << 10, 'x');
    for (auto i = context.getParams().getCount(); i > 0; --i) {
      auto request = sink.takeRequest();
      request.setData(kj::StringPtr(data.c_str(), data.size()).asBytes());
      request.send().detach([](kj::Exception&&) {});
    }
    return kj::READY_NOW;
  }

  kj::Promise<void> stay(StayContext) override {
    connection_->outlast_clients();
    return kj::READY_NOW;
  }

private:
  std::shared_ptr<connection_context> connection_;
  worker& thread_;
  handover<int>& hanging_;
};

} // namespace

worker::worker()
    : thread_([this] {
        while (auto task = tasks_.take()) {
          if (!*task)
            return;
          (*task)();
        }
      }) {}

worker::~worker() {
  tasks_.put(nullptr);
  thread_.join();
}

void worker::run(std::function<void()> task) {
  tasks_.put(std::move(task));
}

RpcTest::RpcTest() : io_(kj::setupAsyncIo()) {}

RpcTest::~RpcTest() noexcept {
  loop_.stop();
}

bootstrap_factory RpcTest::factory() {
  return [this](std::shared_ptr<connection_context> connection) {
    return kj::heap<echo_server>(std::move(connection), worker_, hanging_);
  };
}

void RpcTest::keep(std::function<kj::Own<listener>(loop_context&)> make) {
  listener_ = loop_.call([&make](loop_context& loop) {
    auto& kept = loop.keep(make(loop));
    loop.at_stop([&kept] { return kept.stop(); });
    return &kept;
  });
  port_ = loop_.call([this](loop_context&) { return listener_->port(); });
}

void RpcTest::serve(listener_config config) {
  config.address = "127.0.0.1:0";
  config.on_closed = [this](const closed_connection& x) {
    closed_.put(x);
  };
  keep([this, &config](loop_context& loop) {
    auto opened = listener::open(loop, config, factory());
    if (!opened)
      throw std::runtime_error(opened.error().message);
    return kj::mv(*opened);
  });
}

void RpcTest::serve_with(std::function<kj::Own<kj::ConnectionReceiver>(
                             kj::Own<kj::ConnectionReceiver>)>
                             wrap) {
  keep([this, &wrap](loop_context& loop) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto real = loop.network().getSockaddr(&any, sizeof(any))->listen();
    return kj::heap<listener>(loop, listener_config{}, factory(),
                              kj::Own<kj::TlsContext>{}, wrap(kj::mv(real)));
  });
}

kj::Own<dialled> RpcTest::dial(dial_config config) {
  config.address = address();
  return leasehold::dial(io_.provider->getNetwork(), io_.provider->getTimer(),
                         std::move(config))
      .wait(io_.waitScope);
}

kj::Own<kj::AsyncIoStream> RpcTest::connect_raw() {
  auto found = io_.provider->getNetwork()
                   .parseAddress(address().c_str())
                   .wait(io_.waitScope);
  return found->connect().wait(io_.waitScope);
}

std::string RpcTest::read_to_end(kj::AsyncIoStream& stream) {
  try {
    auto text = io_.provider->getTimer()
                    .timeoutAfter(10 * kj::SECONDS, stream.readAllBytes())
                    .wait(io_.waitScope);
    return {text.asChars().begin(), text.size()};
  } catch (const kj::Exception& e) {
    EXPECT_EQ(kj::Exception::Type::DISCONNECTED, e.getType()) << explain(e);
    return explain(e);
  }
}

listener_counts RpcTest::counts() {
  return loop_.call([this](loop_context&) { return listener_->counts(); });
}

void RpcTest::wait_until_hanging(unsigned calls) {
  for (; calls > 0; --calls)
    ASSERT_TRUE(hanging_.take()) << calls << " calls have not begun";
}

std::future<void> RpcTest::drain_server(kj::Duration within) {
  auto drained = std::make_shared<std::promise<void>>();
  auto done = drained->get_future();
  loop_.call([this, within, drained](loop_context& loop) {
    loop.detach(
        listener_->drain(within).then([drained] { drained->set_value(); }));
  });
  return done;
}

status RpcTest::reload_certificates() {
  return loop_.call(
      [this](loop_context&) { return listener_->reload_certificates(); });
}

void RpcTest::stop_server() {
  loop_.stop();
}

std::string RpcTest::echo(rpc::Echo::Client client, const std::string& data) {
  auto request = client.echoRequest();
  request.setData(kj::StringPtr(data.c_str(), data.size()).asBytes());
  auto response = request.send().wait(io_.waitScope);
  auto bytes = response.getData().asChars();
  return {bytes.begin(), bytes.size()};
}

void RpcTest::log_in(rpc::Echo::Client client, const std::string& name) {
  auto request = client.logInRequest();
  request.setName(name);
  request.send().wait(io_.waitScope);
}

} // namespace leasehold
