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

instant now_on(const clock_source& clock) {
  return read_clocks(clock).now;
}

kj::Promise<status> send_requests(async_session& session,
                                  std::vector<lease_request> batch, book& facts,
                                  const clock_source& clock) {
  auto sent = now_on(clock);
  auto answered = session.request(batch);
  return answered.then(
      [&facts, &clock, sent, batch = std::move(batch)](
          result<std::vector<lease_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        const window call{sent, now_on(clock)};
        for (std::size_t i = 0; i < batch.size(); ++i)
          facts.answer(batch[i].request, (*outcomes)[i], call);
        return success();
      });
}

kj::Promise<status> send_renewals(async_session& session,
                                  std::vector<renewal_request> batch,
                                  book& facts, const clock_source& clock) {
  auto sent = now_on(clock);
  auto answered = session.renew(batch);
  return answered.then(
      [&facts, &clock, sent, batch = std::move(batch)](
          result<std::vector<lease_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        const window call{sent, now_on(clock)};
        for (std::size_t i = 0; i < batch.size(); ++i)
          facts.answer_renewal(batch[i], (*outcomes)[i], call);
        return success();
      });
}

kj::Promise<status> send_releases(async_session& session,
                                  std::vector<release_request> batch,
                                  book& facts, const clock_source& clock) {
  auto sent = now_on(clock);
  return session.release(batch).then(
      [&facts, &clock,
       sent](result<std::vector<release_outcome>> outcomes) -> status {
        if (!outcomes)
          return outcomes.error();
        for (auto& outcome : *outcomes)
          facts.answer_release(outcome, {sent, now_on(clock)});
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
                                 known_capacity& capacity, book& facts,
                                 const clock_source& clock) {
  const amounts value{capacity.of, *capacity.value.asked};
  auto sent = now_on(clock);
  facts.ask_capacity(capacity.resource, value, sent);
  return session.set_capacity(capacity.resource, value)
      .then([&capacity, &facts, &clock, sent](status done) {
        if (done) {
          note(capacity.value);
          facts.answer_capacity(capacity.resource, {sent, now_on(clock)});
        }
        return done;
      });
}

kj::Promise<status> set_rule(async_session& session, known_setting& setting,
                             book& facts, const clock_source& clock) {
  limit_rule rule;
  rule.name = period_rule();
  rule.period_max = minutes{*setting.asked};
  auto sent = now_on(clock);
  return session.set_rule(rule).then(
      [&setting, &facts, &clock, sent](status done) {
        if (done) {
          note(setting);
          facts.acknowledge({sent, now_on(clock)});
        }
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
      facts.ask_renewal(renewals.back(), now_on(clock));
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
    calls.add(send_releases(session, std::move(releases), facts, clock));
  return kj::joinPromises(calls.releaseAsArray()).then([](kj::Array<status> x) {
    return first_failure(kj::mv(x));
  });
}

load::load(sessions& holders, const clock_source& clock, book& facts,
           known_settings& settings, random_engine& random, links change)
    : holders_(holders),
      clock_(clock),
      book_(facts),
      settings_(settings),
      random_(random),
      change_(change) {
  if (change_ == links::shrink)
    book_.let_yield(settings_.link.resource);
}

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
    book_.violate("L1", "a call failed while the node ran: " + why.message);
}

kj::Promise<void> load::work(std::size_t holder) {
  return step(holder).then([this, holder](status done) -> kj::Promise<void> {
    if (done)
      return work(holder);
    report(done.error());
    return kj::READY_NOW;
  });
}

kj::Promise<status> load::resize(known_capacity& capacity, std::int64_t value) {
  capacity.value.asked = value;
  return set_capacity(*holders_.front(), capacity, book_, clock_);
}

kj::Promise<void> load::operate() {
  // The pool always has room for all that the holders have.
  auto ask = [this]() -> kj::Promise<status> {
    auto what = draw(20);
    if (what == 0 && change_ == links::shrink)
      return resize(settings_.link, 20'000'000 + 500'000 * draw(80));
    if (what % 2 == 0)
      return resize(settings_.pool, 700 + draw(300));
    settings_.minutes.asked = 30 + draw(90);
    return set_rule(*holders_.front(), settings_.minutes, book_, clock_);
  };
  return ask().then([this](status done) -> kj::Promise<void> {
    if (done)
      return operate();
    report(done.error());
    return kj::READY_NOW;
  });
}

kj::Promise<status> load::step(std::size_t holder) {
  auto idle = book_.idle_of(holder, now_on(clock_));
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
    wish.target = settings_.pool.resource;
    wish.amount = amounts{unit::count, 1 + static_cast<std::int64_t>(draw(2))};
  }
  auto ahead = wish.wanted.type() == period::kind::finite && draw(10) == 0;
  if (ahead)
    wish.start = read_clocks(clock_).wall + duration{100 + draw(2000)};
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
    book_.ask_renewal(renewal, now_on(clock_));
    batch.push_back(renewal);
  }
  return send_renewals(*holders_[holder], std::move(batch), book_, clock_);
}

kj::Promise<status> load::release(std::size_t holder,
                                  std::vector<lease_id> idle) {
  std::vector<release_request> batch;
  for (auto id : some_of(std::move(idle), draw(3) == 0 ? 10 : 1)) {
    book_.ask_release(id, now_on(clock_));
    batch.push_back({id, {}, {}});
  }
  return send_releases(*holders_[holder], std::move(batch), book_, clock_);
}

} // namespace leasehold::test
