// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/exec_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/civil.hpp"
#include "runtime/shaping/channel_book.hpp"

namespace leasehold {

namespace {

using json = nlohmann::ordered_json;

constexpr int version = 1;
constexpr std::size_t shown_bytes_max = 40;
/// Deeper than any answer is. What is deeper is taken for not there, so that
/// nothing that follows an answer down needs more of the stack than this.
constexpr int depth_max = 8;

const char* word_of(exec_task x) {
  switch (x) {
  case exec_task::read:
    return "read";
  case exec_task::change:
    return "change";
  case exec_task::count:
    return "count";
  case exec_task::clear:
    return "clear";
  }
  return "";
}

const char* word_of(packet_match::end x) {
  return x == packet_match::end::sender ? "sender" : "receiver";
}

// -- what is told ------------------------------------------------------------

json to_json(const packet_match& x) {
  return {{"from", to_string(x.from)},
          {"to", to_string(x.to)},
          {"protocol", x.protocol},
          {"port", x.port},
          {"port_of", word_of(x.port_of)}};
}

/// Numbers of 64 bits are text: many readers of JSON round them.
json to_json(const channel& x, wall_time now) {
  auto packets = json::array();
  for (const auto& each : x.packets)
    packets.push_back(to_json(each));
  return {{"id", std::to_string(x.id)},
          {"version", std::to_string(x.version)},
          {"rate", x.rate},
          {"lasts_ms", x.lasts.count()},
          {"ends", format_time(now + x.lasts)},
          {"packets", std::move(packets)}};
}

json to_json(const channel_order& x, wall_time now) {
  if (x.as)
    return {{"do", "put"}, {"channel", to_json(*x.as, now)}};
  return {{"do", "remove"}, {"id", std::to_string(x.id)}};
}

// -- what is answered --------------------------------------------------------

/// Caught before anybody else sees it.
class wrong_answer : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

std::string shown(const json& x) {
  auto text = x.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > shown_bytes_max)
    text = text.substr(0, shown_bytes_max) + "...";
  return text;
}

const json& member(const json& of, const char* name) {
  if (!of.is_object())
    throw wrong_answer{
        fmt::format("an object with \"{}\" was expected, and there is {}", name,
                    shown(of))};
  const auto found = of.find(name);
  if (found == of.end())
    throw wrong_answer{fmt::format("\"{}\" is missing in {}", name, shown(of))};
  return *found;
}

const json& list(const json& of, const char* name, std::size_t most) {
  const auto& found = member(of, name);
  if (!found.is_array() || found.size() > most)
    throw wrong_answer{fmt::format("\"{}\" is to be a list of at most {}, and "
                                   "it is {}",
                                   name, most, shown(found))};
  return found;
}

std::int64_t number(const json& of, const char* name, std::int64_t least,
                    std::int64_t most) {
  const auto& found = member(of, name);
  const auto fits = found.is_number_unsigned()
      ? found.get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
          && (least < 0
              || found.get<std::uint64_t>()
                  >= static_cast<std::uint64_t>(least))
      : found.is_number_integer() && found.get<std::int64_t>() >= least
          && found.get<std::int64_t>() <= most;
  if (!fits)
    throw wrong_answer{fmt::format("\"{}\" is to be a whole number from {} to "
                                   "{}, and it is {}",
                                   name, least, most, shown(found))};
  return found.get<std::int64_t>();
}

std::uint64_t long_number(const json& of, const char* name) {
  const auto& found = member(of, name);
  std::uint64_t value = 0;
  if (found.is_string()) {
    const auto& text = found.get_ref<const std::string&>();
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec == std::errc{} && read.ptr == end)
      return value;
  }
  throw wrong_answer{fmt::format("\"{}\" is to be a number as text, like "
                                 "\"17\", and it is {}",
                                 name, shown(found))};
}

ip_address address(const json& of, const char* name) {
  const auto& found = member(of, name);
  if (found.is_string())
    if (auto read = parse_ip_address(found.get_ref<const std::string&>()))
      return *read;
  throw wrong_answer{fmt::format("\"{}\" is to be an address, and it is {}",
                                 name, shown(found))};
}

