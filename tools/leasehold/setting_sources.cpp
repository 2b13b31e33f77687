// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/setting_sources.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "runtime/config/toml_tree.hpp"
#include "tools/text/closest.hpp"
#include "tools/text/option_value.hpp"

namespace leasehold {

namespace {

using node_type = toml_node::type;
using kind = setting::kind;

std::string did_you_mean(const std::string& word,
                         const std::vector<std::string>& names) {
  auto near = closest(word, names);
  return near.empty() ? near : fmt::format("; did you mean {}?", near);
}

template <class NameOf>
std::vector<std::string> names_of(const std::vector<setting>& table,
                                  NameOf name_of) {
  std::vector<std::string> names;
  for (auto& x : table)
    names.push_back(name_of(x));
  return names;
}

/// How a value of a setting is written in a file.
std::string how_to_write(const setting& x) {
  switch (x.what) {
  case kind::number:
    return fmt::format("{0} is a whole number: write it without quotes, like "
                       "{0} = {1}",
                       x.name, x.preset.empty() ? "1" : x.preset);
  case kind::yes_no:
    return fmt::format("{0} is true or false, without quotes: write it like "
                       "{0} = true",
                       x.name);
  case kind::names:
    return fmt::format("{0} is a list of names: write it like {0} = "
                       "[\"ann\", \"bob\"]",
                       x.name);
  default:
    return fmt::format("{0} is a text: write it between quotes, like {0} = {1}",
                       x.name,
                       toml_quoted(x.preset.empty() ? x.value : x.preset));
  }
}

bool is_list_of_names(const toml_node& node) {
  return node.what == node_type::array && !node.items.empty()
      && std::all_of(node.items.begin(), node.items.end(),
                     [](auto& item) { return item.what == node_type::text; });
}

bool is_of_kind(const toml_node& node, kind wanted) {
  switch (wanted) {
  case kind::number:
    return node.what == node_type::integer;
  case kind::yes_no:
    return node.what == node_type::boolean;
  case kind::names:
    return node.what == node_type::text || is_list_of_names(node);
  default:
    return node.what == node_type::text;
  }
}

std::vector<std::string> values_of(const toml_node& node) {
  std::vector<std::string> all;
  if (node.what == node_type::integer)
    all.push_back(fmt::format("{}", node.integer));
  else if (node.what == node_type::boolean)
    all.emplace_back(node.truth ? "true" : "false");
  else if (node.what == node_type::text)
    all.push_back(node.text);
  for (auto& item : node.items)
    all.push_back(item.text);
  return all;
}

/// As it stands for whoever starts elsewhere.
std::string from_folder_of(const std::string& file, const std::string& path) {
  return (std::filesystem::path{file}.parent_path() / path)
      .lexically_normal()
      .string();
}

std::string at(const std::string& file, toml_place place) {
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

void read_item(const toml_node& item, const std::string& file,
               const std::vector<setting>& table, given_settings& to) {
  const auto* known = find_setting(table, item.key);
  if (known == nullptr) {
    to.problems.push_back(fmt::format(
        "{}: unknown key {}{}", at(file, item.key_place), toml_quoted(item.key),
        did_you_mean(item.key,
                     names_of(table, [](auto& x) { return x.name; }))));
    return;
  }
  const auto from = at(file, item.place);
  auto values = values_of(item);
  if (!is_of_kind(item, known->what)) {
    to.problems.push_back(from + ": " + how_to_write(*known));
    return;
  }
  if (std::find(values.begin(), values.end(), std::string{}) != values.end()) {
    to.problems.push_back(fmt::format("{}: {} is empty; leave the line out, or "
                                      "give a value",
                                      from, known->name));
    return;
  }
  if (known->what == kind::path)
    for (auto& path : values)
      path = from_folder_of(file, path);
  to.values[known->name] = {std::move(values), from, from + ": " + known->name};
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  std::size_t begin = 0;
  for (auto end = text.find(','); end != text.npos;
       end = text.find(',', begin)) {
    names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  names.push_back(text.substr(begin));
  return names;
}

} // namespace

void read_settings_file(std::string_view toml, const std::string& file_name,
                        const std::vector<setting>& table, given_settings& to) {
  auto root = parse_toml(toml, file_name);
  if (!root) {
    to.problems.push_back(root.error().message);
    return;
  }
  // The items are ordered by key; people read from the top.
  std::vector<const toml_node*> items;
  for (auto& item : root->items)
    items.push_back(&item);
  std::sort(items.begin(), items.end(), [](auto* x, auto* y) {
    return std::pair{x->key_place.line, x->key_place.column}
    < std::pair{y->key_place.line, y->key_place.column};
  });
  for (auto* item : items)
    read_item(*item, file_name, table, to);
}

void read_settings_variables(const std::map<std::string, std::string>& all,
                             const std::vector<setting>& table,
                             given_settings& to) {
  const auto names = names_of(table, variable_of);
  for (auto& [name, value] : all) {
    if (name.rfind(node_variable_prefix, 0) != 0 || value.empty())
      continue;
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      // Not a mistake for certain: orchestrators make variables of their own
      // for each service.
      to.warnings.push_back(fmt::format("the environment variable {} is none "
                                        "that a node knows, and is ignored{}",
                                        name, did_you_mean(name, names)));
      continue;
    }
    auto& known = table[static_cast<std::size_t>(found - names.begin())];
    to.values[known.name] = {known.what == kind::names
                                 ? split_names(value)
                                 : std::vector<std::string>{value},
                             name, name};
  }
}

namespace {

class word_reader {
public:
  word_reader(const std::vector<std::string>& words,
              const std::vector<setting>& table, given_settings& to)
      : end_(words.end()), at_(words.begin()), table_(table), to_(to) {}

