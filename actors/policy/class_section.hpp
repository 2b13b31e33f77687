// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/service_class.hpp"
#include "runtime/config/toml_reader.hpp"

namespace leasehold {

/// One `[[class]]` of a policy file; docs/policy.md is the reference. Complains
/// about what breaks a rule, and gives something then all the same.
service_class read_class_section(const toml_section& from);

} // namespace leasehold
