// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/tc_shaper.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/shaping/channel_book.hpp"
#include "runtime/shaping/shaped_interface.hpp"

namespace leasehold {

namespace {

/// A class that grows from less waits too long for what its last packet owes.
constexpr std::int64_t growing_in_place_min = 100'000;
/// The kernel looks at time-outs by a clock that ticks so seldom.
constexpr duration tick_max{20};

shaping_time end_of(const channel& x) {
  return std::chrono::steady_clock::now() + x.lasts + tick_max;
}

class tc_shaper final : public shaper {
public:
  explicit tc_shaper(std::unique_ptr<shaped_interface> kernel)
      : kernel_(std::move(kernel)),
        book_(kernel_->config().rate - kernel_->config().rest) {}

  /// Takes the interface over, or goes on with it, or repairs it.
  status start();

  result<std::vector<channel>> read() override;
  status put(const channel& wanted) override;
  status remove(std::uint64_t id) override;
  result<interface_traffic> count() override;
  result<std::map<std::uint64_t, channel_traffic>>
  count_of(const std::vector<std::uint64_t>& ids) override;
  status clear() override;

private:
  /// How far the book can be relied on.
  enum class knows : std::uint8_t { all, nothing_sure, cleared };

  status check_not_cleared() const;
  status look();
  status get_ready();
  status tidy();

  status try_put(const channel& wanted);
  status make(const channel& wanted);
  status renew(const held_channel& held, const channel& wanted);
  status give_class(const held_channel& held, const channel& wanted,
                    class_number number);
  void take_back(const held_channel& held, class_number number);
  status try_remove(std::uint64_t id);

