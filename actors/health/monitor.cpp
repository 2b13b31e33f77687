// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/monitor.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <kj/vector.h>

#include "actors/health/metrics.hpp"
#include "actors/health/process_figures.hpp"
#include "messages/period.hpp"
#include "messages/result.hpp"
#include "runtime/rpc/deadline.hpp"
#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

namespace {

constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

http_answer words(unsigned status, std::string text) {
  http_answer answer;
  answer.status = status;
  answer.body = std::move(text) + '\n';
  return answer;
}

constexpr unsigned good = 200;
constexpr unsigned bad = 503;

} // namespace

monitor::monitor(kj::Timer& timer, const pulse& life, config settings)
    : timer_(timer), life_(life), config_(std::move(settings)) {}

std::map<std::string, http_page> monitor::pages() {
  return {{"/healthz",
           [this]() -> kj::Promise<http_answer> {
             return live();
           }},
          {"/readyz",
           [this]() -> kj::Promise<http_answer> {
             return ready();
           }},
          {"/metrics", [this] {
             return metrics();
           }}};
}

http_answer monitor::live() const {
  const auto silence = life_.silence();
  if (silence <= config_.silence_max)
    return words(good, "ok");
  return words(bad,
               fmt::format("the node has answered nothing for {}{}{}",
                           to_string(silence), life_.why().empty() ? "" : ": ",
                           life_.why()));
}

http_answer monitor::ready() const {
  if (stopping_)
    return words(bad, "the node is stopping");
  if (!life_.last())
    return words(bad, "the node has not answered yet");
  return live();
}

kj::Promise<http_answer> monitor::metrics() {
  // A promise must not be dropped by what it does itself: what is over goes
  // when the next one comes.
  if (gathered_) {
    gathered_ = false;
    gathering_ = nullptr;
  }
  if (gathering_ == nullptr)
    gathering_ = gather().fork();
  kj::Promise<std::string> text = nullptr;
  KJ_IF_MAYBE (shared, gathering_)
    text = shared->addBranch();
  return text.then([](std::string&& all) {
    return http_answer{good, metrics_type, std::move(all)};
  });
}

template <class T, class Handle, class Msg, class Take>
kj::Promise<void> monitor::ask(const Handle& whom, Msg msg, const char* part,
                               std::shared_ptr<node_figures> to, Take take) {
  auto slot = make_reply_slot<T>();
  msg.reply = std::move(slot.reply);
  caf::anon_send(whom, std::move(msg));
  return with_deadline(timer_, config_.answer_within, "answer",
                       kj::mv(slot.answer))
      .then([to, take = std::move(take)](T&& x) { take(*to, std::move(x)); },
            [to, part](kj::Exception&&) { to->missing.emplace_back(part); });
}

kj::Promise<std::string> monitor::gather() {
  auto all = std::make_shared<node_figures>();
  auto& directory = config_.node.directory;
  kj::Vector<kj::Promise<void>> asked;
  asked.add(ask<node_status>(
      directory, read_node{}, "node", all,
      [](auto& to, node_status&& x) { to.node = std::move(x); }));
  asked.add(ask<std::vector<resource_info>>(
      directory, list_resources{}, "resources", all,
      [](auto& to, auto&& x) { to.resources = std::move(x); }));
  asked.add(ask<std::vector<gateway_info>>(
      directory, list_gateways{}, "gateways", all,
      [](auto& to, auto&& x) { to.gateways = std::move(x); }));
  if (config_.node.usage)
    asked.add(ask<std::vector<nic_traffic>>(
        config_.node.usage, read_traffic{{}, {{}, role::operator_}, {}},
        "traffic", all, [](auto& to, auto&& x) { to.traffic = std::move(x); }));
  asked.add(ask<result<actor_page>>(config_.node.observer,
                                    read_actors{actor_query{}, {}}, "actors",
                                    all, [](auto& to, auto&& x) {
                                      if (x)
                                        to.actors = std::move(x->actors);
                                      else
                                        to.missing.emplace_back("actors");
                                    }));
  return kj::joinPromises(asked.releaseAsArray()).then([this, all] {
    gathered_ = true;
    all->events = config_.node.counts;
    all->process = read_process();
    config_.complete(*all);
    return metrics_text(*all);
  });
}

} // namespace leasehold
