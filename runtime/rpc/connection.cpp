// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/connection.hpp"

#include <utility>

#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

// How long we try to tell a peer why its connection ends.
constexpr auto farewell = 500 * kj::MILLISECONDS;

// What we read and throw away meanwhile: a socket closed with bytes unread
// resets the connection, and the peer would never see the reason.
constexpr std::size_t discard_bytes_max = 1 << 20;

capnp::ReaderOptions network_options(const connection_limits& limits) {
  // The stream applies the bounds on what is received; here the traversal
  // limit only bounds what is sent, and stays what peers accept by default.
  capnp::ReaderOptions options;
  options.nestingLimit = static_cast<int>(limits.nesting_max);
  return options;
}

} // namespace

// -- the view of those who serve it -----------------------------------------

class connection::context final : public connection_context {
public:
  context(connection& owner, connection_peer peer,
          std::function<void()> on_login)
      : owner_(&owner),
        peer_(std::move(peer)),
        on_login_(std::move(on_login)) {}

  ~context() noexcept override = default;

  void detach() {
    owner_ = nullptr;
    closing_ = nullptr;
  }

  const connection_peer& peer() const {
    return peer_;
  }

  const std::string& peer_name() const override {
    return peer_.name;
  }

  const std::string& remote_address() const override {
    return peer_.remote_address;
  }

  state current_state() const override {
    if (owner_ == nullptr || owner_->stream_.failed())
      return state::closed;
    return owner_->stream_.peer() == frame_stream::trust::known
        ? state::logged_in
        : state::stranger;
  }

  void authenticated() override {
    if (current_state() != state::stranger)
      return;
    owner_->stream_.raise_bounds();
    on_login_();
  }

  void close(std::string why) override {
    if (owner_ == nullptr)
      return;
    closing_ = kj::evalLast([this, why = std::move(why)]() mutable {
                 if (owner_ != nullptr)
                   owner_->end(close_reason::dismissed, std::move(why));
               }).eagerlyEvaluate(nullptr);
  }

  void outlast_clients() override {
    outlasts_clients_ = true;
  }
  bool outlasts_clients() const {
    return outlasts_clients_;
  }

  std::uint32_t calls_in_flight() const override {
    return owner_ == nullptr ? 0 : owner_->stream_.calls().in_flight();
  }

  std::size_t queued_bytes() const override {
    return owner_ == nullptr ? 0 : owner_->stream_.queued_bytes();
  }

private:
  connection* owner_;
  connection_peer peer_;
  std::function<void()> on_login_;
  bool outlasts_clients_ = false;
  kj::Promise<void> closing_ = nullptr;
};

// -- connection -------------------------------------------------------------

connection::connection(kj::Own<kj::AsyncIoStream> io, kj::Timer& timer,
                       const connection_limits& limits, connection_peer peer,
                       const bootstrap_factory& factory,
                       std::function<void()> on_login)
    : io_(kj::mv(io)),
      timer_(timer),
      context_(std::make_shared<context>(*this, std::move(peer),
                                         std::move(on_login))),
      stream_(*io_, timer, limits, frame_stream::trust::stranger),
      network_(stream_, capnp::rpc::twoparty::Side::SERVER,
               network_options(limits)),
      system_(capnp::makeRpcServer(network_, factory(context_))) {
  system_.setFlowLimit(limits.flow_bytes_max / sizeof(capnp::word));
  auto pair = kj::newPromiseAndFulfiller<void>();
  give_up_ = kj::mv(pair.fulfiller);
  given_up_ = kj::mv(pair.promise);
  stream_.on_failure([this] {
    // Cap'n Proto may be waiting for something else than the stream.
    grace_ = timer_.afterDelay(farewell)
                 .then([this] { give_up_->fulfill(); })
                 .eagerlyEvaluate(nullptr);
  });
}

connection::~connection() {
  context_->detach();
}

kj::Promise<void> connection::run() {
  return network_.onDisconnect()
      .then([this] { return linger(); })
      .exclusiveJoin(kj::mv(given_up_));
}

void connection::end(close_reason reason, std::string why) {
  stream_.fail(reason, std::move(why));
}

void connection::drain() {
  if (!context_->outlasts_clients())
    stream_.drain();
}

bool connection::drained() const {
  return stream_.draining() && stream_.calls().in_flight() == 0
      && stream_.queued_bytes() == 0;
}

void connection::check_times() {
  stream_.check_times();
}

stream_failure connection::verdict() const {
  if (stream_.failed())
    return *stream_.failed();
  return {close_reason::protocol_error, "it broke the protocol"};
}

const connection_peer& connection::peer() const {
  return context_->peer();
}

kj::Promise<void> connection::linger() {
  // Nobody is told that others wait for the place.
  if (verdict().reason == close_reason::peer_left
      || verdict().reason == close_reason::crowded_out)
    return kj::READY_NOW;
  return discard(discard_bytes_max)
      .catch_([](kj::Exception&&) {})
      .exclusiveJoin(timer_.afterDelay(farewell));
}

kj::Promise<void> connection::discard(std::size_t budget) {
  auto scratch = kj::heapArray<kj::byte>(4096);
  auto space = scratch.asPtr();
  return io_->tryRead(space.begin(), 1, space.size())
      .attach(kj::mv(scratch))
      .then([this, budget](std::size_t n) -> kj::Promise<void> {
        if (n == 0 || n >= budget)
          return kj::READY_NOW;
        return discard(budget - n);
      });
}

} // namespace leasehold
