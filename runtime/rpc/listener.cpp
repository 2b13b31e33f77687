// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/listener.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "runtime/rpc/address.hpp"
#include "runtime/rpc/deadline.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/listening_socket.hpp"
#include "runtime/rpc/socket_options.hpp"
#include "runtime/rpc/tls_context.hpp"

namespace leasehold {

namespace {

constexpr auto stopping_words = "the node is stopping";

// How often connections are looked at that have answers to come.
constexpr auto drain_look = 10 * kj::MILLISECONDS;

// After accept() failed, for instance for want of file descriptors.
constexpr auto accept_pause = 100 * kj::MILLISECONDS;

kj::Duration to_kj(std::chrono::milliseconds x) {
  return x.count() * kj::MILLISECONDS;
}

// A quarter of the shortest timeout, so that none is missed by much.
kj::Duration check_interval(const connection_limits& limits) {
  using std::chrono::milliseconds;
  auto shortest = std::min(
      {limits.login_timeout, limits.frame_timeout, limits.send_timeout});
  if (limits.idle_timeout.count() > 0)
    shortest = std::min(shortest, limits.idle_timeout);
  return to_kj(std::clamp(shortest / 4, milliseconds(5), milliseconds(1000)));
}

std::chrono::milliseconds in_ms(kj::TimePoint at) {
  return std::chrono::milliseconds{(at - kj::origin<kj::TimePoint>())
                                   / kj::MILLISECONDS};
}

// Addresses whose pace is known; a stranger may have very many.
constexpr std::size_t addresses_max = 4096;

// Without the port.
std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

std::string common_name(kj::PeerIdentity& identity) {
  auto name = kj::downcast<kj::TlsPeerIdentity>(identity).getCommonName();
  if (name.size() == 0)
    kj::throwFatalException(make_exception(
        kj::Exception::Type::FAILED, "its certificate has no common name"));
  return {name.begin(), name.size()};
}

} // namespace

/// The place that one connection takes up. Lean: strangers are many.
class listener::open_slot {
public:
  open_slot(listener& owner, std::string address)
      : remote_address(std::move(address)), owner_(owner) {
    ++owner_.counts_.open;
    ++owner_.counts_.strangers;
    auto& peers = owner_.strangers_[host_of(remote_address)];
    place_ = peers.insert(peers.end(), this);
  }
  ~open_slot() {
    log_in();
    --owner_.counts_.open;
  }
  open_slot(const open_slot&) = delete;
  open_slot& operator=(const open_slot&) = delete;

  void log_in() {
    if (!std::exchange(stranger_, false))
      return;
    --owner_.counts_.strangers;
    auto peers = owner_.strangers_.find(host_of(remote_address));
    peers->second.erase(place_);
    if (peers->second.empty())
      owner_.strangers_.erase(peers);
  }

  /// Ends the connection, which has not logged in.
  void crowd_out() {
    log_in();
    constexpr auto why = "others came before it had logged in";
    if (served != nullptr)
      served->end(close_reason::crowded_out, why);
    else if (handshake != nullptr)
      handshake->cancel(why);
  }

