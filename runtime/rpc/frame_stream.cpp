// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/frame_stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include <capnp/rpc.capnp.h>
#include <fmt/format.h>

#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

// Room for the largest segment table, and little else.
constexpr std::size_t stranger_buffer_bytes = 1280;
constexpr std::size_t known_buffer_bytes = 32 << 10;

kj::Duration to_kj(std::chrono::milliseconds x) {
  return x.count() * kj::MILLISECONDS;
}

// How much of a message its reader may traverse: a small frame whose pointers
// all lead to the same place must not cost more than a big one.
std::uint64_t traversal_words(std::uint64_t frame_words) {
  return 8 * frame_words + 512;
}

} // namespace

// -- one message ------------------------------------------------------------

class frame_stream::frame final : public capnp::MessageReader {
public:
  frame(const capnp::ReaderOptions& options, const frame_header& header,
        const unsigned char* table)
      : MessageReader(options),
        words_(kj::heapArray<capnp::word>(header.body_words)),
        starts_(kj::heapArray<std::size_t>(header.segments + 1)) {
    std::size_t start = 0;
    for (std::uint32_t i = 0; i < header.segments; ++i) {
      starts_[i] = start;
      start += segment_words(table, i);
    }
    starts_[header.segments] = start;
  }

  kj::ArrayPtr<kj::byte> body() {
    return words_.asBytes();
  }

  kj::ArrayPtr<const capnp::word> getSegment(kj::uint id) override {
    // A peer may name any, up to the largest number.
    const std::size_t segments = starts_.size() - 1;
    if (id >= segments)
      return nullptr;
    return words_.slice(starts_[id], starts_[id + 1]);
  }

private:
  kj::Array<capnp::word> words_;
  kj::Array<std::size_t> starts_;
};

// -- life -------------------------------------------------------------------

frame_stream::frame_stream(kj::AsyncIoStream& io, kj::Timer& timer,
                           const connection_limits& limits, trust peer)
    : io_(io),
      timer_(timer),
      limits_(limits),
      trust_(peer),
      buffer_(kj::heapArray<kj::byte>(
          peer == trust::known ? known_buffer_bytes : stranger_buffer_bytes)),
      opened_(timer.now()),
      frame_began_(opened_),
      last_frame_(opened_),
      queue_(
          io, timer,
          [this](std::string why) {
            fail(close_reason::peer_left, std::move(why));
          },
          [this] { resume(); }) {}

void frame_stream::raise_bounds() {
  // The read buffer grows when it is next empty: a read may be using it.
  trust_ = trust::known;
  resume();
}

void frame_stream::record(close_reason reason, std::string why) {
  if (!failure_)
    failure_ = stream_failure{reason, std::move(why)};
}

void frame_stream::fail(close_reason reason, std::string why) {
  if (failure_)
    return;
  record(reason, std::move(why));
  if (!reading_.isEmpty())
    reading_.cancel(failure_exception());
  if (on_failure_)
    on_failure_();
}

void frame_stream::refuse(close_reason reason, std::string why) {
  fail(reason, std::move(why));
  throw failure_exception();
}

kj::Exception frame_stream::failure_exception() const {
  assert(failure_);
  return make_exception(
      kj::Exception::Type::DISCONNECTED,
      fmt::format("{}: {}", to_string(failure_->reason), failure_->why));
}

void frame_stream::check_times() {
  auto now = timer_.now();
  auto over = [now](kj::TimePoint since, std::chrono::milliseconds bound) {
    return now - since > to_kj(bound);
  };
  if (trust_ == trust::stranger && over(opened_, limits_.login_timeout))
    fail(close_reason::login_timeout,
         fmt::format("log in within {} ms", limits_.login_timeout.count()));
  else if (in_frame_ && resume_ == nullptr
           && over(frame_began_, limits_.frame_timeout))
    fail(close_reason::stalled_frame,
         fmt::format("a frame was begun and not finished within {} ms",
                     limits_.frame_timeout.count()));
  else if (queue_.stalled() > to_kj(limits_.send_timeout))
    fail(close_reason::not_reading,
         fmt::format("nothing was read for {} ms",
                     limits_.send_timeout.count()));
  else if (limits_.idle_timeout.count() > 0 && calls_.in_flight() == 0
           && over(last_frame_, limits_.idle_timeout))
    fail(close_reason::idle,
         fmt::format("nothing was sent for {} ms",
                     limits_.idle_timeout.count()));
}

