// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace leasehold {

/// What the common name of a node's certificate begins with. KJ shows no other
/// field of a certificate, so this is what tells nodes from clients.
inline constexpr const char* node_certificate_prefix = "node:";

inline std::string certificate_name(const std::string& node) {
  return node_certificate_prefix + node;
}

/// Whether a name is one by which nobody logs in.
inline bool is_certificate_name(const std::string& name) {
  return name.rfind(node_certificate_prefix, 0) == 0;
}

} // namespace leasehold
