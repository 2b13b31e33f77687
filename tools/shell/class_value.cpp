// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/class_value.hpp"

#include <string>

#include <fmt/format.h>

#include "tools/shell/table_writer.hpp"

namespace leasehold::shell {

namespace {

remedy read_remedy(const std::string& word) {
  if (auto known = parse_remedy(word))
    return *known;
  throw bad_value{fmt::format("'remedies': '{}' is no remedy; write some of {}",
                              word, remedy_words())};
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
      {"notice", "so long before an earlier end a lessee is told"}};
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
      .set("notice", value.notice);
}

} // namespace leasehold::shell
