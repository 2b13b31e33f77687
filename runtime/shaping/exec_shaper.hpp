// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/process/program_run.hpp"
#include "runtime/shaping/shaper.hpp"

// The shaper of whatever the kernel of this machine does not divide: a program
// that is run for each call. What it is told and has to answer is in
// docs/drivers.md.
//
// No kernel holds a deadline here. The program is told when each channel ends,
// and has to end it itself, also when nobody calls it any more.
namespace leasehold {

struct exec_setting {
  /// An absolute path.
  std::string program;
  /// Civil time.
  std::function<wall_time()> now;
  std::function<result<std::string>(const program_call&)> run = run_program;
};

/// Nothing runs before something is asked. The shaper believes no answer that
/// says something else than was wanted: a program that hangs, floods, lies or
/// fails makes each order of its call fail with `errc::unavailable`, and one
/// that says what it did makes those fail that are not done.
///
/// Fails with `errc::invalid_request` where the path is not absolute.
result<std::unique_ptr<shaper>> open_exec_shaper(const interface_config& config,
                                                 exec_setting setting);

} // namespace leasehold
