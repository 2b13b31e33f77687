// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "messages/time.hpp"

namespace leasehold::cli {

/// The point of civil time, or nothing where there is no end to it.
std::optional<std::string> civil(instant at, const time_base& clock);

/// The same for people: "never" where there is no end.
std::string shown(instant at, const time_base& clock);

/// For people: milliseconds only below ten seconds.
std::string shown(duration length);

/// What is left until `end`, for people.
std::string remaining(instant end, const time_base& clock);

} // namespace leasehold::cli
