// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/load.hpp"

#include <algorithm>
#include <utility>

#include "messages/amount.hpp"
#include "messages/period.hpp"

namespace leasehold::test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t calls_in_flight = 6;
/// A holder of more gives some back before it asks for others.
constexpr std::size_t leases_wanted = 40;

kj::Promise<status> send_requests(async_session& session,
                                  std::vector<lease_request> batch, book& facts,
                                  const clock_source& clock) {
  auto sent = read_clocks(clock).now;
  auto answered = session.request(batch);
  return answered.then(
      [&facts, sent, batch = std::move(batch)](
          result<std::vector<lease_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        for (std::size_t i = 0; i < batch.size(); ++i)
          facts.answer(batch[i].request, (*outcomes)[i], sent);
        return success();
      });
}

kj::Promise<status> send_renewals(async_session& session,
                                  std::vector<renewal_request> batch,
                                  book& facts, const clock_source& clock) {
  auto sent = read_clocks(clock).now;
  auto answered = session.renew(batch);
  return answered.then(
      [&facts, &clock, sent, batch = std::move(batch)](
          result<std::vector<lease_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        auto now = read_clocks(clock).now;
        for (std::size_t i = 0; i < batch.size(); ++i)
          facts.answer_renewal(batch[i], (*outcomes)[i], sent, now);
        return success();
      });
}

kj::Promise<status> send_releases(async_session& session,
                                  std::vector<release_request> batch,
                                  book& facts) {
  return session.release(batch).then(
      [&facts](result<std::vector<release_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        for (auto& outcome : *outcomes)
          facts.answer_release(outcome);
        return success();
      });
}

void note(known_setting& setting) {
  setting.answered = *setting.asked;
  setting.asked.reset();
}

kj::Promise<status> first_failure(kj::Array<status> all) {
  for (auto& one : all)
    if (!one)
      return one;
  return success();
}

} // namespace

kj::Promise<status> set_capacity(async_session& session,
                                 known_setting& setting) {
  return session.set_capacity(pool(), amounts{unit::count, *setting.asked})
      .then([&setting](status done) {
        if (done)
          note(setting);
        return done;
      });
}

kj::Promise<status> set_rule(async_session& session, known_setting& setting) {
  limit_rule rule;
  rule.name = period_rule();
  rule.period_max = minutes{*setting.asked};
  return session.set_rule(rule).then([&setting](status done) {
    if (done)
      note(setting);
    return done;
  });
}

kj::Promise<status> set_weak_class(async_session& session) {
  service_class weak;
  weak.name = weak_class();
  weak.setup = 6;
  weak.hold = 6;
  weak.remedies = {remedy::terminate};
  return session.set_class(weak);
}

kj::Promise<status> ask_again(async_session& session, std::size_t holder,
                              book& facts, const clock_source& clock) {
  std::vector<lease_request> requests;
  for (auto id : facts.unanswered())
    if (facts.request(id).holder == holder)
      requests.push_back(facts.request(id).terms);
  std::vector<renewal_request> renewals;
  std::vector<release_request> releases;
  for (auto id : facts.open()) {
    auto& lease = facts.lease(id);
    if (lease.holder != holder)
      continue;
    if (lease.renewing) {
      renewals.push_back(*lease.renewing);
      facts.ask_renewal(renewals.back());
    }
    if (lease.released == known_lease::release::asked)
      releases.push_back({id, {}, {}});
  }
  kj::Vector<kj::Promise<status>> calls;
  if (!requests.empty())
    calls.add(send_requests(session, std::move(requests), facts, clock));
  if (!renewals.empty())
    calls.add(send_renewals(session, std::move(renewals), facts, clock));
  if (!releases.empty())
    calls.add(send_releases(session, std::move(releases), facts));
  return kj::joinPromises(calls.releaseAsArray()).then([](kj::Array<status> x) {
    return first_failure(kj::mv(x));
  });
}

load::load(sessions& holders, const clock_source& clock, book& facts,
           known_settings& settings, random_engine& random)
    : holders_(holders),
      clock_(clock),
      book_(facts),
      settings_(settings),
      random_(random) {}

kj::Promise<void> load::run() {
  kj::Vector<kj::Promise<void>> workers;
  for (std::size_t holder = 0; holder < holders_.size(); ++holder)
    for (std::size_t i = 0; i < calls_in_flight; ++i)
      workers.add(work(holder));
  workers.add(operate());
  return kj::joinPromises(workers.releaseAsArray());
}

