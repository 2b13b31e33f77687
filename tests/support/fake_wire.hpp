// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "actors/resource/driver_kind.hpp"
#include "runtime/shaping/shaper.hpp"

namespace leasehold::test {

/// The kernel's half of an interface, in memory: channels with time-outs.
class fake_wire {
public:
  struct kept {
    channel as;
    instant until;
  };

  std::vector<channel> read(instant now) {
    std::vector<channel> all;
    for (auto i = channels.begin(); i != channels.end();)
      if (i->second.until <= now) {
        i = channels.erase(i);
      } else {
        all.push_back(i->second.as);
        all.back().lasts = i->second.until - now;
        ++i;
      }
    return all;
  }

  void put(const channel& x, instant now) {
    read(now);
    auto sum = x.rate;
    for (auto& [id, other] : channels)
      if (id != x.id)
        sum += other.as.rate;
    most = std::max(most, sum);
    if (channels.count(x.id) == 0)
      counted[x.id] = {{}, ++last_counter};
    channels[x.id] = {x, now + x.lasts};
  }

  std::int64_t rate(std::uint64_t id, instant now) {
    for (auto& x : read(now))
      if (x.id == id)
        return x.rate;
    return 0;
  }

  /// So much passes through a channel, or the rest where there is none.
  void pass(std::uint64_t id, const traffic& x) {
    if (channels.count(id) > 0)
      counted[id] += x;
    else
      rest += x;
  }

  std::map<std::uint64_t, kept> channels;
  /// By channel; a new one counts by another counter.
  std::map<std::uint64_t, channel_traffic> counted;
  traffic rest;
  std::uint32_t last_counter = 0;
  /// The greatest sum of rates so far.
  std::int64_t most = 0;
  /// What everything fails with, where there is one.
  std::optional<failure> broken;
  std::uint64_t opened = 0;
  std::uint64_t cleared = 0;
  enum class end : std::uint8_t { plugged_in, pulled };
  end cable = end::plugged_in;
};

/// Divides a fake wire, which outlives it.
class fake_shaper final : public shaper {
public:
  fake_shaper(std::shared_ptr<fake_wire> wire, std::function<instant()> now)
      : wire_(std::move(wire)), now_(std::move(now)) {}

  result<std::vector<channel>> read() override {
    if (wire_->broken)
      return *wire_->broken;
    return wire_->read(now_());
  }
  status put(const channel& wanted) override {
    if (wire_->broken)
      return *wire_->broken;
    wire_->put(wanted, now_());
    return success();
  }
  status remove(std::uint64_t id) override {
    if (wire_->broken)
      return *wire_->broken;
    wire_->channels.erase(id);
    wire_->counted.erase(id);
    return success();
  }
  result<interface_traffic> count() override {
    if (wire_->broken)
      return *wire_->broken;
    interface_traffic all;
    for (auto& [id, read] : wire_->counted)
      if (wire_->channels.count(id) > 0)
        all.channels[id] = read;
      else
        all.ended.push_back(read);
    all.rest = wire_->rest;
    return all;
  }
  status clear() override {
    wire_->channels.clear();
    ++wire_->cleared;
    return success();
  }

private:
  std::shared_ptr<fake_wire> wire_;
  std::function<instant()> now_;
};

/// Wires by the name of their interface; any that is asked for is there.
using fake_wires = std::map<std::string, std::shared_ptr<fake_wire>>;

/// @param wires Outlive what is opened.
inline driver_kind fake_drivers(const std::shared_ptr<fake_wires>& wires,
                                std::function<instant()> now) {
  return {[wires, now = std::move(now)](
              const interface_config& x) -> result<std::unique_ptr<shaper>> {
            auto& wire = (*wires)[x.device];
            if (!wire)
              wire = std::make_shared<fake_wire>();
            ++wire->opened;
            if (wire->broken)
              return *wire->broken;
            return std::unique_ptr<shaper>{
                std::make_unique<fake_shaper>(wire, now)};
          },
          [wires](const std::string& device) -> carrier_reader {
            return [wires, device] {
              return wires->at(device)->cable == fake_wire::end::plugged_in;
            };
          },
          driver_kind::runs::scheduled};
}

} // namespace leasehold::test
