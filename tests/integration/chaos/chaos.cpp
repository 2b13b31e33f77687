// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/chaos.hpp"

#include <algorithm>
#include <csignal>
#include <sstream>
#include <utility>
#include <variant>

#include <sys/wait.h>

#include <fmt/format.h>

#include "messages/period.hpp"
#include "runtime/store/journal_audit.hpp"
#include "tests/integration/chaos/journal_rules.hpp"
#include "tests/integration/crash/node_process.hpp"

namespace leasehold::test {

namespace {

using std::chrono::seconds;

constexpr const char* shim = "tests/integration/chaos/libfault_shim.so";
/// A node that works has answered, and one that must end has ended.
constexpr duration patience = seconds{15};
/// Of the disk, where it is nearly full: a quarter of what nodes reserve.
constexpr std::uint64_t bytes_left = 16 << 20;

node_place place_of(const temp_folder& folder,
                    const shared_fault_switch& faults) {
  return {folder.path(),
          20'000,
          {"LD_PRELOAD=" + std::string{shim},
           fmt::format("{}={}", fault_switch_variable, faults.path()),
           // The shim comes before a sanitizer's runtime.
           "ASAN_OPTIONS=verify_asan_link_order=0"}};
}

} // namespace

chaos::chaos(chaos_config config)
    : config_(config),
      random_(config.seed),
      load_random_(config.seed + 1),
      switch_(folder_.path() + "/faults"),
      node_(place_of(folder_, switch_)),
      began_(node_.now()) {}

bool chaos::enough() const {
  return !violations().empty()
      || (faults() >= config_.faults && node_.now() - began_ >= config_.length);
}

std::uint64_t chaos::faults() const {
  std::uint64_t sum = 0;
  for (auto count : counts_)
    sum += count;
  return sum;
}

void chaos::run() {
  while (!enough())
    live();
  if (!violations().empty())
    return;
  if (count(fault_kind::wall_jump) > 0 && switch_->wall_reads == 0)
    return violate("shim", "nobody read the wall clock");
  // The last word is the node's, on a healthy machine.
  if (auto started = node_.start(); !started)
    return violate("L1", started.error().message);
  node_.inspect();
  node_.tell(SIGTERM);
  gone(ending::in_order);
  audit_folder(shrinking::no);
}

// -- a life ------------------------------------------------------------------

void chaos::live() {
  if (auto started = node_.start(); !started)
    return violate("L1", started.error().message);
  ++lives_;
  node_.inspect();
  if (capacities_.empty())
    read_capacities();
  auto how = ending::killed;
  {
    load work{node_.sessions, node_.clock,  node_.facts,
              node_.settings, load_random_, load::links::shrink};
    auto listening = node_.listen().eagerlyEvaluate(nullptr);
    auto working = work.run().eagerlyEvaluate(nullptr);
    how = strike(work);
    // The connections are lost with the process: then nobody works any more.
    working.wait(node_.io.waitScope);
  }
  gone(how);
  if (last_ == fault_kind::full_log || last_ == fault_kind::write_error
      || last_ == fault_kind::sync_error)
    start_on_failing_disk();
  heal();
  if (last_ == fault_kind::kill_in_loop)
    kill_at_start();
  check_journal();
  if (lives_ % 8 == 0)
    audit_folder(shrinking::maybe);
}

chaos::ending chaos::strike(load& work) {
  constexpr std::uint64_t between_faults = 50;
  for (;;) {
    if (!answers(between_faults)) {
      violate("L1",
              fmt::format("the node does not work {} after: {}",
                          leasehold::to_string(patience), to_string(last_)));
      work.expect_end();
      node_.tell(SIGKILL);
      return ending::killed;
    }
    auto next = deck_.draw(random_);
    last_ = next.kind;
    ++counts_[static_cast<std::size_t>(next.kind)];
    if (!mortal(next.kind)) {
      harm(next);
      continue;
    }
    work.expect_end();
    return end(next);
  }
}

std::uint64_t chaos::answered() const {
  auto& f = node_.facts.figures;
  return f.grants + f.renewals + f.releases + f.refusals;
}

bool chaos::answers(std::uint64_t more) {
  const auto enough = answered() + more;
  const auto late = node_.now() + patience;
  while (answered() < enough && node_.now() < late)
    node_.wait(duration{2});
  return answered() >= enough;
}

// -- what a node survives ----------------------------------------------------

void chaos::last_for(duration length) {
  node_.facts.disturb(node_.now());
  node_.wait(length);
}

void chaos::harm(const fault& what) {
  const auto delays = switch_->delays.load();
  switch (what.kind) {
  case fault_kind::pause:
    node_.tell(SIGSTOP);
    last_for(what.length);
    node_.tell(SIGCONT);
    break;
  case fault_kind::slow_syncs:
    switch_->sync_delay_ms = static_cast<std::uint32_t>(what.delay.count());
    last_for(what.length);
    switch_->sync_delay_ms = 0;
    break;
  case fault_kind::stalled_sync:
    switch_->syncs_stalled = 1;
    last_for(what.length);
    switch_->syncs_stalled = 0;
    break;
  case fault_kind::wall_jump:
    node_.facts.jump_wall_clock();
    switch_->wall_shift_s = what.wall_shift_s;
    return;
  case fault_kind::low_space:
    return fill_disk();
  case fault_kind::full_database:
    return fill_database(what.length);
  default:
    break;
  }
  node_.facts.calm(node_.now());
  if (what.kind != fault_kind::pause && switch_->delays == delays)
    violate("shim", fmt::format("no call met: {}", to_string(what.kind)));
}

void chaos::fill_disk() {
  const auto refused = node_.facts.figures.refused_low_space;
  switch_->bytes_free_max = bytes_left;
  node_.facts.fill_disk(node_.now());
  // The node looks at its disk once a second.
  node_.wait(seconds{4});
  switch_->bytes_free_max = 0;
  node_.facts.clear_disk(node_.now());
  if (node_.facts.figures.refused_low_space == refused)
    violate("D4", "nothing was refused while the disk had little room");
}

void chaos::fill_database(duration length) {
  const auto failures = switch_->failures.load();
  switch_->writes = {call_fault::no_space, journal_file::database};
  // A checkpoint comes every 200 ms.
  node_.wait(std::max(length, duration{500}));
  heal();
  if (switch_->failures == failures)
    violate("shim", "no checkpoint met the full disk");
}

// -- what a node dies of -----------------------------------------------------

chaos::ending chaos::end(const fault& what) {
  switch (what.kind) {
  case fault_kind::kill:
  case fault_kind::kill_in_loop:
    node_.tell(SIGKILL);
    return ending::killed;
  case fault_kind::stop:
    node_.tell(SIGTERM);
    return ending::in_order;
  default:
    fail_disk(what);
    return ending::by_itself;
  }
}

void chaos::fail_disk(const fault& what) {
  std::uniform_int_distribution<std::uint16_t> any_file{0, 2};
  const auto where = static_cast<journal_file>(any_file(random_));
  switch (what.kind) {
  case fault_kind::full_log:
    switch_->writes = {call_fault::no_space, journal_file::log};
    break;
  case fault_kind::write_error_once:
    switch_->writes = {call_fault::fail_once, where};
    break;
  case fault_kind::write_error:
    switch_->writes = {call_fault::fail, where};
    break;
  case fault_kind::sync_error_once:
    switch_->syncs = {call_fault::fail_once, where};
    break;
  case fault_kind::sync_error_done:
    switch_->syncs = {call_fault::fail_once_done, journal_file::log};
    break;
  default:
    switch_->syncs = {call_fault::fail, where};
    break;
  }
  // D3: it is silent from then on, and ends.
  auto ended =
      node_.ended()
          .then([] { return true; })
          .exclusiveJoin(node_.timer()
                             .afterDelay(patience.count() * kj::MILLISECONDS)
                             .then([] { return false; }))
          .wait(node_.io.waitScope);
  if (ended)
    return;
  violate("D3",
          fmt::format("the node goes on {} after: {}",
                      leasehold::to_string(patience), to_string(what.kind)));
  node_.tell(SIGKILL);
}

void chaos::gone(ending how) {
  const auto status = node_.reap();
  const auto as_told = how == ending::killed
      ? WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL
      : how == ending::in_order ? WIFEXITED(status) && WEXITSTATUS(status) == 0
                                : WIFEXITED(status) && WEXITSTATUS(status) == 1;
  if (!as_told)
    violate(
        "L1",
        fmt::format("the node ended with {} of: {}", status, to_string(last_)));
  if (how != ending::in_order)
    ++node_.facts.figures.kills;
  std::optional<instant> failed;
  if (auto ns = switch_->first_failure_ns.exchange(0);
      ns != 0 && how == ending::by_itself)
    failed = instant{duration{ns / 1'000'000}};
  if (how == ending::by_itself && !failed)
    violate("shim", fmt::format("no call met: {}", to_string(last_)));
  node_.facts.node_gone(failed);
}

void chaos::start_on_failing_disk() {
  if (node_.start()) {
    violate("D3",
            fmt::format("the node starts in spite of: {}", to_string(last_)));
    node_.tell(SIGKILL);
  }
  node_.reap();
  switch_->first_failure_ns = 0;
}

void chaos::kill_at_start() {
  const auto usual = median(node_.start_times()).count();
  for (auto left = 4; left > 0; --left) {
    node_.spawn();
    std::uniform_int_distribution<std::int64_t> moment{0, usual};
    node_.wait(duration{moment(random_)});
    node_.tell(SIGKILL);
    node_.reap();
    ++node_.facts.figures.kills;
  }
}

void chaos::heal() {
  switch_->writes = file_fault{};
  switch_->syncs = file_fault{};
  switch_->first_failure_ns = 0;
}

// -- what is left ------------------------------------------------------------

void chaos::read_capacities() {
  auto all = node_.sessions.front()->resources().wait(node_.io.waitScope);
  if (!all)
    return violate("L1", all.error().message);
  for (auto& resource : *all)
    capacities_[resource.name] = resource.capacity;
}

void chaos::check_journal() {
  std::vector<record> rows;
  auto read = audit_journal(node_.data(), [&rows](record row) {
    rows.push_back(std::move(row));
    return store_error{};
  });
  if (auto why = std::get_if<store_error>(&read))
    return violate("D5", why->message);
  auto& figures = std::get<journal_figures>(read);
  journal_rules rules{capacities_};
  rules.check(rows, figures.state_rows);
  rows_checked_ += rows.size();
  for (auto& found : rules.violations)
    violate(found.rule, found.what);
}

void chaos::audit_folder(shrinking link) {
  auto done =
      run_program({node_program, "audit", "--data", node_.data()}, node_.log());
  ++audits_;
  if (WIFEXITED(done.status) && WEXITSTATUS(done.status) == 0)
    return;
  // A death may come between the word of a capacity and the end of the leases
  // that it ends: the audit tells, and the next start ends them.
  const auto expected =
      fmt::format("C1    {} ", node_.settings.link.resource.str());
  std::istringstream lines{done.output};
  std::uint64_t others = 0;
  for (std::string line; std::getline(lines, line);)
    others += line.empty() || line.compare(0, 4, "RULE") == 0
            || (link == shrinking::maybe
                && line.compare(0, expected.size(), expected) == 0)
        ? 0
        : 1;
  if (others > 0 || done.output.empty())
    violate("audit", "of the folder: " + done.output);
}

std::string chaos::summary() const {
  std::string text = fmt::format("{:<24}{:>8}\n", "fault", "times");
  for (std::size_t i = 0; i < fault_kinds; ++i)
    text += fmt::format("{:<24}{:>8}\n", to_string(fault_kind(i)), counts_[i]);
  auto& f = node_.facts.figures;
  text += fmt::format("{:<24}{:>8}\n\n{:<24}{:>8}\n", "all", faults(),
                      "acknowledged", "times");
  const std::pair<const char*, std::uint64_t> figures[] = {
      {"grants", f.grants},
      {"renewals", f.renewals},
      {"releases", f.releases},
      {"capacities set", f.capacities_set},
      {"refusals", f.refusals},
      {"refusals for space", f.refused_low_space},
      {"expiries", f.expiries},
      {"ended for others", f.displaced},
      {"grants found later", f.unanswered_done},
      {"events", f.events},
      {"events pushed", f.events_pushed},
      {"lives of the node", lives_},
      {"journal rows checked", rows_checked_},
      {"audits of the folder", audits_},
      {"violations", violations().size()},
  };
  for (auto& [name, count] : figures)
    text += fmt::format("{:<24}{:>8}\n", name, count);
  text += fmt::format("{:<24}{:>8} s\n", "time",
                      (node_.now() - began_).count() / 1000);
  return text;
}

} // namespace leasehold::test
