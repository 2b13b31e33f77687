// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/config/toml_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "messages/decimal.hpp"

namespace leasehold {

using type = toml_node::type;

status read_toml(std::string_view text, std::string_view file_name,
                 const std::function<void(const toml_section&)>& read) {
  auto root = parse_toml(text, file_name);
  if (!root)
    return root.error();
  toml_section::report out{std::string{file_name}, std::nullopt};
  read(toml_section{*root, "the top level", out});
  if (out.first)
    return *out.first;
  return success();
}

void toml_section::allow(std::initializer_list<const char*> keys) const {
  // The items are ordered by key; people read from the top.
  const toml_node* unknown = nullptr;
  auto earlier = [](toml_place x, toml_place y) {
    return std::pair{x.line, x.column} < std::pair{y.line, y.column};
  };
  for (auto& item : node_->items)
    if (std::find(keys.begin(), keys.end(), item.key) == keys.end()
        && (unknown == nullptr || earlier(item.key_place, unknown->key_place)))
      unknown = &item;
  if (unknown != nullptr)
    complain_at(unknown->key_place,
                fmt::format("unknown key {} in {}: take one of {}",
                            quoted(unknown->key), title_,
                            fmt::join(keys, ", ")));
}

bool toml_section::has(const char* key) const {
  return node_->find(key) != nullptr;
}

bool toml_section::is_array(const char* key) const {
  auto node = node_->find(key);
  return node != nullptr && node->what == type::array;
}

std::optional<std::string> toml_section::text(const char* key) const {
  auto node = node_->find(key);
  if (node == nullptr)
    return std::nullopt;
  if (node->what == type::text)
    return node->text;
  complain(key, fmt::format("{} is a text: write it between quotes", key));
  return std::nullopt;
}

std::optional<std::vector<std::string>>
toml_section::texts(const char* key) const {
  auto node = node_->find(key);
  if (node == nullptr)
    return std::nullopt;
  std::vector<std::string> y;
  auto wrong = node->what != type::array;
  for (auto& item : node->items) {
    wrong = wrong || item.what != type::text;
    y.push_back(item.text);
  }
  if (!wrong)
    return y;
  complain(key,
           fmt::format("{0} is a list of texts: write it like {0} = "
                       "[\"one\", \"two\"]",
                       key));
  return std::nullopt;
}

std::optional<std::int64_t> toml_section::integer(const char* key,
                                                  std::int64_t least,
                                                  std::int64_t most) const {
  auto node = node_->find(key);
  if (node == nullptr)
    return std::nullopt;
  if (node->what == type::integer && node->integer >= least
      && node->integer <= most)
    return node->integer;
  complain(key,
           fmt::format("{} is a whole number from {} to {}, without "
                       "quotes",
                       key, least, most));
  return std::nullopt;
}

std::optional<toml_section> toml_section::section(const char* key) const {
  auto node = node_->find(key);
  if (node == nullptr)
    return std::nullopt;
  if (node->what == type::table)
    return toml_section{*node, fmt::format("{} of {}", key, title_), *out_};
  complain(key,
           fmt::format("{0} is a table: write it like {0} = {{ ... }}", key));
  return std::nullopt;
}

std::vector<toml_section> toml_section::sections(const char* key) const {
  std::vector<toml_section> y;
  auto node = node_->find(key);
  if (node == nullptr)
    return y;
  auto wrong = node->what != type::array;
  for (auto& item : node->items) {
    wrong = wrong || item.what != type::table;
    y.push_back({item, fmt::format("[[{}]]", key), *out_});
  }
  if (!wrong)
    return y;
  complain_at(node->key_place,
              fmt::format("there may be several of {0}: begin each with "
                          "[[{0}]]",
                          key));
  return {};
}

std::string toml_section::required(const char* key, const char* example) const {
  if (!has(key))
    complain(fmt::format("{} lacks {}: add it, like {} = {}", title_, key, key,
                         toml_quoted(example)));
  return text(key).value_or("");
}

void toml_section::complain(std::string_view message) const {
  complain_at(node_->place, message);
}

void toml_section::complain(const char* key, std::string_view message) const {
  auto node = node_->find(key);
  complain_at(node == nullptr ? node_->place : node->place, message);
}

void toml_section::complain_at(toml_place place,
                               std::string_view message) const {
  if (!out_->first)
    out_->first = toml_failure(out_->file_name, place, message);
}

} // namespace leasehold
