// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/words.hpp"

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "messages/name_rule.hpp"

namespace leasehold::cli {

result<std::string> read_name(const std::string& word, const std::string& what,
                              std::size_t bytes_max) {
  if (is_name(word, bytes_max))
    return word;
  return failure{errc::invalid_request,
                 fmt::format("{}: {} is no name; names are 1 to {} visible "
                             "ASCII characters without blanks",
                             what, quoted(word), bytes_max)};
}

result<std::vector<lease_id>>
read_lease_ids(const std::vector<std::string>& words) {
  if (words.size() > bounds::batch_items)
    return failure{errc::invalid_request,
                   fmt::format("{} leases are too many for one call; name at "
                               "most {}",
                               words.size(), bounds::batch_items)};
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
