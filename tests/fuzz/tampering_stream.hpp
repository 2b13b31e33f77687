// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The client's end of a connection, in the hands of somebody who changes what
// is sent and puts bytes of their own in between.

#include <cstdint>
#include <string_view>
#include <utility>

#include <kj/async-io.h>

namespace leasehold::fuzz {

class tampering_stream final : public kj::AsyncIoStream {
public:
  explicit tampering_stream(kj::Own<kj::AsyncIoStream> inner)
      : inner_(kj::mv(inner)), last_(kj::Promise<void>(kj::READY_NOW).fork()) {}

  /// Sends these bytes after all that was sent before.
  void inject(std::string_view bytes) {
    auto copy = kj::heapArray<kj::byte>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    push(kj::mv(copy));
  }

  /// Changes one byte of what is sent next.
  void change_next(std::size_t place, std::uint8_t by) {
    place_ = place;
    by_ = by;
  }

  kj::Promise<size_t> tryRead(void* buffer, size_t least,
                              size_t most) override {
    return inner_->tryRead(buffer, least, most);
  }

  kj::Promise<void> write(const void* buffer, size_t size) override {
    const auto* begin = static_cast<const kj::byte*>(buffer);
    return push(kj::heapArray(begin, size));
  }

  kj::Promise<void>
  write(kj::ArrayPtr<const kj::ArrayPtr<const kj::byte>> pieces) override {
    kj::Vector<kj::byte> all;
    for (auto piece : pieces)
      all.addAll(piece);
    return push(all.releaseAsArray());
  }

  kj::Promise<void> whenWriteDisconnected() override {
    return inner_->whenWriteDisconnected();
  }

  void shutdownWrite() override {
    inner_->shutdownWrite();
  }

private:
  /// What is written ends with the stream, whoever waits for it.
  kj::Promise<void> push(kj::Array<kj::byte> bytes) {
    if (by_ != 0 && bytes.size() > 0)
      bytes[place_ % bytes.size()] ^= std::exchange(by_, std::uint8_t{0});
    // A pipe takes one write at a time.
    last_ = last_.addBranch()
                .then([this, bytes = kj::mv(bytes)]() mutable {
                  auto written = inner_->write(bytes.begin(), bytes.size());
                  return written.attach(kj::mv(bytes));
                })
                .fork();
    return last_.addBranch();
  }

  kj::Own<kj::AsyncIoStream> inner_;
  kj::ForkedPromise<void> last_;
  std::size_t place_ = 0;
  std::uint8_t by_ = 0;
};

} // namespace leasehold::fuzz
