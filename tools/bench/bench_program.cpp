// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_program.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <kj/async-io.h>

#include "runtime/clock/system_clock_source.hpp"
#include "tools/bench/bench_options.hpp"
#include "tools/bench/child_process.hpp"
#include "tools/bench/etcd_load.hpp"
#include "tools/bench/node_load.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold::bench {

namespace {

/// A folder that goes with everything in it.
class scratch_folder {
public:
  explicit scratch_folder(const std::string& parent)
      : path_(parent + "/leasehold-bench-XXXXXX") {
    made_ = mkdtemp(path_.data()) != nullptr;
  }
  ~scratch_folder() {
    std::error_code ignored;
    if (made_)
      std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  bool made() const {
    return made_;
  }
  std::string operator/(const char* name) const {
    return path_ + '/' + name;
  }

private:
  std::string path_;
  bool made_ = false;
};

class report {
public:
  report(std::ostream& out, bench_options::format format)
      : out_(out), format_(format) {
    if (format_ == bench_options::format::table)
      out_ << fmt::format("{:34} {:>9} {:>11} {:>9} {:>9} {:>7}\n", "WHAT",
                          "IN FLIGHT", "PER SECOND", "P50 US", "P99 US",
                          "FAILED");
  }

  void add(const std::string& what, std::uint32_t in_flight,
           const load_result& x) {
    if (format_ == bench_options::format::json)
      out_ << fmt::format(
          "{{\"what\":\"{}\",\"in_flight\":{},\"per_second\":{:.0f},"
          "\"p50_us\":{},\"p99_us\":{},\"failed\":{}}}\n",
          what, in_flight, x.per_second(), x.percentile(0.5),
          x.percentile(0.99), x.failed);
    else
      out_ << fmt::format("{:34} {:>9} {:>11.0f} {:>9} {:>9} {:>7}\n", what,
                          in_flight, x.per_second(), x.percentile(0.5),
                          x.percentile(0.99), x.failed);
    if (x.failed > 0 && format_ == bench_options::format::table)
      out_ << "  first failure: " << x.why << '\n';
    out_ << std::flush;
  }