// -- reading ----------------------------------------------------------------

frame_bounds frame_stream::bounds() const {
  if (trust_ == trust::known)
    return {limits_.frame_bytes_max, limits_.frame_segments_max};
  return {limits_.login_frame_bytes_max, limits_.frame_segments_max};
}

kj::Promise<frame_stream::next_message>
frame_stream::tryReadMessage(kj::ArrayPtr<kj::AutoCloseFd>,
                             capnp::ReaderOptions, kj::ArrayPtr<capnp::word>) {
  return next();
}

kj::Promise<frame_stream::next_message> frame_stream::next() {
  if (failure_)
    return failure_exception();
  if (has_enough())
    return wait_for_room().then([this] {
      // The peer is not to blame for the time that we did not read.
      frame_began_ = timer_.now();
      return next();
    });
  auto header =
      read_frame_header(buffer_.begin() + begin_, end_ - begin_, bounds());
  switch (header.verdict) {
  case frame_verdict::incomplete:
    return read_more();
  case frame_verdict::good:
    admit(header);
    return read_body(header);
  case frame_verdict::too_many_segments:
    refuse(close_reason::too_many_segments,
           fmt::format("a frame may have {} segments",
                       limits_.frame_segments_max));
  case frame_verdict::too_large:
    refuse(close_reason::frame_too_large,
           fmt::format("a frame may have {} bytes{}", bounds().bytes_max,
                       trust_ == trust::known ? "" : " before login"));
  }
  KJ_UNREACHABLE;
}

bool frame_stream::has_enough() const {
  if (draining_)
    return true;
  if (trust_ == trust::stranger)
    return calls_.in_flight() > 0;
  return calls_.in_flight() >= limits_.calls_in_flight_max
      || queue_.size() > limits_.send_pause_bytes;
}

kj::Promise<void> frame_stream::wait_for_room() {
  auto pair = kj::newPromiseAndFulfiller<void>();
  resume_ = kj::mv(pair.fulfiller);
  return reading_.wrap(kj::mv(pair.promise));
}

void frame_stream::resume() {
  if (draining_)
    return;
  KJ_IF_MAYBE (waiting, resume_)
    (*waiting)->fulfill();
  resume_ = nullptr;
}

