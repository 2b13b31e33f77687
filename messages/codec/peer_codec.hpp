// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "messages/peer.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// Between what nodes say to each other and the bytes that travel. Instants
// become lengths of time from `now` and are instants of the reader's again, so
// one that was under way for a while is later by that.
namespace leasehold {

/// A frame, within the bounds if the sum of the weights is.
std::string encode_frame(const std::vector<peer_message>& messages,
                         instant now);

/// Fails with `errc::invalid_request` for what is not a frame, breaks a bound
/// or holds a message that can't be read: then none of it counts.
result<std::vector<peer_message>> decode_frame(std::string_view bytes,
                                               instant now);

/// No fewer than the bytes that the message takes in a frame.
std::size_t weight_of(const peer_message& message) noexcept;

/// Whether every list of the message is within its bound.
bool within_bounds(const peer_message& message) noexcept;

/// Brings the answer within its bounds. Nothing is promised that it did not
/// say: resources beyond are left out, and where steps are, the last is the
/// least of all that followed.
void trim(probe_answer& answer);

} // namespace leasehold
