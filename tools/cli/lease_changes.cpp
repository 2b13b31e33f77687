// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_changes.hpp"

#include <cstddef>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"
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
  for (const auto& [id, outcome] : results) {
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
      print_refusal(run.env().err, why, clock);
    }
  }
  if (run.format() == output_format::json)
    run.out() << json_text(results, clock) << '\n';
  else if (run.format() == output_format::table && !renewed.empty())
    print_leases(run.out(), renewed, clock);
  else if (run.format() == output_format::name)
    for (const auto& lease : renewed)
      run.out() << to_string(lease.id) << '\n';
  return code;
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

} // namespace

exit_code renew_leases(context& run, const std::vector<std::string>& ids,
                       const std::string& length) {
  auto leases = read_lease_ids(ids);
  if (!leases)
    return run.misuse(leases.error().message);
  auto wanted = parse_period(length);
  if (!wanted)
    return run.misuse(about("--for", wanted.error()).message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  std::vector<renewal_request> batch;
  for (auto lease : *leases)
    batch.push_back({{}, lease, run.name(), *wanted});
  auto outcomes = node.renew(std::move(batch));
  if (!outcomes)
    return run.fail(outcomes.error());
  if (outcomes->size() != leases->size())
    return run.fail({errc::corrupt, "the node did not answer all renewals"});
  std::vector<renewal_result> results;
  for (std::size_t i = 0; i < leases->size(); ++i)
    results.push_back({(*leases)[i], std::move((*outcomes)[i])});
  return print_renewals(run, results, node.clock());
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
  auto outcomes = node.change({*change});
  if (!outcomes)
    return run.fail(outcomes.error());
  if (outcomes->size() != 1)
    return run.fail({errc::corrupt, "the node did not answer the change"});
  return print_renewals(run, {{change->lease, std::move(outcomes->front())}},
                        node.clock());
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
  std::vector<release_request> batch;
  for (auto lease : *leases)
    batch.push_back({lease, {}, run.name()});
  auto outcomes = (*opened)->release(std::move(batch));
  if (!outcomes)
    return run.fail(outcomes.error());
  auto code = exit_code::ok;
  for (const auto& outcome : *outcomes) {
    auto id = to_string(outcome.lease);
    note(code, outcome.code);
    if (outcome.code != errc::none)
      run.say(fmt::format("lease {}: {} ({})", id, outcome.message,
                          to_string(outcome.code)));
    else if (run.format() == output_format::table)
      run.say(fmt::format("released lease {}", id));
    else if (run.format() == output_format::name)
      run.out() << id << '\n';
  }
  if (run.format() == output_format::json)
    run.out() << json_text(*outcomes) << '\n';
  return code;
}

} // namespace leasehold::cli
