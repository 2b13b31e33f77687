// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/packet_maps.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

/// One map for each way to tell packets apart: keys of a map are of one shape.
struct map_shape {
  const char* name;
  ip_address::family family;
  bool has_protocol;
  bool has_port;
  packet_match::end port_of;
};

using family = ip_address::family;
using end = packet_match::end;

/// The later ones are looked up later, and the last one found counts.
constexpr std::array shapes{
    map_shape{"pair4", family::v4, false, false, end::receiver},
    map_shape{"protocol4", family::v4, true, false, end::receiver},
    map_shape{"sender_port4", family::v4, true, true, end::sender},
    map_shape{"receiver_port4", family::v4, true, true, end::receiver},
    map_shape{"pair6", family::v6, false, false, end::receiver},
    map_shape{"protocol6", family::v6, true, false, end::receiver},
    map_shape{"sender_port6", family::v6, true, true, end::sender},
    map_shape{"receiver_port6", family::v6, true, true, end::receiver},
};

/// Parts of a key begin at multiples of so many bytes.
constexpr std::size_t part_bytes = 4;
/// Of the first record of user data, by the convention of nftables.
constexpr char comment_record = 0;

const map_shape& shape_of(const packet_match& x) {
  for (const auto& shape : shapes)
    if (shape.family == x.from.is && shape.has_protocol == (x.protocol != 0)
        && shape.has_port == (x.port != 0)
        && (x.port == 0 || shape.port_of == x.port_of))
      return shape;
  return shapes.front();
}

std::size_t address_bytes(family x) {
  return x == family::v4 ? 4 : 16;
}

std::string key_of(const packet_match& x, const map_shape& shape) {
  std::string key;
  for (const auto* address : {&x.from, &x.to})
    key.append(reinterpret_cast<const char*>(address->bytes.data()),
               address_bytes(shape.family));
  if (shape.has_protocol) {
    key += static_cast<char>(x.protocol);
    key.append(part_bytes - 1, '\0');
  }
  if (shape.has_port) {
    const auto port = htons(x.port);
    key.append(reinterpret_cast<const char*>(&port), sizeof port);
    key.append(part_bytes - sizeof port, '\0');
  }
  return key;
}

/// @pre `key` has the length of the shape's keys.
packet_match match_of(std::string_view key, const map_shape& shape) {
  packet_match x;
  for (auto* address : {&x.from, &x.to}) {
    address->is = shape.family;
    const auto size = address_bytes(shape.family);
    std::memcpy(address->bytes.data(), key.data(), size);
    key.remove_prefix(size);
  }
  if (shape.has_protocol) {
    x.protocol = static_cast<std::uint8_t>(key.front());
    key.remove_prefix(part_bytes);
  }
  if (shape.has_port) {
    std::uint16_t port = 0;
    std::memcpy(&port, key.data(), sizeof port);
    x.port = ntohs(port);
    x.port_of = shape.port_of;
  }
  return x;
}

/// Takes a word and a number from the front of a text.
std::optional<std::uint64_t> take(std::string_view& text,
                                  std::string_view word) {
  std::uint64_t number = 0;
  if (text.substr(0, word.size()) != word)
    return std::nullopt;
  text.remove_prefix(word.size());
  const auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{})
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// The comment among user data: records of type, length and bytes.
std::string_view comment_of(std::string_view data) {
  constexpr std::size_t header = 2;
  while (data.size() >= header) {
    const auto size = static_cast<unsigned char>(data[1]);
    if (data.size() < header + size)
      return {};
    if (data[0] == comment_record) {
      const auto text = data.substr(header, size);
      return text.substr(0, text.find('\0'));
    }
    data.remove_prefix(header + size);
  }
  return {};
}

std::string user_data(const std::string& comment) {
  std::string data;
  data += comment_record;
  data += static_cast<char>(comment.size() + 1);
  return data + comment + '\0';
}

nfgenmsg header_of(const packet_table_name& where) {
  nfgenmsg header{};
  header.nfgen_family = where.family;
  header.version = NFNETLINK_V0;
  return header;
}

