// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/route/region_map.hpp"
#include "messages/action.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// One endpoint that an action is for.
struct located_target {
  /// As it was named, where that means no other endpoint too; else its name.
  std::string text;
  endpoint_name endpoint;
};

/// The location service: which endpoint a text means, and which gateway serves
/// that endpoint now. Pure: it knows one state of the region.
class locator {
public:
  explicit locator(std::shared_ptr<const region_map> region);

  const region_map& region() const noexcept {
    return *region_;
  }

  /// Endpoints that somebody does not see are none.
  using filter = std::function<bool(const endpoint_name&)>;

  /// Endpoints that the texts mean, each once, in the order in which they are
  /// named. Fails with `errc::unknown_target` for a text that means none.
  result<std::vector<located_target>>
  resolve(const std::vector<std::string>& texts,
          const filter& sees = sees_all) const;

  /// Where an endpoint is, and how it is reached at that time.
  location locate(const located_target& target, instant now,
                  const std::string& this_node) const;

  /// The endpoint's own gateway, or the first of its alternates that serves
  /// where that one does not; nothing where none does. Without `except`.
  std::optional<gateway_name>
  gateway_for(const endpoint_name& endpoint, instant now,
              const std::set<gateway_name>& except = {}) const;

  /// By which the host is asked: the first address that is of no VPN, since a
  /// gateway's machine has no way into one; nothing where there is none.
  std::optional<ip_address> address_of(const endpoint_name& endpoint) const;

  /// Of the endpoint's NIC, where it is known.
  std::optional<mac_address> mac_of(const endpoint_name& endpoint) const;

  /// Whether the gateway is there, in service and within reach.
  bool serves(const gateway_name& gateway, instant now) const;

  /// What the endpoint offers, its NIC with it.
  const std::vector<const leasable*>&
  resources_of(const endpoint_name& endpoint) const;

private:
  static bool sees_all(const endpoint_name&) {
    return true;
  }
  std::vector<endpoint_name> members_of(const std::string& group) const;

  std::shared_ptr<const region_map> region_;
  std::map<endpoint_address, endpoint_name> by_address_;
  std::map<endpoint_name, std::vector<const leasable*>> resources_;
};

} // namespace leasehold
