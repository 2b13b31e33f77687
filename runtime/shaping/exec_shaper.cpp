// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/exec_shaper.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/shaping/exec_text.hpp"

namespace leasehold {

namespace {

/// So that a call is over before whoever waits for it gives up, after 2 s.
constexpr std::chrono::milliseconds patience{1500};

/// How what is said to be differs from what was wanted, if it does.
std::optional<std::string> difference(const channel& wanted,
                                      const channel& is) {
  if (is.version != wanted.version)
    return fmt::format("of version {}, where {} was wanted", is.version,
                       wanted.version);
  if (is.rate != wanted.rate)
    return fmt::format("with {} bit/s, where {} were wanted", is.rate,
                       wanted.rate);
  if (!same_packets(is.packets, wanted.packets))
    return "with other packets than were wanted";
  if (is.lasts > wanted.lasts || is.lasts < wanted.lasts - patience)
    return fmt::format("that lasts {} ms, where {} were wanted",
                       is.lasts.count(), wanted.lasts.count());
  return std::nullopt;
}

class exec_shaper final : public shaper {
public:
  exec_shaper(interface_config config, exec_setting setting)
      : config_(std::move(config)), setting_(std::move(setting)) {}

  result<std::vector<channel>> read() override;
  status put(const channel& wanted) override {
    return change({{wanted.id, wanted}}).front();
  }
  status remove(std::uint64_t id) override {
    return change({{id, std::nullopt}}).front();
  }
  std::vector<status> change(const std::vector<channel_order>& orders) override;
  result<interface_traffic> count() override;
  /// Nothing: asked for before each end, it would be one program more within
  /// the patience for one.
  result<std::map<std::uint64_t, channel_traffic>>
  count_of(const std::vector<std::uint64_t>&) override {
    return std::map<std::uint64_t, channel_traffic>{};
  }
  status clear() override;

private:
  failure failed(const std::string& what) const {
    return {errc::unavailable,
            fmt::format("interface {}: {}", config_.device, what)};
  }
  failure lied(const std::string& what) const {
    return failed(fmt::format("program {}: {}", setting_.program, what));
  }

  /// Runs the program and reads its answer.
  template <class T>
  result<T> ask(exec_task task, const std::vector<channel_order>& orders,
                result<T> (*read)(const std::string&)) const;
  result<std::vector<channel>>
  ask_for_channels(exec_task task,
                   const std::vector<channel_order>& orders = {}) const;

  status judge(const channel_order& order,
               const std::map<std::uint64_t, channel>& found) const;

  interface_config config_;
  exec_setting setting_;
};

template <class T>
result<T> exec_shaper::ask(exec_task task,
                           const std::vector<channel_order>& orders,
                           result<T> (*read)(const std::string&)) const {
  program_call call;
  call.path = setting_.program;
  call.input = exec_request(config_, task, orders, setting_.now());
  call.patience = patience;
  const auto answer = setting_.run(call);
  if (!answer)
    return failed(answer.error().message);
  auto understood = read(*answer);
  if (!understood)
    return lied("its answer can't be used: " + understood.error().message);
  return understood;
}

result<std::vector<channel>>
exec_shaper::ask_for_channels(exec_task task,
                              const std::vector<channel_order>& orders) const {
  return ask(task, orders, read_exec_channels);
}

result<std::vector<channel>> exec_shaper::read() {
  auto found = ask_for_channels(exec_task::read);
  if (!found)
    return found;
  auto left = config_.rate - config_.rest;
  for (const auto& each : *found) {
    if (each.rate > left)
      return lied(fmt::format("it says that channels have more than {} bit/s "
                              "in all",
                              config_.rate - config_.rest));
    left -= each.rate;
  }
  return found;
}

status exec_shaper::judge(const channel_order& order,
                          const std::map<std::uint64_t, channel>& found) const {
  const auto known = found.find(order.id);
  if (!order.as)
    return known == found.end()
        ? success()
        : status{lied(fmt::format("channel {} is still there", order.id))};
  if (known == found.end())
    return lied(fmt::format("there is no channel {}", order.id));
  if (const auto wrong = difference(*order.as, known->second))
    return lied(fmt::format("there is a channel {} {}", order.id, *wrong));
  return success();
}

std::vector<status>
exec_shaper::change(const std::vector<channel_order>& orders) {
  const auto all_failed = [&orders](const failure& why) {
    return std::vector<status>(orders.size(), why);
  };
  const auto answer = ask_for_channels(exec_task::change, orders);
  if (!answer)
    return all_failed(answer.error());
  std::map<std::uint64_t, channel> found;
  for (const auto& each : *answer) {
    if (std::none_of(orders.begin(), orders.end(),
                     [&each](const auto& x) { return x.id == each.id; }))
      return all_failed(lied(fmt::format(
          "it tells of channel {}, which it was not asked for", each.id)));
    found.emplace(each.id, each);
  }
  std::vector<status> outcomes;
  for (const auto& order : orders)
    outcomes.push_back(judge(order, found));
  return outcomes;
}

result<interface_traffic> exec_shaper::count() {
  return ask(exec_task::count, {}, read_exec_traffic);
}

status exec_shaper::clear() {
  const auto left = ask_for_channels(exec_task::clear);
  if (!left)
    return left.error();
  if (!left->empty())
    return lied(fmt::format("channel {} is still there", left->front().id));
  return success();
}

} // namespace

result<std::unique_ptr<shaper>> open_exec_shaper(const interface_config& config,
                                                 exec_setting setting) {
  if (setting.program.empty() || setting.program.front() != '/')
    return failure{errc::invalid_request,
                   fmt::format("interface {}: \"{}\" is no absolute path of a "
                               "program",
                               config.device, setting.program)};
  return std::unique_ptr<shaper>{
      std::make_unique<exec_shaper>(config, std::move(setting))};
}

} // namespace leasehold