constexpr int type_of(int message) {
  return NFNL_SUBSYS_NFTABLES << 8 | message;
}

/// A message about one element, up to its key.
template <class More>
netlink_message about(const packet_table_name& where, const packet_match& match,
                      int type, int flags, More more) {
  const auto& shape = shape_of(match);
  const auto key = key_of(match, shape);
  netlink_message message{type_of(type), flags, header_of(where)};
  message.put_text(NFTA_SET_ELEM_LIST_TABLE, where.table);
  message.put_text(NFTA_SET_ELEM_LIST_SET, shape.name);
  auto* list = message.begin(NFTA_SET_ELEM_LIST_ELEMENTS);
  auto* element = message.begin(NFTA_LIST_ELEM);
  auto* outer = message.begin(NFTA_SET_ELEM_KEY);
  message.put_bytes(NFTA_DATA_VALUE, key.data(), key.size());
  message.end(outer);
  more(message);
  message.end(element);
  message.end(list);
  return message;
}

void put_value(netlink_message& message, std::uint32_t value) {
  auto* data = message.begin(NFTA_SET_ELEM_DATA);
  message.put(NFTA_DATA_VALUE, value);
  message.end(data);
}

netlink_message addition(const packet_table_name& where, const map_element& x,
                         int flags) {
  return about(
      where, x.match, NFT_MSG_NEWSETELEM, NLM_F_CREATE | flags,
      [&x](netlink_message& message) {
        put_value(message, x.value);
        message.put(NFTA_SET_ELEM_TIMEOUT,
                    htobe64(static_cast<std::uint64_t>(x.lasts.count())));
        const auto data =
            user_data(fmt::format("channel {} version {}", x.id, x.version));
        message.put_bytes(NFTA_SET_ELEM_USERDATA, data.data(), data.size());
      });
}

std::optional<map_element> element_of(const nlattr* at,
                                      const map_shape& shape) {
  const netlink_attributes x{at};
  const netlink_attributes key{x[NFTA_SET_ELEM_KEY]};
  const netlink_attributes data{x[NFTA_SET_ELEM_DATA]};
  const auto bytes = key.bytes(NFTA_DATA_VALUE);
  auto comment = comment_of(x.bytes(NFTA_SET_ELEM_USERDATA));
  const auto id = take(comment, "channel ");
  const auto version = take(comment, " version ");
  if (bytes.size() != key_of({}, shape).size() || !id || !version
      || !comment.empty())
    return std::nullopt;
  map_element element;
  element.match = match_of(bytes, shape);
  element.id = *id;
  element.version = *version;
  element.value = data.get<std::uint32_t>(NFTA_DATA_VALUE);
  element.lasts = duration{static_cast<duration::rep>(
      be64toh(x.get<std::uint64_t>(NFTA_SET_ELEM_EXPIRATION)))};
  return element;
}

failure cannot_read(const packet_table_name& where, const netlink_answer& why) {
  if (why.code == EPERM)
    return {errc::permission_denied,
            fmt::format("cannot read table {}: packets may be looked at with "
                        "CAP_NET_ADMIN only; give this process that capability",
                        where.table)};
  return {errc::unavailable,
          fmt::format("cannot read table {}: {}", where.table, to_string(why))};
}

} // namespace

std::string commands_for_maps(const std::string& table,
                              std::string_view value_type) {
  std::string text;
  for (const auto& shape : shapes) {
    const auto* address =
        shape.family == family::v4 ? "ipv4_addr" : "ipv6_addr";
    text += fmt::format(
        "add map {} {} {{ type {} . {}{}{} : {}; flags timeout; }}\n", table,
        shape.name, address, address, shape.has_protocol ? " . inet_proto" : "",
        shape.has_port ? " . inet_service" : "", value_type);
  }
  return text;
}

