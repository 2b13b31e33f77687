// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/echo_machine.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace leasehold {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::uint32_t count_max = 1000;
constexpr microseconds time_max = std::chrono::hours{1};
constexpr std::uint32_t outstanding_max = 65'536;
constexpr std::uint32_t packets_per_second_max = 10'000'000;
constexpr std::chrono::nanoseconds second = std::chrono::seconds{1};

/// Why nothing of the order can be done; empty where it can.
std::string trouble_of(const echo_order& order) {
  if (order.count < 1 || order.count > count_max)
    return fmt::format("{} requests to a host: choose 1 to {}", order.count,
                       count_max);
  if (order.interval < microseconds{0} || order.interval > time_max)
    return fmt::format("an interval of {} us: choose 0 to {} us",
                       order.interval.count(), time_max.count());
  if (order.timeout < microseconds{1} || order.timeout > time_max)
    return fmt::format("a timeout of {} us: choose 1 to {} us",
                       order.timeout.count(), time_max.count());
  if (order.payload < echo_mark_bytes || order.payload > echo_payload_bytes_max)
    return fmt::format("a payload of {} bytes: choose {} to {}", order.payload,
                       echo_mark_bytes, echo_payload_bytes_max);
  return {};
}

bool is_of_one_link(const ip_address& x) {
  return x.is == ip_address::family::v6 && x.bytes[0] == 0xfe
      && (x.bytes[1] & 0xc0) == 0x80;
}

/// Why this host can't be asked; empty where it can.
std::string trouble_of(const ip_address& host) {
  if (!is_of_one_host(host))
    return fmt::format("{} is no address of one host: it stands for none or "
                       "for many",
                       to_string(host));
  if (is_of_one_link(host))
    return fmt::format("{} is different on each link: choose an address of the "
                       "host that is the same everywhere",
                       to_string(host));
  return {};
}

microseconds in_us(std::chrono::nanoseconds x) {
  return std::chrono::round<microseconds>(x);
}

} // namespace

echo_machine::echo_machine(const echo_limits& limits,
                           std::function<std::uint64_t()> chance)
    : chance_(std::move(chance)) {
  const auto rate =
      std::clamp(limits.packets_per_second, 1u, packets_per_second_max);
  // Rounded up, so that it is never more.
  gap_ = (second + nanoseconds{rate - 1}) / rate;
  burst_ = std::max<nanoseconds>(second / 100 - gap_, nanoseconds{0});
  flights_.resize(std::clamp(limits.outstanding, 1u, outstanding_max));
  for (auto place = flights_.size(); place > 0; --place)
    free_flights_.push_back(static_cast<std::uint32_t>(place - 1));
}

void echo_machine::start(std::uint64_t ticket, const echo_order& order,
                         time_point now, const objection& object) {
  const auto trouble = trouble_of(order);
  order_state made;
  made.count = order.count;
  made.interval = order.interval;
  made.timeout = order.timeout;
  made.payload = order.payload;
  for (const auto& question : order.hosts) {
    auto why = trouble.empty() ? trouble_of(question.host) : trouble;
    if (why.empty() && object)
      why = object(question.host);
    if (!why.empty()) {
      echo_answer said;
      said.tag = question.tag;
      said.trouble = std::move(why);
      answers_[ticket].push_back(std::move(said));
      continue;
    }
    made.hosts.push_back(add_host(ticket, question));
    made.due.push_back({made.hosts.back(), now});
  }
  if (made.hosts.empty())
    return;
  made.unanswered = made.hosts.size();
  schedule(ticket, orders_.emplace(ticket, std::move(made)).first->second, now);
}

void echo_machine::stop(std::uint64_t ticket) {
  answers_.erase(ticket);
  const auto found = orders_.find(ticket);
  if (found == orders_.end())
    return;
  auto& order = found->second;
  while (order.first != none)
    end(order.first);
  if (order.is == order_state::standing::later)
    later_.erase({order.due.front().at, ticket});
  if (order.watched_at)
    watched_.erase({*order.watched_at, ticket});
  for (const auto place : order.hosts)
    if (hosts_[place].ticket == ticket)
      free_host(place);
  orders_.erase(found);
}

// -- what is sent ------------------------------------------------------------

std::vector<echo_request> echo_machine::take(time_point now,
                                             std::size_t count_max) {
  ready_those_due(now);
  paced_ = std::max(paced_, now - burst_);
  std::vector<echo_request> taken;
  // Whoever is passed over for want of a share comes again when one is free.
  std::size_t passed = 0;
  while (!is_full_ && !ready_.empty() && paced_ <= now
         && taken.size() < count_max) {
    const auto ticket = ready_.front();
    ready_.pop_front();
    const auto found = orders_.find(ticket);
    if (found == orders_.end())
      continue;
    auto& order = found->second;
    if (!has_share(order)) {
      ready_.push_back(ticket);
      is_full_ = ++passed >= ready_.size();
      continue;
    }
    passed = 0;
    taken.push_back(begin(ticket, order));
    paced_ += gap_;
    order.is = order_state::standing::none;
    schedule(ticket, order, now);
  }
  return taken;
}

