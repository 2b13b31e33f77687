// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/node_load.hpp"

#include <algorithm>
#include <utility>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/period.hpp"

namespace leasehold::bench {

namespace {

lease_request request_from(const char* source) {
  lease_request request;
  request.target = resource_name{"EP51/nic"};
  request.source = endpoint_name{source};
  request.amount = amounts{unit::bit_per_second, 1000};
  request.wanted = period::finite(std::chrono::hours{1});
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
    if (auto grant = std::get_if<lease_grant>(&outcome)) {
      ++done.items;
      if (book != nullptr)
        book->push_back(grant->lease.id);
    } else {
      ++done.failed;
      done.why = std::get<refusal>(outcome).message;
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

load_call granting(async_session& session, lease_request request,
                   std::size_t batch, std::shared_ptr<lease_book> book) {
  std::vector<lease_request> all(batch, std::move(request));
  return [&session, all = std::move(all), book] {
    return session.request(all).then(
        [book](auto&& answer) { return tally(answer, book.get()); });
  };
}

load_call renewing(async_session& session, std::size_t batch,
                   std::shared_ptr<const lease_book> book) {
  auto next = std::make_shared<std::size_t>(0);
  return [&session, batch, book, next] {
    std::vector<renewal_request> all;
    for (std::size_t i = 0; i < batch; ++i) {
      renewal_request renewal;
      renewal.lease = (*book)[(*next)++ % book->size()];
      renewal.wanted = period::finite(std::chrono::hours{1});
      all.push_back(std::move(renewal));
    }
    return session.renew(all).then(
        [](auto&& answer) { return tally(answer, nullptr); });
  };
}

kj::Promise<void> release_all(async_session& session,
                              std::shared_ptr<lease_book> book) {
  if (book->empty())
    return kj::READY_NOW;
  std::vector<release_request> all;
  while (!book->empty() && all.size() < bounds::batch_items) {
    all.push_back({book->back(), {}, {}});
    book->pop_back();
  }
  return session.release(all).then(
      [&session, book](auto&&) { return release_all(session, book); });
}

kj::Promise<load_result> fill(async_session& session, std::size_t count,
                              std::shared_ptr<lease_book> book) {
  auto call = granting(session, far_request(), bounds::batch_items, book);
  auto asked = std::make_shared<std::size_t>(0);
  return run_load(4, std::chrono::hours{1},
                  [call, asked, count]() -> kj::Promise<call_result> {
                    if (*asked >= count)
                      return call_result{};
                    *asked += bounds::batch_items;
                    return call();
                  });
}

} // namespace leasehold::bench
