// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/tested_node.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "tests/integration/crash/inspection.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold::test {

namespace {

constexpr const char* region = "tests/integration/crash/region.toml";
constexpr std::size_t holders = 4;

} // namespace

tested_node::tested_node(node_place place)
    : io(kj::setupAsyncIo()), place_(std::move(place)) {}

void tested_node::wait(duration length) {
  timer().afterDelay(length.count() * kj::MILLISECONDS).wait(io.waitScope);
}

void tested_node::spawn() {
  spawned_ = now();
  process_ = kj::heap<node_process>(
      *io.lowLevelProvider,
      std::vector<std::string>{
          node_program, "node", "run", "--data", data(), "--listen",
          "127.0.0.1:0", "--topology", region, "--hold-timeout", "1s",
          "--liveness", "10m", "--events-kept",
          std::to_string(place_.events_kept), "--journal-rows", "5000"},
      log(), place_.environment);
}

status tested_node::start() {
  spawn();
  auto address = process_->listening().wait(io.waitScope);
  if (address.empty())
    return failure{errc::unavailable, "the node does not start"};
  start_times_.push_back(now() - spawned_);
  facts.calm(now());
  for (std::size_t i = 0; i < holders; ++i) {
    session_config config;
    config.address = address;
    config.name = name_of(i);
    config.program = "crash test";
    auto opened =
        async_session::open(io.provider->getNetwork(), timer(), clock, config)
            .wait(io.waitScope);
    if (!opened)
      return opened.error();
    sessions.add(kj::mv(*opened));
  }
  return success();
}

void tested_node::inspect() {
  inspection look{io, clock, facts, settings, sessions};
  look.run();
  settle_times_.push_back(look.settled_after());
}

kj::Promise<void> tested_node::listen() {
  event_query query;
  query.from = facts.next_event();
  facts.listen_from(query.from);
  auto hear = [this](result<event_page> page) -> kj::Promise<void> {
    if (page)
      for (auto& event : page->events)
        facts.hear(event, now());
    return kj::READY_NOW;
  };
  return sessions.front()
      ->subscribe(query, hear)
      .then([](result<rpc::Subscription::Client> subscribed)
                -> kj::Promise<void> {
        return kj::Promise<void>{kj::NEVER_DONE}.attach(kj::mv(subscribed));
      });
}

int tested_node::reap() {
  ended().wait(io.waitScope);
  auto how = process_->reap();
  sessions.clear();
  process_ = nullptr;
  return how;
}

std::string tested_node::last_words() const {
  std::ifstream file{log()};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  constexpr std::size_t most = 4000;
  return text.size() > most ? text.substr(text.size() - most) : text;
}

duration median(std::vector<duration> all) {
  std::sort(all.begin(), all.end());
  return all.empty() ? duration{} : all[all.size() / 2];
}

duration longest(const std::vector<duration>& all) {
  return all.empty() ? duration{} : *std::max_element(all.begin(), all.end());
}

} // namespace leasehold::test
