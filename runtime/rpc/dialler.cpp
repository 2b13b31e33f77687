// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/dialler.hpp"

#include <utility>

#include <capnp/rpc-twoparty.h>
#include <fmt/format.h>
#include <kj/compat/tls.h>

#include "runtime/rpc/address.hpp"
#include "runtime/rpc/deadline.hpp"
#include "runtime/rpc/frame_stream.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/socket_options.hpp"
#include "runtime/rpc/tls_context.hpp"

namespace leasehold {

namespace {

struct connected {
  kj::Own<kj::AsyncIoStream> stream;
  std::string peer_name;
};

class dialled_impl final : public dialled {
public:
  dialled_impl(connected x, kj::Timer& timer, const connection_limits& limits)
      : timer_(timer),
        io_(kj::mv(x.stream)),
        peer_name_(std::move(x.peer_name)),
        check_interval_(limits.send_timeout.count() / 4 * kj::MILLISECONDS),
        stream_(*io_, timer, for_client(limits), frame_stream::trust::known),
        network_(stream_, capnp::rpc::twoparty::Side::CLIENT),
        system_(capnp::makeRpcClient(network_)) {
    system_.setFlowLimit(limits.flow_bytes_max / sizeof(capnp::word));
    checking_ = check_times().eagerlyEvaluate(nullptr);
  }

  capnp::Capability::Client bootstrap() override {
    capnp::MallocMessageBuilder message(4);
    auto id = message.initRoot<capnp::rpc::twoparty::VatId>();
    id.setSide(capnp::rpc::twoparty::Side::SERVER);
    return system_.bootstrap(id);
  }

  const std::string& peer_name() const override {
    return peer_name_;
  }

  kj::Promise<void> on_disconnect() override {
    return network_.onDisconnect();
  }

  std::string why_gone() const override {
    return stream_.failed() ? stream_.failed()->why : std::string{};
  }

private:
  static connection_limits for_client(connection_limits limits) {
    limits.idle_timeout = limits.idle_timeout.zero();
    // A node stops reading while its answers wait. If its client did the same,
    // both might wait for the other.
    limits.send_pause_bytes = limits.send_queue_bytes_max;
    return limits;
  }

  kj::Promise<void> check_times() {
    return timer_.afterDelay(check_interval_).then([this] {
      stream_.check_times();
      return check_times();
    });
  }

  kj::Timer& timer_;
  kj::Own<kj::AsyncIoStream> io_;
  std::string peer_name_;
  kj::Duration check_interval_;
  frame_stream stream_;
  capnp::TwoPartyVatNetwork network_;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> system_;
  kj::Promise<void> checking_ = nullptr;
};

kj::Exception cannot_connect(const socket_address& address,
                             std::string_view why) {
  return make_exception(
      kj::Exception::Type::DISCONNECTED,
      fmt::format("cannot connect to {}: {}", address.to_string(), why));
}

// Without TLS when `tls` is null, which otherwise outlives the handshake.
kj::Promise<connected> secure(kj::TlsContext* tls, const std::string& expected,
                              kj::AuthenticatedStream stream) {
  if (tls == nullptr)
    return connected{kj::mv(stream.stream), {}};
  return tls->wrapClient(kj::mv(stream), expected.c_str())
      .then([](kj::AuthenticatedStream secured) {
        auto name = kj::downcast<kj::TlsPeerIdentity>(*secured.peerIdentity)
                        .getCommonName();
        return connected{kj::mv(secured.stream), {name.begin(), name.size()}};
      });
}

kj::Promise<kj::AuthenticatedStream> connect(kj::Network& network,
                                             const socket_address& address) {
  // For want of a file descriptor, KJ throws at once.
  return kj::evalNow([&network, &address] {
           return network.parseAddress(address.to_string().c_str());
         })
      .then([](kj::Own<kj::NetworkAddress> found) {
        auto connecting = found->connectAuthenticated();
        return connecting.attach(kj::mv(found));
      });
}

} // namespace

status validate(const dial_config& config) {
  auto address = parse_socket_address(config.address, config.default_port);
  if (!address)
    return address.error();
  if (address->port == 0)
    return failure{errc::invalid_request,
                   fmt::format("address \"{}\": give a port", config.address)};
  if (!config.tls && config.plain == plain_tcp::loopback_only
      && !is_loopback_host(address->host))
    return failure{errc::invalid_request,
                   fmt::format("address \"{}\" is on another machine, and "
                               "without TLS nothing proves who answers; give "
                               "certificate, key and CA",
                               config.address)};
  if (config.connect_timeout.count() <= 0)
    return failure{errc::invalid_request,
                   "connect_timeout has to be at least 1 ms"};
  return validate(config.limits);
}

kj::Promise<kj::Own<dialled>> dial(kj::Network& network, kj::Timer& timer,
                                   dial_config config) {
  if (auto valid = validate(config); !valid)
    return make_exception(kj::Exception::Type::FAILED, valid.error().message);
  auto address = *parse_socket_address(config.address, config.default_port);
  kj::Own<kj::TlsContext> tls;
  if (config.tls) {
    auto made = make_tls_context(*config.tls, tls_side::client);
    if (!made)
      return make_exception(kj::Exception::Type::FAILED, made.error().message);
    tls = kj::mv(*made);
  }
  ignore_sigpipe();
  auto expected =
      config.expected_name.empty() ? address.host : config.expected_name;
  auto connecting = connect(network, address)
                        .then([context = tls.get(),
                               expected](kj::AuthenticatedStream stream) {
                          set_socket_options(*stream.stream);
                          return secure(context, expected, kj::mv(stream));
                        });
  return with_deadline(timer, config.connect_timeout, "connection",
                       kj::mv(connecting))
      .attach(kj::mv(tls))
      .then(
          [&timer, limits = config.limits](connected x) -> kj::Own<dialled> {
            return kj::heap<dialled_impl>(kj::mv(x), timer, limits);
          },
          [address](kj::Exception&& e) -> kj::Own<dialled> {
            kj::throwFatalException(cannot_connect(address, explain(e)));
          });
}

} // namespace leasehold
