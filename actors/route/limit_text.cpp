// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/limit_text.hpp"

#include <chrono>

#include <fmt/format.h>

#include "messages/outage.hpp"
#include "messages/period.hpp"
#include "messages/topology.hpp"

namespace leasehold {

namespace {

/// For people, who would trip over milliseconds.
std::string rounded(duration x) {
  auto whole = std::chrono::floor<std::chrono::seconds>(x);
  return to_string(whole.count() > 0 ? duration{whole} : x);
}

/// The gateway or link for which the resource does not serve until `end`, or
/// the resource itself where that is not known.
std::string subject_of(const region_map& in, const resource_name& resource,
                       instant end, instant now) {
  auto known = in.graph->find_resource(resource);
  if (known == nullptr)
    return resource.str();
  for (auto& [subject, outage] : in.outages) {
    auto link = in.graph->find_link(link_name{subject});
    auto concerned = known->gateway.str() == subject
        || (link != nullptr
            && (nic_of(link->spec.a, link->spec.name) == resource
                || nic_of(link->spec.b, link->spec.name) == resource));
    if (concerned && limit_of(outage).latest_end(now) < end)
      return subject;
  }
  return fmt::format("{} at {}", resource.str(), known->gateway.str());
}

} // namespace

std::string limit_text(const region_map& in, const resource_name& resource,
                       instant end, instant now) {
  auto limit = in.limit_of(resource);
  auto latest = limit.latest_end(now);
  if (end <= latest)
    return {};
  auto subject = subject_of(in, resource, end, now);
  if (limit.until <= now)
    return fmt::format("{} is out of service", subject);
  if (limit.until == latest)
    return fmt::format("{} is taken out of service in {}, and nothing is "
                       "promised past that",
                       subject, rounded(limit.until - now));
  if (limit.longest == duration::zero())
    return fmt::format("{} is in error: nothing new is granted there", subject);
  return fmt::format("{} is in error: terms there last at most {} from now on",
                     subject, rounded(limit.longest));
}

} // namespace leasehold