  const std::string remote_address;
  /// What it has come to: at most one of both.
  connection* served = nullptr;
  kj::Canceler* handshake = nullptr;

private:
  listener& owner_;
  std::list<open_slot*>::iterator place_;
  bool stranger_ = true;
};

result<kj::Own<listener>> listener::open(loop_context& loop,
                                         listener_config config,
                                         bootstrap_factory factory) {
  if (auto valid = validate(config); !valid)
    return valid.error();
  kj::Own<kj::TlsContext> tls;
  if (config.tls) {
    auto made = make_tls_context(*config.tls, tls_side::server);
    if (!made)
      return made.error();
    tls = kj::mv(*made);
  }
  ignore_sigpipe();
  auto address = *parse_socket_address(config.address, 0);
  auto receiver = listen_on(loop.network(), address);
  if (!receiver)
    return receiver.error();
  return result<kj::Own<listener>>(
      kj::heap<listener>(loop, std::move(config), std::move(factory),
                         kj::mv(tls), kj::mv(*receiver)));
}

listener::listener(loop_context& loop, listener_config config,
                   bootstrap_factory factory, kj::Own<kj::TlsContext> tls,
                   kj::Own<kj::ConnectionReceiver> receiver)
    : loop_(loop),
      config_(std::move(config)),
      factory_(std::move(factory)),
      tls_(kj::mv(tls)),
      receiver_(kj::mv(receiver)),
      port_(static_cast<std::uint16_t>(receiver_->getPort())),
      pace_of_others_(config_.accepts_per_second),
      log_(config_.log_lines_per_second),
      summarised_(loop.timer().now()),
      serving_(*this) {
  accepting_ = accept().eagerlyEvaluate(nullptr);
  checking_ = check_times().eagerlyEvaluate(nullptr);
}

status listener::reload_certificates() {
  if (!config_.tls)
    return success();
  auto made = make_tls_context(*config_.tls, tls_side::server);
  if (!made)
    return made.error();
  // OpenSSL keeps the old one for the connections that have it.
  tls_ = kj::mv(*made);
  return success();
}

void listener::stop_accepting() {
  stopping_ = true;
  accepting_ = nullptr;
  receiver_ = nullptr;
  handshakes_.cancel(stopping_words);
}

kj::Promise<void> listener::drain(kj::Duration within) {
  stop_accepting();
  for (auto* x : connections_)
    x->drain();
  return end_drained(loop_.timer().now() + within);
}

kj::Promise<void> listener::end_drained(kj::TimePoint until) {
  auto left = false;
  for (auto* x : connections_) {
    if (x->drained())
      x->end(close_reason::stopping, stopping_words);
    left = left || (x->draining() && !x->drained());
  }
  if (!left || loop_.timer().now() >= until)
    return kj::READY_NOW;
  return loop_.timer().afterDelay(drain_look).then([this, until] {
    return end_drained(until);
  });
}

kj::Promise<void> listener::stop() {
  stop_accepting();
  // Ending one may take it off the set, in a later turn at the earliest.
  for (auto* x : connections_)
    x->end(close_reason::stopping, stopping_words);
  return serving_.onEmpty();
}

kj::Promise<void> listener::accept() {
  // KJ throws at once where the system refuses: without this no failure would
  // come to the second function, and nobody would be accepted again.
  return kj::evalNow([this] { return receiver_->acceptAuthenticated(); })
      .then(
          [this](kj::AuthenticatedStream stream) {
            admit(kj::mv(stream));
            return accept();
          },
          [this](kj::Exception&& e) {
            ++counts_.failures;
            if (log_.pass(in_ms(loop_.timer().now())))
              spdlog::error("cannot accept a connection: {}", explain(e));
            return loop_.timer().afterDelay(accept_pause).then([this] {
              return accept();
            });
          });
}

kj::Promise<void> listener::check_times() {
  return loop_.timer().afterDelay(check_interval(config_.limits)).then([this] {
    for (auto* x : connections_)
      x->check_times();
    summarise();
    return check_times();
  });
}

/// Once a second one line for what was not told one by one.
void listener::summarise() {
  const auto now = loop_.timer().now();
  if (now - summarised_ < 1 * kj::SECONDS)
    return;
  summarised_ = now;
  const auto refused =
      counts_.refused - std::exchange(refused_told_, counts_.refused);
  const auto untold = log_.take_held_back();
  if (refused > 0)
    spdlog::warn("refused {} connections: {} are open, {} of them without a "
                 "login, and one address may make {} a second",
                 refused, counts_.open, counts_.strangers,
                 config_.accepts_per_second);
  if (untold > 0)
    spdlog::info("{} more connections came and went or failed", untold);
  for (auto i = pace_.begin(); i != pace_.end();)
    i = i->second.idle(in_ms(now)) ? pace_.erase(i) : std::next(i);
}

/// Whether one more of this address is served.
bool listener::admits(const std::string& host) {
  const auto now = in_ms(loop_.timer().now());
  auto known = pace_.find(host);
  if (known == pace_.end() && pace_.size() < addresses_max)
    known = pace_.emplace(host, rate_gate{config_.accepts_per_second}).first;
  auto& pace = known == pace_.end() ? pace_of_others_ : known->second;
  return pace.pass(now) && counts_.open < config_.connections_max;
}

void listener::crowd_out() {
  auto most = std::max_element(strangers_.begin(), strangers_.end(),
                               [](const auto& x, const auto& y) {
                                 return x.second.size() < y.second.size();
                               });
  most->second.front()->crowd_out();
}

void listener::admit(kj::AuthenticatedStream stream) {
  auto address = std::string{stream.peerIdentity->toString().cStr()};
  if (!admits(host_of(address))) {
    ++counts_.refused;
    return;
  }
  if (counts_.strangers >= config_.strangers_max)
    crowd_out();
  ++counts_.accepted;
  auto slot = kj::heap<open_slot>(*this, std::move(address));
  auto& place = *slot;
  serving_.add(kj::evalNow([this, &stream, &place] {
                 return serve(kj::mv(stream), place);
               }).attach(kj::mv(slot)));
}

kj::Promise<void> listener::serve(kj::AuthenticatedStream stream,
                                  open_slot& slot) {
  set_socket_options(*stream.stream);
  if (tls_.get() == nullptr)
    return serve_secured(kj::mv(stream.stream), {}, slot);
  auto handshake = tls_->wrapServer(kj::mv(stream));
  auto timed = with_deadline(loop_.timer(), config_.limits.login_timeout,
                             "handshake", kj::mv(handshake));
  // Of its own, so that it alone can be ended.
  auto canceler = kj::heap<kj::Canceler>();
  slot.handshake = canceler;
  return handshakes_.wrap(canceler->wrap(kj::mv(timed)))
      .attach(kj::mv(canceler),
              kj::defer([&slot] { slot.handshake = nullptr; }))
      .then([](kj::AuthenticatedStream secured) {
        auto name = common_name(*secured.peerIdentity);
        return named_stream{kj::mv(secured.stream), std::move(name)};
      })
      .then(
          [this, &slot](named_stream x) {
            return serve_secured(kj::mv(x.stream), std::move(x.name), slot);
          },
          [this, &slot](kj::Exception&& e) -> kj::Promise<void> {
            auto reason = stopping_ ? close_reason::stopping
                                    : close_reason::handshake_failed;
            closed({reason, explain(e), {}, slot.remote_address, 0});
            return kj::READY_NOW;
          });
}

kj::Promise<void> listener::serve_secured(kj::Own<kj::AsyncIoStream> stream,
                                          std::string name, open_slot& slot) {
  auto served = kj::heap<connection>(
      kj::mv(stream), loop_.timer(), config_.limits,
      connection_peer{std::move(name), slot.remote_address}, factory_,
      [&slot] { slot.log_in(); });
  auto& x = *served;
  slot.served = &x;
  connections_.insert(&x);
  return x.run()
      .then([this, &x] { report(x); })
      .attach(kj::defer([this, &x, &slot] {
                slot.served = nullptr;
                connections_.erase(&x);
              }),
              kj::mv(served));
}

void listener::report(const connection& x) {
  auto verdict = x.verdict();
  closed({verdict.reason, std::move(verdict.why), x.peer().name,
          x.peer().remote_address, x.stream().calls().total()});
}

void listener::closed(closed_connection x) {
  ++counts_.closed[static_cast<std::size_t>(x.reason)];
  if (config_.on_closed)
    config_.on_closed(x);
  else if (log_.pass(in_ms(loop_.timer().now())))
    spdlog::info("{}", describe(x));
}

void listener::taskFailed(kj::Exception&& exception) {
  if (log_.pass(in_ms(loop_.timer().now())))
    spdlog::error("a connection could not be served: {}", explain(exception));
}

} // namespace leasehold
