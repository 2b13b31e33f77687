// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "messages/errc.hpp"

namespace leasehold {

/// What went wrong: a code to act on and a message for people, which names
/// the thing, the rule and the way out.
struct failure {
  errc code = errc::none;
  std::string message;
};

/// A value, or why there is none.
template <class T>
class result {
public:
  result(T value) : data_(std::move(value)) {}
  result(failure why) : data_(std::move(why)) {}

  bool has_value() const noexcept {
    return data_.index() == 0;
  }
  explicit operator bool() const noexcept {
    return has_value();
  }

  /// @pre `has_value()`
  T& operator*() {
    return std::get<0>(data_);
  }
  const T& operator*() const {
    return std::get<0>(data_);
  }
  T* operator->() {
    return &std::get<0>(data_);
  }
  const T* operator->() const {
    return &std::get<0>(data_);
  }

  /// @pre `!has_value()`
  const failure& error() const {
    return std::get<1>(data_);
  }

private:
  std::variant<T, failure> data_;
};

/// For what has nothing to give but its success.
using status = result<std::monostate>;

inline status success() {
  return std::monostate{};
}

} // namespace leasehold
