// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <kj/async-io.h>
#include <kj/compat/http.h>

#include "tools/bench/load.hpp"

// etcd beside us, over its JSON gateway, which saves a library. Where both were
// measured, its gRPC was faster by a tenth for grants and by up to a half for
// keep-alives; whoever compares has to say so.
namespace leasehold::bench {

class etcd_client {
public:
  /// @pre all outlive the client
  etcd_client(kj::NetworkAddress& address, kj::Timer& timer);

  /// Whether it answers yet.
  kj::Promise<bool> ready();

  /// Grants leases of an hour and remembers them.
  load_call granting();

  /// Keeps the remembered leases alive in turn.
  load_call keeping_alive();

private:
  kj::Promise<std::string> post(kj::StringPtr path, std::string body);

  kj::HttpHeaderTable headers_;
  kj::Own<kj::HttpClient> http_;
  std::shared_ptr<std::vector<std::string>> leases_ =
      std::make_shared<std::vector<std::string>>();
};

} // namespace leasehold::bench
