// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/context_text.hpp"

#include <nlohmann/json.hpp>

namespace leasehold::cli {

std::string json_contexts(const context_file& x) {
  using json = nlohmann::ordered_json;
  auto all = json::array();
  for (auto& each : x.all)
    all.push_back({{"name", each.name},
                   {"current", each.name == x.current},
                   {"address", each.address},
                   {"user", each.user},
                   {"tls_ca", each.ca},
                   {"tls_cert", each.certificate},
                   {"tls_key", each.key}});
  return all.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace leasehold::cli
