// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "messages/result.hpp"

// What ended a process twice in a row is not tried a third time. Work that
// never ended is written down before the process ends; a process that finds the
// same work written down by the two before it sets it aside, until an operator
// deletes the file.
namespace leasehold {

/// Which work the processes before this one did not survive. Pure.
class set_aside {
public:
  /// From what `text` gave. What can't be read counts as nothing: a damaged
  /// note must not keep a node from starting.
  explicit set_aside(std::string_view text = {});

  /// Whether it is not to be tried any more.
  bool holds(const std::string& work) const {
    return aside_.count(work) > 0;
  }
  const std::set<std::string>& all() const noexcept {
    return aside_;
  }

  /// This process ends over `work`: what ended only the one before over other
  /// work is forgotten.
  void stuck(const std::string& work);
  /// This process ends in order.
  void ended();

  /// What to keep for the next.
  std::string text() const;

private:
  std::set<std::string> aside_;
  /// What ended the process before; empty for nothing.
  std::string last_;
};

/// Reads the file of a data folder; nothing where there is none.
set_aside read_set_aside(const std::string& folder);

/// Replaces the file, or removes it where there is nothing to keep.
status write_set_aside(const std::string& folder, const set_aside& x);

} // namespace leasehold
