// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/etcd_load.hpp"

#include <utility>

#include <fmt/format.h>

namespace leasehold::bench {

namespace {

/// The text of a field in one of etcd's answers: `"ID":"123"`.
std::string field(const std::string& json, const std::string& name) {
  auto key = fmt::format("\"{}\":\"", name);
  auto at = json.find(key);
  if (at == std::string::npos)
    return {};
  at += key.size();
  return json.substr(at, json.find('"', at) - at);
}

call_result count_if(bool value, const std::string& answer) {
  call_result done;
  ++(value ? done.items : done.failed);
  if (!value)
    done.why = answer;
  return done;
}

} // namespace

etcd_client::etcd_client(kj::NetworkAddress& address, kj::Timer& timer)
    : http_(kj::newHttpClient(timer, headers_, address)) {}

kj::Promise<std::string> etcd_client::post(kj::StringPtr path,
                                           std::string body) {
  kj::HttpHeaders headers{headers_};
  headers.set(kj::HttpHeaderId::HOST, "127.0.0.1");
  headers.set(kj::HttpHeaderId::CONTENT_TYPE, "application/json");
  auto request =
      http_->request(kj::HttpMethod::POST, path, headers, body.size());
  auto text = kj::heapString(body.data(), body.size());
  auto written = request.body->write(text.begin(), text.size());
  return written.attach(kj::mv(request.body), kj::mv(text))
      .then([response = kj::mv(request.response)]() mutable {
        return kj::mv(response);
      })
      .then([](kj::HttpClient::Response&& response) {
        auto read = response.body->readAllText();
        return read.attach(kj::mv(response.body));
      })
      .then(
          [](kj::String&& x) {
            return std::string{x.begin(), x.size()};
          },
          [](kj::Exception&& why) {
            return std::string{why.getDescription().cStr()};
          });
}

kj::Promise<bool> etcd_client::ready() {
  return post("/v3/lease/leases", "{}").then([](std::string&& answer) {
    return answer.find("header") != std::string::npos;
  });
}

load_call etcd_client::granting() {
  return [this] {
    return post("/v3/lease/grant", R"({"TTL":3600})")
        .then([leases = leases_](std::string&& answer) {
          auto id = field(answer, "ID");
          if (!id.empty())
            leases->push_back(id);
          return count_if(!id.empty(), answer);
        });
  };
}

load_call etcd_client::keeping_alive() {
  auto next = std::make_shared<std::size_t>(0);
  return [this, next]() -> kj::Promise<call_result> {
    if (leases_->empty())
      return call_result{};
    auto& id = (*leases_)[(*next)++ % leases_->size()];
    return post("/v3/lease/keepalive", fmt::format(R"({{"ID":"{}"}})", id))
        .then([](std::string&& answer) {
          return count_if(!field(answer, "TTL").empty(), answer);
        });
  };
}

} // namespace leasehold::bench
