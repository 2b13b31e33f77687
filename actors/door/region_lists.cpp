// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What each node has of the region, as one list.
#include <string>

#include "actors/door/all_nodes.hpp"
#include "actors/door/region_session.hpp"

namespace leasehold {

namespace {

struct resource_pages {
  using results = rpc::ResourcesResult;

  static auto call(rpc::Session::Client& at, const std::string& after) {
    auto request = at.listResourcesRequest();
    request.setAfter(after);
    return request;
  }
  static auto items(results::Reader x) {
    return x.getResources();
  }
  static auto init(results::Builder x, kj::uint count) {
    return x.initResources(count);
  }
  static bool is_of(rpc::ResourceInfo::Reader, const std::string& /*node*/) {
    return true;
  }
};

struct gateway_pages {
  using results = rpc::GatewaysResult;

  static auto call(rpc::Session::Client& at, const std::string& after) {
    auto request = at.listGatewaysRequest();
    request.setAfter(after);
    return request;
  }
  static auto items(results::Reader x) {
    return x.getGateways();
  }
  static auto init(results::Builder x, kj::uint count) {
    return x.initGateways(count);
  }
  /// Each node names all gateways, and knows of its own.
  static bool is_of(rpc::GatewayInfo::Reader x, const std::string& node) {
    return x.getNode() == node.c_str();
  }
};

} // namespace

template <class Call, class Context>
kj::Promise<void> region_session::merge(Context context) {
  const std::string after = context.getParams().getAfter().cStr();
  auto asked = ask_all<typename Call::results>(
      elsewhere_->nodes(),
      [this](const std::string& node) { return session_at(node); },
      [after](rpc::Session::Client& at) { return Call::call(at, after); });
  return asked.then([context, own = door_->node().node](auto&& all) mutable {
    write_merged<Call>(*all, own, context.getResults());
  });
}

kj::Promise<void> region_session::listResources(ListResourcesContext context) {
  return door_->links()->alone() ? here_.listResources(context)
                                 : merge<resource_pages>(context);
}

kj::Promise<void> region_session::listGateways(ListGatewaysContext context) {
  return door_->links()->alone() ? here_.listGateways(context)
                                 : merge<gateway_pages>(context);
}

} // namespace leasehold
