// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/lease_request.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/flow.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "tools/cli/hold_lease.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

status read_names(const request_words& words, lease_request& request) {
  auto target = read_name(words.target, "TARGET", bounds::resource_name_bytes);
  if (!target)
    return target.error();
  auto source = read_name(words.from, "--from");
  if (!source)
    return source.error();
  auto service = read_name(words.service, "--service");
  if (!service)
    return service.error();
  request.target = resource_name{*target};
  request.source = endpoint_name{*source};
  request.service = class_name{*service};
  for (const auto& hop : words.include)
    if (auto name = read_name(hop, "--include"); !name)
      return name.error();
  for (const auto& hop : words.exclude)
    if (auto name = read_name(hop, "--exclude"); !name)
      return name.error();
  request.constraints = {words.include, words.exclude};
  return success();
}

status read_priorities(const request_words& words, lease_request& request) {
  if (words.setup && words.hold && *words.hold > *words.setup)
    return failure{errc::invalid_request,
                   fmt::format("--hold {} is weaker than --setup {}; 0 is the "
                               "strongest, 7 the weakest",
                               *words.hold, *words.setup)};
  if (words.setup)
    request.setup = static_cast<priority>(*words.setup);
  if (words.hold)
    request.hold = static_cast<priority>(*words.hold);
  return success();
}

status read_minimum(const request_words& words, lease_request& request) {
  if (words.at_least.empty())
    return success();
  auto minimum = parse_amounts(words.at_least);
  if (!minimum)
    return about("--at-least", minimum.error());
  request.minimum = *minimum;
  return success();
}

/// All but the start, which needs the session's clock.
result<lease_request> read_request(const request_words& words) {
  lease_request request;
  if (auto names = read_names(words, request); !names)
    return names.error();
  if (auto priorities = read_priorities(words, request); !priorities)
    return priorities.error();
  auto amount = parse_amounts(words.amount);
  if (!amount)
    return about("--amount", amount.error());
  if (auto minimum = read_minimum(words, request); !minimum)
    return minimum.error();
  auto wanted = parse_period(words.length);
  if (!wanted)
    return about("--for", wanted.error());
  auto labels = read_labels(words.labels);
  if (!labels)
    return labels.error();
  auto flow = parse_flow(words.flow);
  if (!flow)
    return about("--flow", flow.error());
  if (words.dry_run && words.keep)
    return failure{errc::invalid_request,
                   "--dry-run grants nothing that --keep could keep; leave "
                   "one of them out"};
  request.amount = *amount;
  request.wanted = *wanted;
  request.labels = *labels;
  request.flow = *flow;
  request.request = request_number(words.request);
  if (words.dry_run)
    request.intent = request_intent::dry_run;
  return request;
}

void print_outcome(context& run, const lease_outcome& outcome,
                   request_id request, const time_base& clock) {
  const auto* grant = std::get_if<lease_grant>(&outcome);
  if (run.format() == output_format::json) {
    run.out() << json_text(outcome, request, clock) << '\n';
  } else if (!grant) {
    print_refusal(run.env().err, std::get<refusal>(outcome), clock, request);
  } else if (run.format() == output_format::table) {
    print_grant(run.out(), *grant, clock, request);
  } else {
    if (grant->lease.id != lease_id{} && grant->intent == request_intent::grant)
      run.out() << to_string(grant->lease.id) << '\n';
    run.say(request_text(request));
  }
  run.out().flush();
}

std::vector<std::string> names_typed(const request_words& words) {
  std::vector<std::string> names{words.target, words.from, words.service};
  names.insert(names.end(), words.include.begin(), words.include.end());
  names.insert(names.end(), words.exclude.begin(), words.exclude.end());
  return names;
}

exit_code after_grant(context& run, session& node, const lease_grant& grant,
                      instant sent, const request_words& words, period wanted) {
  const auto& lease = grant.lease;
  if (grant.intent == request_intent::dry_run) {
    run.say("a dry run: this would be granted, and nothing has changed");
    return exit_code::ok;
  }
  auto kind = lease.granted.type();
  if (kind == period::kind::infinite)
    return hold_lease(run, node, grant, sent, std::nullopt);
  if (words.keep && kind == period::kind::finite)
    return hold_lease(run, node, grant, sent, wanted);
  if (kind == period::kind::finite)
    run.hint(fmt::format("renew it with 'leasehold lease renew {0} --for {1}', "
                         "give it back with 'leasehold lease release {0}'",
                         to_string(lease.id), to_string(lease.granted)));
  return exit_code::ok;
}

} // namespace

exit_code request_lease(context& run, const request_words& words) {
  auto request = read_request(words);
  if (!request)
    return run.misuse(request.error().message);
  request->lessee = run.name();
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  if (!words.at.empty()) {
    auto start = parse_time(words.at, node.clock());
    if (!start)
      return run.misuse(about("--at", start.error()).message);
    request->start = node.clock().to_wall(*start);
  }
  const auto typed = names_typed(words);
  auto wanted = request->wanted;
  auto id = request->request;
  std::vector<lease_request> batch;
  batch.push_back(std::move(*request));
  const auto sent = node.clock().now;
  auto outcomes = node.request(std::move(batch));
  if (!outcomes)
    return run.fail_request(outcomes.error(), id);
  if (outcomes->size() != 1)
    return run.fail({errc::corrupt, "the node did not answer the request"});
  const auto& outcome = outcomes->front();
  print_outcome(run, outcome, id, node.clock());
  if (const auto* why = std::get_if<refusal>(&outcome)) {
    if (!words.dry_run)
      run.hint(fmt::format("'leasehold explain --request {}' says who else was "
                           "considered",
                           id.value()));
    if (exit_for(why->code) == exit_code::not_found)
      suggest_names(run, node, typed);
    return exit_for(why->code);
  }
  return after_grant(run, node, std::get<lease_grant>(outcome), sent, words,
                     wanted);
}

} // namespace leasehold::cli
