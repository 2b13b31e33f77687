// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/context_file.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "runtime/config/toml_reader.hpp"
#include "tools/text/closest.hpp"

namespace leasehold::cli {

namespace {

std::vector<std::string> names_of(const context_file& x) {
  std::vector<std::string> names;
  for (auto& each : x.all)
    names.push_back(each.name);
  return names;
}

std::string path_in(const toml_section& section, const char* key,
                    const std::filesystem::path& folder) {
  const auto text = section.text(key).value_or("");
  return text.empty() ? text : (folder / text).lexically_normal().string();
}

named_context read_context(const toml_section& section,
                           const std::filesystem::path& folder) {
  section.allow({"name", "address", "user", "tls-ca", "tls-cert", "tls-key"});
  named_context x;
  x.name = section.required("name", "home");
  if (section.has("name") && !is_name(x.name, bounds::name_bytes))
    section.complain("name",
                     fmt::format("a name has 1 to {} characters of "
                                 "visible ASCII, without spaces and "
                                 "with no '-' in front",
                                 bounds::name_bytes));
  x.address = section.text("address").value_or("");
  x.user = section.text("user").value_or("");
  x.ca = path_in(section, "tls-ca", folder);
  x.certificate = path_in(section, "tls-cert", folder);
  x.key = path_in(section, "tls-key", folder);
  return x;
}

} // namespace

const named_context* context_file::find(const std::string& name) const {
  auto found = std::find_if(all.begin(), all.end(),
                            [&name](auto& x) { return x.name == name; });
  return found == all.end() ? nullptr : &*found;
}

result<context_file> parse_contexts(std::string_view toml,
                                    const std::string& path) {
  context_file y;
  const auto folder = std::filesystem::path{path}.parent_path();
  auto read = read_toml(toml, path, [&](const toml_section& top) {
    top.allow({"current", "context"});
    y.current = top.text("current").value_or("");
    std::set<std::string> seen;
    for (auto& section : top.sections("context")) {
      auto x = read_context(section, folder);
      if (!seen.insert(x.name).second)
        section.complain("name",
                         fmt::format("there are two contexts \"{}\": "
                                     "give one another name",
                                     x.name));
      y.all.push_back(std::move(x));
    }
    if (!y.current.empty() && y.find(y.current) == nullptr)
      top.complain("current", unknown_context(y.current, y, path).message);
  });
  if (!read)
    return read.error();
  return y;
}

std::string write_contexts(const context_file& x) {
  std::string text =
      "# Regions by name; `leasehold context --help` tells more.\n";
  if (!x.current.empty())
    text += fmt::format("current = {}\n", toml_quoted(x.current));
  for (auto& each : x.all) {
    text += "\n[[context]]\n";
    auto add = [&text](const char* key, const std::string& value) {
      if (!value.empty())
        text += fmt::format("{} = {}\n", key, toml_quoted(value));
    };
    add("name", each.name);
    add("address", each.address);
    add("user", each.user);
    add("tls-ca", each.ca);
    add("tls-cert", each.certificate);
    add("tls-key", each.key);
  }
  return text;
}

failure unknown_context(const std::string& name, const context_file& known,
                        const std::string& path) {
  const auto near = closest(name, names_of(known));
  return {errc::unknown_name,
          fmt::format("{} has no context \"{}\"{}; {}", path, name,
                      near.empty() ? "" : fmt::format(", but {}", near),
                      known.all.empty()
                          ? "`leasehold context add` makes one"
                          : fmt::format("there are {}",
                                        fmt::join(names_of(known), ", ")))};
}

} // namespace leasehold::cli
