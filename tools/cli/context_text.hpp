// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/cli/context_file.hpp"

namespace leasehold::cli {

std::string json_contexts(const context_file& x);

} // namespace leasehold::cli
