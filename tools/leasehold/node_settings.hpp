// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What may be set of a node: the one table behind the flags of `leasehold node
// run`, the configuration file, the environment, the help and the operator's
// guide.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/leasehold/log_format.hpp"
#include "tools/leasehold/node_server.hpp"
#include "tools/leasehold/setting.hpp"

namespace leasehold {

/// Reads a file of bounded size.
using file_reader = std::function<result<std::string>(const std::string& path)>;

/// All that the table sets.
struct node_configuration {
  /// As it is where nothing is set.
  node_configuration();

  server_config server;
  log_settings log;
  /// Programs by the interface that they drive.
  std::map<std::string, std::string> drivers;
};

struct node_setting {
  setting what;
  /// Reads the value into the configuration; for names, each of them.
  std::function<status(node_configuration&, const std::string& value,
                       const file_reader& read)>
      set;
};

const std::vector<node_setting>& node_setters();

/// The same without the means to set them.
const std::vector<setting>& node_settings();

} // namespace leasehold
