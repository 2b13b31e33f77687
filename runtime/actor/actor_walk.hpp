// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <caf/actor_control_block.hpp>

#include "messages/actor.hpp"
#include "messages/result.hpp"
#include "runtime/actor/description.hpp"

// One answer to who is there: parents are asked for their children, generation
// by generation, and each actor that the answer tells of is asked what it does.
// Nobody is asked twice, nobody is waited for who is silent, and no answer is
// larger than its bound, however many actors there are.
namespace leasehold {

/// Sends nothing and waits for nothing itself: that is for its owner.
class actor_walk {
public:
  struct question {
    caf::strong_actor_ptr to;
    /// Comes back with the report.
    std::uint64_t token = 0;
    child_wish children;
  };
  using questions = std::vector<question>;

  /// @param roots Those that nobody supervises but the node.
  actor_walk(actor_query wanted, std::vector<seen_child> roots);

  /// What is to be asked first, and next, once all have answered.
  questions begin();
  questions told(actor_report report);
  /// Goes on without those that have not answered.
  questions give_up();

  bool done() const noexcept {
    return stage_ == stage::done;
  }
  /// Grows with each batch of questions.
  std::uint64_t round() const noexcept {
    return round_;
  }

  /// @pre done
  result<actor_page> page() const;
  /// Who is at the path that was asked for; fails with `errc::unknown_name`.
  /// @pre done, or a path was asked for and found
  result<caf::strong_actor_ptr> target() const;

private:
  enum class stage : std::uint8_t { finding, expanding, describing, done };

  struct entry {
    seen_child who;
    std::uint32_t depth = 0;
    std::vector<std::size_t> children;
    bool asked = false;
    bool told = false;
    /// Token, state and number of children; its page became entries.
    actor_report report;
  };

  questions ask_for_path(std::vector<seen_child> whom);
  questions found(const seen_child& child);
  questions expand(std::vector<std::size_t> parents);
  questions describe();
  questions next();
  void take_children(std::size_t parent, const actor_report& report);
  question to_be_asked(std::size_t index, child_wish children);
  std::vector<std::size_t> chosen() const;
  void in_order(std::size_t index, std::vector<std::size_t>& result) const;
  std::size_t count_max() const noexcept;
  actor_info info_of(const entry& x) const;

  const actor_query wanted_;
  const std::vector<seen_child> roots_;
  stage stage_ = stage::finding;
  std::uint64_t round_ = 0;
  std::size_t missing_ = 0;
  /// Tokens are places in this; while the path is looked for, none is used.
  std::vector<entry> entries_;
  std::vector<std::size_t> tops_;
  /// Parents of the next generation.
  std::vector<std::size_t> frontier_;
  /// Those that the answer tells of.
  std::vector<std::size_t> order_;
  bool found_ = false;
  bool more_ = false;
};

} // namespace leasehold
