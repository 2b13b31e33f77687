// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "messages/actor.hpp"
#include "runtime/rpc/reply.hpp"

namespace caf {
class type_erased_tuple;
} // namespace caf

// Messages between the actors of a node, as they are taken, for whoever traces
// one subject. While nobody does, a message costs one load.
namespace leasehold {

class message_tap {
public:
  /// What there is to say of a message about one subject, for people.
  using detail = std::string;
  /// Whether a message is about a subject, and if so, its detail. Called on the
  /// threads of actors, while a trace is open.
  using judge = std::function<bool(const caf::type_erased_tuple& content,
                                   const std::string& subject, detail& text)>;
  /// Microseconds since any moment, never less than before.
  using clock = std::function<std::chrono::microseconds()>;

  class trace;

  /// Has to be called once, before any trace is opened.
  void set_up(judge about, clock now);

  /// Begins to keep messages about `subject`. Nothing where as many traces are
  /// open as may be.
  std::shared_ptr<trace> open(std::string subject);

  bool is_open() const noexcept {
    return open_.load(std::memory_order_relaxed) > 0;
  }

  /// An actor begins to work on a message. `name` is asked for the paths of
  /// sender and receiver, only where the message is kept.
  using namer = std::function<std::string()>;
  void note(const caf::type_erased_tuple& content, const namer& from,
            const namer& to);

private:
  static constexpr std::size_t traces_max = 16;

  judge about_;
  clock now_;
  std::atomic<std::size_t> open_{0};
  std::mutex mutex_;
  std::list<std::weak_ptr<trace>> traces_;
};

/// Kept messages, until they are read. Ends when it is dropped.
class message_tap::trace {
public:
  /// Use `message_tap::open`.
  trace(message_tap& of, std::string subject, std::chrono::microseconds began);
  ~trace();
  trace(const trace&) = delete;
  trace& operator=(const trace&) = delete;

  /// What was kept since it was taken last, as much as a page has.
  message_page take();
  /// Answers when there is something to take, which may be at once. Whoever
  /// waited before is forgotten.
  void await(reply_to<std::monostate> reply);

private:
  friend class message_tap;

  /// So many wait to be read; older ones are dropped for newer.
  static constexpr std::size_t kept_max = 10'000;

  void keep(message_note note);

  message_tap& of_;
  const std::string subject_;
  const std::chrono::microseconds began_;
  std::mutex mutex_;
  std::deque<message_note> kept_;
  std::uint64_t dropped_ = 0;
  reply_to<std::monostate> waiting_;
};

} // namespace leasehold
