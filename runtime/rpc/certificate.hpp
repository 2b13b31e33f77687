// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What certificates and keys in files say, before a connection needs them.

#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

struct certificate_facts {
  std::string common_name;
  wall_time not_before;
  wall_time not_after;
};

/// Of the first certificate in a PEM file. Fails with `errc::invalid_request`
/// and names the file, as all functions here do.
result<certificate_facts> read_certificate(const std::string& path);

/// Whether a PEM file has certificates, and nothing but such as can be read.
status check_cas(const std::string& path);

/// Whether the key of a configuration can be read and is its certificate's.
status check_key(const tls_config& config);

/// Whether both can be read and belong together.
bool is_key_of(const std::string& certificate_pem, const std::string& key_pem);

/// The text of a file that has one.
/// @param what What it is for those who read the failure: "CA", "key".
result<std::string> read_pem(std::string_view what, const std::string& path);

/// "TLS: key "node.key": ...".
failure pem_failure(std::string_view what, const std::string& path,
                    std::string_view why);

} // namespace leasehold
