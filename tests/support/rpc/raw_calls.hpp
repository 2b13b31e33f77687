// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <capnp/message.h>
#include <capnp/rpc.capnp.h>
#include <capnp/serialize.h>

#include "tests/support/rpc/echo.capnp.h"

namespace leasehold {

/// Frames of the protocol as a peer may write them that uses no library.
inline std::string framed(capnp::MessageBuilder& message) {
  auto words = capnp::messageToFlatArray(message);
  auto raw = words.asBytes().asChars();
  return {raw.begin(), raw.size()};
}

inline std::string bootstrap_call(std::uint32_t question) {
  capnp::MallocMessageBuilder message;
  message.initRoot<capnp::rpc::Message>().initBootstrap().setQuestionId(
      question);
  return framed(message);
}

/// Calls `hang` on the bootstrap capability, with `bytes` of parameters that
/// nobody asked for.
inline std::string hanging_call(std::uint32_t question, std::size_t bytes) {
  capnp::MallocMessageBuilder message;
  auto call = message.initRoot<capnp::rpc::Message>().initCall();
  call.setQuestionId(question);
  call.initTarget().setImportedCap(0);
  call.setInterfaceId(capnp::typeId<rpc::Echo>());
  call.setMethodId(2);
  call.initParams().getContent().initAs<capnp::Data>(
      static_cast<kj::uint>(bytes));
  return framed(message);
}

} // namespace leasehold
