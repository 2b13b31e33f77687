// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What all nodes counted, as one answer.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/door/all_nodes.hpp"
#include "actors/door/region_session.hpp"
#include "actors/door/usage_pages.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/usage_codec.hpp"

namespace leasehold {

namespace {

/// What is not said is known of nobody: that of the first who refused.
template <class Results>
bool is_refused(const node_answers<Results>& all,
                typename Results::Builder to) {
  if (missing_of(all).size() < all.size())
    return false;
  const auto why = refusal_of(all);
  to_wire(why.value_or(failure{errc::unavailable, "no node was reached"}),
          to.initFailure());
  return true;
}

void write_traffic(const node_answers<rpc::TrafficResult>& all,
                   rpc::TrafficResult::Builder to) {
  std::vector<rpc::NicTraffic::Reader> items;
  for (auto& x : all)
    KJ_IF_MAYBE (answer, x.answer)
      for (auto each : answer->getTraffic())
        items.push_back(each);
  std::stable_sort(items.begin(), items.end(),
                   [](auto& x, auto& y) { return x.getNic() < y.getNic(); });
  items.resize(std::min(items.size(), bounds::metered));
  auto list = to.initTraffic(static_cast<kj::uint>(items.size()));
  for (std::size_t i = 0; i < items.size(); ++i)
    list.setWithCaveats(static_cast<kj::uint>(i), items[i]);
  write_missing(all, to);
}

/// A lessee has leases at several nodes: each has counted its own. What some
/// node has more of is left for the next page.
result<usage_report> sum_of(const node_answers<rpc::UsageResult>& all) {
  std::map<std::string, usage_sums> sums;
  std::optional<std::string> up_to;
  usage_report report;
  for (auto& x : all)
    KJ_IF_MAYBE (answer, x.answer) {
      std::string last;
      for (auto each : answer->getLessees()) {
        auto read = from_wire(each);
        if (!read)
          return read.error();
        last = read->lessee.str();
        sums[last] += read->sums;
      }
      if (answer->getMore())
        up_to = up_to ? std::min(*up_to, last) : last;
      const wall_time from{duration{answer->getFromUnixMs()}};
      report.from =
          report.from == wall_time{} ? from : std::min(report.from, from);
    }
  for (auto& [lessee, sum] : sums)
    if (!up_to || lessee <= *up_to)
      report.lessees.push_back({lessee_name{lessee}, sum});
  report.missing = missing_of(all);
  return report;
}

bool has_more(const node_answers<rpc::UsageResult>& all) {
  return std::any_of(all.begin(), all.end(), [](auto& x) {
    KJ_IF_MAYBE (answer, x.answer)
      return answer->getMore();
    return false;
  });
}

} // namespace

kj::Promise<void> region_session::readTraffic(ReadTrafficContext context) {
  if (door_->links()->alone())
    return here_.readTraffic(context);
  auto params = context.getParams();
  const auto lease = params.getLease();
  const std::string nic = params.getNic().cStr();
  return ask_all<rpc::TrafficResult>(
             elsewhere_->nodes(),
             [this](const std::string& node) { return session_at(node); },
             [lease, nic](rpc::Session::Client& at) {
               auto request = at.readTrafficRequest();
               request.setLease(lease);
               request.setNic(nic);
               return request;
             })
      .then([context](auto&& all) mutable {
        auto to = context.getResults();
        if (!is_refused(*all, to))
          write_traffic(*all, to);
      });
}

kj::Promise<void> region_session::readUsage(ReadUsageContext context) {
  if (door_->links()->alone())
    return here_.readUsage(context);
  auto params = context.getParams();
  const std::string lessee = params.getLessee().cStr();
  const std::string after = params.getAfter().cStr();
  const auto back = params.getBackMs();
  return ask_all<rpc::UsageResult>(
             elsewhere_->nodes(),
             [this](const std::string& node) { return session_at(node); },
             [lessee, after, back](rpc::Session::Client& at) {
               auto request = at.readUsageRequest();
               request.setLessee(lessee);
               request.setAfter(after);
               request.setBackMs(back);
               return request;
             })
      .then([context, after](auto&& all) mutable {
        auto to = context.getResults();
        if (is_refused(*all, to))
          return;
        auto sum = sum_of(*all);
        if (!sum)
          return to_wire(sum.error(), to.initFailure());
        write_usage(*sum, after, to);
        to.setMore(to.getMore() || has_more(*all));
      });
}

} // namespace leasehold
