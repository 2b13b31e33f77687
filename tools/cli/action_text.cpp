// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/action_text.hpp"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/civil.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

using json = nlohmann::ordered_json;

double in_ms(std::chrono::microseconds x) {
  return std::chrono::duration<double, std::milli>{x}.count();
}

std::string echo_text(const echo_report& x) {
  auto text = fmt::format("{} of {} replies", x.received, x.sent);
  if (x.received == 1)
    text += fmt::format(", {:.2f} ms", in_ms(x.mean));
  else if (x.received > 1)
    text += fmt::format(", {:.2f} ms ({:.2f} to {:.2f})", in_ms(x.mean),
                        in_ms(x.least), in_ms(x.most));
  if (x.duplicates > 0)
    text += fmt::format(", {} twice", x.duplicates);
  return text;
}

template <class Names>
std::string joined(const Names& all) {
  std::string text;
  for (auto& each : all)
    text += (text.empty() ? "" : ", ") + each;
  return text;
}

std::vector<std::string> texts_of(const std::vector<endpoint_address>& all) {
  std::vector<std::string> y;
  for (auto& each : all)
    y.push_back(to_string(each));
  return y;
}

std::vector<std::string> texts_of(const std::vector<gateway_name>& all) {
  std::vector<std::string> y;
  for (auto& each : all)
    y.push_back(each.str());
  return y;
}

std::string id_text(action_id x) {
  return fmt::format("{:x}", x.value());
}

json value_of(const action_info& x, const time_base& clock) {
  return {{"id", id_text(x.id)},
          {"verb", name_of(x.verb)},
          {"lessee", x.lessee.str()},
          {"state", state_word(x)},
          {"targets", x.targets},
          {"ok", x.done.ok},
          {"failed", x.done.failed},
          {"unknown", x.done.unknown},
          {"begun", format_time(clock.to_wall(x.begun))},
          {"deadline", format_time(clock.to_wall(x.deadline))},
          {"priority", x.priority}};
}

} // namespace

const char* state_word(const action_info& x) noexcept {
  return x.cancelled ? "cancelled" : x.is_over() ? "over" : "running";
}

std::string status_line(const target_status& x) {
  std::string text = x.target + ": ";
  if (x.said.outcome == outcome::ok && x.said.echo)
    text += echo_text(*x.said.echo);
  else
    text += to_string(x.said.outcome);
  if (!x.said.message.empty())
    text += ": " + x.said.message;
  if (!x.gateway.empty())
    text += ", by " + x.gateway.str();
  if (x.attempt > 1)
    text += fmt::format(" at attempt {}", x.attempt);
  return printable(text);
}

std::string summary(const action_info& x) {
  auto text = fmt::format("{}: {} ok", name_of(x.verb), x.done.ok);
  if (x.done.failed > 0)
    text += fmt::format(", {} failed", x.done.failed);
  if (x.done.unknown > 0)
    text += fmt::format(", {} unknown", x.done.unknown);
  if (const auto open = x.targets - x.done.all(); open > 0)
    text += fmt::format(", {} open", open);
  return text;
}

void print_actions(std::ostream& out, const std::vector<action_info>& all,
                   const time_base& clock) {
  text_table table{{"ACTION", "VERB", "LESSEE", "STATE", "TARGETS", "OK",
                    "FAILED", "UNKNOWN", "BEGUN"}};
  for (const auto& x : all)
    table.add({id_text(x.id), name_of(x.verb), x.lessee.str(), state_word(x),
               fmt::format("{}", x.targets), fmt::format("{}", x.done.ok),
               fmt::format("{}", x.done.failed),
               fmt::format("{}", x.done.unknown),
               format_time(clock.to_wall(x.begun))});
  table.print(out);
}

void print_action(std::ostream& out, const action_info& x,
                  const time_base& clock) {
  field_list fields;
  fields.add("action", id_text(x.id));
  fields.add("verb", name_of(x.verb));
  fields.add("lessee", x.lessee.str());
  fields.add("state", state_word(x));
  fields.add("targets", fmt::format("{}", x.targets));
  fields.add("came of it", summary(x));
  fields.add("begun", format_time(clock.to_wall(x.begun)));
  fields.add("deadline", format_time(clock.to_wall(x.deadline)));
  fields.add("priority", fmt::format("{}", x.priority));
  fields.print(out);
}

void print_locations(std::ostream& out, const std::vector<location>& all) {
  text_table table{{"TARGET", "ENDPOINT", "ADDRESS", "GATEWAY", "NODE", "STATE",
                    "ALTERNATES", "LOCATION"}};
  for (const auto& x : all)
    table.add({x.target, x.endpoint.str(), joined(texts_of(x.addresses)),
               x.gateway.str(), x.node, x.reached ? "reached" : "not reached",
               joined(texts_of(x.alternates)), x.place});
  table.print(out);
}

std::string json_line(const target_status& x) {
  json y{{"target", x.target},
         {"endpoint", x.endpoint.str()},
         {"gateway", x.gateway.str()},
         {"attempt", x.attempt},
         {"outcome", to_string(x.said.outcome)},
         {"code", to_string(x.said.code)},
         {"message", x.said.message}};
  if (auto& echo = x.said.echo)
    y["echo"] = {{"sent", echo->sent},
                 {"received", echo->received},
                 {"duplicates", echo->duplicates},
                 {"least_us", echo->least.count()},
                 {"mean_us", echo->mean.count()},
                 {"most_us", echo->most.count()}};
  return y.dump();
}

std::string json_text(const action_info& x, const time_base& clock) {
  return value_of(x, clock).dump(2);
}

std::string json_text(const std::vector<action_info>& all,
                      const time_base& clock) {
  auto y = json::array();
  for (const auto& x : all)
    y.push_back(value_of(x, clock));
  return y.dump(2);
}

std::string json_text(const std::vector<location>& all) {
  auto y = json::array();
  for (const auto& x : all)
    y.push_back({{"target", x.target},
                 {"endpoint", x.endpoint.str()},
                 {"addresses", texts_of(x.addresses)},
                 {"gateway", x.gateway.str()},
                 {"node", x.node},
                 {"reached", x.reached},
                 {"alternates", texts_of(x.alternates)},
                 {"location", x.place},
                 {"machine_type", x.machine_type}});
  return y.dump(2);
}

} // namespace leasehold::cli
