// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/rpc_session.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include <kj/async.h>

#include "runtime/clock/system_clock_source.hpp"
#include "runtime/rpc/event_loop.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/loop_context.hpp"
#include "tools/client/async_session.hpp"
#include "tools/client/watch_state.hpp"

namespace leasehold {

namespace {

using std::chrono::steady_clock;

constexpr auto poll_every = std::chrono::milliseconds{100};
// A trace is read so often, so that its listener can stop it.
constexpr duration trace_slice{250};

/// What lives on the loop's thread. The caller's thread only points at it.
struct remote_side {
  explicit remote_side(loop_context& x) : loop(x) {}

  loop_context& loop;
  kj::Own<async_session> session;
  /// The one call that is under way.
  kj::Promise<void> running = nullptr;
};

template <class T>
using answer_box = std::shared_ptr<mailbox<result<T>>>;

/// Puts what `promise` gives into `box`.
template <class T>
kj::Promise<void> deliver(kj::Promise<result<T>> promise, answer_box<T> box) {
  return promise
      .then([box](result<T> x) { box->put(std::move(x)); },
            [box](kj::Exception&& e) { box->put(to_failure(e)); })
      .eagerlyEvaluate(nullptr);
}

class rpc_session final : public session {
public:
  explicit rpc_session(session_config config);

  status open();

  void give_up_when(std::function<bool()> hopeless) override {
    hopeless_ = std::move(hopeless);
  }

  result<std::vector<lease_outcome>>
  request(std::vector<lease_request> batch) override;
  result<std::vector<lease_outcome>>
  renew(std::vector<renewal_request> batch) override;
  result<std::vector<lease_outcome>>
  change(std::vector<change_request> batch) override;
  result<std::vector<release_outcome>>
  release(std::vector<release_request> batch) override;
  result<std::vector<lease_info>> leases(const lease_filter& filter) override;
  result<event_page> events(const event_query& query) override;
  status watch(const event_query& query,
               std::function<watching(const lease_event&)> listener,
               std::optional<duration> deadline) override;
  status acknowledge(lease_id lease, std::uint32_t sequence) override;
  result<std::vector<decision>> explain(lease_id lease,
                                        request_id request) override;
  result<topology> read_topology() override;
  status load_topology(const std::string& toml) override;
  result<std::vector<resource_info>> resources() override;
  result<resource_calendar> calendar(const calendar_query& query) override;
  result<std::vector<gateway_info>> gateways() override;
  result<std::vector<node_info>> nodes() override;
  status set_capacity(const resource_name& resource,
                      const amounts& capacity) override;
  status set_outage(const outage& value) override;
  status end_outage(const std::string& subject) override;
  result<curtailment> plan_outage(const outage& value) override;
  result<curtailment> plan_capacity(const resource_name& resource,
                                    const amounts& capacity) override;
  result<std::vector<limit_rule>> rules() override;
  status set_rule(const limit_rule& rule) override;
  status remove_rule(const rule_name& rule) override;
  result<std::vector<service_class>> classes() override;
  status set_class(const service_class& value) override;
  status remove_class(const class_name& name) override;
  status set_threshold(const demand_threshold& value) override;
  result<std::vector<resource_demand>>
  demand(const std::optional<resource_name>& resource) override;
  result<audit_report> audit() override;
  result<actor_page> actors(const actor_query& query) override;
  status kill_actor(const std::string& path) override;
  status trace(lease_id lease,
               std::function<watching(const message_page&)> listener,
               std::optional<duration> deadline) override;
  result<node_status> node() override;
  result<traffic_report> traffic(const traffic_query& query) override;
  result<usage_report> usage(const usage_query& query) override;
  result<action_info> run_action(const action_request& request) override;
  result<status_page> statuses(action_id action, std::uint32_t from,
                               duration wait) override;
  result<action_info> cancel_action(action_id action) override;
  result<action_list> actions() override;
  result<std::vector<location>>
  locate(const std::vector<std::string>& targets) override;
  time_base clock() const override;

private:
  class watch_guard;

  /// Runs `start` on the loop and waits for what its promise gives. What
  /// `start` holds must be its own: the caller may be gone before it runs.
  template <class T, class Start>
  result<T> wait_for(Start start);

  /// Calls the session that runs on the loop.
  template <class T, class... Params, class... Args>
  result<T> call(kj::Promise<result<T>> (async_session::*method)(Params...),
                 Args... args) {
    return wait_for<T>([method, all = std::make_tuple(std::move(args)...)](
                           remote_side& remote) {
      return std::apply(
          [&](const Args&... each) {
            return (*remote.session.*method)(each...);
          },
          all);
    });
  }

  /// The next item; a failure where the caller was interrupted, and nothing
  /// at `until`.
  template <class T>
  std::optional<result<T>> take(mailbox<result<T>>& box,
                                steady_clock::time_point until);

  status subscribe(const event_query& query,
                   std::shared_ptr<watch_state> state);

