// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/http_listener.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <kj/async-io.h>
#include <kj/debug.h>

#include "runtime/rpc/loop_context.hpp"
#include "runtime/rpc/tls_context.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

/// A listener and its clients on one loop.
class Http : public testing::Test {
protected:
  Http() : io_(kj::setupAsyncIo()), loop_(io_) {}
  ~Http() noexcept override = default;

  void serve(http_config config = {}) {
    config.address = "127.0.0.1:0";
    auto opened = http_listener::open(
        loop_, std::move(config),
        {{"/hello",
          []() -> kj::Promise<http_answer> {
            return http_answer{200, "text/plain", "world\n"};
          }},
         {"/never",
          []() -> kj::Promise<http_answer> {
            return kj::NEVER_DONE;
          }},
         {"/broken", []() -> kj::Promise<http_answer> {
            return KJ_EXCEPTION(FAILED, "a secret of the node");
          }}});
    ASSERT_TRUE(opened) << opened.error().message;
    http_ = kj::mv(*opened);
  }

  kj::Own<kj::AsyncIoStream> connect() {
    auto at = "127.0.0.1:" + std::to_string(http_->port());
    auto found =
        io_.provider->getNetwork().parseAddress(at.c_str()).wait(io_.waitScope);
    return found->connect().wait(io_.waitScope);
  }

  /// All that is answered until the server closes.
  std::string read_all(kj::AsyncIoStream& stream) {
    return kj::evalNow([&] { return stream.readAllText(); })
        .then([](kj::String&& text) { return std::string{text.cStr()}; },
              [](kj::Exception&&) { return std::string{"reset"}; })
        .wait(io_.waitScope);
  }

  std::string ask(const std::string& request) {
    auto stream = connect();
    stream->write(request.data(), request.size()).wait(io_.waitScope);
    return read_all(*stream);
  }