std::string commands_for_lookups(const std::string& table,
                                 std::string_view v4_chain,
                                 std::string_view v6_chain,
                                 std::string_view statement) {
  std::string text;
  for (const auto& shape : shapes) {
    const bool is_v4 = shape.family == family::v4;
    const auto* ip = is_v4 ? "ip" : "ip6";
    const auto* port =
        shape.port_of == end::sender ? " . th sport" : " . th dport";
    text += fmt::format("add rule {} {} {} {} saddr . {} daddr{}{} map @{}\n",
                        table, is_v4 ? v4_chain : v6_chain, statement, ip, ip,
                        shape.has_protocol ? " . meta l4proto" : "",
                        shape.has_port ? port : "", shape.name);
  }
  return text;
}

result<std::vector<map_element>> list_elements(netlink_socket& kernel,
                                               const packet_table_name& where) {
  std::vector<map_element> all;
  for (const auto& shape : shapes) {
    netlink_message question{type_of(NFT_MSG_GETSETELEM), 0, header_of(where)};
    question.put_text(NFTA_SET_ELEM_LIST_TABLE, where.table);
    question.put_text(NFTA_SET_ELEM_LIST_SET, shape.name);
    const auto before = all.size();
    const auto answer = kernel.list(
        question, [&all, before] { all.resize(before); },
        [&all, &shape](const nlmsghdr& message) {
          const netlink_attributes x{message, sizeof(nfgenmsg)};
          for_each_inside(x[NFTA_SET_ELEM_LIST_ELEMENTS],
                          [&all, &shape](const nlattr* at) {
                            if (auto element = element_of(at, shape))
                              all.push_back(std::move(*element));
                          });
        });
    if (!answer && answer.code != ENOENT)
      return cannot_read(where, answer);
  }
  return all;
}

void map_transaction::add(const packet_table_name& where,
                          const map_element& x) {
  messages_.push_back(addition(where, x, NLM_F_EXCL));
}

// An element that is there already may be added again, with the same value, and
// that changes nothing; so the removal always finds one, even where its time
// has just ended.
void map_transaction::renew(const packet_table_name& where,
                            const map_element& x, std::uint32_t value) {
  remove(where, x.match, value);
  messages_.push_back(addition(where, x, NLM_F_EXCL));
}

void map_transaction::remove(const packet_table_name& where,
                             const packet_match& match, std::uint32_t value) {
  messages_.push_back(
      about(where, match, NFT_MSG_NEWSETELEM, NLM_F_CREATE,
            [value](netlink_message& message) { put_value(message, value); }));
  messages_.push_back(
      about(where, match, NFT_MSG_DELSETELEM, 0, [](netlink_message&) {}));
}

netlink_answer map_transaction::commit(netlink_socket& kernel) {
  return messages_.empty() ? netlink_answer{} : kernel.transact(messages_);
}

result<table_owner> owner_of_table(netlink_socket& kernel,
                                   const packet_table_name& where,
                                   std::string_view our_comment) {
  netlink_message question{type_of(NFT_MSG_GETTABLE), 0, header_of(where)};
  question.put_text(NFTA_TABLE_NAME, where.table);
  auto owner = table_owner::nobody;
  const auto answer = kernel.ask(
      std::move(question), [&owner, our_comment](const nlmsghdr& message) {
        const netlink_attributes x{message, sizeof(nfgenmsg)};
        owner = comment_of(x.bytes(NFTA_TABLE_USERDATA)) == our_comment
            ? table_owner::us
            : table_owner::somebody;
      });
  if (!answer && answer.code != ENOENT)
    return cannot_read(where, answer);
  return owner;
}

result<bool> has_chain(netlink_socket& kernel, const packet_table_name& where,
                       std::string_view chain) {
  netlink_message question{type_of(NFT_MSG_GETCHAIN), 0, header_of(where)};
  question.put_text(NFTA_CHAIN_TABLE, where.table);
  question.put_text(NFTA_CHAIN_NAME, chain);
  const auto answer = kernel.ask(std::move(question), [](const nlmsghdr&) {});
  if (!answer && answer.code != ENOENT)
    return cannot_read(where, answer);
  return answer.code == 0;
}

} // namespace leasehold
