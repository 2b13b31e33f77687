// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/event_loop.hpp"

#include <pthread.h>

#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <kj/async-io.h>
#include <spdlog/spdlog.h>

#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/loop_context.hpp"

namespace leasehold {

namespace {

using task = std::function<void(loop_context&)>;
using waker = kj::Own<kj::CrossThreadPromiseFulfiller<void>>;

} // namespace

class event_loop::impl {
public:
  explicit impl(std::chrono::milliseconds stop_grace)
      : stop_grace_(stop_grace) {
    auto started = started_.get_future();
    thread_ = std::thread([this] { run(); });
    try {
      started.get();
    } catch (...) {
      thread_.join();
      throw;
    }
  }

  posting post(task x) {
    // What is refused is destroyed after the lock is let go: its destructors
    // may post.
    std::lock_guard guard(mutex_);
    if (stopping_)
      return posting::refused;
    inbox_.push_back(std::move(x));
    // One wake-up serves all that is posted until the loop has seen it.
    wake();
    return posting::taken;
  }

  void stop() {
    {
      std::lock_guard guard(mutex_);
      stopping_ = true;
      wake();
    }
    if (thread_.joinable())
      thread_.join();
  }

private:
  void wake() {
    if (waker_.get() == nullptr)
      return;
    waker_->fulfill();
    waker_ = nullptr;
  }

  // Arms the next wake-up; already awake when something came meanwhile.
  kj::Promise<void> wait_for_post() {
    auto pair = kj::newPromiseAndCrossThreadFulfiller<void>();
    std::lock_guard guard(mutex_);
    if (stopping_ || !inbox_.empty())
      return kj::READY_NOW;
    waker_ = kj::mv(pair.fulfiller);
    return kj::mv(pair.promise);
  }

  // Whether to go on.
  bool run_posted(loop_context& loop) {
    std::vector<task> tasks;
    bool stopping = false;
    {
      std::lock_guard guard(mutex_);
      tasks.swap(inbox_);
      stopping = stopping_;
    }
    for (auto& x : tasks) {
      try {
        x(loop);
      } catch (const kj::Exception& e) {
        spdlog::error("event loop: a task failed: {}", explain(e));
      } catch (const std::exception& e) {
        spdlog::error("event loop: a task failed: {}", e.what());
      }
      x = nullptr;
    }
    return !stopping;
  }

  kj::Promise<void> serve(loop_context& loop) {
    return wait_for_post().then([this, &loop]() -> kj::Promise<void> {
      if (!run_posted(loop))
        return kj::READY_NOW;
      return serve(loop);
    });
  }

  void run() {
    ::pthread_setname_np(::pthread_self(), "event-loop");
    quiet_kj quiet;
    try {
      auto io = kj::setupAsyncIo();
      loop_context loop(io);
      started_.set_value();
      serve(loop).wait(io.waitScope);
      auto grace = stop_grace_.count() * kj::MILLISECONDS;
      loop.run_stop_hooks()
          .exclusiveJoin(loop.timer().afterDelay(grace))
          .wait(io.waitScope);
    } catch (const kj::Exception& e) {
      died(explain(e));
    } catch (const std::exception& e) {
      died(e.what());
    }
  }

  void died(const std::string& why) {
    {
      std::lock_guard guard(mutex_);
      stopping_ = true;
      waker_ = nullptr;
    }
    try {
      started_.set_exception(
          std::make_exception_ptr(std::runtime_error("event loop: " + why)));
    } catch (const std::future_error&) {
      // It had started: whoever needs it finds it refusing.
      spdlog::critical("event loop ended: {}", why);
    }
  }

  const std::chrono::milliseconds stop_grace_;
  std::promise<void> started_;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<task> inbox_;
  waker waker_;
  std::thread thread_;
};

event_loop::event_loop(std::chrono::milliseconds stop_grace)
    : impl_(std::make_unique<impl>(stop_grace)) {}

event_loop::~event_loop() {
  stop();
}

event_loop::posting
event_loop::run_in_loop(std::function<void(loop_context&)> task) {
  return impl_->post(std::move(task));
}

void event_loop::stop() {
  impl_->stop();
}

void event_loop::refuse_call() {
  throw std::runtime_error("event loop: it is stopping; nothing runs any more");
}

} // namespace leasehold
