// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_changes.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "tools/cli/hold_lease.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

void note(exit_code& all, errc code) {
  if (all == exit_code::ok)
    all = exit_for(code);
}

exit_code print_renewals(context& run,
                         const std::vector<renewal_result>& results,
                         const time_base& clock) {
  auto code = exit_code::ok;
  std::vector<lease_info> renewed;
  for (const auto& [id, request, outcome] : results) {
    if (const auto* grant = std::get_if<lease_grant>(&outcome)) {
      renewed.push_back(grant->lease);
      if (grant->shortened)
        run.say(fmt::format("lease {}: rule {} gives {} instead of {}",
                            to_string(id), grant->shortened->rule.str(),
                            to_string(grant->shortened->given),
                            to_string(grant->shortened->asked)));
      continue;
    }
    const auto& why = std::get<refusal>(outcome);
    note(code, why.code);
    if (run.format() != output_format::json) {
      run.env().err << "lease " << to_string(id) << ": ";
      print_refusal(run.env().err, why, clock, request);
    }
  }
  if (run.format() == output_format::json)
    run.out() << json_text(results, clock) << '\n';
  else if (run.format() == output_format::table && !renewed.empty())
    print_leases(run.out(), renewed, clock);
  else if (run.format() == output_format::name)
    for (const auto& lease : renewed)
      run.out() << to_string(lease.id) << '\n';
  if (run.format() != output_format::json && !renewed.empty()
      && results.front().request != request_id{})
    run.say(request_text(results.front().request));
  return code;
}

/// Nothing is held without somebody who stays.
status check_held(period wanted, bool keep) {
  if (keep || wanted.type() != period::kind::infinite)
    return success();
  return failure{errc::invalid_request,
                 "--for: an infinite lease lasts as long as its holder is "
                 "there, and ends 30s after; give --keep, and the command "
                 "stays and holds it, or give a finite period"};
}

result<change_request> read_change(const change_words& words) {
  auto leases = read_lease_ids({words.id});
  if (!leases)
    return leases.error();
  change_request change;
  change.lease = leases->front();
  if (!words.amount.empty()) {
    auto amount = parse_amounts(words.amount);
    if (!amount)
      return about("--amount", amount.error());
    change.amount = *amount;
  }
  if (!words.length.empty()) {
    auto wanted = parse_period(words.length);
    if (!wanted)
      return about("--for", wanted.error());
    if (auto held = check_held(*wanted, words.keep); !held)
      return held.error();
    change.wanted = *wanted;
  }
  for (const auto& hop : words.include)
    if (auto name = read_name(hop, "--include"); !name)
      return name.error();
  for (const auto& hop : words.exclude)
    if (auto name = read_name(hop, "--exclude"); !name)
      return name.error();
  if (!words.include.empty() || !words.exclude.empty())
    change.constraints = route_constraints{words.include, words.exclude};
  if (!change.amount && !change.wanted && !change.constraints)
    return failure{errc::invalid_request,
                   "nothing to change: give --amount, --for, --include or "
                   "--exclude"};
  return change;
}

/// In calls that a node takes.
std::vector<std::vector<lease_id>> parts_of(const std::vector<lease_id>& all) {
  std::vector<std::vector<lease_id>> parts;
  for (auto lease : all) {
    if (parts.empty() || parts.back().size() == bounds::batch_items)
      parts.emplace_back();
    parts.back().push_back(lease);
  }
  return parts;
}

status check_keep(const renewal_words& words, period wanted) {
  if (words.keep && words.ids.size() != 1)
    return failure{errc::invalid_request,
                   "--keep holds one lease; name one, and start a command for "
                   "each"};
  return check_held(wanted, words.keep);
}

/// What to renew a held lease for; an infinite one needs no renewal.
std::optional<period> renewal_of(const lease_info& lease, period wanted) {
  if (lease.granted.type() == period::kind::infinite)
    return std::nullopt;
  return wanted;
}

/// A lease is told of as late as its answer travelled, so an end that is
/// earlier by less is none.
constexpr duration travel_max = std::chrono::seconds{1};

refusal would_shorten(const lease_info& lease, period wanted,
                      const time_base& clock) {
  refusal no;
  no.code = errc::period_unacceptable;
  no.message = fmt::format(
      "it runs for {} more, and {} from now would end it earlier; give "
      "--shorten where that is meant",
      remaining(lease.term.end, clock), to_string(wanted));
  return no;
}

std::vector<lease_filter> filters_of(const std::vector<lease_id>& leases) {
  std::vector<lease_filter> filters;
  for (auto lease : leases) {
    lease_filter one;
    one.lease = lease;
    filters.push_back(one);
  }
  return filters;
}

