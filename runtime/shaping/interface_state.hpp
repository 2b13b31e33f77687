// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "runtime/shaping/channel_book.hpp"
#include "runtime/shaping/htb_classes.hpp"
#include "runtime/shaping/packet_maps.hpp"

// What the kernel has of one interface, put together from its two sides: the
// classes, and the elements that send packets there. Pure.
namespace leasehold {

struct interface_state {
  /// `lasts` is what is left. In order of their ids.
  std::vector<held_channel> channels;
  /// Elements that no channel has: their class is not there.
  std::vector<map_element> lost_elements;
  /// Classes that no packet reaches any more.
  std::vector<class_number> unused_classes;
};

/// @pre `now` is no earlier than the elements were read
interface_state put_together(const std::vector<class_state>& classes,
                             const std::vector<map_element>& elements,
                             shaping_time now);

} // namespace leasehold
