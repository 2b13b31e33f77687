"""The bug museum: bugs that bit known systems, as one-line mutants.

Each entry is one bug of the list in docs/internals/museum.md, put into the
product's own code by replacing one passage. `rules` are the rules that may
catch it; `mix`, `faults` and `nodes` say which scenarios, any where they are not
given: the names are those of the simulator, and "none" is no fault at all. Leases
are enforced where `enforces` says so, and lessees act on endpoints where `acts`
does.
"""

_LEDGER = ("//actors/gateway:ledger_machine.cpp", "//actors/gateway:ledger_machine")
_CHAIN = ("//actors/lease:chain_machine.cpp", "//actors/lease:chain_machine")
_STORE = ("//runtime/store:store_actor.cpp", "//runtime/store:store_actor")
_EVENTS = ("//actors/event:event_actor.cpp", "//actors/event:event_actor")
_CALENDAR = ("//actors/resource:calendar.cpp", "//actors/resource:calendar")
_CHANGES = ("//actors/resource:change_tree.cpp", "//actors/resource:change_tree")
_NODE_CLOCK = ("//runtime/clock:node_clock.cpp", "//runtime/clock:node_clock")
_GATEWAY = ("//actors/gateway:gateway_actor.cpp", "//actors/gateway:gateway_actor")
_LEDGER_CLOCK = ("//runtime/clock:ledger_clock.cpp", "//runtime/clock:ledger_clock")

def _leases(part):
    return ("//actors/lease:" + part + ".cpp", "//actors/lease:" + part)

def _action(part):
    return ("//actors/action:" + part + ".cpp", "//actors/action:" + part)

_CIRCUITS = ("//actors/resource:circuit_machine.cpp", "//actors/resource:circuit_machine")

def _bug(
        number,
        story,
        where,
        find,
        replace,
        rules,
        mix = "",
        faults = "",
        nodes = 0,
        enforces = False,
        acts = False):
    return struct(
        number = number,
        story = story,
        source = where[0],
        library = where[1],
        find = find,
        replace = replace,
        rules = rules,
        mix = mix,
        faults = faults,
        nodes = nodes,
        enforces = enforces,
        acts = acts,
    )