void load::report(const failure& why) {
  if (ending_ == ending::unexpected)
    book_.fault(&crash_figures::other_faults,
                "a call failed while the node ran: " + why.message);
}

kj::Promise<void> load::work(std::size_t holder) {
  return step(holder).then([this, holder](status done) -> kj::Promise<void> {
    if (done)
      return work(holder);
    report(done.error());
    return kj::READY_NOW;
  });
}

kj::Promise<void> load::operate() {
  auto& session = *holders_.front();
  auto pooled = draw(2) == 0;
  auto& setting = pooled ? settings_.capacity : settings_.minutes;
  // The pool always has room for all that the holders have.
  setting.asked = pooled ? 700 + draw(300) : 30 + draw(90);
  auto asked =
      pooled ? set_capacity(session, setting) : set_rule(session, setting);
  return asked.then([this](status done) -> kj::Promise<void> {
    if (done)
      return operate();
    report(done.error());
    return kj::READY_NOW;
  });
}

kj::Promise<status> load::step(std::size_t holder) {
  auto idle = book_.idle_of(holder, read_clocks(clock_).now);
  auto crowded = idle.size() > leases_wanted;
  auto what = draw(10);
  if (!idle.empty() && (crowded || what < 2))
    return release(holder, std::move(idle));
  if (!idle.empty() && what < 5)
    return renew(holder, std::move(idle));
  return request(holder);
}

std::uint64_t load::draw(std::uint64_t below) {
  return std::uniform_int_distribution<std::uint64_t>{0, below - 1}(random_);
}

period load::draw_period() {
  auto kind = draw(20);
  if (kind == 0)
    return period::infinite();
  if (kind < 8) // they expire under load, while the node is down, and after
    return period::finite(duration{50 + draw(1500)});
  if (kind < 10)
    return period::finite(seconds{5 + draw(60)});
  return period::finite(minutes{10 + draw(180)});
}

lease_request load::draw_request(std::size_t holder) {
  lease_request wish;
  wish.request = request_id{random_() | 1};
  wish.lessee = name_of(holder);
  wish.wanted = draw_period();
  wish.labels[request_label] = std::to_string(wish.request.value());
  if (draw(3) == 0) { // three hops, with more asked than there is
    wish.source = endpoint_name{"E1"};
    wish.target = resource_name{"E2/nic"};
    wish.amount =
        amounts{unit::bit_per_second,
                1'000'000 + 500'000 * static_cast<std::int64_t>(draw(4))};
    if (draw(2) == 0)
      wish.service = weak_class();
  } else {
    wish.source = endpoint_name{"E4"};
    wish.target = pool();
    wish.amount = amounts{unit::count, 1 + static_cast<std::int64_t>(draw(2))};
  }
  auto ahead = wish.wanted.type() == period::kind::finite && draw(10) == 0;
  if (ahead)
    wish.start = read_clocks(clock_).now + duration{100 + draw(2000)};
  return wish;
}

kj::Promise<status> load::request(std::size_t holder) {
  std::vector<lease_request> batch;
  for (auto left = draw(3) == 0 ? 2 + draw(5) : 1; left > 0; --left) {
    batch.push_back(draw_request(holder));
    book_.ask(batch.back(), holder);
  }
  return send_requests(*holders_[holder], std::move(batch), book_, clock_);
}

std::vector<lease_id> load::some_of(std::vector<lease_id> idle,
                                    std::size_t most) {
  std::shuffle(idle.begin(), idle.end(), random_);
  idle.resize(std::min(idle.size(), 1 + draw(most)));
  return idle;
}

kj::Promise<status> load::renew(std::size_t holder,
                                std::vector<lease_id> idle) {
  std::vector<renewal_request> batch;
  for (auto id : some_of(std::move(idle), draw(3) == 0 ? 10 : 1)) {
    renewal_request renewal;
    renewal.request = request_id{random_() | 1};
    renewal.lease = id;
    renewal.wanted = draw_period();
    book_.ask_renewal(renewal);
    batch.push_back(renewal);
  }
  return send_renewals(*holders_[holder], std::move(batch), book_, clock_);
}

kj::Promise<status> load::release(std::size_t holder,
                                  std::vector<lease_id> idle) {
  std::vector<release_request> batch;
  for (auto id : some_of(std::move(idle), draw(3) == 0 ? 10 : 1)) {
    book_.ask_release(id);
    batch.push_back({id, {}, {}});
  }
  return send_releases(*holders_[holder], std::move(batch), book_);
}

} // namespace leasehold::test
