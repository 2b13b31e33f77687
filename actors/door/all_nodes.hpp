// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <capnp/capability.h>
#include <fmt/format.h>
#include <kj/async.h>
#include <kj/vector.h>

#include "messages/codec/common_codec.hpp"
#include "messages/codec/wire_size.hpp"
#include "messages/result.hpp"
#include "runtime/rpc/kj_error.hpp"

// Questions that every node of a region answers for its part.
namespace leasehold {

/// One node's part of an answer.
template <class Results>
struct node_answer {
  /// Empty for this node.
  std::string node;
  kj::Maybe<capnp::Response<Results>> answer;
  /// Where there is none: why, as far as the node itself said.
  std::optional<failure> refusal;
};

template <class Results>
using node_answers = std::vector<node_answer<Results>>;

/// Asks all nodes the same.
/// @param at What to ask at a node, or why it can't be asked.
/// @param ask The question, to be sent.
template <class Results, class At, class Ask>
kj::Promise<std::shared_ptr<node_answers<Results>>>
ask_all(const std::vector<std::string>& nodes, At at, Ask ask) {
  auto all = std::make_shared<node_answers<Results>>(nodes.size());
  kj::Vector<kj::Promise<void>> asked;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    (*all)[i].node = nodes[i];
    auto there = at(nodes[i]);
    if (!there)
      continue;
    asked.add(ask(*there).send().then(
        [all, i](capnp::Response<Results>&& answer) {
          if (answer.isFailure())
            (*all)[i].refusal = from_wire(answer.getFailure());
          else
            (*all)[i].answer = kj::mv(answer);
        },
        [all, i](kj::Exception&& why) {
          if (why.getType() != kj::Exception::Type::DISCONNECTED)
            (*all)[i].refusal = failure{errc::permission_denied, explain(why)};
        }));
  }
  return kj::joinPromises(asked.releaseAsArray()).then([all] { return all; });
}

/// The nodes that gave no answer.
template <class Results>
std::vector<std::string> missing_of(const node_answers<Results>& all) {
  std::vector<std::string> result;
  for (auto& x : all)
    if (x.answer == nullptr)
      result.push_back(x.node);
  return result;
}

/// What the first node said that refused to answer.
template <class Results>
std::optional<failure> refusal_of(const node_answers<Results>& all) {
  for (auto& x : all)
    if (x.refusal)
      return x.refusal;
  return std::nullopt;
}

template <class Results, class To>
void write_missing(const node_answers<Results>& all, To to) {
  const auto missing = missing_of(all);
  write_names(to.initMissing(static_cast<kj::uint>(missing.size())), missing);
}

/// Pages of what has a name, as one page: in the order of names, up to the
/// first after which some node has more, and no larger than any answer.
/// `Call` says where results have their items, and which are the node's own.
/// @param own The name of this node.
template <class Call>
void write_merged(const node_answers<typename Call::results>& all,
                  const std::string& own, typename Call::results::Builder to) {
  using item =
      decltype(Call::items(std::declval<typename Call::results::Reader>())[0]);
  std::vector<item> items;
  std::optional<std::string> up_to;
  for (auto& x : all) {
    KJ_IF_MAYBE (answer, x.answer) {
      auto page = Call::items(*answer);
      for (auto each : page)
        if (Call::is_of(each, x.node.empty() ? own : x.node))
          items.push_back(each);
      if (!answer->getMore() || page.size() == 0)
        continue;
      const std::string last = page[page.size() - 1].getName().cStr();
      up_to = up_to ? std::min(*up_to, last) : last;
    }
  }
  std::sort(items.begin(), items.end(),
            [](auto& x, auto& y) { return x.getName() < y.getName(); });
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < items.size()
         && (!up_to || items[count].getName() <= up_to->c_str())) {
    bytes += items[count].totalSize().wordCount * sizeof(capnp::word);
    if (count > 0 && bytes > answer_bytes_max)
      break;
    ++count;
  }
  auto list = Call::init(to, static_cast<kj::uint>(count));
  for (std::size_t i = 0; i < count; ++i)
    list.setWithCaveats(static_cast<kj::uint>(i), items[i]);
  to.setMore(up_to.has_value() || count < items.size());
  write_missing(all, to);
}

} // namespace leasehold
