// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/message_tap.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <typeinfo>
#include <utility>
#include <vector>

#include <caf/type_erased_tuple.hpp>

namespace leasehold {

namespace {

/// The type of a message without its namespace; CAF's own by what they are.
std::string name_of(const caf::type_erased_tuple& content) {
  if (content.empty())
    return "empty";
  const auto type = content.type(0);
  if (type.second == nullptr)
    return content.stringify(0);
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> text{
      abi::__cxa_demangle(type.second->name(), nullptr, nullptr, &failed),
      std::free};
  std::string name = failed == 0 ? text.get() : type.second->name();
  const auto colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

void cut(std::string& text) {
  if (text.size() > bounds::actor_text_bytes)
    text.resize(bounds::actor_text_bytes);
}

} // namespace

void message_tap::set_up(judge about, clock now) {
  about_ = std::move(about);
  now_ = std::move(now);
}

std::shared_ptr<message_tap::trace> message_tap::open(std::string subject) {
  std::lock_guard guard(mutex_);
  traces_.remove_if([](auto& x) { return x.expired(); });
  if (!now_ || traces_.size() >= traces_max)
    return nullptr;
  auto result = std::make_shared<trace>(*this, std::move(subject), now_());
  traces_.push_back(result);
  open_.fetch_add(1, std::memory_order_relaxed);
  return result;
}

void message_tap::note(const caf::type_erased_tuple& content, const namer& from,
                       const namer& to) {
  std::vector<std::shared_ptr<trace>> open;
  {
    std::lock_guard guard(mutex_);
    for (auto& x : traces_)
      if (auto one = x.lock())
        open.push_back(std::move(one));
  }
  if (open.empty())
    return;
  for (auto& one : open) {
    detail text;
    if (!about_(content, one->subject_, text))
      continue;
    cut(text);
    one->keep({now_() - one->began_, from(), to(), name_of(content),
               std::move(text)});
  }
}

message_tap::trace::trace(message_tap& of, std::string subject,
                          std::chrono::microseconds began)
    : of_(of), subject_(std::move(subject)), began_(began) {}

message_tap::trace::~trace() {
  of_.open_.fetch_sub(1, std::memory_order_relaxed);
}

message_page message_tap::trace::take() {
  std::lock_guard guard(mutex_);
  message_page page;
  page.dropped = std::exchange(dropped_, 0);
  while (!kept_.empty() && page.notes.size() < bounds::notes) {
    page.notes.push_back(std::move(kept_.front()));
    kept_.pop_front();
  }
  return page;
}

void message_tap::trace::await(reply_to<std::monostate> reply) {
  {
    std::lock_guard guard(mutex_);
    // Who waited is told that nobody will answer, outside of the lock.
    std::swap(waiting_, reply);
    if (kept_.empty())
      return;
    std::swap(waiting_, reply);
  }
  reply({});
}

void message_tap::trace::keep(message_note note) {
  reply_to<std::monostate> reader;
  {
    std::lock_guard guard(mutex_);
    kept_.push_back(std::move(note));
    if (kept_.size() > kept_max) {
      kept_.pop_front();
      ++dropped_;
    }
    reader = std::exchange(waiting_, {});
  }
  reader({});
}

} // namespace leasehold
