// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace leasehold {

/// Where the answer to one question goes. Implementations are called from any
/// thread, at most once in total; to be destroyed without a call is to learn
/// that nobody will ever answer.
template <class T>
class reply_sink {
public:
  virtual ~reply_sink() = default;
  virtual void answer(T value) = 0;
  virtual void fail(std::string why) = 0;
};

/// The right to answer one question, once, from whichever thread has the
/// answer. It travels inside a message from the event loop to an actor, so it
/// knows neither framework. Copies share the one right: the first answer
/// counts, later ones are ignored. When the last copy goes without an answer,
/// because its actor died or dropped the message, the asker is told so.
/// It never leaves the process.
template <class T>
class reply_to {
public:
  /// Nobody asked: answers are ignored.
  reply_to() = default;

  explicit reply_to(std::unique_ptr<reply_sink<T>> sink)
      : shared_(std::make_shared<shared>(std::move(sink))) {}

  /// Hands the answer to a function, which runs on the thread that answers.
  static reply_to calling(std::function<void(T)> on_answer) {
    struct function_sink final : reply_sink<T> {
      void answer(T value) override {
        on_answer(std::move(value));
      }
      void fail(std::string) override {}
      std::function<void(T)> on_answer;
    };
    auto sink = std::make_unique<function_sink>();
    sink->on_answer = std::move(on_answer);
    return reply_to(std::move(sink));
  }

  /// Answers; does nothing when an answer was given before.
  void operator()(T value) const {
    if (take())
      shared_->sink->answer(std::move(value));
  }

  /// Tells the asker that there will be no answer, for a reason that is not
  /// one of the expected outcomes: those are part of `T`.
  void fail(std::string why) const {
    if (take())
      shared_->sink->fail(std::move(why));
  }

  /// Whether an answer given now would count.
  bool is_open() const noexcept {
    return shared_ && !shared_->taken.load(std::memory_order_acquire);
  }

  /// Messages must be inspectable to be sent and printed; there is nothing to
  /// see in here.
  template <class Inspector>
  friend auto inspect(Inspector& f, reply_to&) {
    return f();
  }

private:
  struct shared {
    explicit shared(std::unique_ptr<reply_sink<T>> x) : sink(std::move(x)) {}
    std::unique_ptr<reply_sink<T>> sink;
    std::atomic<bool> taken{false};
  };

  bool take() const noexcept {
    return shared_ && !shared_->taken.exchange(true, std::memory_order_acq_rel);
  }

  std::shared_ptr<shared> shared_;
};

} // namespace leasehold