void echo_machine::sent(const echo_request& request, time_point at) {
  auto& order = orders_.at(request.ticket);
  auto& host = hosts_[request.mark.host];
  ++host.answer.sent;
  flights_[request.mark.flight].sent_at = at;
  list(request.mark.flight, order);
  if (host.begun < order.count) {
    order.due.push_back({request.mark.host, at + order.interval});
    schedule(request.ticket, order, at);
  }
  watch(request.ticket, order);
}

void echo_machine::put_back(const echo_request& request, time_point now) {
  auto& order = orders_.at(request.ticket);
  --hosts_[request.mark.host].begun;
  end(request.mark.flight);
  paced_ -= gap_;
  if (order.is == order_state::standing::later) {
    later_.erase({order.due.front().at, request.ticket});
    order.is = order_state::standing::none;
  }
  order.due.push_front({request.mark.host, now});
  schedule(request.ticket, order, now);
}

void echo_machine::refused(const echo_request& request,
                           const std::string& trouble, time_point now) {
  auto& order = orders_.at(request.ticket);
  auto& host = hosts_[request.mark.host];
  host.answer.trouble = trouble;
  end(request.mark.flight);
  if (host.begun < order.count) {
    order.due.push_back({request.mark.host, now + order.interval});
    schedule(request.ticket, order, now);
  }
  answer_if_done(request.mark.host);
}

/// Gives the order a turn, now or when its first host is due.
void echo_machine::schedule(std::uint64_t ticket, order_state& order,
                            time_point now) {
  if (order.is != order_state::standing::none || order.due.empty())
    return;
  const auto at = order.due.front().at;
  if (at <= now) {
    order.is = order_state::standing::ready;
    ready_.push_back(ticket);
    is_full_ = false;
  } else {
    order.is = order_state::standing::later;
    later_.emplace(at, ticket);
  }
}

void echo_machine::ready_those_due(time_point now) {
  while (!later_.empty() && later_.begin()->first <= now) {
    const auto ticket = later_.begin()->second;
    later_.erase(later_.begin());
    auto& order = orders_.at(ticket);
    order.is = order_state::standing::none;
    schedule(ticket, order, now);
  }
}

/// An order may have seven times as many outstanding as stay free: a newcomer
/// never waits until silent hosts of others have used up their time.
bool echo_machine::has_share(const order_state& order) const {
  constexpr std::size_t times = 7;
  const auto free = free_flights_.size();
  return free > 0
      && (order.outstanding == 0
          || order.outstanding + 1 <= times * (free - 1));
}

echo_request echo_machine::begin(std::uint64_t ticket, order_state& order) {
  const auto at = order.due.front().host;
  order.due.pop_front();
  auto& host = hosts_[at];
  const auto place = free_flights_.back();
  free_flights_.pop_back();
  auto& made = flights_[place];
  made = {};
  made.host = at;
  made.number = host.begun++;
  ++host.waiting;
  ++order.outstanding;
  echo_request request;
  request.ticket = ticket;
  request.host = host.question.host;
  request.payload = order.payload;
  request.mark.cookie = host.cookie;
  request.mark.host = at;
  request.mark.number = static_cast<std::uint16_t>(made.number);
  request.mark.flight = static_cast<std::uint16_t>(place);
  return request;
}

// -- what comes --------------------------------------------------------------

void echo_machine::received(const echo_mark& mark, const ip_address& from,
                            time_point at) {
  if (auto* const request = find(mark, from)) {
    auto& host = hosts_[mark.host];
    const auto took =
        std::max<nanoseconds>(at - request->sent_at, nanoseconds{0});
    if (took > orders_.at(host.ticket).timeout)
      return; // it is lost, which `expire` will say
    ++host.answer.received;
    host.least = std::min(host.least, took);
    host.most = std::max(host.most, took);
    host.sum += took;
    host.replied.resize(host.begun);
    host.replied[mark.number] = true;
    end(mark.flight);
    answer_if_done(mark.host);
    return;
  }
  if (mark.host >= hosts_.size())
    return;
  auto& host = hosts_[mark.host];
  if (host.ticket != 0 && host.cookie == mark.cookie
      && host.question.host == from && mark.number < host.replied.size()
      && host.replied[mark.number])
    ++host.answer.duplicates;
}

