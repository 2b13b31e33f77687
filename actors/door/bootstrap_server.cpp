// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/bootstrap_server.hpp"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/door/answer.hpp"
#include "actors/door/operator_server.hpp"
#include "actors/door/region_operator.hpp"
#include "actors/door/region_session.hpp"
#include "actors/door/remote_sessions.hpp"
#include "actors/door/session_server.hpp"
#include "actors/link/certificate_name.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/wire_reader.hpp"
#include "runtime/rpc/kj_error.hpp"

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
  if (joined_)
    return failure{errc::conflict,
                   "this connection is a node's; open another one"};
  if (auto spoken = check_protocol(credentials.getProtocol()); !spoken)
    return spoken.error();
  auto name = read_whole({}, [credentials](wire_reader& reader) {
    reader.text("program", credentials.getProgram(), bounds::note_bytes);
    return reader.name<lessee_name>("name", credentials.getName());
  });
  if (!name)
    return name;
  if (is_certificate_name(name->str()))
    return failure{errc::unauthenticated,
                   fmt::format("\"{}\" is the name in a node's certificate, by "
                               "which nobody logs in: use one of a client",
                               name->str())};
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
  give(who, login);
  login.setNode(door_->node().node);
  login.setProtocol(rpc::PROTOCOL);
  return kj::READY_NOW;
}

/// In a region of several nodes, both reach beyond this one.
void bootstrap_server::give(const principal& who, rpc::Login::Builder login) {
  const auto operates = who.role == role::operator_;
  const auto answers = door_->answers().open(who.name, connection_);
  auto session = kj::heap<session_server>(door_, who, answers);
  if (door_->links() == nullptr) {
    login.setSession(kj::mv(session));
    if (operates)
      login.setOperator(kj::heap<operator_server>(door_, who, answers));
    return;
  }
  auto places = std::make_shared<remote_sessions>(door_, who.name);
  login.setSession(kj::heap<region_session>(door_, places, kj::mv(session)));
  if (operates)
    login.setOperator(kj::heap<region_operator>(
        door_, std::move(places),
        kj::heap<operator_server>(door_, who, answers)));
}

result<rpc::PeerLink::Client>
bootstrap_server::check_in(rpc::Hello::Reader hello,
                           rpc::PeerLink::Client link) const {
  if (who_ || joined_)
    return failure{errc::conflict,
                   "this connection is somebody's; open another one"};
  if (door_->links() == nullptr)
    return failure{errc::conflict,
                   fmt::format("node {} runs its whole region by itself",
                               door_->node().node)};
  return door_->links()->join(hello, kj::mv(link), connection_);
}

kj::Promise<void> bootstrap_server::join(JoinContext context) {
  auto params = context.getParams();
  auto joined = check_in(params.getHello(), params.getLink());
  if (!joined) {
    if (door_->may_log())
      spdlog::warn("a node at {} may not join: {}",
                   connection_->remote_address(), joined.error().message);
    if (joined.error().code == errc::unauthenticated)
      connection_->close(joined.error().message);
    return answer(context, joined.error());
  }
  joined_ = true;
  auto result = context.getResults().initJoined();
  door_->links()->introduce(result.initHello());
  result.setLink(kj::mv(*joined));
  return kj::READY_NOW;
}

result<link_hub::delegation>
session_for_node(std::shared_ptr<door_context> door, const lessee_name& who,
                 std::shared_ptr<connection_context> connection) {
  if (auto room = door->check_room(who); !room)
    return room.error();
  const auto answers = door->answers().open(who, std::move(connection));
  const principal as{who, door->role_of(who)};
  auto operating = as.role == role::operator_
      ? capnp::Capability::Client{kj::heap<operator_server>(door, as, answers)}
      : capnp::Capability::Client{
          make_exception(kj::Exception::Type::FAILED,
                         fmt::format("{} is no operator at node {}: start it "
                                     "with --operator {}",
                                     who.str(), door->node().node, who.str()))};
  return link_hub::delegation{
      kj::heap<session_server>(std::move(door), as, answers),
      kj::mv(operating)};
}

} // namespace leasehold
