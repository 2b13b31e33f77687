// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_program.hpp"

#include <cstdint>
#include <memory>
#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "tools/bench/bench_loop.hpp"
#include "tools/bench/bench_node.hpp"
#include "tools/bench/bench_options.hpp"
#include "tools/bench/bench_report.hpp"
#include "tools/bench/child_process.hpp"
#include "tools/bench/node_load.hpp"

namespace leasehold::bench {

namespace {

using steady = std::chrono::steady_clock;

/// How many leases a call carries, and how many calls are under way.
struct call_shape {
  std::size_t batch = 1;
  std::uint32_t in_flight = 1;
};

constexpr call_shape batches{100, 8};

/// What processes have taken so far.
struct usage {
  std::chrono::nanoseconds cpu{};
  std::optional<std::uint64_t> written;
};

usage usage_of(const child_process& server) {
  return {server.cpu_time() + own_cpu_time(), server.bytes_written()};
}

/// Divides what was taken since `before` among the items of the row.
void share(bench_row& row, const usage& before, const usage& after) {
  const auto items = static_cast<double>(row.load.items);
  if (items == 0)
    return;
  const std::chrono::duration<double, std::micro> cpu = after.cpu - before.cpu;
  row.cpu_micros = cpu.count() / items;
  if (before.written && after.written)
    row.disk_bytes =
        static_cast<double>(*after.written - *before.written) / items;
}

class bench {
public:
  bench(bench_loop& loop, const bench_options& options,
        const std::string& program, bench_report& to)
      : loop_(loop), options_(options), program_(program), to_(to) {}

  status run();

private:
  status run(measure which);
  status run(measure which, const call_shape& shape);
  status expiries();
  result<bench_row> expiries(std::chrono::milliseconds to_settle);
  status memory();
  status etcd();

  result<std::unique_ptr<bench_node>> fresh_node() {
    return bench_node::start(loop_, program_, options_.folder);
  }
  term_source terms() const {
    return options_.ends == lease_ends::spread ? random_terms() : equal_terms();
  }
  bench_row row(std::string what, std::uint32_t in_flight,
                const child_process& server, load_call call);
  load_call call_of(measure which, const call_shape& shape,
                    async_session& session, std::shared_ptr<lease_book> book);

