// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/run.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"
#include "tools/simulator/oracle/oracle.hpp"
#include "tools/simulator/play/action_clients.hpp"
#include "tools/simulator/play/clients.hpp"
#include "tools/simulator/play/fate.hpp"
#include "tools/simulator/play/known_stamps.hpp"
#include "tools/simulator/play/operators.hpp"
#include "tools/simulator/play/phase_scan.hpp"
#include "tools/simulator/play/record_text.hpp"
#include "tools/simulator/play/region_plan.hpp"
#include "tools/simulator/play/world_plan.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// L1: twice the time of a hold, and the longest notice of the shipped
/// classes; and what messages take.
constexpr true_time liveness_time = seconds{2 * 10 + 10 + 5};
constexpr true_time scan_every = milliseconds{50};
constexpr true_time wires_watched_every = milliseconds{500};
constexpr true_time recovery_time = seconds{1};
/// What an actor that came down has sent is written by then, on the slowest
/// disk.
constexpr true_time replacement_time = seconds{10};
/// A machine that was rebooted has its wires again when its node runs.
constexpr true_time empty_after_reboot = seconds{10};

/// Whether it is what a start writes before anything runs.
bool is_of_a_start(const std::vector<record_group>& groups) {
  return std::any_of(groups.begin(), groups.end(), [](auto& group) {
    return std::any_of(group.begin(), group.end(), [](auto& x) {
      return static_cast<record_kind>(x.kind) == record_kind::node;
    });
  });
}

class player final : public observer {
public:
  player(const scenario& plan, const run_settings& settings)
      : plan_(plan),
        settings_(settings),
        facts_(facts_of(plan)),
        story_(settings.telling),
        oracle_(
            facts_, [this](node_index i) { return moment(i).ledger; },
            [this](node_index i) { return world_.node(i).wires().in_force(); }),
        world_(world_of(plan)),
        fate_(world_, plan, oracle_),
        clients_(
            world_, plan, facts_, oracle_, story_,
            [this](domain_fault what, node_index node) { strike(what, node); }),
        action_clients_(world_, plan, oracle_, story_),
        operators_(world_, plan, facts_, story_,
                   [this](domain_fault what, node_index node) {
                     strike(what, node);
                   }) {
    world_.add(*this);
  }

  ~player() override {
    world_.remove(*this);
  }

  run_report play() {
    world_.start_all();
    for (auto& x : plan_.operations)
      world_.at(x.at, [this, &x] { perform(x); });
    watch_lasting_faults();
    if (plan_.enforces != enforcement::none)
      watch_wires();
    if (run_until(plan_.length) && heal())
      rest();
    report_.seed = plan_.seed;
    report_.trace = world_.trace();
    report_.steps = world_.steps();
    report_.simulated = world_.now();
    report_.statuses = oracle_.actions().count();
    report_.violations = violations();
    for (auto& x : report_.violations)
      story_.tell(x.at, fmt::format("VIOLATION of {}: {}", x.rule, x.what));
    report_.story = story_.text();
    return std::move(report_);
  }

  // -- what the world lets us see --------------------------------------------

  void appended(true_time at, const append_note& note) override {
    auto when = moment(note.node);
    tell_writes(at, note);
    // A start that succeeds tells of all that is on the disk by then.
    const auto news =
        is_of_a_start(note.groups) ? std::vector<record_group>{} : note.groups;
    switch (note.outcome) {
    case append_outcome::durable:
      stamps_.written(note.node, news);
      return oracle_.durable(when, news);
    case append_outcome::durable_untold:
      stamps_.written(note.node, news);
      oracle_.durable(when, news);
      return oracle_.write_failed(when, {});
    case append_outcome::unsure:
    case append_outcome::refused:
      story_.tell(at, node_name_at(note.node) + " fails to write");
      return oracle_.write_failed(when, note.groups);
    }
  }

  void node_changed(true_time at, const node_note& note) override {
    story_.tell(at,
                fmt::format("{} {} {}", node_name_at(note.node),
                            to_string(note.change), note.why));
    switch (note.change) {
    case node_change::started:
      clocks_[note.node] = world_.node(note.node).services().clock;
      if (auto down = down_since_.extract(note.node))
        oracle_.stood_still(note.node,
                            stamps_.lost(down.mapped(), moment(note.node)));
      live_.insert(note.node);
      return started(note.node);
    case node_change::start_failed:
    case node_change::killed:
    case node_change::died:
      live_.erase(note.node);
      down_since_.try_emplace(note.node, moment(note.node));
      oracle_.disturbed(note.node, at + seconds{1});
      oracle_.interrupted(note.node, at);
      return fate_.node_ended(note.node, note.change);
    default:
      return;
    }
  }

  void injected(true_time at, const fault_note& note) override {
    ++report_.faults;
    // Any node may wait for this one; that a frame overtakes another is nothing
    // to wait for.
    if (note.kind != fault::frame_overtaken)
      for (node_index i = 0; i < plan_.nodes; ++i)
        oracle_.disturbed(i, at);
    story_.tell(at,
                fmt::format("{} {} {}", to_string(note.kind),
                            node_name_at(note.node), note.detail));
    if (note.kind == fault::older_disk)
      stamps_.put_back(note.node);
    if (note.kind == fault::reboot)
      oracle_.wires_troubled(note.node, at + empty_after_reboot);
    if (note.kind == fault::actor_crash)
      oracle_.interrupted(note.node, at + replacement_time);
    strike(note.kind, note.node);
  }

