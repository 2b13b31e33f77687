// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <caf/actor_addr.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/spawn_options.hpp>
#include <caf/system_messages.hpp>

#include "runtime/actor/child_list.hpp"
#include "runtime/actor/seen.hpp"

namespace leasehold {

/// The children that an actor supervises, by its own keys for them. A child is
/// monitored, not linked: its exit reaches the parent as a `caf::down_msg`, and
/// the parent decides in `down` what that exit means.
///
/// Invariant: a child that was stopped or forgotten is never reported by
/// `down`, whenever its exit arrives; so a parent can spawn another one under
/// the same key at once, and the exit of the first does not count as that of
/// the second.
///
/// A child is seen by people under its key, in the group that they have in
/// common: the child 2a of `children{"job"}` of the actor "boss" is
/// "boss/job/2a", of `children{"/job"}` it is "job/2a".
///
/// Iterates in the order of `Map`. Where the order of messages to all children
/// must be the same in each run, use `ordered_children`.
template <class Key, class Handle, class Map = std::unordered_map<Key, Handle>>
class children {
public:
  using key_type = Key;
  using handle_type = Handle;
  using const_iterator = typename Map::const_iterator;

  explicit children(const char* group = "child") : group_(group) {}

  /// Spawns a child of `parent` that is known as `key` from then on. The
  /// reference is valid until the next change.
  /// @pre no child is known as `key`
  template <caf::spawn_options Options = caf::no_spawn_options, class Parent,
            class Behaviour, class... Args>
  const Handle& spawn(Parent* parent, const Key& key, Behaviour&& behaviour,
                      Args&&... args) {
    assert(find(key) == nullptr);
    const auto birth = conceive(parent, key);
    Handle child = parent->template spawn<Options + caf::monitored>(
        std::forward<Behaviour>(behaviour), std::forward<Args>(args)...);
    keys_.emplace(child.address(), key);
    return handles_.insert_or_assign(key, std::move(child)).first->second;
  }

  /// The child of that key; null where there is none.
  const Handle* find(const Key& key) const {
    auto i = handles_.find(key);
    return i == handles_.end() ? nullptr : &i->second;
  }

  /// @pre a child is known as `key`
  const Handle& at(const Key& key) const {
    return handles_.at(key);
  }

  /// The key of the child at that address; null for anybody else.
  const Key* find(const caf::actor_addr& address) const {
    auto i = keys_.find(address);
    return i == keys_.end() ? nullptr : &i->second;
  }

  /// Takes in an exit: which child that was, and nothing where it was none or
  /// one that was let go before. It is no child from then on.
  std::optional<Key> down(const caf::down_msg& msg) {
    auto i = keys_.find(msg.source);
    if (i == keys_.end())
      return std::nullopt;
    auto key = std::move(i->second);
    keys_.erase(i);
    auto child = handles_.find(key);
    if (msg.reason)
      remember(key, child->second);
    handles_.erase(child);
    return key;
  }

  /// Lets a child go that quits by itself. Answers whether there was one.
  bool forget(const Key& key) {
    auto i = handles_.find(key);
    if (i == handles_.end())
      return false;
    keys_.erase(i->second.address());
    handles_.erase(i);
    return true;
  }

  /// Tells a child to exit, and lets it go. Answers whether there was one.
  template <class Parent>
  bool stop(Parent* parent, const Key& key,
            caf::error reason = caf::exit_reason::user_shutdown) {
    auto child = find(key);
    if (child == nullptr)
      return false;
    parent->send_exit(*child, std::move(reason));
    return forget(key);
  }

  /// Tells all to exit, and lets them go: what a parent does before it quits
  /// itself, since nothing else would end them.
  template <class Parent>
  void stop_all(Parent* parent, const caf::error& reason) {
    for (auto& [key, child] : handles_)
      parent->send_exit(child, reason);
    keys_.clear();
    handles_.clear();
  }

  std::size_t size() const noexcept {
    return handles_.size();
  }
  bool empty() const noexcept {
    return handles_.empty();
  }

  /// Pairs of a key and the child's handle.
  const_iterator begin() const noexcept {
    return handles_.begin();
  }
  const_iterator end() const noexcept {
    return handles_.end();
  }

  /// Where they are seen; null before the first is spawned, and where nobody
  /// sees the parent.
  const actor_place* place() const noexcept {
    return place_.get();
  }

private:
  /// Children that died and were not spawned again yet; of more, some count
  /// from the start.
  static constexpr std::size_t died_max = 1024;

  template <class Parent>
  being_born conceive(Parent* parent, const Key& key) {
    if constexpr (std::is_base_of_v<seen_actor, Parent>)
      if (!place_)
        place_ = parent->place_of(group_);
    actor_birth birth;
    if (auto died = died_.find(key); died != died_.end()) {
      birth.restarts = died->second + 1;
      died_.erase(died);
    }
    if (place_) {
      birth.place = place_;
      birth.name = child_name<Key>::of(key);
    }
    return being_born{std::move(birth)};
  }

  void remember(const Key& key, const Handle& child) {
    const auto* seen = dynamic_cast<const seen_actor*>(child.operator->());
    if (seen == nullptr)
      return;
    if (died_.size() >= died_max)
      died_.erase(died_.begin());
    died_.insert_or_assign(key, seen->restarts());
  }

  const char* group_;
  std::shared_ptr<const actor_place> place_;
  /// How often each had been spawned again.
  std::map<Key, std::uint32_t> died_;
  Map handles_;
  std::unordered_map<caf::actor_addr, Key> keys_;
};

/// Children that are always visited in the order of their keys.
template <class Key, class Handle>
using ordered_children = children<Key, Handle, std::map<Key, Handle>>;

} // namespace leasehold
