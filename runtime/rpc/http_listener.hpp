// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <kj/async-io.h>
#include <kj/compat/http.h>
#include <kj/compat/tls.h>

#include "messages/result.hpp"
#include "runtime/rpc/listener_config.hpp"
#include "runtime/rpc/loop_context.hpp"

namespace leasehold {

struct http_answer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// What is answered at one path.
using http_page = std::function<kj::Promise<http_answer>()>;

struct http_config {
  /// As for other listeners: numeric or localhost, and loopback without TLS.
  std::string address;
  /// Clients show a certificate of these CAs.
  std::optional<tls_config> tls;
  plain_tcp plain = plain_tcp::loopback_only;
  /// At once; more are closed as they come.
  std::uint32_t connections_max = 16;
  /// For a request to come, and for its answer to be made and taken.
  std::chrono::milliseconds request_within{10'000};
  /// For a connection, however many requests it makes.
  std::chrono::milliseconds connection_within{300'000};
};

/// Serves a few pages by HTTP/1.1 to those who look after a node, and reads
/// nothing but which one is wanted: GET and HEAD, no bodies. Belongs to the
/// event loop.
class http_listener final : private kj::HttpService,
                            private kj::TaskSet::ErrorHandler {
public:
  /// Listens from now on.
  /// @pre `loop` outlives the listener
  static result<kj::Own<http_listener>>
  open(loop_context& loop, http_config config,
       std::map<std::string, http_page> pages);

  /// Use `open`.
  http_listener(loop_context& loop, http_config config,
                std::map<std::string, http_page> pages,
                kj::Own<kj::TlsContext> tls,
                kj::Own<kj::ConnectionReceiver> receiver);
  KJ_DISALLOW_COPY(http_listener);

  std::uint16_t port() const {
    return port_;
  }
  std::uint32_t connections() const {
    return open_;
  }

  /// As for `listener::reload_certificates`.
  status reload_certificates();

private:
  kj::Promise<void> accept();
  void admit(kj::Own<kj::AsyncIoStream> stream);
  kj::Promise<void> serve(kj::Own<kj::AsyncIoStream> stream);
  kj::Promise<void> request(kj::HttpMethod method, kj::StringPtr url,
                            const kj::HttpHeaders& headers,
                            kj::AsyncInputStream& body,
                            Response& response) override;
  kj::Promise<void> respond(kj::HttpMethod method, http_answer answer,
                            Response& response);
  void taskFailed(kj::Exception&& exception) override;

  loop_context& loop_;
  const http_config config_;
  const std::map<std::string, http_page> pages_;
  kj::Own<kj::TlsContext> tls_;
  kj::Own<kj::ConnectionReceiver> receiver_;
  const std::uint16_t port_;
  kj::HttpHeaderTable headers_;
  kj::HttpServer server_;
  std::uint32_t open_ = 0;
  // Last: what runs refers to the members above.
  kj::TaskSet serving_;
  kj::Promise<void> accepting_ = nullptr;
};

} // namespace leasehold
