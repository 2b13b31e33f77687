// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include <linux/netlink.h>

struct nl_msg;
struct nlattr;

namespace leasehold {

/// A message to the kernel while it is put together.
class netlink_message {
public:
  /// Begins with the header of its kind, a struct of the kernel's.
  template <class Header>
  netlink_message(int type, int flags, const Header& header)
      : netlink_message(type, flags, &header, sizeof header) {}

  template <class T>
  void put(int attribute, const T& value) {
    put_bytes(attribute, &value, sizeof value);
  }
  void put_bytes(int attribute, const void* bytes, std::size_t size);
  /// With the zero at its end that the kernel wants.
  void put_text(int attribute, std::string_view text);

  /// Opens an attribute that holds others, until `end`.
  nlattr* begin(int attribute);
  void end(nlattr* opened);

  nlmsghdr& header() noexcept;
  const nlmsghdr& header() const noexcept;

private:
  netlink_message(int type, int flags, const void* header, std::size_t size);

  struct free_message {
    void operator()(nl_msg* message) const noexcept;
  };
  std::unique_ptr<nl_msg, free_message> message_;
};

/// What stands behind the header of a message that came, by attribute.
/// Attributes above the highest one that is known are left out.
class netlink_attributes {
public:
  static constexpr int highest = 63;

  /// Of a message that begins with a header of so many bytes.
  netlink_attributes(const nlmsghdr& message, std::size_t header);
  /// Of those inside an attribute; none where that is not there.
  explicit netlink_attributes(const nlattr* outer);

  const nlattr* operator[](int attribute) const noexcept {
    return found_[static_cast<std::size_t>(attribute)];
  }

  /// The value of an attribute, or `otherwise` where it is missing or short.
  template <class T>
  T get(int attribute, T otherwise = T{}) const noexcept {
    copy(attribute, &otherwise, sizeof otherwise);
    return otherwise;
  }
  std::string_view text(int attribute) const noexcept;
  std::string_view bytes(int attribute) const noexcept;

private:
  void copy(int attribute, void* to, std::size_t size) const noexcept;

  std::array<const nlattr*, highest + 1> found_{};
};

/// Calls `use` with each attribute inside one.
void for_each_inside(const nlattr* outer,
                     const std::function<void(const nlattr*)>& use);

} // namespace leasehold
