// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/node/message_subject.hpp"

#include <iterator>
#include <string>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <caf/detail/type_list.hpp>
#include <caf/replies_to.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"

// Most messages that are about a lease say so in a member called `lease` or
// `key`, or carry its record; those are found by what they have, so a new
// message is traced without a line here. One that carries work for many leases
// names the list of its entries in `entries_of`.
namespace leasehold {

namespace {

// -- which lease --------------------------------------------------------------

template <class T, class = void>
struct has_lease : std::false_type {};
template <class T>
struct has_lease<
    T, std::void_t<decltype(lease_id{std::declval<const T&>().lease})>>
    : std::true_type {};

template <class T, class = void>
struct has_key : std::false_type {};
template <class T>
struct has_key<T, std::void_t<decltype(std::declval<const T&>().key.lease)>>
    : std::true_type {};

template <class T, class = void>
struct has_question : std::false_type {};
template <class T>
struct has_question<
    T, std::void_t<decltype(std::declval<const T&>().question.key.lease)>>
    : std::true_type {};

template <class T, class = void>
struct has_record : std::false_type {};
template <class T>
struct has_record<T,
                  std::void_t<decltype(std::declval<const T&>().record->info)>>
    : std::true_type {};

template <class T>
bool about(const T& x, lease_id lease) {
  if constexpr (has_lease<T>::value)
    return x.lease == lease;
  else if constexpr (has_key<T>::value)
    return x.key.lease == lease;
  else if constexpr (has_question<T>::value)
    return x.question.key.lease == lease;
  else if constexpr (has_record<T>::value)
    return x.record->info.id == lease;
  else
    return false;
}

bool about(lease_id x, lease_id lease) {
  return x == lease;
}

bool about(const rooted_order& x, lease_id lease) {
  return key_of(x.order).lease == lease;
}

bool about(const chain_word& x, lease_id lease) {
  return std::visit([lease](auto& word) { return word.lease == lease; }, x);
}

/// Records of leases and hops end their keys with the lease's id.
bool about(const record& x, lease_id lease) {
  const auto id = fmt::format("{:016x}", lease.value());
  return x.key.size() >= id.size()
      && x.key.compare(x.key.size() - id.size(), id.size(), id) == 0;
}

// -- messages of many entries -------------------------------------------------

template <class T>
auto entries_of(const T& x) -> decltype((x.batch)) {
  return x.batch;
}
auto& entries_of(const order_roots& x) {
  return x.orders;
}
auto& entries_of(const chain_report& x) {
  return x.words;
}
auto& entries_of(const order_hops& x) {
  return x.orders;
}
auto& entries_of(const hop_answers& x) {
  return x.answers;
}
auto& entries_of(const hops_lost& x) {
  return x.hops;
}
auto& entries_of(const record_changes& x) {
  return x.changes;
}
auto& entries_of(const changes_recorded& x) {
  return x.changes;
}
auto& entries_of(const forget_leases& x) {
  return x.leases;
}
auto& entries_of(const append_records& x) {
  return x.records;
}

template <class T, class = void>
struct has_entries : std::false_type {};
template <class T>
struct has_entries<T,
                   std::void_t<decltype(entries_of(std::declval<const T&>()))>>
    : std::true_type {};

// -- what matters most --------------------------------------------------------

template <class T>
std::string detail_of(const T&) {
  return {};
}

std::string detail_of(const rooted_order& x) {
  constexpr const char* names[] = {"hold", "commit", "confirm", "renew",
                                   "release"};
  static_assert(std::size(names) == std::variant_size_v<hop_order>);
  return fmt::format("{}, epoch {}", names[x.order.index()],
                     key_of(x.order).epoch.value());
}

std::string detail_of(const hop_answer& x) {
  constexpr const char* names[] = {"hold", "commit", "renew", "release"};
  return fmt::format("{}, epoch {}: {}", names[static_cast<int>(x.step)],
                     x.key.epoch.value(),
                     x.code == errc::none ? "done" : to_string(x.code));
}

std::string detail_of(const chain_order& x) {
  constexpr const char* names[] = {
      "recorded", "renew",  "end",          "acknowledged", "yield",
      "change",   "stay",   "go on",        "keep",         "align",
      "suspend",  "resume", "look at time", "sleep",        "hop lost"};
  static_assert(std::size(names) == std::variant_size_v<root_order>);
  return names[x.order.index()];
}

std::string detail_of(const chain_word& x) {
  constexpr const char* names[] = {"refused",        "renewal refused",
                                   "change refused", "waits",
                                   "yielded",        "told",
                                   "rests",          "done"};
  static_assert(std::size(names) == std::variant_size_v<chain_word>);
  return names[x.index()];
}

std::string detail_of(const record& x) {
  return x.what == record::change::put ? "put" : "erase";
}

std::string detail_of(const lease_change& x) {
  return to_string(x.event.kind);
}

/// Whether a message is about the lease, and what it says of it.
template <class T>
bool tells(const T& x, lease_id lease, std::string& detail) {
  if constexpr (has_entries<T>::value) {
    std::vector<std::string> all;
    auto found = false;
    for (auto& each : entries_of(x)) {
      if (!about(each, lease))
        continue;
      found = true;
      if (auto one = detail_of(each); !one.empty())
        all.push_back(std::move(one));
    }
    detail = fmt::format("{}", fmt::join(all, "; "));
    return found;
  } else {
    detail = detail_of(x);
    return about(x, lease);
  }
}

// -- by type ------------------------------------------------------------------

using judge = bool (*)(const caf::type_erased_tuple&, lease_id, std::string&);

template <class T>
bool judge_as(const caf::type_erased_tuple& content, lease_id lease,
              std::string& detail) {
  return tells(content.get_as<T>(0), lease, detail);
}

using judges = std::unordered_map<std::type_index, judge>;

template <class Input, class Output>
void add(judges& to,
         caf::typed_mpi<caf::detail::type_list<Input>, Output> /*signature*/) {
  to.emplace(typeid(Input), &judge_as<Input>);
}

template <class... Signatures>
void add_all(judges& to, caf::detail::type_list<Signatures...>) {
  (add(to, Signatures{}), ...);
}

/// All that these roles may be told.
template <class... Handles>
judges judges_of() {
  judges result;
  (add_all(result, typename Handles::signatures{}), ...);
  return result;
}

} // namespace

bool is_about(const caf::type_erased_tuple& content, const std::string& lease,
              std::string& detail) {
  static const judges known =
      judges_of<lease_manager_actor, chain_actor, event_log_actor, store_actor,
                gateway_actor, hop_actor, peer_actor>();
  const auto id = parse_lease_id(lease);
  if (!id || content.empty())
    return false;
  const auto type = content.type(0);
  if (type.second == nullptr)
    return false;
  const auto found = known.find(std::type_index{*type.second});
  return found != known.end() && found->second(content, *id, detail);
}

} // namespace leasehold
