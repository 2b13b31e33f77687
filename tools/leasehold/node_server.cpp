// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_server.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/scheduler/coordinator.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/directory/directory_messages.hpp"
#include "actors/door/front_door.hpp"
#include "actors/health/monitor.hpp"
#include "actors/health/pulse.hpp"
#include "actors/link/link_hub.hpp"
#include "actors/link/link_port.hpp"
#include "actors/message_types.hpp"
#include "runtime/clock/system_clock_source.hpp"
#include "runtime/icmp/icmp_echo.hpp"
#include "runtime/rpc/certificate.hpp"
#include "runtime/rpc/event_loop.hpp"
#include "runtime/rpc/http_listener.hpp"
#include "runtime/rpc/loop_context.hpp"
#include "runtime/store/timed_journal.hpp"
#include "runtime/wake/udp_wake.hpp"
#include "runtime/watch/set_aside.hpp"
#include "runtime/watch/turn_watch.hpp"
#include "runtime/watch/watched_sharing.hpp"
#include "tools/leasehold/file_limit.hpp"

namespace leasehold {

namespace {

/// Messages that an actor takes in one turn, if it has as many.
constexpr std::size_t turn_messages = 50;

/// One queue for all threads, because work stealing collapses on few cores;
/// one core is left to the event loop.
struct actors_config : caf::actor_system_config {
  explicit actors_config(turn_watch& watch) {
    const auto cores = std::max(1u, std::thread::hardware_concurrency());
    leasehold::add_message_types(*this);
    load<caf::scheduler::coordinator<watched_sharing>>();
    add_thread_hook<watching_hook>(watch);
    set("scheduler.max-threads", std::max(1u, cores - 1));
    set("scheduler.max-throughput", turn_messages);
    set("logger.file-verbosity", caf::atom("quiet"));
    set("logger.console-verbosity", caf::atom("quiet"));
  }
};

failure to_failure(const store_error& why) {
  switch (why.code) {
  case store_errc::corrupt:
  case store_errc::wrong_version:
    return {errc::corrupt, why.message};
  case store_errc::locked:
    return {errc::conflict, why.message};
  case store_errc::disk_full:
    return {errc::low_space, why.message};
  default:
    return {errc::unavailable, why.message};
  }
}

/// Until the directory has told all others of the region: who comes earlier
/// would be told that there are no leases.
status await_region(const services& node) {
  auto told = std::make_shared<std::promise<void>>();
  auto done = told->get_future();
  caf::anon_send(
      node.directory,
      read_region{reply_to<topology>::calling(
          [told = std::move(told)](const topology&) { told->set_value(); })});
  try {
    done.get();
  } catch (const std::future_error&) {
    return failure{errc::unavailable,
                   "the directory ended while the node was starting; the log "
                   "says why: start it again"};
  }
  return success();
}

/// Until all that was counted is durable; a disk that is gone is not waited
/// for.
void settle_usage_of(const services& node) {
  constexpr auto patience = std::chrono::seconds{2};
  if (!node.usage)
    return;
  auto settled = std::make_shared<std::promise<void>>();
  auto done = settled->get_future();
  caf::anon_send(node.usage,
                 settle_usage{reply_to<std::monostate>::calling(
                     [settled = std::move(settled)](std::monostate) {
                       settled->set_value();
                     })});
  done.wait_for(patience);
}

/// The event loop has turns of its own: it is well while its timers fire.
constexpr auto loop_turn = 250 * kj::MILLISECONDS;

kj::Promise<void> keep_turning(kj::Timer& timer) {
  turn_watch::begin_turn();
  return timer.afterDelay(loop_turn).then(
      [&timer] { return keep_turning(timer); });
}

/// Other nodes come in where clients do.
link_config links_of(const server_config& config, const services& node) {
  link_config result;
  result.node = node.node;
  result.number = config.node.number;
  result.boot = node.boots;
  result.version = node.version;
  result.tls = config.door.listen.tls;
  result.plain = config.door.listen.plain;
  result.limits = config.door.listen.limits;
  return result;
}

/// Ends the node over work that does not end by itself, once it is written down
/// what that was.
turn_watch::config watch_config(const server_config& config,
                                std::shared_ptr<set_aside> aside) {
  turn_watch::config result;
  result.cpu_max = config.turn_max;
  result.on_stuck = [folder = config.folder, end = config.node.on_fatal,
                     aside = std::move(aside)](const stuck_turn& turn) {
    aside->stuck(turn.work);
    auto written = write_set_aside(folder, *aside);
    end(fmt::format("the {} worked without an end{}{}{}", turn.who,
                    turn.work.empty() ? "" : ", to ", turn.work,
                    written ? "" : "; " + written.error().message));
  };
  return result;
}

} // namespace

struct node_server::parts {
  parts(const server_config& from, std::shared_ptr<set_aside> unfinished)
      : folder(from.folder),
        aside(std::move(unfinished)),
        watch(watch_config(from, aside)),
        config(watch) {}
  ~parts() {
    links->detach();
  }

