// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "tools/leasehold/node_options.hpp"

namespace leasehold {

/// `leasehold shell`: a script or a prompt, on this process's streams;
/// returns the exit code. `user` asks where nothing else says who does.
int run_shell_program(const std::vector<std::string>& words,
                      const file_reader& read, const std::string& version,
                      const std::string& user, std::ostream& out,
                      std::ostream& err);

} // namespace leasehold
