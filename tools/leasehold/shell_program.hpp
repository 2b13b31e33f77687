// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tools/leasehold/node_options.hpp"

namespace leasehold {

struct shell_setting {
  file_reader read;
  std::string version;
  /// Who asks where nothing else says who does.
  std::string user;
  /// Whether Ctrl-C was seen before the shell watches for it.
  std::function<bool()> interrupted;
};

/// `leasehold shell`: a script or a prompt, on this process's streams;
/// returns the exit code.
int run_shell_program(const std::vector<std::string>& words,
                      const shell_setting& setting, std::ostream& out,
                      std::ostream& err);

} // namespace leasehold