  std::string get(const std::string& path, const std::string& method = "GET") {
    return ask(method + " " + path
               + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  /// The same over TLS.
  std::string get_with(const tls_config& files) {
    auto made = make_tls_context(files, tls_side::client);
    EXPECT_TRUE(made);
    const std::string text =
        "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    return (*made)
        ->wrapClient(connect(), "127.0.0.1")
        .then([&](kj::Own<kj::AsyncIoStream> stream) {
          auto& to = *stream;
          return to.write(text.data(), text.size())
              .then([&to] { return to.readAllText(); })
              .attach(kj::mv(stream));
        })
        .then([](kj::String&& all) { return std::string{all.cStr()}; },
              [](kj::Exception&&) { return std::string{"refused"}; })
        .wait(io_.waitScope);
  }

  static bool begins(const std::string& text, const std::string& with) {
    return text.rfind(with, 0) == 0;
  }

  kj::AsyncIoContext io_;
  loop_context loop_;
  kj::Own<http_listener> http_;
};

http_config quick() {
  http_config config;
  config.request_within = 50ms;
  return config;
}

TEST_F(Http, AnswersItsPages) {
  serve();
  const auto text = get("/hello");
  EXPECT_TRUE(begins(text, "HTTP/1.1 200 OK\r\n")) << text;
  EXPECT_NE(text.find("Content-Type: text/plain\r\n"), std::string::npos);
  EXPECT_NE(text.find("\r\n\r\nworld\n"), std::string::npos);
  EXPECT_TRUE(begins(get("/hello?x=1"), "HTTP/1.1 200 OK\r\n"));
}

TEST_F(Http, AnswersHeadWithoutTheBody) {
  serve();
  const auto text = get("/hello", "HEAD");
  EXPECT_TRUE(begins(text, "HTTP/1.1 200 OK\r\n")) << text;
  EXPECT_NE(text.find("Content-Length: 6\r\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("world"), std::string::npos);
}

TEST_F(Http, SaysWhatThereIs) {
  serve();
  const auto text = get("/metrics");
  EXPECT_TRUE(begins(text, "HTTP/1.1 404 Not Found\r\n")) << text;
  EXPECT_NE(text.find("/hello\n"), std::string::npos);
  EXPECT_TRUE(begins(get("/hello", "POST"), "HTTP/1.1 405 "));
  EXPECT_TRUE(begins(get("/hello", "DELETE"), "HTTP/1.1 405 "));
}

TEST_F(Http, RefusesWhatIsNoHttp) {
  serve();
  EXPECT_FALSE(begins(ask("\x16\x03\x01 nonsense\r\n\r\n"), "HTTP/1.1 200"));
  EXPECT_TRUE(begins(get("/hello"), "HTTP/1.1 200 OK\r\n"));
}

TEST_F(Http, BoundsHeaders) {
  serve();
  const auto text = ask("GET /hello HTTP/1.1\r\nHost: x\r\nX: "
                        + std::string(1 << 20, 'x') + "\r\n\r\n");
  EXPECT_FALSE(begins(text, "HTTP/1.1 200")) << text;
  EXPECT_TRUE(begins(get("/hello"), "HTTP/1.1 200 OK\r\n"));
}

TEST_F(Http, WaitsForNoRequest) {
  serve(quick());
  auto silent = connect();
  EXPECT_FALSE(begins(read_all(*silent), "HTTP/1.1 200"));
  auto slow = connect();
  slow->write("GET /hel", 8).wait(io_.waitScope);
  EXPECT_FALSE(begins(read_all(*slow), "HTTP/1.1 200"));
}

TEST_F(Http, WaitsForNoAnswer) {
  serve(quick());
  EXPECT_TRUE(begins(get("/never"), "HTTP/1.1 503 "));
}

TEST_F(Http, TellsNobodyWhatBroke) {
  serve();
  const auto text = get("/broken");
  EXPECT_TRUE(begins(text, "HTTP/1.1 503 ")) << text;
  EXPECT_EQ(text.find("secret"), std::string::npos) << text;
}

TEST_F(Http, ClosesWhoComesWhenThereAreEnough) {
  http_config config;
  config.connections_max = 1;
  serve(config);
  auto first = connect();
  first->write("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 32)
      .wait(io_.waitScope);
  kj::byte one = 0;
  first->read(&one, 1).wait(io_.waitScope);
  EXPECT_EQ(http_->connections(), 1u);
  auto second = connect();
  const auto text = read_all(*second);
  EXPECT_TRUE(text.empty() || text == "reset") << text;
}

TEST_F(Http, EndsAConnectionThatStaysForEver) {
  http_config config;
  config.connection_within = 50ms;
  serve(config);
  auto stream = connect();
  EXPECT_FALSE(begins(read_all(*stream), "HTTP/1.1 200"));
  EXPECT_EQ(http_->connections(), 0u);
}

TEST_F(Http, IsForThisMachineOnlyWithoutTls) {
  http_config config;
  config.address = "0.0.0.0:0";
  auto opened = http_listener::open(loop_, config, {});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("configure TLS"), std::string::npos);
}

TEST_F(Http, NamesThePortThatIsTaken) {
  serve();
  http_config config;
  config.address = "127.0.0.1:" + std::to_string(http_->port());
  auto opened = http_listener::open(loop_, config, {});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find(config.address), std::string::npos);
}

TEST_F(Http, WantsACertificateWithTls) {
  test_ca ca{"http"};
  ca.run("server node1 127.0.0.1");
  ca.run("client prometheus");
  http_config config;
  config.tls = ca.files_of("node1");
  serve(config);
  EXPECT_TRUE(begins(get_with(ca.files_of("prometheus")), "HTTP/1.1 200 OK"));
  auto nobody = ca.files_of("prometheus");
  nobody.certificate_file.clear();
  EXPECT_FALSE(begins(get_with(nobody), "HTTP/1.1 200"));
  EXPECT_FALSE(begins(get("/hello"), "HTTP/1.1 200"));
}

} // namespace
} // namespace leasehold
