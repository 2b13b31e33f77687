// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/http_listener.hpp"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "runtime/rpc/address.hpp"
#include "runtime/rpc/deadline.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/listening_socket.hpp"
#include "runtime/rpc/tls_context.hpp"

namespace leasehold {

namespace {

// After accept() failed, for instance for want of file descriptors.
constexpr auto accept_pause = 100 * kj::MILLISECONDS;

kj::Duration to_kj(std::chrono::milliseconds x) {
  return x.count() * kj::MILLISECONDS;
}

kj::HttpServerSettings settings_for(const http_config& config) {
  kj::HttpServerSettings settings;
  settings.headerTimeout = to_kj(config.request_within);
  // KJ does not heed "Connection: close", and a connection that is made anew
  // costs nobody here anything.
  settings.pipelineTimeout = 100 * kj::MILLISECONDS;
  // Nobody has a reason to send us anything.
  settings.canceledUploadGraceBytes = 0;
  return settings;
}

const char* words_of(unsigned status) {
  switch (status) {
  case 200:
    return "OK";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  default:
    return "Service Unavailable";
  }
}

status check(const http_config& config) {
  listener_config same;
  same.address = config.address;
  same.tls = config.tls;
  same.plain = config.plain;
  return validate(same);
}

} // namespace

result<kj::Own<http_listener>>
http_listener::open(loop_context& loop, http_config config,
                    std::map<std::string, http_page> pages) {
  if (auto valid = check(config); !valid)
    return valid.error();
  kj::Own<kj::TlsContext> tls;
  if (config.tls) {
    auto made = make_tls_context(*config.tls, tls_side::server);
    if (!made)
      return made.error();
    tls = kj::mv(*made);
  }
  auto receiver =
      listen_on(loop.network(), *parse_socket_address(config.address, 0));
  if (!receiver)
    return receiver.error();
  return result<kj::Own<http_listener>>(
      kj::heap<http_listener>(loop, std::move(config), std::move(pages),
                              kj::mv(tls), kj::mv(*receiver)));
}

http_listener::http_listener(loop_context& loop, http_config config,
                             std::map<std::string, http_page> pages,
                             kj::Own<kj::TlsContext> tls,
                             kj::Own<kj::ConnectionReceiver> receiver)
    : loop_(loop),
      config_(std::move(config)),
      pages_(std::move(pages)),
      tls_(kj::mv(tls)),
      receiver_(kj::mv(receiver)),
      port_(static_cast<std::uint16_t>(receiver_->getPort())),
      server_(loop.timer(), headers_, *this, settings_for(config_)),
      serving_(*this) {
  accepting_ = accept().eagerlyEvaluate(nullptr);
}

status http_listener::reload_certificates() {
  if (!config_.tls)
    return success();
  auto made = make_tls_context(*config_.tls, tls_side::server);
  if (!made)
    return made.error();
  tls_ = kj::mv(*made);
  return success();
}

kj::Promise<void> http_listener::accept() {
  return kj::evalNow([this] { return receiver_->accept(); })
      .then(
          [this](kj::Own<kj::AsyncIoStream> stream) {
            admit(kj::mv(stream));
            return accept();
          },
          [this](kj::Exception&&) {
            return loop_.timer().afterDelay(accept_pause).then([this] {
              return accept();
            });
          });
}

void http_listener::admit(kj::Own<kj::AsyncIoStream> stream) {
  if (open_ >= config_.connections_max)
    return;
  ++open_;
  auto served = kj::evalNow([this, &stream] { return serve(kj::mv(stream)); });
  serving_.add(with_deadline(loop_.timer(), config_.connection_within,
                             "connection", kj::mv(served))
                   .attach(kj::defer([this] { --open_; })));
}

kj::Promise<void> http_listener::serve(kj::Own<kj::AsyncIoStream> stream) {
  if (tls_.get() == nullptr)
    return server_.listenHttp(kj::mv(stream));
  return with_deadline(loop_.timer(), config_.request_within, "handshake",
                       tls_->wrapServer(kj::mv(stream)))
      .then([this](kj::Own<kj::AsyncIoStream> secured) {
        return server_.listenHttp(kj::mv(secured));
      });
}

kj::Promise<void> http_listener::request(kj::HttpMethod method,
                                         kj::StringPtr url,
                                         const kj::HttpHeaders&,
                                         kj::AsyncInputStream&,
                                         Response& response) {
  if (method != kj::HttpMethod::GET && method != kj::HttpMethod::HEAD)
    return respond(method, {405, http_answer{}.content_type, "only GET\n"},
                   response);
  const std::string wanted{url.begin(), url.size()};
  auto page = pages_.find(wanted.substr(0, wanted.find('?')));
  if (page == pages_.end()) {
    std::string all;
    for (auto& [path, made] : pages_)
      all += path + "\n";
    return respond(method,
                   {404, http_answer{}.content_type, "there are only\n" + all},
                   response);
  }
  auto made = with_deadline(loop_.timer(), config_.request_within, "answer",
                            kj::evalNow([&page] { return page->second(); }));
  // Why is for the log, and not for whoever asked.
  auto answered = made.catch_([wanted](kj::Exception&& why) {
    spdlog::warn("HTTP: {} can't be told: {}", wanted, explain(why));
    return http_answer{503, http_answer{}.content_type,
                       "it can't be told now; the log says why\n"};
  });
  return answered.then([this, method, &response](http_answer&& answer) {
    return with_deadline(loop_.timer(), config_.request_within, "reader",
                         respond(method, std::move(answer), response));
  });
}

kj::Promise<void> http_listener::respond(kj::HttpMethod method,
                                         http_answer answer,
                                         Response& response) {
  kj::HttpHeaders headers{headers_};
  headers.set(kj::HttpHeaderId::CONTENT_TYPE, answer.content_type.c_str());
  auto body = kj::heap<std::string>(std::move(answer.body));
  auto to = response.send(answer.status, words_of(answer.status), headers,
                          body->size());
  if (method == kj::HttpMethod::HEAD)
    return kj::READY_NOW;
  auto written = to->write(body->data(), body->size());
  return written.attach(kj::mv(to), kj::mv(body));
}

void http_listener::taskFailed(kj::Exception&& exception) {
  spdlog::debug("HTTP: {}", explain(exception));
}

} // namespace leasehold
