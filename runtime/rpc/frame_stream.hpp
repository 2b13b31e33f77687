// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <capnp/message.h>
#include <capnp/serialize-async.h>
#include <kj/async-io.h>
#include <kj/timer.h>

#include "runtime/rpc/call_counter.hpp"
#include "runtime/rpc/close_reason.hpp"
#include "runtime/rpc/frame_header.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/write_queue.hpp"

namespace leasehold {

/// Why a stream was ended from our side.
struct stream_failure {
  close_reason reason = close_reason::peer_left;
  std::string why;
};

/// The messages of one connection, between Cap'n Proto and the socket. Reads
/// ahead, judges each frame before anything is allocated for it, counts the
/// calls that pass, and gathers what is written in one turn of the loop into
/// one write. Who asks faster than it is answered, or than it reads the
/// answers, is read from more slowly. The first bound that is broken ends the
/// stream: reads fail from then on, which makes Cap'n Proto tell the peer why
/// and end the connection.
///
/// Time is checked by whoever owns the stream, once in a while for all
/// streams: a timer for each frame would cost more than the frame.
class frame_stream final : public capnp::MessageStream {
public:
  enum class trust {
    /// Bounded by the `login_` limits until `raise_bounds`.
    stranger,
    known,
  };

  /// @pre `io` and `timer` outlive the stream
  frame_stream(kj::AsyncIoStream& io, kj::Timer& timer,
               const connection_limits& limits, trust peer);

  /// The peer is logged in.
  void raise_bounds();

  /// Ends the stream, unless it has ended: the first failure is the one.
  void fail(close_reason reason, std::string why);

  /// Reads nothing more; what was read is answered.
  void drain() {
    draining_ = true;
  }
  bool draining() const {
    return draining_;
  }

  /// Fails when the peer took too long over something.
  void check_times();

  /// Called once, at the first failure.
  void on_failure(std::function<void()> callback) {
    on_failure_ = std::move(callback);
  }

  const std::optional<stream_failure>& failed() const {
    return failure_;
  }
  trust peer() const {
    return trust_;
  }
  const call_counter& calls() const {
    return calls_;
  }
  /// Bytes that wait for the peer to read them.
  std::size_t queued_bytes() const {
    return queue_.size();
  }

  // -- capnp::MessageStream -------------------------------------------------

  using capnp::MessageStream::tryReadMessage;
  using capnp::MessageStream::writeMessage;
  using capnp::MessageStream::writeMessages;

  kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>>
  tryReadMessage(kj::ArrayPtr<kj::AutoCloseFd> fds,
                 capnp::ReaderOptions options,
                 kj::ArrayPtr<capnp::word> scratch) override;
  kj::Promise<void> writeMessage(
      kj::ArrayPtr<const int> fds,
      kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments) override;
  kj::Promise<void> writeMessages(
      kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>>
          messages) override;
  kj::Maybe<int> getSendBufferSize() override;
  kj::Promise<void> end() override;

private:
  using next_message = kj::Maybe<capnp::MessageReaderAndFds>;
  using segments = write_queue::segments;
  class frame;

  frame_bounds bounds() const;
  kj::Promise<next_message> next();
  /// Whether nothing more is read for now. Then the peer's bytes stay in the
  /// sockets, and it has to wait with sending more.
  bool has_enough() const;
  kj::Promise<void> wait_for_room();
  void resume();
  kj::Promise<next_message> read_more();
  kj::Promise<std::size_t> read(kj::ArrayPtr<kj::byte> into,
                                std::size_t bytes_min);
  kj::Promise<next_message> read_body(const frame_header& header);
  next_message deliver(kj::Own<frame> frame);
  void count_in(capnp::MessageReader& message);
  void count_out(segments message);
  void admit(const frame_header& header);
  void check_calls();
  void record(close_reason reason, std::string why);
  [[noreturn]] void refuse(close_reason reason, std::string why);
  kj::Exception failure_exception() const;

  kj::AsyncIoStream& io_;
  kj::Timer& timer_;
  const connection_limits limits_;
  trust trust_;
  bool draining_ = false;
  std::optional<stream_failure> failure_;
  std::function<void()> on_failure_;

  kj::Array<kj::byte> buffer_;
  /// The part of the buffer that was received and not yet delivered.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  /// Whether part of a frame, not yet all of it, has arrived.
  bool in_frame_ = false;
  kj::TimePoint opened_;
  kj::TimePoint frame_began_;
  kj::TimePoint last_frame_;
  std::uint64_t stranger_bytes_ = 0;
  call_counter calls_;
  /// Of a peer whose next frame waits: see `has_enough`.
  kj::Maybe<kj::Own<kj::PromiseFulfiller<void>>> resume_;

  // Last: what runs refers to the members above.
  write_queue queue_;
  kj::Canceler reading_;
};

} // namespace leasehold