  std::unique_ptr<shaped_interface> kernel_;
  channel_book book_;
  std::vector<map_element> lost_elements_;
  knows knows_ = knows::nothing_sure;
};

map_element element_of(const channel& x, const packet_match& match,
                       class_number number) {
  return {match, x.id, x.version, classes::handle(number), x.lasts};
}

bool has(const std::vector<packet_match>& all, const packet_match& x) {
  return std::find(all.begin(), all.end(), x) != all.end();
}

/// With what does not matter left out, and the rate as the kernel keeps it.
channel normal(channel x) {
  x.rate = kept_rate(x.rate);
  for (auto& match : x.packets)
    if (match.port == 0)
      match.port_of = packet_match::end::receiver;
  return x;
}

status tc_shaper::start() {
  auto done = kernel_->set_up();
  return done ? look() : done;
}

status tc_shaper::check_not_cleared() const {
  if (knows_ != knows::cleared)
    return success();
  return failure{errc::unavailable,
                 fmt::format("interface {} was given back, and is divided no "
                             "more: open it again",
                             kernel_->config().device)};
}

/// Learns everything anew.
status tc_shaper::look() {
  if (auto in_use = check_not_cleared(); !in_use)
    return in_use;
  knows_ = knows::nothing_sure;
  auto state = kernel_->look();
  if (!state)
    return state.error();
  book_.clear();
  for (const auto& x : state->channels)
    book_.set(x.terms, x.number, x.ends + tick_max);
  for (const auto number : state->unused_classes)
    book_.add_garbage(number);
  lost_elements_ = std::move(state->lost_elements);
  knows_ = knows::all;
  return success();
}

/// Where something is not as it was left, all is repaired first: firewalls like
/// to flush the tables of everybody when they start.
status tc_shaper::get_ready() {
  if (auto in_use = check_not_cleared(); !in_use)
    return in_use;
  if (knows_ != knows::all)
    if (auto started = start(); !started)
      return started;
  return tidy();
}

/// Removes what no channel needs. A class waits until its queue is empty, so
/// that no packet is lost.
status tc_shaper::tidy() {
  book_.expire(std::chrono::steady_clock::now());
  if (!lost_elements_.empty()) {
    map_transaction changes;
    for (const auto& x : lost_elements_)
      kernel_->remove(changes, x.match, x.value);
    if (auto done = kernel_->commit(changes); !done)
      return done;
    lost_elements_.clear();
  }
  const auto garbage = book_.garbage();
  for (const auto number : garbage) {
    const auto found = kernel_->classes().find(number);
    if (!found)
      return found.error();
    if (*found && (*found)->queued > 0)
      continue;
    // One that somebody uses stays, and nobody else has to wait for that.
    if (kernel_->classes().remove(number))
      book_.forget_garbage(number);
  }
  return success();
}

result<std::vector<channel>> tc_shaper::read() {
  if (auto looked = look(); !looked)
    return looked.error();
  std::vector<channel> all;
  for (const auto& [id, held] : book_.all())
    all.push_back(held.terms);
  return all;
}

status tc_shaper::put(const channel& wanted) {
  if (auto valid = validate(wanted); !valid)
    return valid;
  const auto terms = normal(wanted);
  auto done = try_put(terms);
  if (done || done.error().code != errc::unavailable
      || knows_ == knows::cleared)
    return done;
  // Somebody may have changed what is known: look, and try once more.
  knows_ = knows::nothing_sure;
  done = try_put(terms);
  if (!done)
    knows_ = knows::nothing_sure;
  return done;
}

status tc_shaper::try_put(const channel& wanted) {
  if (auto ready = get_ready(); !ready)
    return ready;
  if (auto fits = book_.check(wanted); !fits)
    return failure{fits.error().code,
                   fmt::format("interface {}: {}", kernel_->config().device,
                               fits.error().message)};
  if (auto usable = kernel_->keep_ways(); !usable)
    return usable;
  const auto* held = book_.find(wanted.id);
  return held == nullptr ? make(wanted) : renew(*held, wanted);
}

// The class is there before packets are sent to it.
status tc_shaper::make(const channel& wanted) {
  const auto number = book_.free_number();
  if (auto added = kernel_->classes().add(number, wanted.rate); !added)
    return added;
  map_transaction changes;
  for (const auto& match : wanted.packets)
    kernel_->add(changes, element_of(wanted, match, number));
  auto written = kernel_->commit(changes);
  if (!written) {
    kernel_->classes().remove(number);
    return written;
  }
  book_.set(wanted, number, end_of(wanted));
  return success();
}

status tc_shaper::renew(const held_channel& held, const channel& wanted) {
  const bool moves =
      wanted.rate > held.terms.rate && held.terms.rate < growing_in_place_min;
  const auto number = moves ? book_.free_number() : held.number;
  if (auto given = give_class(held, wanted, number); !given)
    return given;
  const auto old = classes::handle(held.number);
  map_transaction changes;
  for (const auto& match : held.terms.packets)
    if (!has(wanted.packets, match))
      kernel_->remove(changes, match, old);
  for (const auto& match : wanted.packets) {
    const auto element = element_of(wanted, match, number);
    if (has(held.terms.packets, match))
      kernel_->renew(changes, element, old);
    else
      kernel_->add(changes, element);
  }
  auto written = kernel_->commit(changes);
  if (!written) {
    take_back(held, number);
    return written;
  }
  book_.set(wanted, number, end_of(wanted));
  return success();
}

/// Has a class of the wanted rate under that number.
status tc_shaper::give_class(const held_channel& held, const channel& wanted,
                             class_number number) {
  auto& all = kernel_->classes();
  if (number != held.number)
    return all.add(number, wanted.rate);
  if (wanted.rate != held.terms.rate)
    return all.change(number, wanted.rate);
  const auto found = all.find(number);
  if (!found)
    return found.error();
  if (!*found || (*found)->parent != classes::all
      || (*found)->rate != wanted.rate)
    return failure{errc::unavailable,
                   fmt::format("interface {}: somebody changed class {:x}:{:x}",
                               kernel_->config().device, classes::major,
                               number)};
  return success();
}

/// Undoes `give_class`, as far as that is possible.
void tc_shaper::take_back(const held_channel& held, class_number number) {
  if (number != held.number)
    kernel_->classes().remove(number);
  else
    kernel_->classes().change(number, held.terms.rate);
}

status tc_shaper::remove(std::uint64_t id) {
  auto done = try_remove(id);
  if (done || knows_ == knows::cleared)
    return done;
  knows_ = knows::nothing_sure;
  return try_remove(id);
}

status tc_shaper::try_remove(std::uint64_t id) {
  if (auto ready = get_ready(); !ready)
    return ready;
  const auto* held = book_.find(id);
  if (held == nullptr)
    return success();
  map_transaction changes;
  for (const auto& match : held->terms.packets)
    kernel_->remove(changes, match, classes::handle(held->number));
  if (auto written = kernel_->commit(changes); !written)
    return written;
  book_.erase(id);
  return tidy();
}

result<interface_traffic> tc_shaper::count() {
  if (knows_ != knows::all)
    if (auto looked = look(); !looked)
      return looked.error();
  const auto counted = kernel_->count();
  if (!counted)
    return counted.error();
  std::map<class_number, std::uint64_t> ids;
  for (const auto& [id, held] : book_.all())
    ids[held.number] = id;
  interface_traffic all;
  all.unshaped = counted->unshaped;
  for (const auto& x : counted->classes)
    if (x.number == classes::rest || x.number == classes::control)
      all.rest += x.counted;
    else if (const auto id = ids.find(x.number); id != ids.end())
      all.channels[id->second] = {x.counted, x.number};
    else if (classes::is_of_a_channel(x.number))
      all.ended.push_back({x.counted, x.number});
  return all;
}

/// Of what is known: one that has ended by itself is among those of `count`.
result<std::map<std::uint64_t, channel_traffic>>
tc_shaper::count_of(const std::vector<std::uint64_t>& ids) {
  std::map<std::uint64_t, channel_traffic> some;
  for (const auto id : ids) {
    const auto* held = book_.find(id);
    if (held == nullptr || knows_ != knows::all)
      continue;
    const auto found = kernel_->classes().find(held->number);
    if (!found)
      return found.error();
    if (*found)
      some[id] = {(*found)->counted, held->number};
  }
  return some;
}

status tc_shaper::clear() {
  if (knows_ == knows::cleared)
    return success();
  if (auto gone = kernel_->take_away(); !gone)
    return gone;
  book_.clear();
  knows_ = knows::cleared;
  return success();
}

} // namespace

result<std::unique_ptr<shaper>> open_tc_shaper(const interface_config& config) {
  auto kernel = shaped_interface::find(config);
  if (!kernel)
    return kernel.error();
  auto made = std::make_unique<tc_shaper>(std::move(*kernel));
  if (auto started = made->start(); !started)
    return started.error();
  return std::unique_ptr<shaper>{std::move(made)};
}

} // namespace leasehold
