// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The scenarios in which a bug can do harm, as its entry in bugs.bzl says.

#include <cstddef>
#include <string>

#include "tools/simulator/play/workload.hpp"

namespace leasehold::sim {

inline bool has_word(const std::string& words, const std::string& word) {
  return (" " + words + " ").find(" " + word + " ") != std::string::npos;
}

/// Names that are empty and no nodes ask for nothing in particular; "none" is
/// no fault.
inline scenario_wishes wishes_from(const std::string& mix_name,
                                   const std::string& fault_names,
                                   std::size_t nodes, enforcement enforces,
                                   workload does) {
  scenario_wishes result;
  result.enforces = enforces;
  result.does = does;
  if (nodes > 0)
    result.nodes = nodes;
  for (std::size_t i = 0; i < mix_count; ++i)
    if (to_string(static_cast<mix>(i)) == mix_name)
      result.work = static_cast<mix>(i);
  if (fault_names.empty())
    return result;
  result.faults.emplace();
  for (std::size_t i = 0; i < fault_count; ++i)
    if (has_word(fault_names, to_string(static_cast<fault>(i))))
      result.faults->push_back(static_cast<fault>(i));
  return result;
}

} // namespace leasehold::sim