  const std::string folder;
  std::shared_ptr<set_aside> aside;
  std::shared_ptr<link_port> links = std::make_shared<link_port>();
  std::shared_ptr<journal_counts> journal;
  // In the order in which they begin; they end in the other.
  turn_watch watch;
  actors_config config;
  std::unique_ptr<caf::actor_system> system;
  std::unique_ptr<node> running;
  std::unique_ptr<event_loop> loop;
  std::uint16_t port = 0;
  std::uint16_t http_port = 0;
  std::chrono::milliseconds drain_within{0};
  // The loop's.
  front_door* door = nullptr;
  monitor* health = nullptr;
  http_listener* http = nullptr;
  std::optional<tls_config> tls;
  std::optional<wall_time> certificate_ends;

  void note_certificate() {
    certificate_ends = {};
    if (!tls)
      return;
    if (auto facts = read_certificate(tls->certificate_file))
      certificate_ends = facts->not_after;
  }
};

namespace {

/// What the loop itself knows.
void add_figures(front_door& door, const link_hub& hub, node_figures& to) {
  if (to.node)
    to.node->sessions = door.sessions();
  to.links = hub.links();
  to.answered = door.answered();
  const auto& counts = door.connections();
  to.connections_accepted = counts.accepted;
  to.connections_refused = counts.refused;
  to.connections = counts.open;
  to.strangers = counts.strangers;
  for (std::size_t i = 0; i < close_reason_count; ++i) {
    const auto why = static_cast<close_reason>(i);
    to.connections_closed[to_string(why)] = counts.closed_by(why);
  }
}

} // namespace

status node_server::serve_http(parts& all, const server_config& config,
                               loop_context& loop, const pulse& life,
                               link_hub& hub) {
  if (config.http.empty())
    return success();
  monitor::config settings;
  settings.node = all.running->services();
  settings.complete = [&all, &hub](node_figures& to) {
    add_figures(*all.door, hub, to);
    to.commits = all.journal->commits.read();
    to.records = all.journal->records;
    to.certificate_ends = all.certificate_ends;
  };
  all.health =
      &loop.keep(kj::heap<monitor>(loop.timer(), life, std::move(settings)));
  http_config wanted;
  wanted.address = config.http;
  wanted.tls = config.door.listen.tls;
  wanted.plain = config.door.listen.plain;
  auto http = http_listener::open(loop, std::move(wanted), all.health->pages());
  if (!http)
    return http.error();
  all.http = &loop.keep(kj::mv(*http));
  all.http_port = all.http->port();
  return success();
}

result<std::unique_ptr<node_server>> node_server::start(server_config config) {
  auto place = config.journal;
  place.folder = config.folder;
  auto opened = journal::open(std::move(place));
  if (auto why = std::get_if<store_error>(&opened))
    return to_failure(*why);
  auto counts = std::make_shared<journal_counts>();
  auto disk = std::make_shared<timed_journal>(
      std::move(std::get<std::unique_ptr<journal>>(opened)), counts);
  if (auto fits =
          fit_to_files(config.door, raise_file_limit(files_for(config.door)));
      !fits)
    return fits.error();
  auto aside = std::make_shared<set_aside>(read_set_aside(config.folder));
  for (auto& work : aside->all())
    spdlog::warn("set aside, because it ended the node twice: to {}; delete "
                 "{}/set-aside to try it again",
                 work, config.folder);
  // What is set aside from now on is for the next start.
  config.node.aside = std::make_shared<const set_aside>(*aside);
  auto all = std::make_unique<parts>(config, std::move(aside));
  all->journal = std::move(counts);
  all->drain_within = config.drain_within;
  all->tls = config.door.listen.tls;
  all->note_certificate();
  config.node.peers = all->links;
  auto echo = icmp_echo::open({});
  if (!echo)
    return echo.error();
  config.node.drivers.echo = std::move(*echo);
  config.node.drivers.wake = std::make_shared<udp_wake>();
  all->system = std::make_unique<caf::actor_system>(all->config);
  auto started =
      node::start(*all->system, std::move(disk),
                  std::make_shared<system_clock_source>(), config.node);
  if (!started)
    return started.error();
  all->running = std::move(*started);
  if (auto ready = await_region(all->running->services()); !ready)
    return ready.error();
  all->loop = std::make_unique<event_loop>();
  auto& offers = all->running->services();
  auto listening =
      all->loop->call([&](loop_context& loop) -> result<std::uint16_t> {
        all->watch.enter("event loop");
        loop.detach(keep_turning(loop.timer()));
        auto& hub = loop.keep(kj::heap<link_hub>(loop, links_of(config, offers),
                                                 offers.exchange));
        auto door = front_door::open(loop, offers, config.door, &hub);
        if (!door)
          return door.error();
        all->links->attach(*all->loop, hub);
        auto& kept = loop.keep(kj::mv(*door));
        all->door = &kept;
        auto& life = loop.keep(
            kj::heap<pulse>(loop.timer(), offers,
                            pulse::config{config.beat_every, config.on_beat}));
        if (auto served = serve_http(*all, config, loop, life, hub); !served)
          return served.error();
        loop.at_stop([&kept] { return kept.stop(); });
        return kept.port();
      });
  std::unique_ptr<node_server> server{new node_server{std::move(all)}};
  if (!listening)
    return listening.error();
  server->parts_->port = *listening;
  return server;
}

std::uint16_t node_server::http_port() const {
  return parts_->http_port;
}

node_server::node_server(std::unique_ptr<parts> parts)
    : parts_(std::move(parts)) {}

node_server::~node_server() {
  parts_->links->detach();
  parts_->loop->stop();
  settle_usage_of(parts_->running->services());
  parts_->running.reset();
  parts_->system.reset();
  parts_->aside->ended();
  if (auto kept = write_set_aside(parts_->folder, *parts_->aside); !kept)
    spdlog::warn("{}", kept.error().message);
}

std::uint16_t node_server::port() const {
  return parts_->port;
}

void node_server::drain() {
  auto drained = std::make_shared<std::promise<void>>();
  auto done = drained->get_future();
  const auto within = parts_->drain_within.count() * kj::MILLISECONDS;
  parts_->loop->run_in_loop([door = parts_->door, health = parts_->health,
                             within,
                             drained = std::move(drained)](loop_context& loop) {
    if (health != nullptr)
      health->stopping();
    loop.detach(door->drain(within).then([drained] { drained->set_value(); }));
  });
  // A loop that has ended, or ends meanwhile, answers nobody any more.
  done.wait();
}

status node_server::reload_certificates() {
  return parts_->loop->call([all = parts_.get()](loop_context&) -> status {
    if (auto loaded = all->door->reload_certificates(); !loaded)
      return loaded;
    all->note_certificate();
    return all->http == nullptr ? success() : all->http->reload_certificates();
  });
}

} // namespace leasehold