kj::Promise<frame_stream::next_message> frame_stream::read_more() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (trust_ == trust::known && buffer_.size() < known_buffer_bytes)
      buffer_ = kj::heapArray<kj::byte>(known_buffer_bytes);
  } else {
    // What is left is less than a segment table, the buffer is more.
    std::memmove(buffer_.begin(), buffer_.begin() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  assert(end_ < buffer_.size());
  return read(buffer_.slice(end_, buffer_.size()), 1)
      .then([this](std::size_t n) -> kj::Promise<next_message> {
        if (n == 0) {
          record(close_reason::peer_left,
                 begin_ == end_ ? "it closed" : "it closed inside a frame");
          return next_message(nullptr);
        }
        if (begin_ == end_) {
          in_frame_ = true;
          frame_began_ = timer_.now();
        }
        end_ += n;
        return next();
      });
}

kj::Promise<std::size_t> frame_stream::read(kj::ArrayPtr<kj::byte> into,
                                            std::size_t bytes_min) {
  // A socket may fail at once, too.
  auto reading = kj::evalNow([this, into, bytes_min]() mutable {
    return io_.tryRead(into.begin(), bytes_min, into.size());
  });
  return reading_.wrap(kj::mv(reading))
      .catch_([this](kj::Exception&& e) -> std::size_t {
        record(close_reason::peer_left, explain(e));
        kj::throwFatalException(kj::mv(e));
      });
}

void frame_stream::admit(const frame_header& header) {
  if (trust_ == trust::known)
    return;
  stranger_bytes_ += header.table_bytes + header.body_words * bytes_per_word;
  if (stranger_bytes_ > limits_.login_bytes_max)
    refuse(close_reason::frame_too_large,
           fmt::format("{} bytes may be sent before login",
                       limits_.login_bytes_max));
}

kj::Promise<frame_stream::next_message>
frame_stream::read_body(const frame_header& header) {
  capnp::ReaderOptions options;
  options.nestingLimit = static_cast<int>(limits_.nesting_max);
  options.traversalLimitInWords = traversal_words(header.body_words);
  auto message = kj::heap<frame>(options, header, buffer_.begin() + begin_);
  begin_ += header.table_bytes;
  auto body = message->body();
  auto here = std::min(body.size(), end_ - begin_);
  if (here > 0)
    std::memcpy(body.begin(), buffer_.begin() + begin_, here);
  begin_ += here;
  if (here == body.size())
    return deliver(kj::mv(message));
  auto missing = body.slice(here, body.size());
  return read(missing, missing.size())
      .then([this, message = kj::mv(message),
             wanted = missing.size()](std::size_t n) mutable -> next_message {
        if (n < wanted) {
          record(close_reason::peer_left, "it closed inside a frame");
          return nullptr;
        }
        return deliver(kj::mv(message));
      });
}

frame_stream::next_message frame_stream::deliver(kj::Own<frame> message) {
  last_frame_ = timer_.now();
  in_frame_ = begin_ < end_;
  frame_began_ = last_frame_;
  count_in(*message);
  return capnp::MessageReaderAndFds{kj::mv(message), nullptr};
}

// -- counting ---------------------------------------------------------------

void frame_stream::count_in(capnp::MessageReader& message) {
  auto root = message.getRoot<capnp::rpc::Message>();
  switch (root.which()) {
  case capnp::rpc::Message::BOOTSTRAP:
  case capnp::rpc::Message::CALL:
    calls_.called();
    check_calls();
    break;
  case capnp::rpc::Message::FINISH:
    calls_.let_go();
    break;
  case capnp::rpc::Message::ABORT:
    record(close_reason::peer_left, root.getAbort().getReason().cStr());
    break;
  default:
    break;
  }
}

void frame_stream::count_out(segments message) {
  capnp::SegmentArrayMessageReader reader(message);
  auto root = reader.getRoot<capnp::rpc::Message>();
  // Cap'n Proto aborts over a message it does not accept: here is its reason.
  if (root.isReturn()) {
    calls_.answered();
    resume();
  } else if (root.isAbort()) {
    record(close_reason::protocol_error, root.getAbort().getReason().cStr());
  }
}

void frame_stream::check_calls() {
  if (trust_ == trust::stranger) {
    if (calls_.held() > limits_.login_calls_max)
      refuse(close_reason::too_many_calls,
             fmt::format("{} calls may be made before login",
                         limits_.login_calls_max));
    return;
  }
  if (calls_.held() > limits_.answers_held_max)
    refuse(close_reason::too_many_calls,
           fmt::format("{} answers may be held: let go of some",
                       limits_.answers_held_max));
}

// -- writing ----------------------------------------------------------------

kj::Promise<void> frame_stream::writeMessage(kj::ArrayPtr<const int>,
                                             segments message) {
  if (queue_.is_broken())
    return make_exception(kj::Exception::Type::DISCONNECTED,
                          "the peer takes no more");
  count_out(message);
  queue_.add(message);
  if (queue_.size() > limits_.send_queue_bytes_max) {
    queue_.drop();
    fail(close_reason::not_reading,
         fmt::format("{} bytes may wait to be read",
                     limits_.send_queue_bytes_max));
    return failure_exception();
  }
  return kj::READY_NOW;
}

kj::Promise<void> frame_stream::writeMessages(kj::ArrayPtr<segments> messages) {
  for (auto message : messages) {
    auto written = writeMessage(nullptr, message);
    if (queue_.is_broken())
      return written;
  }
  return kj::READY_NOW;
}

kj::Maybe<int> frame_stream::getSendBufferSize() {
  int size = 0;
  kj::uint length = sizeof(size);
  io_.getsockopt(SOL_SOCKET, SO_SNDBUF, &size, &length);
  return size;
}

kj::Promise<void> frame_stream::end() {
  return queue_.end();
}

} // namespace leasehold
