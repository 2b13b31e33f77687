// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/message_name.hpp"

#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <string>
#include <typeinfo>
#include <unordered_map>

#include <caf/rtti_pair.hpp>
#include <caf/scheduled_actor.hpp>

namespace leasehold::sim {

namespace {

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text{
      abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free};
  std::string result = status == 0 ? text.get() : name;
  constexpr std::string_view ours = "leasehold::";
  if (result.compare(0, ours.size(), ours) == 0)
    result.erase(0, ours.size());
  return result;
}

// Types of CAF's own have a number and no type_info.
std::string_view name_of(const caf::rtti_pair& type) {
  if (type.second == nullptr) {
    thread_local std::unordered_map<std::uint16_t, std::string> names;
    auto& name = names[type.first];
    if (name.empty())
      name = "caf/" + std::to_string(type.first);
    return name;
  }
  thread_local std::unordered_map<const std::type_info*, std::string> names;
  auto& name = names[type.second];
  if (name.empty())
    name = demangled(type.second->name());
  return name;
}

} // namespace

std::string_view next_message_name(caf::scheduled_actor& actor) {
  const auto next = actor.mailbox().peek();
  if (next == nullptr)
    return "start";
  auto& content = next->content();
  return content.empty() ? "empty" : name_of(content.type(0));
}

} // namespace leasehold::sim
