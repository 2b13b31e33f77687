// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace leasehold::bench {

/// `leasehold bench`: returns the exit code; 128 and the signal where SIGINT,
/// SIGTERM or SIGHUP ended it, after it has stopped what it had started and
/// removed its folders. Starts nodes by running `program`, which is this
/// program.
int run_bench(const std::vector<std::string>& words, const std::string& program,
              std::ostream& out, std::ostream& err);

} // namespace leasehold::bench
