// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/node_load.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"

namespace leasehold::bench {

namespace {

lease_request request_from(const char* source) {
  lease_request request;
  request.target = resource_name{"EP51/nic"};
  request.source = endpoint_name{source};
  request.amount = amounts{unit::bit_per_second, 1000};
  return request;
}

call_result tally(const result<std::vector<lease_outcome>>& answer,
                  lease_book* book) {
  call_result done;
  if (!answer) {
    done.failed = 1;
    done.why = answer.error().message;
    return done;
  }
  for (auto& outcome : *answer)
    if (const auto* grant = std::get_if<lease_grant>(&outcome)) {
      ++done.items;
      if (book != nullptr)
        book->push_back(grant->lease.id);
    } else {
      ++done.failed;
      done.why = std::get<refusal>(outcome).message;
    }
  return done;
}

call_result tally(const result<std::vector<release_outcome>>& answer) {
  call_result done;
  if (!answer) {
    done.failed = 1;
    done.why = answer.error().message;
    return done;
  }
  for (auto& outcome : *answer)
    if (outcome.code == errc::none) {
      ++done.items;
    } else {
      ++done.failed;
      done.why = outcome.message;
    }
  return done;
}

} // namespace

const char* const bench_region = R"(
region = "bench"
gateway = [ { name = "GW1" }, { name = "GW2" }, { name = "GW3" },
            { name = "GW4" }, { name = "GW5" } ]
link = [
  { name = "GW1-GW2", between = ["GW1", "GW2"], bandwidth = "1000Tbit/s" },
  { name = "GW1-GW3", between = ["GW1", "GW3"], bandwidth = "1000Tbit/s" },
  { name = "GW1-GW4", between = ["GW1", "GW4"], bandwidth = "1000Tbit/s" },
  { name = "GW2-GW3", between = ["GW2", "GW3"], bandwidth = "1000Tbit/s" },
  { name = "GW3-GW4", between = ["GW3", "GW4"], bandwidth = "1000Tbit/s" },
  { name = "GW4-GW5", between = ["GW4", "GW5"], bandwidth = "1000Tbit/s" },
]
endpoint = [
  { name = "EP11", gateway = "GW1", bandwidth = "1000Tbit/s" },
  { name = "EP51", gateway = "GW5", bandwidth = "1000Tbit/s" },
  { name = "EP52", gateway = "GW5", bandwidth = "1000Tbit/s" },
]
)";

lease_request near_request() {
  return request_from("EP52");
}

lease_request far_request() {
  return request_from("EP11");
}

term_source equal_terms() {
  return [] {
    return period::finite(std::chrono::hours{1});
  };
}

term_source random_terms() {
  using std::chrono::minutes;
  return [random = std::minstd_rand{1},
          length = std::uniform_int_distribution<duration::rep>{
              duration{minutes{30}}.count(),
              duration{minutes{90}}.count()}]() mutable {
    return period::finite(duration{length(random)});
  };
}

term_source terms_until(std::chrono::steady_clock::time_point end) {
  return [end] {
    const auto left = std::chrono::duration_cast<duration>(
        end - std::chrono::steady_clock::now());
    return period::finite(std::max(left, duration{1}));
  };
}

load_call granting(async_session& session, lease_request request,
                   std::size_t batch, term_source terms,
                   std::shared_ptr<lease_book> book) {
  std::vector<lease_request> all(batch, std::move(request));
  return [&session, all = std::move(all), terms = std::move(terms),
          book]() mutable {
    for (auto& each : all)
      each.wanted = terms();
    return session.request(all).then(
        [book](auto&& answer) { return tally(answer, book.get()); });
  };
}

load_call renewing(async_session& session, std::size_t batch, term_source terms,
                   std::shared_ptr<const lease_book> book) {
  return [&session, batch, terms = std::move(terms), book,
          next = std::size_t{0}]() mutable {
    std::vector<renewal_request> all;
    for (std::size_t i = 0; i < batch; ++i) {
      renewal_request renewal;
      renewal.lease = (*book)[next++ % book->size()];
      renewal.wanted = terms();
      all.push_back(std::move(renewal));
    }
    return session.renew(all).then(
        [](auto&& answer) { return tally(answer, nullptr); });
  };
}

load_call releasing(async_session& session, std::size_t batch,
                    std::shared_ptr<const lease_book> book) {
  return [&session, batch, book,
          next = std::size_t{0}]() mutable -> kj::Promise<call_result> {
    std::vector<release_request> all;
    for (; all.size() < batch && next < book->size(); ++next)
      all.push_back({(*book)[next], {}, {}});
    if (all.empty())
      return call_result{};
    return session.release(all).then(
        [](auto&& answer) { return tally(answer); });
  };
}

kj::Promise<load_result> fill(async_session& session, std::size_t count,
                              term_source terms,
                              std::shared_ptr<lease_book> book) {
  constexpr std::uint32_t in_flight = 4;
  const auto calls = (count + bounds::batch_items - 1) / bounds::batch_items;
  auto call = granting(session, far_request(), bounds::batch_items,
                       std::move(terms), std::move(book));
  return run_load(in_flight, std::chrono::hours{1},
                  [call, left = calls]() mutable -> kj::Promise<call_result> {
                    if (left == 0)
                      return call_result{};
                    --left;
                    return call();
                  });
}

kj::Promise<status> none_left(async_session& session, kj::Timer& timer) {
  constexpr auto look_every = 5 * kj::MILLISECONDS;
  return session.node().then(
      [&session, &timer](result<node_status>&& node) -> kj::Promise<status> {
        if (!node)
          return status{node.error()};
        if (node->leases == 0)
          return status{success()};
        return timer.afterDelay(look_every).then([&session, &timer] {
          return none_left(session, timer);
        });
      });
}

} // namespace leasehold::bench
