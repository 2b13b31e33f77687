// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/load.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace leasehold::bench {

namespace {

using clock = std::chrono::steady_clock;

struct running_load {
  load_call call;
  clock::time_point start;
  clock::time_point end;
  load_result result;

  bool note(const call_result& x, clock::time_point begun) {
    auto took = clock::now() - begun;
    result.items += x.items;
    result.failed += x.failed;
    if (result.why.empty())
      result.why = x.why;
    auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    result.call_micros.push_back(static_cast<std::uint32_t>(micros));
    return x.items + x.failed > 0;
  }
};

kj::Promise<void> one_after_the_other(std::shared_ptr<running_load> load) {
  auto begun = clock::now();
  if (begun >= load->end)
    return kj::READY_NOW;
  return load->call().then([load, begun](call_result&& x) -> kj::Promise<void> {
    if (!load->note(x, begun))
      return kj::READY_NOW;
    return one_after_the_other(load);
  });
}

} // namespace

std::uint32_t load_result::percentile(double part) const {
  if (call_micros.empty())
    return 0;
  auto last = static_cast<double>(call_micros.size() - 1);
  return call_micros[static_cast<std::size_t>(part * last)];
}

kj::Promise<load_result> run_load(std::uint32_t in_flight,
                                  std::chrono::milliseconds time,
                                  load_call call) {
  auto load = std::make_shared<running_load>();
  load->call = std::move(call);
  load->start = clock::now();
  load->end = load->start + time;
  auto lanes = kj::heapArrayBuilder<kj::Promise<void>>(in_flight);
  for (std::uint32_t i = 0; i < in_flight; ++i)
    lanes.add(kj::evalLater([load] { return one_after_the_other(load); }));
  return kj::joinPromises(lanes.finish()).then([load] {
    auto& result = load->result;
    result.seconds =
        std::chrono::duration<double>(clock::now() - load->start).count();
    std::sort(result.call_micros.begin(), result.call_micros.end());
    return std::move(result);
  });
}

} // namespace leasehold::bench