  bench_loop& loop_;
  const bench_options& options_;
  const std::string& program_;
  bench_report& to_;
};

status bench::run() {
  if (options_.rival == bench_options::beside::etcd)
    if (auto done = etcd(); !done)
      return done;
  for (auto which : options_.measures)
    if (auto done = run(which); !done)
      return done;
  return success();
}

status bench::run(measure which) {
  if (which == measure::expiries)
    return expiries();
  if (which == measure::memory)
    return memory();
  for (auto in_flight : options_.in_flight)
    if (auto done = run(which, call_shape{1, in_flight}); !done)
      return done;
  return which == measure::grants_1_hop ? success() : run(which, batches);
}

std::string label_of(measure which, const call_shape& shape) {
  if (which == measure::grants_1_hop)
    return "grants, 1 hop";
  return fmt::format(
      "{}, 3 hops{}", name_of(which),
      shape.batch > 1 ? fmt::format(", {} to a call", shape.batch) : "");
}

status bench::run(measure which, const call_shape& shape) {
  auto node = fresh_node();
  if (!node)
    return node.error();
  auto& session = *(*node)->session;
  auto book = std::make_shared<lease_book>();
  // As many as can be had in the same time: enough to renew or release.
  if (which == measure::renewals || which == measure::releases)
    loop_.wait(run_load(
        batches.in_flight, options_.each,
        granting(session, far_request(), batches.batch, terms(), book)));
  if (which == measure::renewals && book->empty())
    return failure{errc::unavailable, "no lease was granted to be renewed"};
  to_.add(row(label_of(which, shape), shape.in_flight, (*node)->process,
              call_of(which, shape, session, book)));
  return success();
}

load_call bench::call_of(measure which, const call_shape& shape,
                         async_session& session,
                         std::shared_ptr<lease_book> book) {
  switch (which) {
  case measure::renewals:
    return renewing(session, shape.batch, terms(), std::move(book));
  case measure::releases:
    return releasing(session, shape.batch, std::move(book));
  case measure::grants_1_hop:
    return granting(session, near_request(), shape.batch, terms(),
                    std::move(book));
  default:
    return granting(session, far_request(), shape.batch, terms(),
                    std::move(book));
  }
}

bench_row bench::row(std::string what, std::uint32_t in_flight,
                     const child_process& server, load_call call) {
  bench_row result;
  result.what = std::move(what);
  result.in_flight = in_flight;
  const auto before = usage_of(server);
  result.load = loop_.wait(run_load(in_flight, options_.each, std::move(call)));
  share(result, before, usage_of(server));
  return result;
}

/// Leases that all end at one moment, until every hop has given back. On a slow
/// machine that moment may come before any is granted: then it is tried again
/// with more time.
status bench::expiries() {
  constexpr int tries = 5;
  constexpr int more_each_time = 4;
  std::chrono::milliseconds to_settle{1000};
  for (int i = 0; i < tries; ++i, to_settle *= more_each_time) {
    auto row = expiries(to_settle);
    if (!row)
      return row.error();
    if (row->load.items == 0)
      continue;
    to_.add(*row);
    return success();
  }
  return failure{errc::unavailable, "no lease was granted before its end"};
}

result<bench_row> bench::expiries(std::chrono::milliseconds to_settle) {
  auto node = fresh_node();
  if (!node)
    return node.error();
  auto& session = *(*node)->session;
  const auto end = steady::now() + options_.each + to_settle;
  auto book = std::make_shared<lease_book>();
  loop_.wait(run_load(
      batches.in_flight, options_.each,
      granting(session, far_request(), batches.batch, terms_until(end), book)));
  bench_row row;
  row.what = "expiries, 3 hops, all at once";
  row.load.items = book->size();
  const auto left = end - steady::now();
  loop_.wait(loop_.timer().afterDelay(std::chrono::nanoseconds{left}.count()
                                      * kj::NANOSECONDS));
  const auto before = usage_of((*node)->process);
  if (auto ended = loop_.wait(none_left(session, loop_.timer())); !ended)
    return ended.error();
  row.load.seconds = std::chrono::duration<double>(steady::now() - end).count();
  share(row, before, usage_of((*node)->process));
  return row;
}

/// On a node that did nothing else: what an earlier load has freed would be
/// used again, and not be seen.
status bench::memory() {
  if (options_.live_leases == 0)
    return success();
  auto node = fresh_node();
  if (!node)
    return node.error();
  auto book = std::make_shared<lease_book>();
  auto& process = (*node)->process;
  const auto before = process.resident_bytes();
  const auto filled =
      loop_.wait(fill(*(*node)->session, options_.live_leases, terms(), book));
  if (book->empty())
    return failure{errc::unavailable, "no lease was granted: " + filled.why};
  const auto count = static_cast<double>(book->size());
  to_.add("live leases, 3 hops", count);
  to_.add("bytes resident for each",
          static_cast<double>(process.resident_bytes() - before) / count);
  return success();
}

/// Over its JSON gateway, which was 10 to 40 % slower than gRPC where both
/// were measured; the rows say what is compared.
status bench::etcd() {
  constexpr std::uint32_t in_flight = 64;
  auto etcd = bench_etcd::start(loop_, options_.folder);
  if (!etcd)
    return etcd.error();
  const auto& process = (*etcd)->process;
  auto& client = *(*etcd)->client;
  to_.add(row("etcd by JSON: grants, on disk", in_flight, process,
              client.granting()));
  to_.add(row("etcd by JSON: keep-alives, in memory", in_flight, process,
              client.keeping_alive()));
  return success();
}

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_signal = 128;

} // namespace

int run_bench(const std::vector<std::string>& words, const std::string& program,
              std::ostream& out, std::ostream& err) {
  auto options = parse_bench_options(words);
  if (!options) {
    err << "leasehold: " << options.error().message << '\n';
    return exit_usage;
  }
  if (options->what == bench_options::wanted::help) {
    out << bench_usage();
    return 0;
  }
  bench_loop loop;
  bench_report to{out, options->output};
  try {
    auto done = bench{loop, *options, program, to}.run();
    if (!done)
      err << "leasehold: " << done.error().message << '\n';
    return done ? 0 : exit_failed;
  } catch (const kj::Exception& why) {
    if (loop.signal() != 0)
      return exit_signal + loop.signal();
    err << "leasehold: " << why.getDescription().cStr() << '\n';
    return exit_failed;
  }
}

} // namespace leasehold::bench
