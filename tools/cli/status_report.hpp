// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a node is, what of that an operator should know, and what to do about
// it. Pure.

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "messages/node_info.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"

namespace leasehold::cli {

struct concern {
  enum class grade : std::uint8_t {
    /// Somebody wanted it so, or it may become a problem.
    notice,
    /// Something does not work.
    problem,
  };
  grade weight = grade::notice;
  std::string what;
  /// What to do about it.
  std::string way_out;
};

/// What one node tells of itself, at an instant.
struct node_report {
  std::string address;
  node_status status;
  std::vector<node_info> links;
  /// Its own, and no others.
  std::vector<gateway_info> gateways;
  std::vector<resource_info> resources;
  instant now;
};

/// The resource of which most is taken, in its fullest dimension; of those
/// that serve.
struct fullest_resource {
  std::string name;
  /// In percent.
  std::int64_t taken = 0;
};
std::optional<fullest_resource> fullest(const node_report& report);

/// Problems first.
std::vector<concern> concerns_of(const node_report& report);

/// For people: "10.5 GiB".
std::string size_text(std::uint64_t bytes);

void print_report(std::ostream& out, const node_report& report);
/// "all is well" where there are none.
void print_concerns(std::ostream& out, const std::vector<concern>& all);
std::string report_as_json(const node_report& report,
                           const std::vector<concern>& all);

/// One node of a region: what it told, or why it did not.
struct cluster_member {
  std::string name;
  std::optional<node_report> report;
  std::string why;
};
void print_members(std::ostream& out, const std::vector<cluster_member>& all);
std::string members_as_json(const std::vector<cluster_member>& members,
                            const std::vector<concern>& all);

/// Of all, each once: several nodes may miss the same one.
std::vector<concern> concerns_of(const std::vector<cluster_member>& all);

} // namespace leasehold::cli
