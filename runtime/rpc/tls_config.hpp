// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace leasehold {

/// The PEM files by which a program proves who it is and knows who others
/// are. The common name of a certificate is the name of its bearer.
struct tls_config {
  /// Our certificate, then its intermediates. A client may go without one.
  std::string certificate_file;
  /// The private key of our certificate, not encrypted.
  std::string key_file;
  /// The CAs whose certificates we accept; the system's are not.
  std::string ca_file;
};

} // namespace leasehold
