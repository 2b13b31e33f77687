// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"
#include "tools/pki/certificate_maker.hpp"

namespace leasehold::cli {

/// What the words after `cert` say.
struct certificate_words {
  std::string name;
  std::vector<std::string> hosts;
  std::string folder = ".";
  /// 0 where they do not say.
  std::uint32_t days = 0;
};

/// Makes a certificate and its key, and says what to do with them.
exit_code make_certificate(context& run, certificate_wish::kind what,
                           const certificate_words& words);

} // namespace leasehold::cli
