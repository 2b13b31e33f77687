// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the shell can do, in words: one entry for each function, module,
// object and member. Help and completion read nothing else, and nothing can
// be bound without an entry, so neither can fall behind the code.

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace leasehold::shell {

/// Every part is required.
struct doc {
  /// How it is called: `sleep(duration)`.
  std::string signature;
  /// What it does; the first line stands in overviews.
  std::string text;
  /// A line that works when it is typed in.
  std::string example;
};

enum class presence { required, optional };

/// One named argument, as in `lease{target = "EP51"}`.
struct parameter {
  std::string name;
  std::string text;
  presence need = presence::optional;
  /// A second spelling that is accepted too.
  std::string alias = {};
};

enum class entry_kind { function, module, object, method, field };

struct entry {
  entry_kind kind;
  /// The module or object it belongs to; empty for a global.
  std::string owner;
  std::string name;
  struct doc doc;
  std::vector<parameter> parameters;

  /// `lease`, `topology.load`, `lease:renew`.
  std::string full_name() const;
};

class catalogue {
public:
  /// @throws std::logic_error when a part of the doc is missing or the name
  ///         is taken.
  const entry& add(entry added);

  /// Remembers the Lua function or table that `known` describes.
  void remember(const void* identity, const entry& known);

  const entry* find(const void* identity) const;

  /// The global, module member or object member of this full name.
  const entry* find(std::string_view full_name) const;

  /// The kind of object scripts see as `name`.
  const entry* find_object(std::string_view name) const;

  /// What belongs to a module (or, with "", to no module).
  std::vector<const entry*> members_of_module(std::string_view owner) const;

  /// The methods and fields of a kind of object.
  std::vector<const entry*> members_of_object(std::string_view owner) const;

  /// The full name nearest to a misspelt one, or empty.
  std::string nearest(std::string_view full_name) const;

private:
  /// A deque: entries are pointed to.
  std::deque<entry> entries_;
  std::unordered_map<const void*, const entry*> by_identity_;
};

} // namespace leasehold::shell
