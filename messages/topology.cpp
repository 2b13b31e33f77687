// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/topology.hpp"

namespace leasehold {

resource_name nic_of(const gateway_name& gateway, const link_name& link) {
  return resource_name{gateway.str() + '/' + link.str()};
}

resource_name buffers_of(const gateway_name& gateway) {
  return resource_name{gateway.str() + "/buffers"};
}

resource_name nic_of(const endpoint_name& endpoint) {
  return resource_name{endpoint.str() + "/nic"};
}

} // namespace leasehold
