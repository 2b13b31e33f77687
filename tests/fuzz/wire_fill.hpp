// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Any message of a schema, filled in from the bytes of an input: every field
// of every call is reached without being named here.

#include <array>
#include <cstdint>
#include <string>

#include <capnp/dynamic.h>

#include "tests/fuzz/fuzz_input.hpp"

namespace leasehold::fuzz {

/// Words that mean something in the region that is asked.
inline std::string word_in(fuzz_input& in) {
  static constexpr std::array<const char*, 19> words{
      "",      "A",        "B",       "C",           "A-B",      "B-C",
      "E1",    "E2",       "E2/P1",   "E2/nic",      "A/A-B",    "alice",
      "admin", "standard", "elastic", "best-effort", "printers", "rule-1",
      "E1/nic"};
  const auto choice = in.byte();
  return choice < 128 ? words[choice % words.size()] : std::string{in.text()};
}

/// Small numbers, and any at all.
inline std::int64_t number_in(fuzz_input& in) {
  const auto choice = in.byte();
  if (choice < 64)
    return choice;
  if (choice < 128)
    return (choice - 96) * 1'000;
  if (choice < 192)
    return (choice - 127) * 1'000'000;
  return static_cast<std::int64_t>(in.number());
}

inline void fill(capnp::DynamicStruct::Builder to, fuzz_input& in);

inline void fill_list(capnp::DynamicList::Builder to, fuzz_input& in) {
  for (auto i = 0u; i < to.size(); ++i)
    switch (to.getSchema().whichElementType()) {
    case capnp::schema::Type::STRUCT:
      fill(to[i].as<capnp::DynamicStruct>(), in);
      break;
    case capnp::schema::Type::TEXT:
      to.set(i, capnp::Text::Reader(word_in(in).c_str()));
      break;
    case capnp::schema::Type::ENUM:
      to.set(i,
             capnp::DynamicEnum(to.getSchema().getEnumElementType(),
                                in.byte() % 16));
      break;
    default:
      to.set(i, number_in(in));
    }
}

/// A number that its field can take; the schema's own setters refuse others.
inline capnp::DynamicValue::Reader number_of(capnp::Type type, std::int64_t x) {
  switch (type.which()) {
  case capnp::schema::Type::BOOL:
    return x % 2 != 0;
  case capnp::schema::Type::UINT8:
    return static_cast<std::uint8_t>(x);
  case capnp::schema::Type::UINT16:
    return static_cast<std::uint16_t>(x);
  case capnp::schema::Type::UINT32:
    return static_cast<std::uint32_t>(x);
  case capnp::schema::Type::UINT64:
    return static_cast<std::uint64_t>(x);
  case capnp::schema::Type::INT8:
    return static_cast<std::int8_t>(x);
  case capnp::schema::Type::INT16:
    return static_cast<std::int16_t>(x);
  case capnp::schema::Type::INT32:
    return static_cast<std::int32_t>(x);
  default:
    return x;
  }
}

inline void fill_field(capnp::DynamicStruct::Builder to,
                       capnp::StructSchema::Field field, fuzz_input& in) {
  const auto type = field.getType();
  switch (type.which()) {
  case capnp::schema::Type::VOID:
    to.set(field, capnp::VOID);
    break;
  case capnp::schema::Type::TEXT: {
    const auto text = word_in(in);
    to.set(field, capnp::Text::Reader(text.c_str(), text.size()));
    break;
  }
  case capnp::schema::Type::LIST: {
    const auto size = in.byte();
    fill_list(
        to.init(field, size == 255 ? 65u : size % 4u).as<capnp::DynamicList>(),
        in);
    break;
  }
  case capnp::schema::Type::STRUCT:
    if (field.getProto().isGroup() || in.byte() % 4 != 0)
      fill(to.init(field).as<capnp::DynamicStruct>(), in);
    break;
  case capnp::schema::Type::ENUM:
    to.set(field, capnp::DynamicEnum(type.asEnum(), in.byte() % 16));
    break;
  case capnp::schema::Type::INTERFACE:
  case capnp::schema::Type::ANY_POINTER:
    break;
  default:
    to.set(field, number_of(type, number_in(in)));
  }
}

/// Fills in each field, and one arm of a union.
inline void fill(capnp::DynamicStruct::Builder to, fuzz_input& in) {
  const auto schema = to.getSchema();
  for (auto field : schema.getNonUnionFields())
    fill_field(to, field, in);
  const auto arms = schema.getUnionFields();
  if (arms.size() > 0)
    fill_field(to, arms[in.byte() % arms.size()], in);
}

} // namespace leasehold::fuzz
