// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_control_block.hpp>

#include "messages/ids.hpp"
#include "runtime/actor/description.hpp"
#include "runtime/actor/seen.hpp"

// A page of children, of which there may be hundreds of thousands: one walk
// over them, with room for no more than the page.
namespace leasehold {

/// Nothing where the text is not all digits of one.
inline std::optional<std::uint64_t> number_in(const std::string& text,
                                              int base) {
  std::uint64_t value = 0;
  const auto last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value, base);
  if (error != std::errc{} || end != last)
    return std::nullopt;
  return value;
}

/// What a child is called, and who is called so. A role whose keys are others
/// specialises it.
template <class Key>
struct child_name;

template <>
struct child_name<std::string> {
  static std::string of(const std::string& key) {
    return key;
  }
  static std::optional<std::string> key(const std::string& name) {
    return name;
  }
};

template <>
struct child_name<std::uint64_t> {
  static std::string of(std::uint64_t key) {
    return std::to_string(key);
  }
  static std::optional<std::uint64_t> key(const std::string& text) {
    return number_in(text, 10);
  }
};

template <class Tag>
struct child_name<name<Tag>> {
  static std::string of(const name<Tag>& key) {
    return key.str();
  }
  static std::optional<leasehold::name<Tag>> key(const std::string& text) {
    return leasehold::name<Tag>{text};
  }
};

/// In the form that people know ids in.
template <class Tag>
struct child_name<id<Tag>> {
  static std::string of(id<Tag> key) {
    char buffer[16];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, key.value(), 16).ptr;
    return {buffer, end};
  }
  static std::optional<leasehold::id<Tag>> key(const std::string& text) {
    const auto value = number_in(text, 16);
    return value ? std::optional{leasehold::id<Tag>{*value}} : std::nullopt;
  }
};

/// The figures of an actor; nothing where it is of no role.
std::optional<actor_figures> figures_of(const caf::strong_actor_ptr& who);

/// By how much an actor comes before others of its parent; larger is earlier.
std::uint64_t weight_of(const caf::strong_actor_ptr& who, actor_order order);

/// Gathers what one actor tells of its children, list by list.
class child_list {
public:
  child_list(const child_wish& wish, actor_report& report)
      : wish_(wish), report_(report), passed_(wish.after.empty()) {}

  /// One list of children.
  template <class Children>
  void operator()(const Children& children) {
    report_.children += children.size();
    if (children.place() == nullptr)
      return;
    const auto& prefix = children.place()->prefix;
    if (!wish_.path.empty())
      find(children, prefix);
    else if (wish_.count_max > 0)
      pick(children, prefix);
  }

private:
  /// The child that the path leads to or through: names may have slashes.
  template <class Children>
  void find(const Children& children, const std::string& prefix) {
    using names = child_name<typename Children::key_type>;
    if (!report_.page.empty() || !begins(wish_.path, prefix))
      return;
    auto text = wish_.path.substr(prefix.size());
    while (true) {
      const auto key = names::key(text);
      if (const auto child = key ? children.find(*key) : nullptr)
        if (names::of(*key) == text)
          return add(prefix + text, *child);
      const auto slash = text.rfind('/');
      if (slash == std::string::npos)
        return;
      text.resize(slash);
    }
  }

  template <class Children>
  void pick(const Children& children, const std::string& prefix);

  template <class Handle>
  void add(std::string path, const Handle& child);

  static bool begins(const std::string& text, const std::string& with) {
    return text.compare(0, with.size(), with) == 0;
  }

  const child_wish& wish_;
  actor_report& report_;
  /// Whether the list of `wish.after` has come.
  bool passed_;
};

} // namespace leasehold

#include "runtime/actor/child_list_parts.hpp"
