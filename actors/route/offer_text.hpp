// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/lease.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Says at the end of a refusal's message what to ask for instead, as far as
/// that is offered, in place of what the message says of that already. The
/// clock gives a start that is offered its civil time.
void name_offer(refusal& answer, const time_base& clock);

} // namespace leasehold