  void wired(true_time at, const wire_note& note) override {
    ++report_.wire_orders;
    auto what = note.refused.empty()
        ? fmt::format("has {} channels in force on {}", note.in_force.size(),
                      note.device)
        : "refuses: " + note.refused;
    story_.tell(at, node_name_at(note.node) + " " + what);
    if (!note.refused.empty())
      oracle_.driver_refused(moment(note.node), std::string{note.device},
                             lease_id{note.channel}, note.refused);
  }

  void woken(true_time at, const wake_note& note) override {
    story_.tell(at, node_name_at(note.node) + " wakes " + note.nic);
    oracle_.actions().woken(note.nic);
  }

private:
  void tell_writes(true_time at, const append_note& note) {
    if (!story_.told())
      return;
    auto now = moment(note.node).ledger;
    for (auto& group : note.groups)
      for (auto& x : group)
        if (auto what = told_of(x, now); !what.empty())
          story_.tell(at, node_name_at(note.node) + " writes " + what);
  }

  // -- the course of a run ---------------------------------------------------

  bool run_until(true_time end) {
    while (sound()) {
      auto done = world_.step(end);
      if (done == world::progress::idle)
        break;
      if (done == world::progress::stepped && !waiting_.empty())
        strike_in_phase();
    }
    return sound();
  }

  /// Whether no rule was broken but those that this run may break.
  bool sound() {
    if (oracle_.violations().size() != looked_at_) {
      looked_at_ = oracle_.violations().size();
      sound_ = violations().empty();
    }
    return sound_;
  }

  /// What waits for a phase happens in the middle of it, before anybody takes
  /// another message.
  void strike_in_phase() {
    auto all = phases_now();
    for (auto i = waiting_.begin(); i != waiting_.end();) {
      auto& x = **i;
      auto where = node_in(*x.during, x, all);
      if (!where) {
        ++i;
        continue;
      }
      i = waiting_.erase(i);
      strike_at(*where, x);
    }
  }

  /// A node that is in a phase, the one that is to be struck before others.
  std::optional<node_index>
  node_in(phase during, const operation& x,
          const std::vector<std::set<phase>>& all) const {
    auto what = std::get_if<trouble>(&x.what);
    auto first = what == nullptr ? 0 : what->node;
    for (node_index i = 0; i < all.size(); ++i)
      if (auto node = (first + i) % all.size(); all[node].count(during) > 0)
        return node;
    return std::nullopt;
  }

  void strike_at(node_index node, const operation& x) {
    auto what = std::get_if<trouble>(&x.what);
    if (what == nullptr || what->node == node)
      return carry_out_now(x);
    auto moved = *what;
    if (moved.other == node)
      moved.other = moved.node;
    moved.node = node;
    carry_out_now({x.id, x.at, moved, std::nullopt});
  }

  bool heal() {
    story_.tell(world_.now(), "all faults are over");
    healed_ = true;
    waiting_.clear();
    fate_.heal();
    clients_.heal();
    action_clients_.heal();
    operators_.heal();
    auto end = world_.now() + liveness_time;
    return run_until(end);
  }

  void rest() {
    clients_.report_unanswered();
    action_clients_.report_unanswered();
    std::vector<node_at_rest> all(plan_.nodes);
    for (node_index i = 0; i < plan_.nodes; ++i)
      if (!question_node(i, all[i]))
        oracle_.unanswered(node_name_at(i), world_.now());
    if (violations().empty())
      oracle_.at_rest(all);
  }

  template <class T, class Handle, class Msg>
  std::optional<T> question(const Handle& to, Msg msg) {
    auto answer = std::make_shared<std::optional<T>>();
    msg.reply = reply_to<T>::calling([answer](T x) { *answer = std::move(x); });
    caf::anon_send(to, std::move(msg));
    // No time passes, so that all answers are of one moment.
    world_.run_until(world_.now());
    return *answer;
  }

  bool question_node(node_index i, node_at_rest& x) {
    if (!world_.node(i).running())
      return false;
    auto& all = world_.node(i).services();
    list_leases everything;
    everything.who = {lessee_name{"operator"}, role::operator_};
    auto leases = question<lease_page>(all.leases, everything);
    auto gateways =
        question<std::vector<gateway_info>>(all.directory, list_gateways{});
    auto audit = question<audit_report>(all.directory, run_audit{});
    auto resources =
        question<std::vector<resource_info>>(all.directory, list_resources{});
    if (!leases || !gateways || !audit || !resources)
      return false;
    x = {moment(i), std::move(*gateways), std::move(*resources),
         std::move(leases->leases), std::move(*audit)};
    return true;
  }

  void perform(const operation& x) {
    if (healed_)
      return;
    if (x.during)
      waiting_.push_back(&x);
    else
      carry_out_now(x);
  }

