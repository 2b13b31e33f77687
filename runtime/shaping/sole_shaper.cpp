// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/sole_shaper.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace leasehold {

namespace {

/// Who has an interface. Never destroyed while anybody had it.
struct ownership {
  std::mutex mutex;
  /// Grows with each owner.
  std::uint64_t owner = 0;
};

class sole_shaper final : public shaper {
public:
  sole_shaper(std::string device, std::shared_ptr<ownership> of,
              std::unique_ptr<shaper> inner)
      : device_(std::move(device)),
        of_(std::move(of)),
        mine_(of_->owner),
        inner_(std::move(inner)) {}

  result<std::vector<channel>> read() override {
    return fenced<std::vector<channel>>([this] { return inner_->read(); });
  }
  status put(const channel& wanted) override {
    return fenced<std::monostate>([&] { return inner_->put(wanted); });
  }
  status remove(std::uint64_t id) override {
    return fenced<std::monostate>([&] { return inner_->remove(id); });
  }
  std::vector<status>
  change(const std::vector<channel_order>& orders) override {
    const std::lock_guard lock{of_->mutex};
    return of_->owner == mine_ ? inner_->change(orders)
                               : std::vector<status>(orders.size(), replaced());
  }
  result<interface_traffic> count() override {
    return fenced<interface_traffic>([this] { return inner_->count(); });
  }
  result<std::map<std::uint64_t, channel_traffic>>
  count_of(const std::vector<std::uint64_t>& ids) override {
    return fenced<std::map<std::uint64_t, channel_traffic>>(
        [&] { return inner_->count_of(ids); });
  }
  status clear() override {
    return fenced<std::monostate>([this] { return inner_->clear(); });
  }

private:
  template <class T, class Call>
  result<T> fenced(Call call) {
    const std::lock_guard lock{of_->mutex};
    if (of_->owner != mine_)
      return replaced();
    return call();
  }

  failure replaced() const {
    return {errc::unavailable,
            device_
                + " was opened again since: leave it to whoever has it now"};
  }

  std::string device_;
  std::shared_ptr<ownership> of_;
  std::uint64_t mine_;
  std::unique_ptr<shaper> inner_;
};

class registry {
public:
  explicit registry(shaper_maker open) : open_(std::move(open)) {}

  result<std::unique_ptr<shaper>> open(const interface_config& x) {
    auto of = find(x.device);
    const std::lock_guard lock{of->mutex};
    ++of->owner;
    auto opened = open_(x);
    if (!opened)
      return opened.error();
    return std::unique_ptr<shaper>{std::make_unique<sole_shaper>(
        x.device, std::move(of), std::move(*opened))};
  }

private:
  std::shared_ptr<ownership> find(const std::string& device) {
    const std::lock_guard lock{mutex_};
    auto& known = all_[device];
    if (!known)
      known = std::make_shared<ownership>();
    return known;
  }

  shaper_maker open_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<ownership>> all_;
};

} // namespace

shaper_maker sole_shapers(shaper_maker open) {
  return [all = std::make_shared<registry>(std::move(open))](
             const interface_config& x) {
    return all->open(x);
  };
}

} // namespace leasehold
