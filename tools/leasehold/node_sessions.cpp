// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_sessions.hpp"

#include <cstdlib>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "tools/client/rpc_session.hpp"
#include "tools/leasehold/log_format.hpp"
#include "tools/leasehold/node_server.hpp"
#include "tools/leasehold/region_file.hpp"

namespace leasehold {

namespace {

/// A new folder that only this user can read.
result<std::string> make_folder() {
  std::error_code problem;
  auto base = std::filesystem::temp_directory_path(problem);
  auto pattern = (base / "leasehold-shell-XXXXXX").string();
  if (problem || mkdtemp(pattern.data()) == nullptr)
    return failure{errc::unavailable,
                   fmt::format("can't make a folder for the node in {}; set "
                               "TMPDIR to one that can be written",
                               base.string())};
  return pattern;
}

/// What a node says to its operator is for nobody here, unless it is grave;
/// and standard output belongs to the script.
void quieten_log() {
  static const auto done = [] {
    log_to_standard_error();
    spdlog::set_level(spdlog::level::err);
    return true;
  }();
  static_cast<void>(done);
}

[[noreturn]] void end_process(const std::string& why) {
  spdlog::critical("the node inside this shell failed: {}", why);
  spdlog::shutdown();
  std::_Exit(1);
}

/// Where it has a port; nodes of a simulated region are called by name.
bool names_socket(const std::optional<std::string>& address) {
  return address && address->find(':') != std::string::npos;
}

request_id random_request() {
  std::random_device device;
  return request_id{std::uint64_t{device()} << 32 | device()};
}

failure explained(const failure& why, const std::string& address) {
  if (why.code != errc::unavailable)
    return why;
  return {why.code,
          fmt::format("{}; is a node running at {}? `leasehold node` starts "
                      "one, `leasehold shell --inside` one inside the shell",
                      why.message, address)};
}

} // namespace

struct node_sessions::inside_node {
  ~inside_node() {
    server.reset();
    std::error_code ignored;
    if (!ends_with.empty())
      std::filesystem::remove_all(ends_with, ignored);
  }

  /// A folder that nobody wants afterwards.
  std::string ends_with;
  std::unique_ptr<node_server> server;
};

node_sessions::node_sessions(session_defaults defaults, file_reader read,
                             std::string version)
    : defaults_(std::move(defaults)),
      read_(std::move(read)),
      version_(std::move(version)),
      simulated_(simulation(), read_) {}

simulation_defaults node_sessions::simulation() const {
  simulation_defaults result;
  result.name = defaults_.name;
  result.version = version_;
  result.interrupted = [this] {
    return is_interrupted();
  };
  return result;
}

std::string node_sessions::program() const {
  return fmt::format("leasehold {} shell", version_);
}

result<std::shared_ptr<session>>
node_sessions::connect(const shell::connect_request& request) {
  if (simulated() && !names_socket(request.address))
    return simulated_.connect(request);
  auto user = request.user.value_or(defaults_.name);
  if (auto node = inside_.lock(); node && !request.address)
    return connect_inside(node, user);
  if (user.empty())
    return failure{errc::invalid_request,
                   "nobody asks: give a name with --name, LEASEHOLD_NAME or "
                   "region.connect{user = \"alice\"}"};
  session_config config;
  config.address = request.address.value_or(defaults_.address);
  config.name = lessee_name{user};
  config.program = program();
  config.interrupted = [this] {
    return is_interrupted();
  };
  tls_config tls{request.certificate.value_or(defaults_.certificate),
                 request.key.value_or(defaults_.key),
                 request.ca.value_or(defaults_.ca)};
  if (!tls.ca_file.empty() || !tls.certificate_file.empty()
      || !tls.key_file.empty())
    config.tls = std::move(tls);
  auto opened = leasehold::connect(config);
  if (!opened)
    return explained(opened.error(), config.address);
  return std::shared_ptr<session>{std::move(*opened)};
}

result<std::shared_ptr<session>>
node_sessions::start(const shell::start_request& request) {
  auto region = read_region(read_, request.topology);
  if (!region)
    return region.error();
  quieten_log();
  auto node = std::make_shared<inside_node>();
  server_config config;
  if (request.data) {
    config.folder = *request.data;
  } else {
    auto folder = make_folder();
    if (!folder)
      return folder.error();
    node->ends_with = *folder;
    config.folder = *folder + "/data";
  }
  config.node.first_topology = std::move(*region);
  config.node.version = version_;
  config.node.on_fatal = end_process;
  // What a script starts is for scenarios.
  config.node.killing = observer_config::kills::allowed;
  config.door.listen.address = "127.0.0.1:0";
  for (auto& name : request.operators) {
    if (!is_name(name, bounds::name_bytes))
      return failure{errc::invalid_request,
                     fmt::format("\"{}\" can be nobody's name", name)};
    if (!config.door.operators)
      config.door.operators.emplace();
    config.door.operators->insert(lessee_name{name});
  }
  auto started = node_server::start(std::move(config));
  if (!started)
    return started.error();
  node->server = std::move(*started);
  auto opened = connect_inside(node, request.user.value_or(defaults_.name));
  if (opened) {
    inside_ = node;
    simulated_.leave();
  }
  return opened;
}

result<std::shared_ptr<session>>
node_sessions::simulate(const shell::simulate_request& request) {
  return simulated_.simulate(request);
}

request_id node_sessions::fresh_request() {
  return simulated() ? simulated_.fresh_request() : random_request();
}

result<std::shared_ptr<session>>
node_sessions::connect_inside(const std::shared_ptr<inside_node>& node,
                              const std::string& user) const {
  session_config config;
  config.address = fmt::format("127.0.0.1:{}", node->server->port());
  // Whoever runs a node of their own need not have a name for it.
  config.name = lessee_name{user.empty() ? "me" : user};
  config.program = program();
  config.interrupted = [this] {
    return is_interrupted();
  };
  auto opened = leasehold::connect(config);
  if (!opened)
    return opened.error();
  // The node ends after the last session to it.
  struct held {
    std::shared_ptr<inside_node> node;
    std::unique_ptr<session> connection;
  };
  auto both = std::make_shared<held>(held{node, std::move(*opened)});
  return std::shared_ptr<session>{both, both->connection.get()};
}

} // namespace leasehold