  const session_config config_;
  std::function<bool()> hopeless_;
  const steady_clock_source clock_;
  remote_side* remote_ = nullptr;
  event_loop loop_; // last: what runs on it refers to the members above
};

rpc_session::rpc_session(session_config config) : config_(std::move(config)) {
  remote_ = loop_.call([](loop_context& loop) {
    return &loop.keep(kj::heap<remote_side>(loop));
  });
}

template <class T>
std::optional<result<T>> rpc_session::take(mailbox<result<T>>& box,
                                           steady_clock::time_point until) {
  if (!config_.interrupted && !hopeless_)
    return box.take(until);
  while (true) {
    auto now = steady_clock::now();
    if (auto x = box.take(std::min(until, now + poll_every)))
      return x;
    if (config_.interrupted && config_.interrupted())
      return failure{errc::timed_out,
                     "interrupted; what was asked may be done all the same"};
    if (hopeless_ && hopeless_())
      return failure{errc::timed_out,
                     "the answer did not come in time; what was asked may be "
                     "done all the same"};
    if (now >= until)
      return std::nullopt;
  }
}

template <class T, class Start>
result<T> rpc_session::wait_for(Start start) {
  auto box = std::make_shared<mailbox<result<T>>>();
  auto& remote = *remote_;
  loop_.run_in_loop(
      [&remote, box, start = std::move(start)](loop_context&) mutable {
        remote.running = deliver<T>(
            kj::evalNow([&remote, &start] { return start(remote); }), box);
      });
  // The calls have deadlines of their own.
  auto answer = take(*box, steady_clock::time_point::max());
  // Ends the call where it still runs.
  loop_.run_in_loop([&remote](loop_context&) { remote.running = nullptr; });
  return std::move(*answer);
}

status rpc_session::open() {
  return wait_for<std::monostate>(
      [config = config_, &clock = clock_](remote_side& remote) {
        return async_session::open(remote.loop.network(), remote.loop.timer(),
                                   clock, config)
            .then([&remote](result<kj::Own<async_session>> x) -> status {
              if (!x)
                return x.error();
              remote.session = kj::mv(*x);
              return success();
            });
      });
}

// -- calls -------------------------------------------------------------------

result<std::vector<lease_outcome>>
rpc_session::request(std::vector<lease_request> batch) {
  return call(&async_session::request, std::move(batch));
}

result<std::vector<lease_outcome>>
rpc_session::renew(std::vector<renewal_request> batch) {
  return call(&async_session::renew, std::move(batch));
}

result<std::vector<lease_outcome>>
rpc_session::change(std::vector<change_request> batch) {
  return call(&async_session::change, std::move(batch));
}

result<std::vector<release_outcome>>
rpc_session::release(std::vector<release_request> batch) {
  return call(&async_session::release, std::move(batch));
}

result<std::vector<lease_info>>
rpc_session::leases(const lease_filter& filter) {
  return call(&async_session::leases, filter);
}

result<event_page> rpc_session::events(const event_query& query) {
  return call(&async_session::events, query);
}

status rpc_session::acknowledge(lease_id lease, std::uint32_t sequence) {
  return call(&async_session::acknowledge, lease, sequence);
}

result<std::vector<decision>> rpc_session::explain(lease_id lease,
                                                   request_id request) {
  return call(&async_session::explain, lease, request);
}

result<topology> rpc_session::read_topology() {
  return call(&async_session::read_topology);
}

status rpc_session::load_topology(const std::string& toml) {
  return call(&async_session::load_topology, toml);
}

result<std::vector<resource_info>> rpc_session::resources() {
  return call(&async_session::resources);
}

result<resource_calendar> rpc_session::calendar(const calendar_query& query) {
  return call(&async_session::calendar, query);
}

result<std::vector<gateway_info>> rpc_session::gateways() {
  return call(&async_session::gateways);
}

result<std::vector<node_info>> rpc_session::nodes() {
  return call(&async_session::nodes);
}

status rpc_session::set_capacity(const resource_name& resource,
                                 const amounts& capacity) {
  return call(&async_session::set_capacity, resource, capacity);
}

status rpc_session::set_outage(const outage& value) {
  return call(&async_session::set_outage, value);
}

status rpc_session::end_outage(const std::string& subject) {
  return call(&async_session::end_outage, subject);
}

result<curtailment> rpc_session::plan_outage(const outage& value) {
  return call(&async_session::plan_outage, value);
}

result<curtailment> rpc_session::plan_capacity(const resource_name& resource,
                                               const amounts& capacity) {
  return call(&async_session::plan_capacity, resource, capacity);
}

result<std::vector<limit_rule>> rpc_session::rules() {
  return call(&async_session::rules);
}

status rpc_session::set_rule(const limit_rule& rule) {
  return call(&async_session::set_rule, rule);
}

status rpc_session::remove_rule(const rule_name& rule) {
  return call(&async_session::remove_rule, rule);
}

result<std::vector<service_class>> rpc_session::classes() {
  return call(&async_session::classes);
}

status rpc_session::set_class(const service_class& value) {
  return call(&async_session::set_class, value);
}

status rpc_session::remove_class(const class_name& name) {
  return call(&async_session::remove_class, name);
}

status rpc_session::set_threshold(const demand_threshold& value) {
  return call(&async_session::set_threshold, value);
}

result<std::vector<resource_demand>>
rpc_session::demand(const std::optional<resource_name>& resource) {
  return call(&async_session::demand, resource);
}

result<audit_report> rpc_session::audit() {
  return call(&async_session::audit);
}

result<actor_page> rpc_session::actors(const actor_query& query) {
  return call(&async_session::actors, query);
}

status rpc_session::kill_actor(const std::string& path) {
  return call(&async_session::kill_actor, path);
}

status rpc_session::trace(lease_id lease,
                          std::function<watching(const message_page&)> listener,
                          std::optional<duration> deadline) {
  if (auto begun = wait_for<std::monostate>([lease](remote_side& remote) {
        return remote.session->begin_trace(lease);
      });
      !begun)
    return begun;
  const auto end = [this] {
    loop_.run_in_loop(
        [&remote = *remote_](loop_context&) { remote.session->end_trace(); });
  };
  const auto began = steady_clock::now();
  auto outcome = success();
  for (auto more = true; more;) {
    auto page = wait_for<message_page>([](remote_side& remote) {
      return remote.session->read_trace(trace_slice);
    });
    if (!page)
      outcome = page.error();
    more = page && listener(*page) == watching::go_on
        && (!deadline || steady_clock::now() - began < *deadline);
  }
  end();
  return outcome;
}

result<traffic_report> rpc_session::traffic(const traffic_query& query) {
  return call(&async_session::traffic, query);
}

result<usage_report> rpc_session::usage(const usage_query& query) {
  return call(&async_session::usage, query);
}

result<action_info> rpc_session::run_action(const action_request& request) {
  return call(&async_session::run_action, request);
}

result<status_page> rpc_session::statuses(action_id action, std::uint32_t from,
                                          duration wait) {
  return call(&async_session::statuses, action, from, wait);
}

result<action_info> rpc_session::cancel_action(action_id action) {
  return call(&async_session::cancel_action, action);
}

result<action_list> rpc_session::actions() {
  return call(&async_session::actions);
}

result<std::vector<location>>
rpc_session::locate(const std::vector<std::string>& targets) {
  return call(&async_session::locate, targets);
}

result<node_status> rpc_session::node() {
  return call(&async_session::node);
}

time_base rpc_session::clock() const {
  return read_clocks(clock_);
}

// -- watching ----------------------------------------------------------------

/// Ends the subscription, also where the listener throws.
class rpc_session::watch_guard {
public:
  watch_guard(event_loop& loop, std::shared_ptr<watch_state> state)
      : loop_(loop), state_(std::move(state)) {}
  ~watch_guard() {
    loop_.run_in_loop(
        [state = std::move(state_)](loop_context&) { state->end(); });
  }
  watch_guard(const watch_guard&) = delete;
  watch_guard& operator=(const watch_guard&) = delete;

private:
  event_loop& loop_;
  std::shared_ptr<watch_state> state_;
};

status rpc_session::subscribe(const event_query& query,
                              std::shared_ptr<watch_state> state) {
  return wait_for<std::monostate>([query, state](remote_side& remote) {
    auto sink = [state](result<event_page> page) {
      return state->take(std::move(page));
    };
    return remote.session->subscribe(query, sink)
        .then([state](result<rpc::Subscription::Client> x) -> status {
          if (!x)
            return x.error();
          state->subscription = kj::mv(*x);
          return success();
        });
  });
}

status rpc_session::watch(const event_query& query,
                          std::function<watching(const lease_event&)> listener,
                          std::optional<duration> deadline) {
  auto until = steady_clock::time_point::max();
  if (deadline && *deadline < std::chrono::hours{24 * 365})
    until = steady_clock::now() + *deadline;
  auto state = std::make_shared<watch_state>();
  watch_guard guard(loop_, state);
  if (auto subscribed = subscribe(query, state); !subscribed)
    return subscribed;
  while (auto page = take(state->pages, until)) {
    if (!*page)
      return page->error();
    for (const auto& event : (*page)->events)
      if (listener(event) == watching::stop || steady_clock::now() >= until)
        return success();
    loop_.run_in_loop([state](loop_context&) { state->go_on(); });
  }
  return success();
}

} // namespace

result<std::unique_ptr<session>> connect(const session_config& config) {
  auto made = std::make_unique<rpc_session>(config);
  if (auto opened = made->open(); !opened)
    return opened.error();
  return std::unique_ptr<session>{std::move(made)};
}

} // namespace leasehold
