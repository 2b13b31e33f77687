// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <kj/async-io.h>

#include "messages/result.hpp"
#include "tools/bench/bench_loop.hpp"
#include "tools/bench/child_process.hpp"
#include "tools/bench/etcd_load.hpp"
#include "tools/bench/scratch_folder.hpp"
#include "tools/client/async_session.hpp"

// What is measured: each is a process with a folder of its own, and both go
// when it is destroyed.
namespace leasehold::bench {

/// A node that has never leased anything, and a session with it.
struct bench_node {
  /// Runs `program node run` with its data below `parent`.
  static result<std::unique_ptr<bench_node>> start(bench_loop& loop,
                                                   const std::string& program,
                                                   const std::string& parent);

  std::unique_ptr<scratch_folder> folder;
  child_process process;
  kj::Own<kj::AsyncInputStream> output;
  kj::Own<async_session> session;
};

/// An empty etcd of one member, and a client of it.
struct bench_etcd {
  static result<std::unique_ptr<bench_etcd>> start(bench_loop& loop,
                                                   const std::string& parent);

  std::unique_ptr<scratch_folder> folder;
  child_process process;
  kj::Own<kj::NetworkAddress> address;
  std::unique_ptr<etcd_client> client;
};

} // namespace leasehold::bench