void echo_machine::failed(const quoted_request& request, const ip_address& to,
                          const std::string& trouble) {
  if (request.flight >= flights_.size())
    return;
  const auto& known = flights_[request.flight];
  if (!known.is_listed || hosts_[known.host].question.host != to
      || (request.mark && find(*request.mark, to) != &known))
    return;
  const auto place = known.host;
  hosts_[place].answer.trouble = trouble;
  end(request.flight);
  answer_if_done(place);
}

void echo_machine::expire(time_point now) {
  while (!watched_.empty() && watched_.begin()->first < now) {
    const auto ticket = watched_.begin()->second;
    watched_.erase(watched_.begin());
    auto& order = orders_.at(ticket);
    order.watched_at.reset();
    while (order.first != none
           && flights_[order.first].sent_at + order.timeout < now) {
      const auto place = flights_[order.first].host;
      end(order.first);
      if (hosts_[place].waiting > 0 || hosts_[place].begun < order.count)
        continue;
      const bool is_over = order.unanswered == 1;
      answer(place);
      if (is_over)
        break;
    }
    if (const auto found = orders_.find(ticket); found != orders_.end())
      watch(ticket, found->second);
  }
}

std::optional<echo_machine::time_point> echo_machine::next() const {
  std::optional<time_point> at;
  const auto take_in = [&at](time_point x) {
    at = at ? std::min(*at, x) : x;
  };
  if (!ready_.empty() && !is_full_)
    take_in(paced_);
  if (!later_.empty())
    take_in(later_.begin()->first);
  // A reply in the last moment is in time.
  if (!watched_.empty())
    take_in(watched_.begin()->first + nanoseconds{1});
  return at;
}

/// The request with that mark, if it waits for a reply.
echo_machine::flight* echo_machine::find(const echo_mark& mark,
                                         const ip_address& host) {
  if (mark.flight >= flights_.size())
    return nullptr;
  auto& known = flights_[mark.flight];
  return known.is_listed && known.host == mark.host
          && known.number == mark.number
          && hosts_[known.host].cookie == mark.cookie
          && hosts_[known.host].question.host == host
      ? &known
      : nullptr;
}

void echo_machine::list(std::uint32_t place, order_state& order) {
  auto& x = flights_[place];
  x.is_listed = true;
  x.before = order.last;
  (order.last == none ? order.first : flights_[order.last].after) = place;
  order.last = place;
}

/// The request waits for no reply any more.
void echo_machine::end(std::uint32_t place) {
  auto& x = flights_[place];
  auto& host = hosts_[x.host];
  auto& order = orders_.at(host.ticket);
  if (x.is_listed) {
    (x.before == none ? order.first : flights_[x.before].after) = x.after;
    (x.after == none ? order.last : flights_[x.after].before) = x.before;
  }
  --host.waiting;
  --order.outstanding;
  x = {};
  free_flights_.push_back(place);
  is_full_ = false;
}

/// Sees to it that the order is looked at when its oldest request is lost.
void echo_machine::watch(std::uint64_t ticket, order_state& order) {
  if (order.watched_at || order.first == none)
    return;
  order.watched_at = flights_[order.first].sent_at + order.timeout;
  watched_.emplace(*order.watched_at, ticket);
}

// -- what is answered --------------------------------------------------------

std::uint32_t echo_machine::add_host(std::uint64_t ticket,
                                     const echo_question& question) {
  if (free_hosts_.empty()) {
    free_hosts_.push_back(static_cast<std::uint32_t>(hosts_.size()));
    hosts_.emplace_back();
  }
  const auto place = free_hosts_.back();
  free_hosts_.pop_back();
  auto& made = hosts_[place];
  made.ticket = ticket;
  made.question = question;
  made.cookie = chance_();
  return place;
}

void echo_machine::free_host(std::uint32_t place) {
  hosts_[place] = {};
  free_hosts_.push_back(place);
}

void echo_machine::answer_if_done(std::uint32_t place) {
  const auto& host = hosts_[place];
  if (host.waiting == 0 && host.begun == orders_.at(host.ticket).count)
    answer(place);
}

/// Everything is known of it. Ends the order with its last host.
void echo_machine::answer(std::uint32_t place) {
  auto& host = hosts_[place];
  const auto ticket = host.ticket;
  auto& said = host.answer;
  said.tag = host.question.tag;
  if (said.received > 0) {
    said.least = in_us(host.least);
    said.mean = in_us(host.sum / said.received);
    said.most = in_us(host.most);
  }
  const auto found = orders_.find(ticket);
  if (said.received == found->second.count)
    said.trouble.clear();
  answers_[ticket].push_back(std::move(said));
  free_host(place);
  if (--found->second.unanswered > 0)
    return;
  if (found->second.watched_at)
    watched_.erase({*found->second.watched_at, ticket});
  orders_.erase(found);
}

echo_machine::answers echo_machine::take_answers() {
  return std::exchange(answers_, {});
}

} // namespace leasehold
