// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/async_session.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "runtime/rpc/address.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "tools/client/async_calls.hpp"
#include "tools/client/event_feed.hpp"

namespace leasehold {

namespace {

status check(const session_config& config) {
  if (!is_name(config.name.str(), bounds::name_bytes))
    return failure{errc::invalid_request,
                   fmt::format("\"{}\" can't log in: a name has 1 to {} "
                               "characters of visible ASCII, without spaces "
                               "and with no '-' in front",
                               config.name.str(), bounds::name_bytes)};
  if (config.program.size() > bounds::note_bytes)
    return failure{errc::invalid_request,
                   fmt::format("the program's name has {} bytes, at most {} "
                               "are allowed; shorten it",
                               config.program.size(), bounds::note_bytes)};
  for (auto wait :
       {config.connect_within, config.answer_within, config.keep_alive_every})
    if (wait <= duration::zero() || wait > std::chrono::hours{24})
      return failure{errc::invalid_request,
                     "a session waits from 1 ms to 24 h; give such times"};
  return success();
}

dial_config dialling(const session_config& config) {
  dial_config dial;
  dial.address = config.address;
  dial.default_port = default_port;
  dial.tls = config.tls;
  dial.expected_name = config.node_name;
  dial.plain = config.plain;
  // `within` is the one that strikes: it covers the login as well.
  dial.connect_timeout = config.connect_within + std::chrono::seconds{1};
  return dial;
}

failure not_connected(const kj::Exception& why) {
  auto what = to_failure(why);
  if (what.code != errc::unavailable)
    return what;
  constexpr std::string_view refused = "Connection refused";
  what.message += what.message.find(refused) != std::string::npos
      ? "; start a node there with `leasehold node`, or give the address "
        "of one that runs"
      : "; check the address, and that a node runs there";
  return what;
}

capnp::Request<rpc::Bootstrap::LoginParams, rpc::LoginResult>
login_request(rpc::Bootstrap::Client bootstrap, const session_config& config) {
  auto request = bootstrap.loginRequest();
  auto credentials = request.initCredentials();
  credentials.setName(config.name.str());
  credentials.setProgram(config.program);
  credentials.setProtocol(rpc::PROTOCOL);
  return request;
}

status check_batch(std::size_t size) {
  if (size <= bounds::batch_items)
    return success();
  return failure{errc::too_much,
                 fmt::format("the batch has {} items, a call takes at most {}; "
                             "send several",
                             size, bounds::batch_items)};
}

} // namespace

time_base read_clocks(const clock_source& clock) {
  const auto ticks = clock.ticks();
  return {instant{std::chrono::floor<duration>(ticks.boottime)},
          clock.wall_at(ticks)};
}

// -- connecting --------------------------------------------------------------

kj::Promise<result<kj::Own<async_session>>>
async_session::open(kj::Network& network, kj::Timer& timer,
                    const clock_source& clock, session_config config) {
  using opened = result<kj::Own<async_session>>;
  if (auto valid = check(config); !valid)
    return opened{valid.error()};
  auto log_in = [&timer, &clock, config](kj::Own<dialled> connection) {
    auto bootstrap = connection->bootstrap().castAs<rpc::Bootstrap>();
    return login_request(kj::mv(bootstrap), config)
        .send()
        .then(
            [&timer, &clock, config, connection = kj::mv(connection)](
                capnp::Response<rpc::LoginResult>&& answer) mutable -> opened {
              auto login = read_safely<rpc::LoginResult>(answer, {});
              if (!login)
                return login.error();
              return kj::heap<async_session>(timer, clock, config,
                                             kj::mv(connection), *login);
            });
  };
  auto opening =
      dial(network, timer, dialling(config))
          .then(kj::mv(log_in))
          .catch_([](kj::Exception&& e) -> opened { return not_connected(e); });
  return within(timer, config.connect_within,
                fmt::format("{} did not answer within {}; check that a node "
                            "runs there, or wait longer",
                            config.address, to_string(config.connect_within)),
                kj::mv(opening));
}

async_session::async_session(kj::Timer& timer, const clock_source& clock,
                             session_config config, kj::Own<dialled> connection,
                             rpc::Login::Reader login)
    : timer_(timer),
      clock_(clock),
      config_(std::move(config)),
      connection_(kj::mv(connection)),
      node_name_(
          login.getNode().cStr(),
          std::min<std::size_t>(login.getNode().size(), bounds::name_bytes)),
      bootstrap_(connection_->bootstrap().castAs<rpc::Bootstrap>()),
      session_(login.getSession()) {
  if (login.hasOperator())
    operator_ = login.getOperator();
  keeping_alive_ =
      keep_alive().eagerlyEvaluate([](kj::Exception&&) {}); // calls will tell
}

kj::Promise<void> async_session::keep_alive() {
  return timer_.afterDelay(config_.keep_alive_every.count() * kj::MILLISECONDS)
      .then([this] { return bootstrap_.versionRequest().send(); })
      .then([this](auto&&) { return keep_alive(); });
}

// -- calling -----------------------------------------------------------------

failure async_session::no_answer(const kj::Exception& why) const {
  auto what = to_failure(why);
  const auto& address = config_.address;
  switch (why.getType()) {
  case kj::Exception::Type::DISCONNECTED:
    what.message = fmt::format(
        "the connection to {} is lost: {}; connect again, and ask again with "
        "the same request id: what was asked may be done all the same",
        address, what.message);
    break;
  case kj::Exception::Type::UNIMPLEMENTED:
    what.message = fmt::format("{} does not know this call; use programs of "
                               "the same version",
                               address);
    break;
  case kj::Exception::Type::OVERLOADED:
  case kj::Exception::Type::FAILED:
    what.message =
        fmt::format("{} did not serve the call: {}", address, what.message);
    break;
  }
  return what;
}

// -- leases ------------------------------------------------------------------

kj::Promise<result<std::vector<lease_outcome>>>
async_session::request(const std::vector<lease_request>& batch) {
  using answer = result<std::vector<lease_outcome>>;
  if (auto fits = check_batch(batch.size()); !fits)
    return answer{fits.error()};
  auto call = session_.requestLeasesRequest();
  write_each(call.initRequests(batch.size()), batch,
             [](const auto& item, rpc::LeaseRequest::Builder at) {
               to_wire(item, at);
             });
  call.setHandles(rpc::LeaseHandles::NONE);
  return ask(kj::mv(call), batch.size());
}

kj::Promise<result<std::vector<lease_outcome>>>
async_session::renew(const std::vector<renewal_request>& batch) {
  using answer = result<std::vector<lease_outcome>>;
  if (auto fits = check_batch(batch.size()); !fits)
    return answer{fits.error()};
  auto call = session_.renewLeasesRequest();
  write_each(
      call.initRenewals(batch.size()), batch,
      [](const auto& item, rpc::Renewal::Builder at) { to_wire(item, at); });
  return ask(kj::mv(call), batch.size());
}

kj::Promise<result<std::vector<lease_outcome>>>
async_session::change(const std::vector<change_request>& batch) {
  using answer = result<std::vector<lease_outcome>>;
  if (auto fits = check_batch(batch.size()); !fits)
    return answer{fits.error()};
  auto call = session_.changeLeasesRequest();
  write_each(
      call.initChanges(batch.size()), batch,
      [](const auto& item, rpc::Change::Builder at) { to_wire(item, at); });
  return ask(kj::mv(call), batch.size());
}

kj::Promise<result<std::vector<release_outcome>>>
async_session::release(const std::vector<release_request>& batch) {
  using answer = result<std::vector<release_outcome>>;
  if (auto fits = check_batch(batch.size()); !fits)
    return answer{fits.error()};
  auto call = session_.releaseLeasesRequest();
  write_each(
      call.initReleases(batch.size()), batch,
      [](const auto& item, rpc::Release::Builder at) { to_wire(item, at); });
  return ask(kj::mv(call), batch.size());
}

kj::Promise<result<std::vector<lease_info>>>
async_session::leases(lease_filter filter) {
  return more_leases(std::move(filter), 0, {});
}

kj::Promise<result<std::vector<lease_info>>>
async_session::more_leases(lease_filter filter, std::uint64_t after,
                           std::vector<lease_info> so_far) {
  using answer = result<std::vector<lease_info>>;
  auto call = session_.listLeasesRequest();
  to_wire(filter, call.initFilter());
  call.setAfter(after);
  return ask(kj::mv(call))
      .then([this, filter = std::move(filter), after,
             so_far = std::move(so_far)](
                result<leases_answer> page) mutable -> kj::Promise<answer> {
        if (!page)
          return answer{page.error()};
        for (auto& lease : page->leases) {
          // Or a node could make us ask for ever.
          if (lease.id.value() <= after)
            return answer{unreadable({errc::invalid_request,
                                      "its leases are not in the order of "
                                      "their ids"})};
          after = lease.id.value();
          so_far.push_back(std::move(lease));
        }
        if (!page->more)
          return answer{std::move(so_far)};
        if (page->leases.empty())
          return answer{unreadable({errc::invalid_request,
                                    "it says that there are more leases and "
                                    "gives none"})};
        return more_leases(std::move(filter), after, std::move(so_far));
      });
}

kj::Promise<result<event_page>>
async_session::events(const event_query& query) {
  auto call = session_.readEventsRequest();
  call.setFrom(query.from);
  call.setLease(query.lease.value_or(lease_id{}).value());
  call.setCountMax(query.count_max);
  return ask(kj::mv(call));
}

kj::Promise<result<rpc::Subscription::Client>>
async_session::subscribe(const event_query& query, page_sink sink) {
  auto call = session_.subscribeRequest();
  call.setListener(kj::heap<event_feed>(clock_, config_.address, query.from,
                                        std::move(sink)));
  call.setFrom(query.from);
  call.setLease(query.lease.value_or(lease_id{}).value());
  return ask(kj::mv(call));
}

kj::Promise<status> async_session::acknowledge(lease_id lease,
                                               std::uint32_t sequence) {
  auto call = session_.acknowledgeRequest();
  call.setLease(lease.value());
  call.setSequence(sequence);
  return ask(kj::mv(call));
}

kj::Promise<result<std::vector<decision>>>
async_session::explain(lease_id lease, request_id request) {
  auto call = session_.explainRequest();
  call.setLease(lease.value());
  call.setRequest(request.value());
  return ask(kj::mv(call));
}

// -- the region --------------------------------------------------------------

kj::Promise<result<topology>> async_session::read_topology() {
  return ask(session_.readTopologyRequest());
}

namespace {

/// Asks for page after page until there is no other.
template <class T, class Ask>
kj::Promise<result<std::vector<T>>> all_pages(std::vector<T> known, Ask ask) {
  const auto after = known.empty() ? std::string{} : known.back().name.str();
  return ask(after).then(
      [known = std::move(known), ask](result<page_answer<T>>&& page) mutable
      -> kj::Promise<result<std::vector<T>>> {
        if (!page)
          return result<std::vector<T>>{page.error()};
        std::move(page->items.begin(), page->items.end(),
                  std::back_inserter(known));
        if (!page->more)
          return result<std::vector<T>>{std::move(known)};
        if (known.size() > bounds::region_items)
          return result<std::vector<T>>{
              unreadable({errc::invalid_request, "it has no end"})};
        return all_pages<T>(std::move(known), ask);
      });
}

} // namespace

kj::Promise<result<std::vector<resource_info>>> async_session::resources() {
  return all_pages<resource_info>({}, [this](const std::string& after) {
    auto call = session_.listResourcesRequest();
    call.setAfter(after);
    return ask(kj::mv(call));
  });
}

kj::Promise<result<resource_calendar>>
async_session::calendar(const calendar_query& query) {
  auto call = session_.readCalendarRequest();
  auto now = read_clocks(clock_);
  call.setResource(query.resource.str());
  call.setStartInMs(in_ms(query.over.start, now));
  call.setEndInMs(in_ms(query.over.end, now));
  call.setStepsMax(static_cast<std::uint32_t>(
      std::min(query.steps_max, bounds::calendar_steps)));
  return ask(kj::mv(call));
}

kj::Promise<result<std::vector<gateway_info>>> async_session::gateways() {
  return all_pages<gateway_info>({}, [this](const std::string& after) {
    auto call = session_.listGatewaysRequest();
    call.setAfter(after);
    return ask(kj::mv(call));
  });
}

kj::Promise<result<std::vector<node_info>>> async_session::nodes() {
  return ask(session_.listNodesRequest());
}

kj::Promise<result<std::vector<limit_rule>>> async_session::rules() {
  return all_pages<limit_rule>({}, [this](const std::string& after) {
    auto call = session_.listRulesRequest();
    call.setAfter(after);
    return ask(kj::mv(call));
  });
}

kj::Promise<result<std::vector<service_class>>> async_session::classes() {
  return ask(session_.listClassesRequest());
}

kj::Promise<result<node_status>> async_session::node() {
  return ask(session_.statusRequest());
}

kj::Promise<result<traffic_report>>
async_session::traffic(const traffic_query& query) {
  auto call = session_.readTrafficRequest();
  call.setLease(query.lease.value_or(lease_id{}).value());
  if (query.nic)
    call.setNic(query.nic->str());
  return ask(kj::mv(call));
}

kj::Promise<result<usage_report>>
async_session::usage(const usage_query& query) {
  return more_usage(query, {});
}

kj::Promise<result<usage_report>>
async_session::more_usage(usage_query query, usage_report so_far) {
  auto call = session_.readUsageRequest();
  if (query.lessee)
    call.setLessee(query.lessee->str());
  call.setBackMs(query.back.count());
  if (!so_far.lessees.empty())
    call.setAfter(so_far.lessees.back().lessee.str());
  return ask(kj::mv(call))
      .then([this, query = std::move(query),
             so_far = std::move(so_far)](result<usage_answer>&& page) mutable
            -> kj::Promise<result<usage_report>> {
        if (!page)
          return result<usage_report>{page.error()};
        auto& all = so_far.lessees;
        auto& more = page->report.lessees;
        all.insert(all.end(), more.begin(), more.end());
        so_far.from = page->report.from;
        so_far.missing = std::move(page->report.missing);
        if (page->more)
          return more_usage(std::move(query), std::move(so_far));
        return result<usage_report>{std::move(so_far)};
      });
}

} // namespace leasehold
