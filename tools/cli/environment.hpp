// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a command line finds around it. Everything that a command does to the
// world goes through here, so that all of it runs in a test.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "actors/policy/policy_entries.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/topology.hpp"
#include "tools/client/session.hpp"
#include "tools/pki/certificate_maker.hpp"

namespace leasehold::cli {

/// Where a node is and who asks. The TLS files are empty on a connection
/// without TLS.
struct connect_options {
  std::string address;
  lessee_name name;
  std::string ca;
  std::string certificate;
  std::string key;
  /// Asked ten times a second while a call of the session waits; true makes it
  /// fail with `errc::timed_out`.
  std::function<bool()> give_up = {};
  /// Why it is not known whom to ask.
  std::optional<failure> problem = {};
};

/// A program that is wired in elsewhere: its words to its exit code.
using program = std::function<int(const std::vector<std::string>&)>;

/// A hook that is absent makes the commands that need it fail with a message.
struct cli_environment {
  /// Data goes to `out`, talk to `err`.
  std::ostream& out;
  std::ostream& err;
  /// Whether `out` is a terminal: hints are for people only.
  bool terminal = false;
  /// How many characters fit into a line, and whether they may be more than
  /// ASCII.
  std::size_t columns = 80;
  bool unicode = false;
  /// Who asks where neither --name nor LEASEHOLD_NAME says so.
  std::string user = {};
  std::string version = {};

  std::function<result<std::unique_ptr<session>>(const connect_options&)>
      connect = {};
  /// Whether nobody reads `out` any more, though nothing was written since.
  std::function<bool()> output_gone = {};
  /// Why writing to `out` failed, for people.
  std::function<std::string()> output_problem = {};
  /// Whether Ctrl-C was seen. Waiting commands ask a few times a second.
  std::function<bool()> interrupted = {};
  /// Lets sessions go on after Ctrl-C was seen: what is held has to be given
  /// back.
  std::function<void()> heed_interrupt = {};
  /// Waits; returns at once where Ctrl-C was seen.
  std::function<void(duration)> sleep = {};
  /// Reads a file of bounded size.
  std::function<result<std::string>(const std::string& path)> read_file = {};
  std::function<result<policy_entries>(std::string_view toml,
                                       std::string_view file_name)>
      parse_policy = {};
  /// The file that would load as this topology.
  std::function<std::string(const topology&)> write_topology = {};
  /// Checks the data folder of a node that is not running.
  std::function<result<audit_report>(const std::string& folder)> audit_folder =
      {};

  /// Makes a certificate and its key; see tools/pki/certificate_maker.hpp.
  std::function<result<std::vector<std::string>>(const certificate_wish&)>
      make_certificate = {};

  /// The file in which the user names regions, and what it says; nothing where
  /// there is no such file.
  std::string contexts_path = {};
  std::function<result<std::optional<std::string>>()> read_contexts = {};
  std::function<status(const std::string& text)> write_contexts = {};

  program node = {};
  program shell = {};
  program bench = {};
  program simulate = {};
};

} // namespace leasehold::cli