BUGS = [
    _bug(
        1,
        "the lessee counts its term from the arrival of the reply",
        (
            "//tools/simulator/play:clients.cpp",
            "//tools/simulator/play:clients",
        ),
        "x.until = sent + on_clock_of(who, grant.valid_for);",
        "x.until = std::max(sent, now) + on_clock_of(who, grant.valid_for);",
        ["C2"],
    ),
    _bug(
        2,
        "no fencing check when an effect is admitted",
        ("//actors/gateway:ledger_report.cpp", "//actors/gateway:ledger_machine"),
        "if (key.epoch < known->fence || known->key.epoch < key.epoch || known->lost.has(key.epoch)) return errc::stale_epoch;",
        "",
        ["C3"],
    ),
    _bug(
        3,
        "acknowledged before the group's fsync",
        _STORE,
        "state.waiting.emplace_back(std::move(msg.client), msg.token);",
        "self->send(msg.client, records_durable{msg.token});",
        ["D1"],
    ),
    _bug(
        4,
        "a failed fsync is passed over, success reported",
        _STORE,
        "if (auto failed = state.journal->append(state.groups)) return die(self, failed);",
        "(void)state.journal->append(state.groups);",
        ["D1", "D3"],
    ),
    _bug(
        8,
        "a renewal is answered before it is durable",
        _EVENTS,
        "append(self, std::move(records)); state.waiting.push_back({state.token, std::move(msg.listener),",
        "self->send(msg.listener, changes_recorded{msg.changes}); append(self, std::move(records)); state.waiting.push_back({state.token, std::move(msg.listener),",
        ["D1"],
    ),
    _bug(
        9,
        "the target is renewed before its hops",
        _CHAIN,
        "if (terms.end < record_.info.term.end) return shorten(now);",
        "return shorten(now);",
        ["C4"],
    ),
    _bug(
        11,
        "the term starts anew at each restart",
        _LEDGER_CLOCK,
        "anchor_ = *last;",
        "anchor_ = {instant{}, now, std::move(boot_id)};",
        ["C2", "P1", "T4"],
    ),
    _bug(
        12,
        "what remains of a term is lost at a restart",
        _LEDGER_CLOCK,
        "anchor_ = *last;",
        "anchor_ = {last->at + 2 * owner_elapsed(last->ticks, now), now, std::move(boot_id)};",
        ["C2", "T1", "T4"],
    ),
    _bug(
        13,
        "the wall clock is used for expiry",
        _NODE_CLOCK,
        "return clock_.at(source_->ticks());",
        "return instant{source_->wall().time_since_epoch()};",
        ["T1", "T3", "C2"],
    ),
    _bug(
        16,
        "a notice is kept in memory only",
        _EVENTS,
        "to.push_back(to_record(event));",
        "",
        ["N1", "N2"],
    ),
    _bug(
        17,
        "deleting the lease cancels its pending notice",
        _EVENTS,
        "gone.push_back(erasure_of_lease(lease));",
        "gone.push_back(erasure_of_lease(lease)), gone.push_back(erasure_of_event(self->state.number));",
        ["L1", "N2", "N4"],
    ),
    _bug(
        18,
        "what a lease yields is another's before its lessee knows",
        _CHAIN,
        "if (wait == duration::zero()) return recorded(now);",
        "if (wait >= duration::zero()) return recorded(now);",
        ["N3"],
    ),
    _bug(
        19,
        "what old and new terms both take is counted twice",
        ("//actors/gateway:claim.cpp", "//actors/gateway:claim"),
        "most = max(most, use_of(*part.uses, resource)); return most;",
        "most += use_of(*part.uses, resource); return most;",
        ["H3"],
        faults = "none",
    ),
    _bug(
        20,
        "a hold has no timeout",
        _LEDGER,
        "order.uses, order.term, order.hold_until, std::nullopt",
        "order.uses, order.term, forever, std::nullopt",
        ["C5", "H1"],
        faults = "kill pause partition_groups",
        nodes = 3,
    ),
    _bug(
        22,
        "a coordinator forgets its leases in a crash",
        _leases("lease_machine"),
        "for (auto& record : std::exchange(restored_, {})) {",
        "for (auto& record : std::exchange(restored_, {})) { if (record.phase == lease_phase::over) continue;",
        ["C7", "L1"],
    ),
    _bug(
        23,
        "one segment committed, another failed, both are left",
        _leases("lease_machine"),
        "root_answer answer;",
        "root_answer answer; answer.state = root_state::pending;",
        ["C5", "C7", "H1"],
        mix = "extremes",
        faults = "kill",
        nodes = 3,
    ),
    _bug(
        24,
        "bookings with an equal start count once",
        _CHANGES,
        "to.items[place].change += by;",
        "to.items[place].change = by;",
        ["C1", "C7"],
    ),
    _bug(
        25,
        "bookings with an equal end are given back once",
        _CALENDAR,
        "if (over.end != forever) change(over.end, amount, -1);",
        "if (over.end != forever && booked_[0].total_at(over.end) == booked_[0].total_at(over.end - duration{1})) change(over.end, amount, -1);",
        ["C7"],
    ),
    _bug(
        26,
        "racing changes push a capacity below zero",
        _LEDGER,
        "if (promised && i->second.booked.fits(step->over, more)) {",
        "if (promised) {",
        ["C1"],
        mix = "flood",
        faults = "none",
        nodes = 3,
    ),
    _bug(
        27,
        "A displaces B, and B displaces A",
        ("//actors/contention:planner.cpp", "//actors/contention:planner"),
        "if (problem_.asked && lease.hold <= problem_.asked->setup) continue;",
        "",
        ["P1"],
        mix = "contention",
    ),
    _bug(
        28,
        "a lease is ended for a newcomer that then does not fit",
        _leases("lease_setups"),
        "spawn(id, {std::move(best->path)}, request.epochs_from, std::move(pledges)); return true;",
        "spawn(id, {std::move(best->path)}, request.epochs_from, std::move(pledges)); preemptions_.holds_all(id); return true;",
        ["P1", "H2"],
        mix = "contention",
        faults = "none",
        nodes = 3,
    ),
    _bug(
        30,
        "an infinite lease outlives its holder",
        _CHAIN,
        "record_.info.deadline = deadline; return confirm();",
        "record_.info.deadline = forever; return confirm();",
        ["T5"],
        mix = "extremes",
        faults = "none",
    ),
    _bug(
        31,
        "a full disk stops renewals",
        _leases("lease_renewals"),
        "if (entry == nullptr || !entry->granted()) return caller(absent(x_, asked.lease, who));",
        "if (x_.disk == disk_space::low) return caller(refuse(errc::low_space, {})); if (entry == nullptr || !entry->granted()) return caller(absent(x_, asked.lease, who));",
        ["D4"],
        mix = "renewals",
        faults = "disk_low disk_full",
    ),
    _bug(
        32,
        "a cleanup frees what is alive",
        _GATEWAY,
        "case root_state::pending: break; // The ledger asks again.",
        "case root_state::pending: all.obey(release_hop{msg.key}, msg.root); break;",
        ["C5", "C7", "T1"],
        faults = "kill disk_stall",
        nodes = 3,
    ),
    _bug(
        33,
        "a result is delivered twice after a crash",
        _action("action_book"),
        "to.settled[number] = true; ++to.settled_count; y.statuses.push_back(std::move(status));",
        "++to.settled_count; y.statuses.push_back(std::move(status));",
        ["A1"],
        faults = "actor_crash",
        acts = True,
    ),
    _bug(
        34,
        "an action that may not be repeated is repeated",
        _action("origin_machine"),
        "return x.permit == 0 && (!region_->serves",
        "return (!region_->serves",
        ["A2"],
        faults = "kill pause partition_one_way",
        nodes = 3,
        acts = True,
    ),
    _bug(
        35,
        "a status is counted twice after a restart",
        _action("action_book"),
        "to.pages.push_back(x.from); enter(to, x);",
        "to.pages.push_back(x.from); enter(to, x); for (auto& again : x.statuses) to.done.add(again.said.outcome);",
        ["A1"],
        faults = "kill",
        acts = True,
    ),
    _bug(
        36,
        "what was given back stays in force",
        _CIRCUITS,
        "if (x.epoch < known.wanted.epoch) continue;",
        "if (x.epoch < known.wanted.epoch || x.steps.empty()) continue;",
        ["C1", "C7"],
        faults = "none",
        enforces = True,
    ),
    _bug(
        37,
        "granted before it is in force",
        _GATEWAY,
        "words_.nics.insert(nic);",
        "static_cast<void>(nic);",
        ["C5", "C7"],
        faults = "driver_slow",
        enforces = True,
    ),
    _bug(
        38,
        "the kernel is not told when a lease ends, and its node dies",
        _CIRCUITS,
        "y->as.lasts = y->until - now;",
        "y->as.lasts = channel_lasts_max;",
        ["C7"],
        faults = "kill crash_loop disk_write_error",
        enforces = True,
    ),
]
