// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/words.hpp"

#include <charconv>
#include <random>

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "messages/name_rule.hpp"

namespace leasehold::cli {

result<std::string> read_name(const std::string& word, const std::string& what,
                              std::size_t bytes_max) {
  if (is_name(word, bytes_max))
    return word;
  return failure{errc::invalid_request,
                 fmt::format("{}: {} is not a name; a name has 1 to {} visible "
                             "ASCII characters, no blanks, and does not begin "
                             "with '-'",
                             what, quoted(word), bytes_max)};
}

result<std::uint64_t> read_number(const std::string& word, std::uint64_t least,
                                  std::uint64_t most) {
  std::uint64_t number = 0;
  const auto* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < least
      || number > most)
    return failure{errc::invalid_request,
                   fmt::format("{} is not a whole number from {} to {}",
                               quoted(word), least, most)};
  return number;
}

request_id request_number(std::optional<std::uint64_t> given) {
  if (given)
    return request_id{*given};
  std::random_device device;
  // 0 is no number.
  return request_id{(std::uint64_t{device()} << 32 | device()) | 1};
}

result<std::vector<lease_id>>
read_lease_ids(const std::vector<std::string>& words) {
  std::vector<lease_id> ids;
  for (const auto& word : words) {
    auto id = parse_lease_id(word);
    if (!id)
      return id.error();
    ids.push_back(*id);
  }
  return ids;
}

result<std::map<std::string, std::string>>
read_labels(const std::vector<std::string>& words) {
  std::map<std::string, std::string> labels;
  for (const auto& word : words) {
    auto equals = word.find('=');
    if (equals == 0 || equals == std::string::npos)
      return failure{errc::invalid_request,
                     fmt::format("--label: {} is no label; write KEY=VALUE",
                                 quoted(word))};
    auto value = word.substr(equals + 1);
    if (equals > bounds::label_bytes || value.size() > bounds::label_bytes)
      return failure{errc::invalid_request,
                     fmt::format("--label: {} is too long; keys and values "
                                 "have at most {} bytes",
                                 quoted(word), bounds::label_bytes)};
    if (!labels.emplace(word.substr(0, equals), value).second)
      return failure{errc::invalid_request,
                     fmt::format("--label: the key {} comes twice",
                                 quoted(word.substr(0, equals)))};
  }
  if (labels.size() > bounds::labels)
    return failure{errc::invalid_request,
                   fmt::format("--label: {} labels are too many; a lease has "
                               "at most {}",
                               labels.size(), bounds::labels)};
  return labels;
}

failure about(const std::string& option, const failure& why) {
  return {why.code, option + ": " + why.message};
}

} // namespace leasehold::cli
