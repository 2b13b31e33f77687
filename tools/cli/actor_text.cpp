// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/actor_text.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

namespace {

using json = nlohmann::ordered_json;

/// Bytes that are no UTF-8 never make a command fail.
std::string dump(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

/// What is drawn before an actor, by whether others follow at its level.
struct branches {
  const char* one;
  const char* last;
  const char* beside;
};
constexpr branches ascii{"|- ", "`- ", "|  "};
constexpr branches lines{"\u251c\u2500 ", "\u2514\u2500 ", "\u2502  "};

class tree_drawing {
public:
  tree_drawing(const actor_page& page, drawing style)
      : page_(page), style_(style == drawing::unicode ? lines : ascii) {
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < page.actors.size(); ++i) {
      auto& each = page.actors[i];
      auto parent = known.find(each.parent);
      if (parent == known.end())
        tops_.push_back(i);
      else
        children_[parent->second].push_back(i);
      known.emplace(each.path, i);
    }
  }

  void print(std::ostream& out) {
    for (auto top : tops_)
      draw(top, "", "", "");
    table_.print(out);
  }

private:
  void draw(std::size_t index, const std::string& lead,
            const std::string& below, const std::string& parent) {
    auto& x = page_.actors[index];
    const auto inside = parent + '/';
    const auto name =
        !parent.empty() && x.path.compare(0, inside.size(), inside) == 0
        ? x.path.substr(inside.size())
        : x.path;
    table_.add({lead + name, fmt::to_string(x.restarts),
                fmt::to_string(x.children), x.state});
    const auto& mine = children_[index];
    const auto left = x.children > mine.size() ? x.children - mine.size() : 0;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      const auto last = i + 1 == mine.size() && left == 0;
      draw(mine[i], below + (last ? style_.last : style_.one),
           below + (last ? "   " : style_.beside), x.path);
    }
    if (!mine.empty() && left > 0)
      table_.add(
          {fmt::format("{}{}{} more", below, style_.last, left), "", "", ""});
  }

  const actor_page& page_;
  const branches& style_;
  std::vector<std::size_t> tops_;
  std::map<std::size_t, std::vector<std::size_t>> children_;
  text_table table_{{"ACTOR", "RESTARTS", "CHILDREN", "STATE"}};
};

json value_of(const actor_info& x) {
  return {{"path", x.path},
          {"parent", x.parent.empty() ? json(nullptr) : json(x.parent)},
          {"role", x.role},
          {"state", x.state},
          {"children", x.children},
          {"restarts", x.restarts},
          {"mailbox", x.mailbox},
          {"messages", x.messages},
          {"longest_turn_us", x.longest_turn.count()}};
}

json value_of(const message_note& x) {
  return {{"at_us", x.at.count()},
          {"from", x.from.empty() ? json(nullptr) : json(x.from)},
          {"to", x.to},
          {"message", x.message},
          {"detail", x.detail.empty() ? json(nullptr) : json(x.detail)}};
}

} // namespace

std::string shown(std::chrono::microseconds x) {
  const auto us = x.count();
  if (us < 1000)
    return fmt::format("{}us", us);
  const auto number = static_cast<double>(us);
  return us < 1'000'000 ? fmt::format("{:.1f}ms", number / 1e3)
                        : fmt::format("{:.1f}s", number / 1e6);
}

void print_tree(std::ostream& out, const actor_page& page, drawing style) {
  tree_drawing{page, style}.print(out);
}

void print_table(std::ostream& out, const std::vector<actor_info>& actors) {
  text_table table{
      {"ACTOR", "MAILBOX", "MESSAGES", "LONGEST TURN", "RESTARTS", "STATE"}};
  for (const auto& x : actors)
    table.add({x.path, fmt::to_string(x.mailbox), fmt::to_string(x.messages),
               shown(x.longest_turn), fmt::to_string(x.restarts), x.state});
  table.print(out);
}

std::string shown(const message_note& note) {
  const auto us = note.at.count();
  return fmt::format("{}.{:06d}  {} > {}  {}{}", us / 1'000'000, us % 1'000'000,
                     note.from.empty() ? "-" : printable(note.from),
                     printable(note.to), printable(note.message),
                     note.detail.empty() ? std::string{}
                                         : "  " + printable(note.detail));
}

std::string json_line(const message_note& note) {
  return dump(value_of(note), -1);
}

std::string json_text(const std::vector<actor_info>& actors) {
  auto all = json::array();
  for (const auto& each : actors)
    all.push_back(value_of(each));
  return dump(all, 2);
}

} // namespace leasehold::cli
