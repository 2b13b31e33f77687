// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <capnp/common.h>
#include <kj/async-io.h>
#include <kj/timer.h>

namespace leasehold {

/// The frames that wait for one socket. All that is added in one turn of the
/// loop leaves in one write, in order; nobody waits for it, so whoever adds
/// looks at `size` and ends a connection whose peer does not read.
class write_queue {
public:
  using segments = kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>;

  /// `on_error` is told once when the socket takes no more, `on_taken` each
  /// time that it has taken something.
  /// @pre `io` and `timer` outlive the queue
  write_queue(kj::AsyncIoStream& io, kj::Timer& timer,
              std::function<void(std::string)> on_error,
              std::function<void()> on_taken);

  void add(segments message);

  /// Bytes not taken by the socket yet.
  std::size_t size() const {
    return pending_.size() + writing_.size() - written_;
  }

  bool is_broken() const {
    return broken_;
  }

  /// For how long bytes have waited without any being taken.
  kj::Duration stalled() const;

  /// Forgets what waits and takes nothing more.
  void drop();

  /// Writes what waits, then tells the peer that no more will come.
  kj::Promise<void> end();

private:
  using bytes = std::vector<unsigned char>;

  void schedule();
  kj::Promise<void> flush();
  void finish();

  kj::AsyncIoStream& io_;
  kj::Timer& timer_;
  std::function<void(std::string)> on_error_;
  std::function<void()> on_taken_;
  bytes pending_;
  bytes writing_;
  std::size_t written_ = 0;
  kj::TimePoint last_taken_;
  bool flushing_ = false;
  bool broken_ = false;
  kj::Maybe<kj::Own<kj::PromiseFulfiller<void>>> ending_;
  kj::Promise<void> flusher_ = nullptr; // last: refers to the others
};

} // namespace leasehold