/// Takes those out of `leases` that would end earlier, and notes it.
status refuse_shortenings(session& node, std::vector<lease_id>& leases,
                          period wanted, std::vector<renewal_result>& results) {
  if (wanted.type() != period::kind::finite)
    return success();
  // One question for each of a few, one for all of many.
  constexpr std::size_t few = 8;
  std::map<lease_id, lease_info> known;
  std::vector<lease_filter> questions(1);
  if (leases.size() <= few)
    questions = filters_of(leases);
  for (const auto& question : questions) {
    auto found = node.leases(question);
    if (!found)
      return found.error();
    for (auto& lease : *found)
      known.emplace(lease.id, std::move(lease));
  }
  const auto clock = node.clock();
  const auto end = saturating_add(clock.now, wanted.length() + travel_max);
  std::vector<lease_id> rest;
  for (auto id : leases) {
    auto lease = known.find(id);
    if (lease == known.end() || lease->second.term.end <= end)
      rest.push_back(id);
    else
      results.push_back(
          {id, request_id{}, would_shorten(lease->second, wanted, clock)});
  }
  leases = std::move(rest);
  return success();
}

status renew_part(session& node, std::vector<renewal_request> batch,
                  std::vector<renewal_result>& results) {
  const auto asked = batch;
  auto outcomes = node.renew(std::move(batch));
  if (!outcomes)
    return outcomes.error();
  if (outcomes->size() != asked.size())
    return failure{errc::corrupt, "the node did not answer all renewals"};
  for (std::size_t i = 0; i < asked.size(); ++i)
    results.push_back(
        {asked[i].lease, asked[i].request, std::move((*outcomes)[i])});
  return success();
}

void print_releases(context& run,
                    const std::vector<release_outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    auto id = to_string(outcome.lease);
    if (outcome.code != errc::none)
      run.say(fmt::format("lease {}: {} ({})", id, outcome.message,
                          to_string(outcome.code)));
    else if (run.format() == output_format::table)
      run.say(fmt::format("released lease {}", id));
    else if (run.format() == output_format::name)
      run.out() << id << '\n';
  }
  if (run.format() == output_format::json)
    run.out() << json_text(outcomes) << '\n';
}

} // namespace

exit_code renew_leases(context& run, const renewal_words& words) {
  auto leases = read_lease_ids(words.ids);
  if (!leases)
    return run.misuse(leases.error().message);
  auto wanted = parse_period(words.length);
  if (!wanted)
    return run.misuse(about("--for", wanted.error()).message);
  if (auto fits = check_keep(words, *wanted); !fits)
    return run.misuse(fits.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  std::vector<renewal_result> results;
  if (!words.shorten)
    if (auto read = refuse_shortenings(node, *leases, *wanted, results); !read)
      return run.fail(read.error());
  const auto number = request_number(words.request);
  const auto sent = node.clock().now;
  for (const auto& part : parts_of(*leases)) {
    std::vector<renewal_request> batch;
    for (auto lease : part)
      batch.push_back({number, lease, run.name(), *wanted});
    auto renewed = renew_part(node, std::move(batch), results);
    if (!renewed) {
      print_renewals(run, results, node.clock());
      return run.fail_request(renewed.error(), number);
    }
  }
  auto code = print_renewals(run, results, node.clock());
  if (!words.keep || code != exit_code::ok)
    return code;
  const auto& grant = std::get<lease_grant>(results.front().outcome);
  return hold_lease(run, node, grant, sent, renewal_of(grant.lease, *wanted));
}

exit_code change_lease(context& run, const change_words& words) {
  auto change = read_change(words);
  if (!change)
    return run.misuse(change.error().message);
  change->lessee = run.name();
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  const auto sent = node.clock().now;
  auto outcomes = node.change({*change});
  if (!outcomes)
    return run.fail(outcomes.error());
  if (outcomes->size() != 1)
    return run.fail({errc::corrupt, "the node did not answer the change"});
  std::vector<renewal_result> results;
  results.push_back({change->lease, {}, std::move(outcomes->front())});
  auto code = print_renewals(run, results, node.clock());
  if (!words.keep || code != exit_code::ok)
    return code;
  const auto& grant = std::get<lease_grant>(results.front().outcome);
  return hold_lease(run, node, grant, sent,
                    renewal_of(grant.lease, grant.lease.granted));
}

exit_code acknowledge_lease(context& run, const std::string& id,
                            std::uint32_t sequence) {
  auto lease = parse_lease_id(id);
  if (!lease)
    return run.misuse(lease.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  if (auto done = (*opened)->acknowledge(*lease, sequence); !done)
    return run.fail(done.error());
  run.say(fmt::format("acknowledged what lease {} was told, up to event {} of "
                      "it",
                      to_string(*lease), sequence));
  return exit_code::ok;
}

exit_code release_leases(context& run, const std::vector<std::string>& ids) {
  auto leases = read_lease_ids(ids);
  if (!leases)
    return run.misuse(leases.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  std::vector<release_outcome> outcomes;
  auto code = exit_code::ok;
  for (const auto& part : parts_of(*leases)) {
    std::vector<release_request> batch;
    for (auto lease : part)
      batch.push_back({lease, {}, run.name()});
    auto answered = (*opened)->release(std::move(batch));
    if (!answered) {
      print_releases(run, outcomes);
      return run.fail(answered.error());
    }
    for (auto& outcome : *answered) {
      note(code, outcome.code);
      outcomes.push_back(std::move(outcome));
    }
  }
  print_releases(run, outcomes);
  return code;
}

} // namespace leasehold::cli
