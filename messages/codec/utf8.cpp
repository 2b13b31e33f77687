// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace leasehold {

namespace {

bool is_control(std::uint32_t code) noexcept {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/// The bytes of the sequence that a byte begins; 0 where it begins none.
std::size_t sequence_size(unsigned char first) noexcept {
  if (first < 0x80)
    return 1;
  if (first < 0xc2)
    return 0;
  if (first < 0xe0)
    return 2;
  if (first < 0xf0)
    return 3;
  return first < 0xf5 ? 4 : 0;
}

/// The bytes of the character at the start of a text; 0 where there is no
/// well-formed one, or a control character.
std::size_t plain_character(std::string_view text) noexcept {
  auto first = static_cast<unsigned char>(text.front());
  auto size = sequence_size(first);
  if (size == 0 || size > text.size())
    return 0;
  std::uint32_t code = size == 1 ? first : first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (next & 0x3f);
  }
  auto overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  auto surrogate = code >= 0xd800 && code < 0xe000;
  if (overlong || surrogate || code > 0x10ffff || is_control(code))
    return 0;
  return size;
}

} // namespace

bool is_plain_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    auto size = plain_character(text);
    if (size == 0)
      return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string to_plain_utf8(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    auto size = plain_character(text);
    auto keep = size > 0 || text.front() == '\n' || text.front() == '\t';
    plain += keep ? text.substr(0, size > 0 ? size : 1) : "?";
    text.remove_prefix(size > 0 ? size : 1);
  }
  return plain;
}

} // namespace leasehold
