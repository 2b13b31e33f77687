// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages of PEERs alone, known to CAF: see resource_type_ids.hpp.

#include <caf/allowed_unsafe_message_type.hpp>

namespace leasehold {

struct hint_heard;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::hint_heard)
