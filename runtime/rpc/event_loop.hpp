// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <type_traits>

namespace leasehold {

class loop_context;

/// The one thread of the process that runs KJ's event loop: all sockets and
/// all of Cap'n Proto live on it. Others reach it by posting functions, and it
/// reaches actors by sending messages (see reply.hpp); nobody waits on it
/// except at start-up and in tests.
///
/// Ends in order: posted functions stop being taken, those already taken run,
/// what registered with `loop_context::at_stop` finishes, what is kept is
/// destroyed on the loop's own thread, the thread is joined. Whoever stops the
/// actors does so after that, so that no call finds its actor gone first.
class event_loop {
public:
  /// How long the hooks of `at_stop` may take all together.
  explicit event_loop(
      std::chrono::milliseconds stop_grace = std::chrono::seconds(2));
  ~event_loop();
  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;

  /// What became of a function handed to `run_in_loop`.
  enum class posting { taken, refused };

  /// Runs `task` on the loop's thread, in order of posting; from any thread.
  /// Refused, and destroyed here, once the loop is stopping. What `task`
  /// throws is logged and otherwise ignored.
  posting run_in_loop(std::function<void(loop_context&)> task);

  /// Runs `f` on the loop's thread, waits for it and gives what it returns or
  /// throws; throws std::runtime_error once the loop is stopping.
  /// @pre not called on the loop's thread, nor by an actor
  template <class F>
  auto call(F f) -> std::invoke_result_t<F&, loop_context&>;

  /// Stops and joins; more than once is fine.
  /// @pre not called on the loop's thread
  void stop();

private:
  class impl;

  static void refuse_call();

  std::unique_ptr<impl> impl_;
};

template <class F>
auto event_loop::call(F f) -> std::invoke_result_t<F&, loop_context&> {
  using value = std::invoke_result_t<F&, loop_context&>;
  using task = std::packaged_task<value(loop_context&)>;
  // std::function wants copies; the task has one owner at a time all the same.
  auto shared = std::make_shared<task>(std::move(f));
  auto done = shared->get_future();
  auto posted = run_in_loop([shared](loop_context& loop) { (*shared)(loop); });
  if (posted == posting::refused)
    refuse_call();
  shared.reset();
  return done.get();
}

} // namespace leasehold