  void run() {
    for (; at_ != end_; ++at_)
      read();
  }

private:
  void read() {
    const auto option = at_;
    const auto name = at_->substr(0, at_->find('='));
    auto known = std::find_if(table_.begin(), table_.end(),
                              [&name](auto& x) { return flag_of(x) == name; });
    if (known == table_.end())
      return unknown(name);
    auto value = known->what == kind::yes_no
        ? yes_no(name)
        : take_option_value(
            at_, end_, fmt::format("{} {}", known->value, full_help(*known)));
    if (!value) {
      to_.problems.push_back(value.error().message);
      // The next option was taken for the value.
      if (at_->rfind('-', 0) == 0)
        at_ = option;
      return;
    }
    auto& given = to_.values[known->name];
    if (known->what != kind::names || seen_.count(name) == 0)
      given = {{}, name, name};
    given.values.push_back(std::move(*value));
    seen_.insert(name);
  }

  result<std::string> yes_no(const std::string& name) const {
    const auto value = *at_ == name ? "true" : at_->substr(name.size() + 1);
    if (value == "true" || value == "false")
      return value;
    return failure{errc::invalid_request,
                   fmt::format("{} takes no value but true or false; leave out "
                               "\"{}\"",
                               name, *at_)};
  }

  void unknown(const std::string& name) {
    auto near = name.rfind('-', 0) == 0
        ? did_you_mean(name, names_of(table_, flag_of))
        : std::string{};
    to_.problems.push_back(
        fmt::format("`leasehold node run` knows no {}{}; see "
                    "`leasehold node run --help`",
                    *at_, near));
    // The word behind it is its value, and no second mistake.
    auto next = std::next(at_);
    if (name == *at_ && name.rfind("--", 0) == 0 && next != end_
        && next->rfind('-', 0) != 0)
      at_ = next;
  }

  std::vector<std::string>::const_iterator end_;
  std::vector<std::string>::const_iterator at_;
  const std::vector<setting>& table_;
  given_settings& to_;
  std::set<std::string> seen_;
};

} // namespace

void read_settings_words(const std::vector<std::string>& words,
                         const std::vector<setting>& table,
                         given_settings& to) {
  word_reader{words, table, to}.run();
}

std::map<std::string, std::string> variables_of(const char* const* environment,
                                                std::string_view prefix) {
  std::map<std::string, std::string> all;
  for (auto i = environment; i != nullptr && *i != nullptr; ++i) {
    const std::string_view entry{*i};
    const auto equals = entry.find('=');
    if (equals != entry.npos && entry.substr(0, prefix.size()) == prefix)
      all.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return all;
}

} // namespace leasehold
