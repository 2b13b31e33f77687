// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/usage_pages.hpp"

#include <algorithm>

#include "messages/bounds.hpp"
#include "messages/codec/usage_codec.hpp"
#include "messages/codec/wire_size.hpp"

namespace leasehold {

namespace {

/// With its longest name and all that points to it.
constexpr std::size_t account_bytes = bounds::name_bytes + 128;

} // namespace

void write_usage(const usage_report& x, const std::string& after,
                 rpc::UsageResult::Builder to) {
  const auto begin = std::partition_point(
      x.lessees.begin(), x.lessees.end(),
      [&after](auto& each) { return each.lessee.str() <= after; });
  const auto all = static_cast<std::size_t>(x.lessees.end() - begin);
  const auto count = std::min(all, answer_bytes_max / account_bytes);
  auto list = to.initLessees(static_cast<kj::uint>(count));
  for (auto i = 0u; i < count; ++i)
    to_wire(begin[i], list[i]);
  to.setMore(count < all);
  to.setFromUnixMs(x.from.time_since_epoch().count());
  write_names(to.initMissing(static_cast<kj::uint>(x.missing.size())),
              x.missing);
}

} // namespace leasehold
