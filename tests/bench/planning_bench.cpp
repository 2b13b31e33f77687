// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
// What a request costs by the number of gateways in its region: the work of a
// whole node on one thread, with a journal in memory. Run it with
// `bazel run --config=release //tests/bench:planning_bench`.

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <benchmark/benchmark.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "actors/node/node.hpp"
#include "actors/route/planner_interface.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold {
namespace {

/// A ring of gateways with an endpoint at each, and dearer chords across it. A
/// lease from one to the second next takes three hops in a region of any size.
std::string region_of(std::int64_t gateways) {
  std::string text = "region = \"bench\"\n";
  auto join = [&](const char* kind, std::int64_t a, std::int64_t b, int cost) {
    text += fmt::format("[[link]]\nname = \"{}{}\"\nbetween = [\"G{}\", "
                        "\"G{}\"]\nbandwidth = \"100Gbit/s\"\ncost = {}\n",
                        kind, a, a, b, cost);
  };
  for (std::int64_t i = 0; i < gateways; ++i) {
    text += fmt::format("[[gateway]]\nname = \"G{}\"\n[[endpoint]]\nname = "
                        "\"E{}\"\ngateway = \"G{}\"\nbandwidth = "
                        "\"100Gbit/s\"\n",
                        i, i, i);
    join("R", i, (i + 1) % gateways, 1);
    join("C", i, (i + gateways / 2) % gateways, 10);
  }
  return text;
}

class region {
public:
  explicit region(std::int64_t gateways) : gateways_(gateways) {
    config_.add_message_types<caf::id_block::leasehold_runtime>();
    config_.add_message_types<caf::id_block::leasehold_actors>();
    config_.set("scheduler.policy", caf::atom("testing"));
    config_.set("logger.file-verbosity", caf::atom("quiet"));
    config_.set("logger.console-verbosity", caf::atom("quiet"));
    system_ = std::make_unique<caf::actor_system>(config_);
    node_config settings;
    settings.first_topology = region_of(gateways);
    settings.slow = node_config::slow_actors::scheduled;
    settings.on_fatal = [](const std::string&) {
    };
    node_ = std::move(*node::start(
        *system_, std::make_shared<test::memory_journal>(),
        std::make_shared<test::manual_clock>(), std::move(settings)));
    client_ = system_->spawn([this](route_client_actor::pointer) {
      return route_client_actor::behavior_type{[this](const route_plan& msg) {
        found_ += std::holds_alternative<std::vector<route>>(msg.plan) ? 1 : 0;
      }};
    });
    drain();
  }

  ~region() {
    node_.reset();
    caf::anon_send_exit(client_, caf::exit_reason::user_shutdown);
    drain();
    client_ = nullptr;
  }

  /// Asks for leases from each gateway in turn; answers how many were granted.
  std::vector<lease_id> request(std::int64_t count, request_intent intent) {
    std::vector<lease_request> batch;
    for (std::int64_t i = 0; i < count; ++i) {
      auto from = next_++ % gateways_;
      lease_request x;
      x.source = endpoint_name{fmt::format("E{}", from)};
      x.target = resource_name{fmt::format("E{}", (from + 2) % gateways_)};
      x.amount = {unit::bit_per_second, 1000};
      x.wanted = *parse_period("1h");
      x.intent = intent;
      batch.push_back(std::move(x));
    }
    std::vector<lease_id> result;
    request_leases msg{{lessee_name{"alice"}, role::lessee}, batch, {}};
    msg.reply = reply_to<std::vector<lease_outcome>>::calling(
        [&result](const std::vector<lease_outcome>& all) {
          for (auto& x : all)
            if (auto got = std::get_if<lease_grant>(&x))
              result.push_back(got->lease.id);
        });
    caf::anon_send(node_->services().leases, std::move(msg));
    drain();
    return result;
  }

  /// Finds routes for that many wishes; answers what that took of the thread.
  std::chrono::nanoseconds plan(std::int64_t count, search_scope scope) {
    const auto found = found_;
    const auto begin = thread_time();
    for (std::int64_t i = 0; i < count; ++i) {
      auto from = next_++ % gateways_;
      plan_route question;
      question.token = static_cast<std::uint64_t>(i);
      question.wish.query.source = endpoint_name{fmt::format("E{}", from)};
      question.wish.query.target =
          resource_name{fmt::format("E{}/nic", (from + 2) % gateways_)};
      question.wish.query.amount = {unit::bit_per_second, 1000};
      question.wish.term = {instant{}, instant{std::chrono::hours{1}}};
      question.client = client_;
      question.scope = scope;
      caf::anon_send(node_->planner(), std::move(question));
    }
    drain();
    if (found_ - found != count)
      throw std::logic_error{"not every wish was met"};
    return thread_time() - begin;
  }

  void release(const std::vector<lease_id>& leases) {
    std::vector<release_request> batch;
    for (auto id : leases) {
      batch.emplace_back();
      batch.back().lease = id;
    }
    release_leases msg{{lessee_name{"alice"}, role::lessee}, batch, {}};
    msg.reply = reply_to<std::vector<release_outcome>>::calling(
        [](const std::vector<release_outcome>&) {});
    caf::anon_send(node_->services().leases, std::move(msg));
    drain();
  }

private:
  static std::chrono::nanoseconds thread_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    const std::chrono::seconds whole{now.tv_sec};
    return whole + std::chrono::nanoseconds{now.tv_nsec};
  }

  void drain() {
    auto& scheduler =
        dynamic_cast<caf::scheduler::test_coordinator&>(system_->scheduler());
    while (!scheduler.jobs.empty())
      scheduler.run_once();
  }

  std::int64_t gateways_;
  std::int64_t next_ = 0;
  std::int64_t found_ = 0;
  route_client_actor client_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<node> node_;
};

constexpr std::int64_t batch_size = 100;

/// Planning alone: with kept paths, and with a search of the whole region for
/// each wish. Both in turn, so that what else the machine does bears on both.
void plan(benchmark::State& state) {
  region where{state.range(0)};
  std::chrono::duration<double, std::micro> kept{};
  std::chrono::duration<double, std::micro> whole{};
  double wishes = 0;
  // Kept before they are measured.
  where.plan(state.range(0), search_scope::kept_paths);
  for (auto _ : state) {
    kept += where.plan(batch_size, search_scope::kept_paths);
    whole += where.plan(batch_size, search_scope::whole_region);
    wishes += batch_size;
  }
  state.counters["kept_us"] = kept.count() / wishes;
  state.counters["whole_us"] = whole.count() / wishes;
  state.counters["whole/kept"] = whole.count() / kept.count();
}

/// Admission and planning alone.
void rehearse(benchmark::State& state) {
  region where{state.range(0)};
  std::int64_t done = 0;
  for (auto _ : state)
    done += static_cast<std::int64_t>(
        where.request(batch_size, request_intent::dry_run).size());
  state.SetItemsProcessed(done);
}

/// A lease that is granted and released.
void grant(benchmark::State& state) {
  region where{state.range(0)};
  std::int64_t done = 0;
  for (auto _ : state) {
    auto leases = where.request(batch_size, request_intent::grant);
    done += static_cast<std::int64_t>(leases.size());
    where.release(leases);
  }
  state.SetItemsProcessed(done);
}

BENCHMARK(plan)->Arg(5)->Arg(60)->Arg(255)->Unit(benchmark::kMicrosecond);
BENCHMARK(rehearse)->Arg(5)->Arg(60)->Arg(255)->Unit(benchmark::kMicrosecond);
BENCHMARK(grant)->Arg(5)->Arg(60)->Arg(255)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace leasehold

BENCHMARK_MAIN();
