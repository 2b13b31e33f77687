// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/wires.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "messages/errc.hpp"

namespace leasehold::sim {

namespace {

/// Nobody sends from a port on which it listens to one on which others do: a
/// port of senders and one of receivers are told apart.
bool share_packets(const packet_match& x, const packet_match& y) {
  auto protocols =
      x.protocol == 0 || y.protocol == 0 || x.protocol == y.protocol;
  auto ports = x.port == 0 || y.port == 0
      || (x.port_of == y.port_of && x.port == y.port);
  return x.from == y.from && x.to == y.to && protocols && ports;
}

bool share_packets(const channel& x, const channel& y) {
  return std::any_of(x.packets.begin(), x.packets.end(), [&y](auto& a) {
    return std::any_of(y.packets.begin(), y.packets.end(),
                       [&a](auto& b) { return share_packets(a, b); });
  });
}

} // namespace

/// One process's hold of an interface.
class wires::opened final : public shaper {
public:
  opened(wires& all, interface& on, std::shared_ptr<const process_life> life)
      : all_(all), on_(on), life_(std::move(life)) {}

  result<std::vector<channel>> read() override {
    if (auto wrong = trouble())
      return *wrong;
    const auto found =
        lying() ? all_.shown_[on_.config.device] : all_.alive(on_);
    std::vector<channel> result;
    for (auto& [id, x] : found)
      result.push_back(x);
    return result;
  }

  status put(const channel& wanted) override {
    if (auto wrong = trouble())
      return *wrong;
    if (lying())
      return success();
    if (auto wrong = find_fault(wanted); !wrong.message.empty()) {
      all_.tell(on_, wanted.id, wrong.message);
      return wrong;
    }
    on_.made.insert_or_assign(
        wanted.id,
        timed_channel{wanted, all_.clock_.monotonic() + wanted.lasts});
    all_.tell(on_, wanted.id, {});
    return success();
  }

  status remove(std::uint64_t id) override {
    if (auto wrong = trouble())
      return *wrong;
    if (!lying() && on_.made.erase(id) > 0)
      all_.tell(on_, id, {});
    return success();
  }

  result<interface_traffic> count() override {
    return interface_traffic{};
  }

  status clear() override {
    if (auto wrong = trouble())
      return *wrong;
    on_.made.clear();
    all_.tell(on_, 0, {});
    return success();
  }

private:
  std::optional<failure> trouble() const {
    if (life_->over())
      return failure{errc::unavailable, "the process is over"};
    if (all_.told_.now() < all_.failing_until_)
      return failure{errc::unavailable, on_.config.device + " does not work"};
    return std::nullopt;
  }
  failure find_fault(const channel& wanted) const {
    const auto others = all_.alive(on_);
    const auto known = others.find(wanted.id);
    const auto before = known == others.end() ? 0 : known->second.rate;
    auto sum = wanted.rate - before;
    for (auto& [id, x] : others) {
      sum += x.rate;
      if (id != wanted.id && share_packets(x, wanted))
        return {errc::conflict,
                fmt::format("{} has packets of channel {} already",
                            on_.config.device, id)};
    }
    if (on_.config.rate - on_.config.rest < sum && before < wanted.rate)
      return {errc::above_capacity,
              fmt::format("{} would have {} bit/s in force of {}",
                          on_.config.device, sum,
                          on_.config.rate - on_.config.rest)};
    return {};
  }

  bool lying() const {
    return all_.told_.now() < all_.lying_until_;
  }

  wires& all_;
  interface& on_;
  std::shared_ptr<const process_life> life_;
};

shaper_maker wires::for_process(std::shared_ptr<const process_life> life) {
  return [this, life = std::move(life)](
             const interface_config& x) -> result<std::unique_ptr<shaper>> {
    if (told_.now() < failing_until_)
      return failure{errc::unavailable, x.device + " can't be opened"};
    auto& on = all_[x.device];
    on.config = x;
    return std::unique_ptr<shaper>{std::make_unique<opened>(*this, on, life)};
  };
}

carrier_maker wires::cables_for(std::shared_ptr<const process_life> life) {
  return [this, life = std::move(life)](const std::string& device) {
    return carrier_reader{[this, life, device] {
      return told_.now() >= all_[device].unplugged_until;
    }};
  };
}

wires::channels wires::alive(const interface& x) const {
  channels result;
  for (auto& [id, each] : x.made)
    if (const auto left = std::chrono::duration_cast<duration>(
            each.until - clock_.monotonic());
        left > duration::zero()) {
      auto shown = each.as;
      shown.lasts = left;
      result.emplace(id, std::move(shown));
    }
  return result;
}

std::map<std::string, wires::channels> wires::in_force() const {
  std::map<std::string, channels> result;
  for (auto& [device, x] : all_)
    result.emplace(device, alive(x));
  return result;
}

void wires::tell(const interface& x, std::uint64_t channel,
                 std::string refused) {
  told_.wired({node_, x.config.device, channel, std::move(refused), alive(x)});
}

void wires::lie_until(true_time end) {
  shown_ = in_force();
  lying_until_ = end;
}

void wires::unplug_until(const std::string& device, true_time end) {
  all_[device].unplugged_until = end;
}

void wires::forget() {
  for (auto& [device, x] : all_)
    x.made.clear();
}

void wires::reboot() {
  forget();
  heal();
}

void wires::heal() {
  failing_until_ = slow_until_ = lying_until_ = true_time{0};
  for (auto& [device, x] : all_)
    x.unplugged_until = true_time{0};
}

std::optional<true_time> wires::slow_until() const {
  return told_.now() < slow_until_ ? std::optional{slow_until_} : std::nullopt;
}

} // namespace leasehold::sim
