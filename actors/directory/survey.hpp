// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <caf/error.hpp>

#include "actors/directory/directory_actor.hpp"

// Questions that the DIRECTORY puts to all gateways of this node before it
// answers: other nodes answer for theirs. No
// answer of one in time is no answer to the caller, who may ask again.
namespace leasehold {

using directory_pointer = role_pointer<directory_actor, directory_state>;

inline constexpr auto survey_within = std::chrono::seconds{5};

inline failure survey_failed() {
  return {errc::timed_out, "a gateway did not answer in time; try again"};
}

/// Asks each gateway what `question_for` its name is, and goes on with all
/// answers, or fails once.
template <class Answer, class QuestionFor, class Then, class Fail>
void survey_each(directory_pointer self, const gateway_children& gateways,
                 QuestionFor question_for, Then then, Fail fail) {
  struct gathering {
    Then then;
    Fail fail;
    std::size_t missing;
    std::vector<Answer> answers;
  };
  if (gateways.empty())
    return then({});
  auto all = std::make_shared<gathering>(
      gathering{std::move(then), std::move(fail), gateways.size(), {}});
  for (auto& [name, gateway] : gateways)
    self->request(gateway, survey_within, question_for(name))
        .then(
            [all](Answer& answer) {
              all->answers.push_back(std::move(answer));
              if (all->missing > 0 && --all->missing == 0)
                all->then(std::move(all->answers));
            },
            [all](const caf::error&) {
              if (std::exchange(all->missing, 0) > 0)
                all->fail(survey_failed());
            });
}

/// Asks all gateways the same.
template <class Answer, class Question, class Then, class Fail>
void survey_gateways(directory_pointer self, const gateway_children& gateways,
                     const Question& question, Then then, Fail fail) {
  survey_each<Answer>(
      self, gateways, [&question](const gateway_name&) { return question; },
      std::move(then), std::move(fail));
}

void tell_demand(directory_pointer self, const read_demand& msg);
void list(directory_pointer self, const list_resources& msg);
void draw(directory_pointer self, const read_calendar& msg);
void list(directory_pointer self, const list_gateways& msg);
void audit(directory_pointer self, const run_audit& msg);
void describe(directory_pointer self, const read_node& msg);

} // namespace leasehold