packet_match packets_of(const json& x) {
  packet_match match;
  match.from = address(x, "from");
  match.to = address(x, "to");
  match.protocol = static_cast<std::uint8_t>(number(x, "protocol", 0, 255));
  match.port = static_cast<std::uint16_t>(number(x, "port", 0, 65535));
  const auto& end = member(x, "port_of");
  if (end == word_of(packet_match::end::sender))
    match.port_of = packet_match::end::sender;
  else if (end != word_of(packet_match::end::receiver))
    throw wrong_answer{fmt::format("\"port_of\" is to be \"sender\" or "
                                   "\"receiver\", and it is {}",
                                   shown(end))};
  return match;
}

channel channel_of(const json& x) {
  channel made;
  made.id = long_number(x, "id");
  made.version = long_number(x, "version");
  made.rate = number(x, "rate", channel_rate_min, channel_rate_max);
  made.lasts = duration{number(x, "lasts_ms", -channel_lasts_max.count(),
                               channel_lasts_max.count())};
  for (const auto& each : list(x, "packets", channel_packets_max))
    made.packets.push_back(packets_of(each));
  auto whole = made;
  whole.lasts = std::max(whole.lasts, duration{1});
  if (auto valid = validate(whole); !valid)
    throw wrong_answer{valid.error().message};
  return made;
}

traffic traffic_of(const json& x) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto count = [&x](const char* name) {
    return static_cast<std::uint64_t>(number(x, name, 0, most));
  };
  return {count("bytes"), count("packets"), count("drops")};
}

/// What `read` makes of an answer of the right version.
template <class T, class Read>
result<T> read_answer(const std::string& text, Read read) {
  try {
    const auto answer = json::parse(
        text,
        [](int depth, json::parse_event_t, json&) {
          return depth <= depth_max;
        },
        false);
    if (answer.is_discarded())
      throw wrong_answer{text.empty() ? "it is empty" : "it is no JSON"};
    if (const auto& given = member(answer, "version"); given != version)
      throw wrong_answer{
          fmt::format("it is of version {}, and the node speaks version {}",
                      shown(given), version)};
    return read(answer);
  } catch (const wrong_answer& why) {
    return failure{errc::invalid_request, why.what()};
  }
}

} // namespace

std::string exec_request(const interface_config& config, exec_task task,
                         const std::vector<channel_order>& orders,
                         wall_time now) {
  auto hops = json::array();
  for (const auto& each : config.next_hops)
    hops.push_back(to_string(each));
  json request{{"version", version},      {"do", word_of(task)},
               {"device", config.device}, {"rate", config.rate},
               {"rest", config.rest},     {"next_hops", std::move(hops)}};
  if (task == exec_task::change) {
    auto& all = request["orders"] = json::array();
    for (const auto& each : orders)
      all.push_back(to_json(each, now));
  }
  return request.dump() + "\n";
}

result<std::vector<channel>> read_exec_channels(const std::string& answer) {
  return read_answer<std::vector<channel>>(answer, [](const json& x) {
    std::vector<channel> all;
    std::set<std::uint64_t> ids;
    for (const auto& each : list(x, "channels", channels_max)) {
      auto read = channel_of(each);
      if (!ids.insert(read.id).second)
        throw wrong_answer{
            fmt::format("channel {} is there more than once", read.id)};
      if (read.lasts > duration::zero())
        all.push_back(std::move(read));
    }
    return all;
  });
}

result<interface_traffic> read_exec_traffic(const std::string& answer) {
  return read_answer<interface_traffic>(answer, [](const json& x) {
    interface_traffic counted;
    for (const auto& each : list(x, "channels", channels_max))
      if (const auto id = long_number(each, "id");
          !counted.channels.emplace(id, channel_traffic{traffic_of(each), 0})
               .second)
        throw wrong_answer{
            fmt::format("channel {} is there more than once", id)};
    counted.rest = traffic_of(member(x, "rest"));
    return counted;
  });
}

} // namespace leasehold
