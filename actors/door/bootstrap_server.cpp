// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/bootstrap_server.hpp"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/door/answer.hpp"
#include "actors/door/operator_server.hpp"
#include "actors/door/session_server.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/wire_reader.hpp"

namespace leasehold {

namespace {

/// Nothing tells what a client of another protocol means.
status check_protocol(std::uint16_t asked) {
  constexpr std::uint16_t first = 1;
  const auto spoken = asked == 0 ? first : asked;
  if (spoken >= rpc::PROTOCOL_OLDEST && spoken <= rpc::PROTOCOL)
    return success();
  return failure{errc::invalid_request,
                 fmt::format("the client speaks version {} of the protocol, "
                             "this node {} to {}: use programs of the node's "
                             "version",
                             spoken, +rpc::PROTOCOL_OLDEST, +rpc::PROTOCOL)};
}

} // namespace

bootstrap_server::bootstrap_server(
    std::shared_ptr<door_context> door,
    std::shared_ptr<connection_context> connection)
    : door_(std::move(door)), connection_(std::move(connection)) {}

kj::Promise<void> bootstrap_server::version(VersionContext context) {
  auto version = context.getResults();
  version.setProgram(door_->node().version);
  version.setProtocol(rpc::PROTOCOL);
  version.setProtocolOldest(rpc::PROTOCOL_OLDEST);
  return kj::READY_NOW;
}

result<lessee_name>
bootstrap_server::check(rpc::Credentials::Reader credentials) const {
  if (who_)
    return failure{errc::conflict,
                   fmt::format("\"{}\" has logged in on this connection; open "
                               "another one",
                               who_->str())};
  if (auto spoken = check_protocol(credentials.getProtocol()); !spoken)
    return spoken.error();
  auto name = read_whole({}, [credentials](wire_reader& reader) {
    reader.text("program", credentials.getProgram(), bounds::note_bytes);
    return reader.name<lessee_name>("name", credentials.getName());
  });
  if (!name)
    return name;
  // S2: whoever has proved a name has no other.
  auto& proved = connection_->peer_name();
  if (!proved.empty() && proved != name->str())
    return failure{errc::unauthenticated,
                   fmt::format("the certificate is \"{}\"'s: log in with that "
                               "name, or with the certificate of \"{}\"",
                               proved, name->str())};
  if (auto room = door_->check_room(*name); !room)
    return room.error();
  return name;
}

kj::Promise<void> bootstrap_server::login(LoginContext context) {
  auto credentials = context.getParams().getCredentials();
  auto name = check(credentials);
  if (!name) {
    if (name.error().code == errc::unauthenticated)
      connection_->close(name.error().message);
    return answer(context, name.error());
  }
  who_ = *name;
  connection_->authenticated();
  principal who{*name, door_->role_of(*name)};
  if (door_->may_log())
    spdlog::info("{} has logged in from {}", name->str(),
                 connection_->remote_address());
  auto login = context.getResults().initLogin();
  const auto answers = door_->answers().open(who.name, connection_);
  login.setSession(kj::heap<session_server>(door_, who, answers));
  if (who.role == role::operator_)
    login.setOperator(kj::heap<operator_server>(door_, who, answers));
  login.setNode(door_->node().node);
  login.setProtocol(rpc::PROTOCOL);
  return kj::READY_NOW;
}

} // namespace leasehold
