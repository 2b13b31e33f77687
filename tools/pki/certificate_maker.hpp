// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "messages/time.hpp"

// Certificates for a region that has no CA of its own: an authority, nodes and
// those who ask them.
namespace leasehold {

struct certificate_wish {
  enum class kind : std::uint8_t {
    /// The authority itself: ca.pem and ca.key.
    ca,
    /// A node, which others know by "node:NAME", and which clients find under
    /// its hosts.
    node,
    /// A lessee or an operator.
    client,
  };
  kind what = kind::ca;
  std::string name;
  /// Host names and addresses under which a node is dialled.
  std::vector<std::string> hosts;
  /// Where the authority is, and all is put.
  std::string folder;
  std::uint32_t days = 0;
};

/// How long certificates hold where nobody says it, in days.
inline constexpr std::uint32_t ca_days = 3650;
inline constexpr std::uint32_t leaf_days = 365;

/// Makes a key, readable for its owner only, and a certificate: the paths of
/// both. Writes over nothing. Fails with `errc::invalid_request` for a name or
/// host that can't be, `errc::conflict` where a file is there already,
/// `errc::unknown_name` without an authority, and `errc::unavailable` where the
/// folder can't be written; all name the thing and the way out.
result<std::vector<std::string>> make_certificate(const certificate_wish& wish,
                                                  wall_time now);

} // namespace leasehold
