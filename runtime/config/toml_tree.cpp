// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/config/toml_tree.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "messages/bounds.hpp"
#include "messages/codec/utf8.hpp"
#include "messages/errc.hpp"

namespace leasehold {

namespace {

// The library bounds how deeply values nest, but not the tables that dotted
// keys make, which it takes apart by recursion.
constexpr int dots_max = 8;

/// Reads over the file as far as strings and comments go, counting the dots
/// outside of them.
class dot_counter {
public:
  explicit dot_counter(std::string_view text) : rest_(text) {}

  /// The line with too many, if there is one.
  std::optional<toml_place> run() {
    while (!rest_.empty()) {
      auto c = rest_.front();
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#')
        skip(std::min(rest_.find('\n'), rest_.size()));
      else if (c == '.' && ++dots_ > dots_max)
        return toml_place{line_, 1};
      else
        skip(1);
    }
    return std::nullopt;
  }

private:
  void skip(std::size_t count) {
    for (auto c : rest_.substr(0, count))
      if (c == '\n') {
        ++line_;
        dots_ = 0;
      }
    rest_.remove_prefix(std::min(count, rest_.size()));
  }

  std::size_t quotes(char quote) const {
    return std::min(rest_.find_first_not_of(quote), rest_.size());
  }

  void skip_string(char quote) {
    auto opening = quotes(quote);
    if (opening == 2 || opening >= 6) {
      // An empty string: in one line, or in several.
      skip(opening == 2 ? 2 : 6);
      return;
    }
    auto several_lines = opening >= 3;
    skip(several_lines ? 3 : 1);
    while (!rest_.empty()) {
      auto run = quotes(quote);
      if (several_lines && run >= 3)
        return skip(std::min<std::size_t>(run, 5));
      if (!several_lines && (run > 0 || rest_.front() == '\n'))
        return skip(1);
      skip(quote == '"' && rest_.front() == '\\' ? 2 : 1);
    }
  }

  std::string_view rest_;
  std::uint32_t line_ = 1;
  int dots_ = 0;
};

/// What the library says quotes the file, control characters and all.
std::string one_line(std::string_view message) {
  auto plain = to_plain_utf8(message);
  for (auto& c : plain)
    if (c == '\n' || c == '\t')
      c = ' ';
  return plain;
}

toml_place place_of(const toml::source_position& x) {
  return {x.line == 0 ? 1 : x.line, x.column == 0 ? 1 : x.column};
}

toml_node convert(const toml::node& from) {
  toml_node y;
  y.place = place_of(from.source().begin);
  if (auto table = from.as_table()) {
    for (auto&& [key, value] : *table) {
      y.items.push_back(convert(value));
      y.items.back().key = std::string{key.str()};
      y.items.back().key_place = place_of(key.source().begin);
    }
  } else if (auto array = from.as_array()) {
    y.what = toml_node::type::array;
    for (auto&& value : *array)
      y.items.push_back(convert(value));
  } else if (auto text = from.as_string()) {
    y.what = toml_node::type::text;
    y.text = text->get();
  } else if (auto integer = from.as_integer()) {
    y.what = toml_node::type::integer;
    y.integer = integer->get();
  } else if (auto boolean = from.as_boolean()) {
    y.what = toml_node::type::boolean;
    y.truth = boolean->get();
  } else {
    y.what = toml_node::type::other;
  }
  return y;
}

} // namespace

const toml_node* toml_node::find(std::string_view wanted) const noexcept {
  auto i = std::find_if(items.begin(), items.end(),
                        [wanted](auto& item) { return item.key == wanted; });
  return i == items.end() ? nullptr : &*i;
}

failure toml_failure(std::string_view file_name, toml_place place,
                     std::string_view message) {
  return {errc::invalid_request,
          fmt::format("{}:{}:{}: {}", file_name, place.line, place.column,
                      message)};
}

result<toml_node> parse_toml(std::string_view text,
                             std::string_view file_name) {
  if (text.size() > bounds::toml_bytes)
    return toml_failure(file_name, {},
                        fmt::format("the file has {} bytes, and {} is the "
                                    "most: shorten it",
                                    text.size(), bounds::toml_bytes));
  if (auto place = dot_counter{text}.run())
    return toml_failure(file_name, *place,
                        fmt::format("more than {} dots in one line: write "
                                    "tables instead of dotted keys",
                                    dots_max));
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return toml_failure(file_name, place_of(error.source().begin),
                        one_line(error.description()));
  }
}

std::string toml_quoted(std::string_view text) {
  std::string y = "\"";
  for (auto c : text)
    if (c == '"' || c == '\\')
      y += {'\\', c};
    else if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      y += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      y += c;
  return y + '"';
}

} // namespace leasehold
