// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/catalogue.hpp"

#include <algorithm>
#include <stdexcept>

#include "tools/text/closest.hpp"

namespace leasehold::shell {

namespace {

bool is_object_member(const entry& candidate) {
  return candidate.kind == entry_kind::method
      || candidate.kind == entry_kind::field;
}

template <class Predicate>
std::vector<const entry*> select(const std::deque<entry>& entries,
                                 Predicate wanted) {
  std::vector<const entry*> result;
  for (const auto& candidate : entries)
    if (wanted(candidate))
      result.push_back(&candidate);
  std::sort(result.begin(), result.end(),
            [](const entry* left, const entry* right) {
              return left->name < right->name;
            });
  return result;
}

} // namespace

std::string entry::full_name() const {
  if (owner.empty())
    return name;
  return owner + (kind == entry_kind::method ? ":" : ".") + name;
}

const entry& catalogue::add(entry added) {
  const auto& doc = added.doc;
  auto name = added.full_name();
  if (doc.signature.empty() || doc.text.empty() || doc.example.empty())
    throw std::logic_error{"'" + name
                           + "' needs a signature, a text and an example"};
  for (const auto& parameter : added.parameters)
    if (parameter.name.empty() || parameter.text.empty())
      throw std::logic_error{"'" + name + "' has an undocumented argument"};
  auto clash =
      added.kind == entry_kind::object ? find_object(name) : find(name);
  if (clash)
    throw std::logic_error{"'" + name + "' is documented twice"};
  return entries_.emplace_back(std::move(added));
}

void catalogue::remember(const void* identity, const entry& known) {
  by_identity_[identity] = &known;
}

const entry* catalogue::find(const void* identity) const {
  auto found = by_identity_.find(identity);
  return found == by_identity_.end() ? nullptr : found->second;
}

const entry* catalogue::find(std::string_view full_name) const {
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [full_name](const entry& candidate) {
                              return candidate.kind != entry_kind::object
                                  && candidate.full_name() == full_name;
                            });
  return found == entries_.end() ? nullptr : &*found;
}

const entry* catalogue::find_object(std::string_view name) const {
  auto found = std::find_if(
      entries_.begin(), entries_.end(), [name](const entry& candidate) {
        return candidate.kind == entry_kind::object && candidate.name == name;
      });
  return found == entries_.end() ? nullptr : &*found;
}

std::vector<const entry*>
catalogue::members_of_module(std::string_view owner) const {
  return select(entries_, [owner](const entry& candidate) {
    return candidate.owner == owner && !is_object_member(candidate)
        && candidate.kind != entry_kind::object;
  });
}

std::vector<const entry*>
catalogue::members_of_object(std::string_view owner) const {
  return select(entries_, [owner](const entry& candidate) {
    return candidate.owner == owner && is_object_member(candidate);
  });
}

std::string catalogue::nearest(std::string_view full_name) const {
  std::vector<std::string> names;
  for (const auto& candidate : entries_)
    names.push_back(candidate.full_name());
  return closest(full_name, names);
}

} // namespace leasehold::shell
