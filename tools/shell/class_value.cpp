// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/class_value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "tools/shell/table_writer.hpp"

namespace leasehold::shell {

namespace {

remedy read_remedy(const std::string& word) {
  if (auto known = parse_remedy(word))
    return *known;
  throw bad_value{fmt::format("'remedies': '{}' is no remedy; write some of {}",
                              word, remedy_words())};
}

template <class T>
T read_choice(const named_arguments& given, const std::string& key,
              std::optional<T> (*parse)(std::string_view),
              std::string (*words)()) {
  auto word = given.get<std::string>(key);
  if (!word)
    return T{};
  if (auto known = parse(*word))
    return *known;
  throw bad_value{fmt::format("'{}': '{}' is not known; write one of {}", key,
                              *word, words())};
}

share_weight read_weight(const named_arguments& given) {
  auto weight = given.get<std::int64_t>("share_weight").value_or(1);
  if (weight < 1 || weight > share_weight_max)
    throw bad_value{fmt::format("'share_weight': {} is out of bounds; write 1 "
                                "to {}",
                                weight, share_weight_max)};
  return static_cast<share_weight>(weight);
}

std::vector<std::string> words_of(const std::vector<remedy>& remedies) {
  std::vector<std::string> words;
  for (auto x : remedies)
    words.emplace_back(to_string(x));
  return words;
}

} // namespace

const std::vector<parameter>& class_parameters() {
  static const std::vector<parameter> parameters{
      {"name", "the class's name; an existing class is replaced",
       presence::required},
      {"setup", "strength to take what others have, 0 the strongest, to 7; 4"},
      {"hold", "strength to keep one's own, not above setup; the same"},
      {"remedies", "what may be done, in order: {\"shrink\", \"terminate\"}"},
      {"tenure_min", "so long after its grant a lease is left alone"},
      {"notice", "so long before an earlier end a lessee is told"},
      {"ack_within", "what is taken stays theirs until acknowledged; up to 5s"},
      {"victims", "from whom requests take: " + victim_objective_words()},
      {"sharing", "how leases of one hold share: " + share_scheme_words()},
      {"share_weight", "1 to 1000: for so many of weight 1; 1"}};
  return parameters;
}

service_class read_class(const named_arguments& given) {
  service_class value;
  value.name = given.require<class_name>("name");
  value.setup = given.get<priority>("setup").value_or(value.setup);
  value.hold = given.get<priority>("hold").value_or(value.setup);
  if (auto words = given.get<std::vector<std::string>>("remedies"))
    for (const auto& word : *words)
      value.remedies.push_back(read_remedy(word));
  value.tenure_min = given.get<duration>("tenure_min").value_or(duration{});
  value.notice = given.get<duration>("notice").value_or(duration{});
  value.ack_within = given.get<duration>("ack_within").value_or(duration{});
  if (value.ack_within > bounds::ack_within)
    throw bad_value{"'ack_within': it is longer than a newcomer can wait; "
                    "write at most 5s"};
  value.victims = read_choice(given, "victims", parse_victim_objective,
                              victim_objective_words);
  value.sharing =
      read_choice(given, "sharing", parse_share_scheme, share_scheme_words);
  value.weight = read_weight(given);
  return value;
}

void converter<service_class>::push(lua_State* lua,
                                    const service_class& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("setup", value.setup)
      .set("hold", value.hold)
      .set("remedies", words_of(value.remedies))
      .set("tenure_min", value.tenure_min)
      .set("notice", value.notice)
      .set("ack_within", value.ack_within)
      .set("victims", std::string{to_string(value.victims)})
      .set("sharing", std::string{to_string(value.sharing)})
      .set("share_weight", static_cast<std::int64_t>(value.weight));
}

} // namespace leasehold::shell
