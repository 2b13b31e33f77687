// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include <caf/execution_unit.hpp>
#include <caf/invoke_message_result.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/make_message.hpp>
#include <caf/resumable.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "runtime/actor/child_list.hpp"
#include "runtime/actor/description.hpp"
#include "runtime/actor/seen.hpp"

// Every actor of a role is one of these. It does what the role's behaviour
// says, and lets itself be seen: it counts what it is sent and takes, times its
// turns, shows its messages to whoever traces them, and answers
// `describe_actor`, which comes before all that waits in its mailbox.
//
// A role says what it does in `State::in_words() const`, and names the lists of
// its children in `State::show_children(child_list&) const` if it has any.
namespace leasehold {

namespace detail {

template <class State, class = void>
struct shows_children : std::false_type {};

template <class State>
struct shows_children<
    State,
    std::void_t<decltype(std::declval<const State&>().show_children(
        std::declval<child_list&>()))>> : std::true_type {};

} // namespace detail

template <class Handle, class State>
class role_actor : public caf::stateful_actor<State, typename Handle::base>,
                   public seen_actor {
public:
  using super = caf::stateful_actor<State, typename Handle::base>;
  using super::consume;
  using super::enqueue;

  explicit role_actor(caf::actor_config& config) : super(config) {}

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* on) override {
    count_sent();
    super::enqueue(std::move(x), on);
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    // Only what is urgent is looked at closely: work is not.
    if (x.is_high_priority()
        && x.content().template match_elements<describe_actor>()) {
      forget_sent();
      describe(x.content().template get_as<describe_actor>(0));
      return caf::invoke_message_result::consumed;
    }
    count_taken();
    if (scope() && scope()->tap.is_open())
      show(x);
    return super::consume(x);
  }

  caf::resumable::resume_result resume(caf::execution_unit* on,
                                       std::size_t messages_max) override {
    if (!scope() || scope()->timing == actor_scope::turns::untimed)
      return super::resume(on, messages_max);
    using clock = std::chrono::steady_clock;
    const auto began = clock::now();
    const auto result = super::resume(on, messages_max);
    count_turn(clock::now() - began);
    return result;
  }

  const char* role() const noexcept override {
    return State::name;
  }

  bool is_parent() const noexcept override {
    return detail::shows_children<State>::value;
  }

private:
  void describe(const describe_actor& asked) {
    actor_report report;
    report.walk = asked.walk;
    report.token = asked.token;
    report.state = this->state.in_words();
    if constexpr (detail::shows_children<State>::value) {
      child_list list{asked.children, report};
      this->state.show_children(list);
    }
    caf::anon_send(asked.reader, std::move(report));
  }

  void show(const caf::mailbox_element& x) {
    scope()->tap.note(
        x.content(),
        [&x] {
          const auto* sender = x.sender
              ? dynamic_cast<const seen_actor*>(x.sender->get())
              : nullptr;
          return sender == nullptr ? std::string{} : sender->path();
        },
        [this] { return this->path(); });
  }
};

template <class Handle, class State>
using role_pointer = role_actor<Handle, State>*;

} // namespace leasehold