  void add(const std::string& what, double value) {
    if (format_ == bench_options::format::json)
      out_ << fmt::format("{{\"what\":\"{}\",\"value\":{:.0f}}}\n", what,
                          value);
    else
      out_ << fmt::format("{:34} {:>21.0f}\n", what, value);
    out_ << std::flush;
  }

private:
  std::ostream& out_;
  bench_options::format format_;
};

/// A node of this program, and a session with it.
struct bench_node {
  child_process process;
  kj::Own<async_session> session;
};

result<bench_node> start_node(kj::AsyncIoContext& io, const clock_source& clock,
                              const std::string& program,
                              const scratch_folder& folder) {
  std::ofstream{folder / "region.toml"} << bench_region;
  auto started = child_process::start(
      {program, "node", "run", "--data", folder / "data", "--listen",
       "127.0.0.1:0", "--topology", folder / "region.toml"},
      folder / "node.log");
  if (!started)
    return started.error();
  auto line = started->read_line();
  const std::string ready = "listening on ";
  if (line.rfind(ready, 0) != 0)
    return failure{errc::unavailable, "the node did not start: " + line};
  session_config config;
  config.address = line.substr(ready.size());
  config.name = lessee_name{"bench"};
  auto session = async_session::open(io.provider->getNetwork(),
                                     io.provider->getTimer(), clock, config)
                     .wait(io.waitScope);
  if (!session)
    return session.error();
  return bench_node{std::move(*started), kj::mv(*session)};
}

void measure_node(kj::AsyncIoContext& io, async_session& session,
                  const bench_options& options, report& to) {
  constexpr std::size_t batch = 100;
  auto run = [&](const std::string& what, std::uint32_t in_flight,
                 const load_call& call) {
    to.add(what, in_flight,
           run_load(in_flight, options.each, call).wait(io.waitScope));
  };
  for (auto in_flight : options.in_flight) {
    auto book = std::make_shared<lease_book>();
    run("grants, 1 hop", in_flight, granting(session, near_request(), 1, book));
    release_all(session, book).wait(io.waitScope);
    run("grants, 3 hops", in_flight, granting(session, far_request(), 1, book));
    run("renewals, 3 hops", in_flight, renewing(session, 1, book));
    release_all(session, book).wait(io.waitScope);
  }
  auto book = std::make_shared<lease_book>();
  constexpr std::uint32_t few = 8;
  run("grants, 3 hops, 100 to a call", few,
      granting(session, far_request(), batch, book));
  run("renewals, 3 hops, 100 to a call", few, renewing(session, batch, book));
  release_all(session, book).wait(io.waitScope);
}

void measure_memory(kj::AsyncIoContext& io, bench_node& node,
                    std::size_t leases, report& to) {
  auto book = std::make_shared<lease_book>();
  // What is allocated once, whatever is leased.
  fill(*node.session, 1000, book).wait(io.waitScope);
  auto before = node.process.resident_bytes();
  auto first = book->size();
  fill(*node.session, leases, book).wait(io.waitScope);
  auto after = node.process.resident_bytes();
  auto count = static_cast<double>(book->size() - first);
  to.add("live leases, 3 hops", count);
  to.add("bytes resident for each",
         static_cast<double>(after - before) / count);
}

status measure_etcd(kj::AsyncIoContext& io, const bench_options& options,
                    const scratch_folder& folder, report& to) {
  const std::string client = "http://127.0.0.1:23790";
  const std::string peer = "http://127.0.0.1:23800";
  auto etcd = child_process::start(
      {"etcd", "--data-dir", folder / "etcd", "--listen-client-urls", client,
       "--advertise-client-urls", client, "--listen-peer-urls", peer,
       "--initial-advertise-peer-urls", peer, "--initial-cluster",
       "default=" + peer},
      folder / "etcd.log");
  if (!etcd)
    return etcd.error();
  auto address = io.provider->getNetwork()
                     .parseAddress("127.0.0.1:23790")
                     .wait(io.waitScope);
  auto& timer = io.provider->getTimer();
  etcd_client rival{*address, timer};
  constexpr int tries = 100;
  auto up = false;
  for (int i = 0; i < tries && !up; ++i) {
    up = rival.ready().wait(io.waitScope);
    if (!up)
      timer.afterDelay(100 * kj::MILLISECONDS).wait(io.waitScope);
  }
  if (!up)
    return failure{errc::unavailable, "etcd does not answer"};
  constexpr std::uint32_t in_flight = 64;
  to.add(
      "etcd: lease grants", in_flight,
      run_load(in_flight, options.each, rival.granting()).wait(io.waitScope));
  to.add("etcd: lease keep-alives", in_flight,
         run_load(in_flight, options.each, rival.keeping_alive())
             .wait(io.waitScope));
  return success();
}

status measure(const bench_options& options, const std::string& program,
               report& to) {
  const scratch_folder folder{options.folder};
  if (!folder.made())
    return failure{errc::unavailable,
                   fmt::format("can't make a folder in {}; give another one "
                               "with --folder",
                               options.folder)};
  auto io = kj::setupAsyncIo();
  const system_clock_source clock;
  if (options.rival == bench_options::beside::etcd)
    if (auto done = measure_etcd(io, options, folder, to); !done)
      return done;
  auto node = start_node(io, clock, program, folder);
  if (!node)
    return node.error();
  measure_node(io, *node->session, options, to);
  if (options.live_leases > 0)
    measure_memory(io, *node, options.live_leases, to);
  return success();
}

} // namespace

int run_bench(const std::vector<std::string>& words, const std::string& program,
              std::ostream& out, std::ostream& err) {
  auto options = parse_bench_options(words);
  if (!options) {
    err << "leasehold: " << options.error().message << '\n';
    return 2;
  }
  if (options->what == bench_options::wanted::help) {
    out << bench_usage();
    return 0;
  }
  report to{out, options->output};
  auto done = measure(*options, program, to);
  if (!done)
    err << "leasehold: " << done.error().message << '\n';
  return done ? 0 : 1;
}

} // namespace leasehold::bench
