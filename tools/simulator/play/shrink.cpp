// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/shrink.hpp"

#include <algorithm>
#include <utility>

namespace leasehold::sim {

namespace {

class shrinker {
public:
  shrinker(scenario whole, const std::function<bool(const scenario&)>& fails,
           std::size_t runs_max)
      : fails_(fails), runs_max_(runs_max) {
    result_.smallest = std::move(whole);
  }

  shrunken work() {
    leave_out_operations();
    still_clocks();
    stop_earlier();
    leave_out_operations();
    return std::move(result_);
  }

private:
  bool try_instead(scenario smaller) {
    if (result_.runs >= runs_max_)
      return false;
    ++result_.runs;
    if (!fails_(smaller))
      return false;
    result_.smallest = std::move(smaller);
    return true;
  }

  /// Delta debugging: what can go in big pieces goes in big pieces.
  void leave_out_operations() {
    auto size = std::max<std::size_t>(1, count() / 2);
    while (count() > 0) {
      auto gone = leave_out_pieces(size);
      if (size == 1 && !gone)
        return;
      if (!gone)
        size = std::max<std::size_t>(1, size / 2);
      else
        size = std::max<std::size_t>(1, std::min(size, count() / 2));
      if (result_.runs >= runs_max_)
        return;
    }
  }

  bool leave_out_pieces(std::size_t size) {
    auto any = false;
    // From the end: what follows from an operation comes after it.
    for (auto end = count(); end > 0;) {
      auto begin = end > size ? end - size : 0;
      auto smaller = result_.smallest;
      auto& all = smaller.operations;
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(begin),
                all.begin() + static_cast<std::ptrdiff_t>(end));
      any = try_instead(std::move(smaller)) || any;
      end = std::min(begin, count());
    }
    return any;
  }

  void still_clocks() {
    auto smaller = result_.smallest;
    std::fill(smaller.node_rates.begin(), smaller.node_rates.end(), 0);
    std::fill(smaller.lessee_rates.begin(), smaller.lessee_rates.end(), 0);
    try_instead(std::move(smaller));
  }

  void stop_earlier() {
    auto& all = result_.smallest.operations;
    auto last = all.empty() ? true_time{0} : all.back().at;
    auto smaller = result_.smallest;
    smaller.length = std::min(smaller.length, last + std::chrono::seconds{1});
    try_instead(std::move(smaller));
  }

  std::size_t count() const {
    return result_.smallest.operations.size();
  }

  const std::function<bool(const scenario&)>& fails_;
  std::size_t runs_max_;
  shrunken result_;
};

} // namespace

shrunken shrink(scenario whole,
                const std::function<bool(const scenario&)>& fails,
                std::size_t runs_max) {
  return shrinker{std::move(whole), fails, runs_max}.work();
}

} // namespace leasehold::sim
