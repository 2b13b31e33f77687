// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/write_queue.hpp"

#include <algorithm>
#include <utility>

#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

// What is written at once: a peer that takes this much is alive.
constexpr std::size_t write_bytes_max = 256 << 10;

// A buffer above this is given back once it is empty.
constexpr std::size_t kept_bytes_max = 64 << 10;

} // namespace

write_queue::write_queue(kj::AsyncIoStream& io, kj::Timer& timer,
                         std::function<void(std::string)> on_error,
                         std::function<void()> on_taken)
    : io_(io),
      timer_(timer),
      on_error_(std::move(on_error)),
      on_taken_(std::move(on_taken)),
      last_taken_(timer.now()) {}

void write_queue::add(segments message) {
  if (broken_)
    return;
  auto number = [this](std::size_t x) {
    for (int shift = 0; shift < 32; shift += 8)
      pending_.push_back(static_cast<unsigned char>(x >> shift));
  };
  number(message.size() - 1);
  for (auto segment : message)
    number(segment.size());
  if (message.size() % 2 == 0)
    number(0);
  for (auto segment : message) {
    auto raw = segment.asBytes();
    pending_.insert(pending_.end(), raw.begin(), raw.end());
  }
  schedule();
}

kj::Duration write_queue::stalled() const {
  return flushing_ ? timer_.now() - last_taken_ : 0 * kj::SECONDS;
}

void write_queue::drop() {
  broken_ = true;
  bytes().swap(pending_);
}

kj::Promise<void> write_queue::end() {
  auto pair = kj::newPromiseAndFulfiller<void>();
  ending_ = kj::mv(pair.fulfiller);
  if (!flushing_)
    finish();
  return kj::mv(pair.promise);
}

void write_queue::schedule() {
  if (flushing_)
    return;
  flushing_ = true;
  last_taken_ = timer_.now();
  flusher_ = kj::evalLast([this] {
               return flush();
             }).eagerlyEvaluate([this](kj::Exception&& e) {
    drop();
    finish();
    on_error_(explain(e));
  });
}

kj::Promise<void> write_queue::flush() {
  if (written_ == writing_.size()) {
    written_ = 0;
    writing_.clear();
    if (writing_.capacity() > kept_bytes_max)
      bytes().swap(writing_);
    writing_.swap(pending_);
  }
  if (writing_.empty()) {
    finish();
    return kj::READY_NOW;
  }
  auto chunk = std::min(writing_.size() - written_, write_bytes_max);
  return io_.write(writing_.data() + written_, chunk).then([this, chunk] {
    written_ += chunk;
    last_taken_ = timer_.now();
    on_taken_();
    return flush();
  });
}

void write_queue::finish() {
  flushing_ = false;
  KJ_IF_MAYBE (ended, ending_) {
    if (!broken_)
      io_.shutdownWrite();
    (*ended)->fulfill();
    ending_ = nullptr;
  }
}

} // namespace leasehold