  void carry_out_now(const operation& x) {
    story_.tell(world_.now(), to_string(x));
    std::visit([&](auto& what) { carry_out(x, what); }, x.what);
  }

  template <class What>
  void carry_out(const operation& x, const What& what) {
    if constexpr (std::is_same_v<What, ask>)
      clients_.do_ask(x, what);
    else if constexpr (std::is_same_v<What, renew>)
      clients_.do_renew(x, what);
    else if constexpr (std::is_same_v<What, change_terms>)
      clients_.do_change(x, what);
    else if constexpr (std::is_same_v<What, give_back>)
      clients_.do_give_back(x, what);
    else if constexpr (std::is_same_v<What, act>)
      clients_.do_act(x, what);
    else if constexpr (std::is_same_v<What, read_on>)
      clients_.do_read(x, what);
    else if constexpr (std::is_same_v<What, watch>)
      clients_.do_watch(x, what);
    else if constexpr (std::is_same_v<What, leave>)
      clients_.do_leave(x, what);
    else if constexpr (std::is_same_v<What, run_verb>)
      action_clients_.do_run(x, what);
    else if constexpr (std::is_same_v<What, set_room>)
      operators_.do_set_room(x, what);
    else if constexpr (std::is_same_v<What, set_region>)
      operators_.do_set_region(x, what);
    else if constexpr (std::is_same_v<What, define_class>)
      operators_.do_define_class(x, what);
    else
      fate_.befall(x, what);
  }

  // -- what is told to the oracle --------------------------------------------

  void started(node_index i) {
    std::vector<record> stored;
    auto damage = world_.node(i).storage().read([&stored](record x) {
      stored.push_back(std::move(x));
      return store_error{};
    });
    auto when = moment(i);
    if (damage)
      oracle_.started_on_damage(when);
    auto lost = fate_.take_loss(i);
    if (oracle_.started(when, stored, lost) > 0)
      recovering_[i] = world_.now() + recovery_time;
    if (lost == data_loss::by_operator)
      operators_.tell_again(i);
  }

  /// The ledger of a node that is starting has no time yet.
  node_moment moment(node_index node) {
    auto clock = clocks_[node];
    return {node, world_.now(), clock ? clock->now() : instant::min()};
  }

  std::vector<violation> violations() const {
    auto result = oracle_.violations();
    auto& waived = settings_.waived;
    result.erase(std::remove_if(result.begin(), result.end(),
                                [&waived](auto& x) {
                                  return std::find(waived.begin(), waived.end(),
                                                   x.rule)
                                      != waived.end();
                                }),
                 result.end());
    return result;
  }

  // -- coverage --------------------------------------------------------------

  void strike(hazard what, node_index node) {
    auto all = phases_now();
    for (auto during : all[node])
      report_.coverage.hit(what, during);
  }

  std::vector<std::set<phase>> phases_now() {
    auto result = scan_phases(world_, live_, facts_);
    for (auto& [node, until] : recovering_)
      if (world_.now() < until || live_.count(node) == 0)
        result[node].insert(phase::recover);
    return result;
  }

  /// A fault that lasts takes effect on all that happens meanwhile.
  void watch_lasting_faults() {
    auto& lasting = fate_.lasting_faults();
    if (!lasting.empty()) {
      auto all = phases_now();
      for (auto& x : lasting)
        for (auto during : all[x.node])
          report_.coverage.hit(x.kind, during);
    }
    if (!healed_)
      world_.at(world_.now() + scan_every, [this] { watch_lasting_faults(); });
  }

  /// What is in force is compared with what is durable until the very end.
  void watch_wires() {
    using is = oracle::process_is;
    for (node_index i = 0; i < plan_.nodes; ++i) {
      auto& node = world_.node(i);
      if (clocks_.count(i) > 0 && !node.paused() && !node.clock().suspended())
        oracle_.look_at_wires(moment(i),
                              live_.count(i) > 0 ? is::running : is::over);
    }
    world_.at(world_.now() + wires_watched_every, [this] { watch_wires(); });
  }

  const scenario& plan_;
  const run_settings& settings_;
  region_facts facts_;
  story story_;
  /// When a node went down, and what its ledgers showed then.
  std::map<node_index, node_moment> down_since_;
  known_stamps stamps_;
  run_report report_;
  oracle oracle_;
  std::map<node_index, std::shared_ptr<const node_clock>> clocks_;
  /// Nodes whose process runs and has begun to serve.
  std::set<node_index> live_;
  world world_;
  fate fate_;
  clients clients_;
  action_clients action_clients_;
  operators operators_;
  /// Until when leases of a node are taken to be giving up terms, and a node
  /// that has started to be asking for the roots of its hops.
  std::map<node_index, true_time> recovering_;
  /// Operations that wait for a phase.
  std::list<const operation*> waiting_;
  /// So many violations were looked at, and whether all may be.
  std::size_t looked_at_ = 0;
  bool sound_ = true;
  bool healed_ = false;
};

} // namespace

run_report run(const scenario& plan, const run_settings& settings) {
  return player{plan, settings}.play();
}

} // namespace leasehold::sim
