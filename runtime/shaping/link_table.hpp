// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "messages/ip_address.hpp"

struct nlmsghdr;

// What the kernel tells of interfaces, and what follows from that. Pure.
namespace leasehold {

/// How an interface is.
struct link_state {
  /// Whether there is one of that name at all.
  bool is_there = false;
  /// Whether it was switched on.
  bool is_up = false;
  /// Whether something at the other end of the cable is, too.
  bool has_carrier = false;
  /// Those that can be used already.
  std::set<ip_address> addresses;

  /// Whether packets can leave through it.
  bool works() const noexcept {
    return is_there && is_up && has_carrier;
  }

  friend bool operator==(const link_state& x, const link_state& y) noexcept {
    return x.is_there == y.is_there && x.is_up == y.is_up
        && x.has_carrier == y.has_carrier && x.addresses == y.addresses;
  }
  friend bool operator!=(const link_state& x, const link_state& y) noexcept {
    return !(x == y);
  }
};

using on_link_change =
    std::function<void(const std::string& device, const link_state& now)>;

struct link_told {
  int index = 0;
  std::string name;
  bool is_up = false;
  bool has_carrier = false;
};
struct link_gone {
  int index = 0;
};
struct address_told {
  int index = 0;
  ip_address address;
};
struct address_gone {
  int index = 0;
  ip_address address;
};
using link_message =
    std::variant<link_told, link_gone, address_told, address_gone>;

/// What a message of the kernel says about an interface, if anything. Bounded
/// by the message's own length.
std::optional<link_message> parse_link_message(const nlmsghdr& message);

/// All interfaces, by what was told of them.
class link_table {
public:
  void apply(const link_message& x);

  /// By name. An interface that is renamed is one that went and one that came.
  const std::map<std::string, link_state>& links() const noexcept {
    return links_;
  }
  /// Of one that is not there, too.
  link_state find(const std::string& device) const;

private:
  struct known_link {
    std::string name;
    link_state state;
  };

  void show(int index);

  std::map<int, known_link> known_;
  std::map<std::string, link_state> links_;
};

/// Tells of each interface that is not the same in both, in order of names.
void tell_differences(const link_table& before, const link_table& after,
                      const on_link_change& tell);

} // namespace leasehold
