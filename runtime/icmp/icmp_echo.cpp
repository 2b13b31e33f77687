// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/icmp/icmp_echo.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include <fmt/format.h>

#include "runtime/icmp/icmp_socket.hpp"

namespace leasehold {

namespace {

using std::chrono::steady_clock;
using time_point = steady_clock::time_point;

/// How long a full queue of an interface is left alone.
constexpr auto pause = std::chrono::milliseconds{1};

/// Random numbers of the kernel, fetched many at a time.
class kernel_chance {
public:
  std::uint64_t operator()() {
    if (next_ == numbers_.size()) {
      // So many come whole, once the machine has started.
      while (getrandom(numbers_.data(), sizeof numbers_, 0)
             != static_cast<ssize_t>(sizeof numbers_)) {
      }
      next_ = 0;
    }
    return numbers_[next_++];
  }

private:
  std::array<std::uint64_t, 32> numbers_{};
  std::size_t next_ = 32;
};

std::string words_for(int code, const ip_address& host) {
  // A broadcast address of a network is told apart by the kernel only.
  if (code == EACCES)
    return fmt::format("cannot send to {}: it is a broadcast address, or a "
                       "rule of this machine forbids it",
                       to_string(host));
  return fmt::format("cannot send to {}: {}", to_string(host),
                     std::strerror(code));
}

} // namespace

/// What the thread does. Machine and sockets are its own; others leave it what
/// they want, and wait for it where they must know that it is done.
class icmp_echo::worker {
public:
  worker(const echo_limits& limits, int wakeup)
      : wakeup_(wakeup), machine_(limits, kernel_chance{}) {
    // Signals are for the threads of the program that expect them.
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] {
      run();
    }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  ~worker() {
    {
      const std::lock_guard lock{mutex_};
      is_over_ = true;
    }
    wake();
    thread_.join();
    close(wakeup_);
  }

  std::uint64_t start(echo_order order, heard tell) {
    std::uint64_t ticket = 0;
    {
      const std::lock_guard lock{mutex_};
      ticket = ++last_ticket_;
      starting_.push_back({ticket, std::move(order), std::move(tell)});
    }
    wake();
    return ticket;
  }

  void stop(std::uint64_t ticket) {
    std::unique_lock lock{mutex_};
    stopping_.push_back(ticket);
    const auto mine = ++stops_asked_;
    if (std::this_thread::get_id() == thread_.get_id()) {
      lock.unlock();
      take_in();
      return;
    }
    wake();
    stopped_.wait(lock, [this, mine] { return stops_done_ >= mine; });
  }

private:
  struct started {
    std::uint64_t ticket;
    echo_order order;
    heard tell;
  };

  void wake() const {
    const std::uint64_t one = 1;
    // Only a full counter refuses, and then the thread wakes anyway.
    [[maybe_unused]] const auto size = write(wakeup_, &one, sizeof one);
  }

  void run() {
    while (take_in()) {
      wait();
      const auto now = steady_clock::now();
      bool is_drained = true;
      for (auto* const socket : sockets())
        is_drained = read(*socket) && is_drained;
      if (is_drained)
        machine_.expire(now);
      send();
      tell();
    }
  }

  /// Takes in what others left; false when it is over. What is stopped was
  /// started before.
  bool take_in() {
    std::unique_lock lock{mutex_};
    const auto starting = std::exchange(starting_, {});
    const auto stopping = std::exchange(stopping_, {});
    const auto asked = stops_asked_;
    lock.unlock();
    for (const auto& x : starting)
      begin(x);
    for (const auto ticket : stopping)
      forget(ticket);
    lock.lock();
    stops_done_ = asked;
    stopped_.notify_all();
    return !is_over_;
  }

  void begin(const started& x) {
    if (x.order.hosts.empty())
      return;
    open_sockets(x.order);
    listeners_.emplace(x.ticket, listener{x.tell, x.order.hosts.size()});
    machine_.start(x.ticket, x.order, steady_clock::now(),
                   [this](const ip_address& host) {
                     const auto& with = socket_for(host.is);
                     return with.socket ? std::string{} : with.trouble;
                   });
  }

  void forget(std::uint64_t ticket) {
    machine_.stop(ticket);
    listeners_.erase(ticket);
  }

  // -- sockets ---------------------------------------------------------------

  struct family_socket {
    std::unique_ptr<icmp_socket> socket;
    std::string trouble;
    /// Its queue is full: until it can be written, or for a while.
    bool is_full = false;
  };

  family_socket& socket_for(ip_address::family is) {
    return is == ip_address::family::v4 ? v4_ : v6_;
  }

  std::vector<icmp_socket*> sockets() const {
    std::vector<icmp_socket*> open;
    for (const auto* x : {&v4_, &v6_})
      if (x->socket)
        open.push_back(x->socket.get());
    return open;
  }

  void open_sockets(const echo_order& order) {
    for (const auto is : {ip_address::family::v4, ip_address::family::v6}) {
      auto& x = socket_for(is);
      const auto is_wanted = [is](const echo_question& question) {
        return question.host.is == is;
      };
      if (x.socket
          || std::none_of(order.hosts.begin(), order.hosts.end(), is_wanted))
        continue;
      auto made = icmp_socket::open(is);
      if (made)
        x.socket = std::move(*made);
      else
        x.trouble = made.error().message;
    }
  }

  // -- turns -----------------------------------------------------------------

  /// Until something comes, or something is due.
  void wait() {
    std::array<pollfd, 3> files{};
    nfds_t count = 0;
    files[count++] = {wakeup_, POLLIN, 0};
    for (const auto* x : {&v4_, &v6_})
      if (x->socket)
        files[count++] = {
            x->socket->descriptor(),
            static_cast<short>(POLLIN | (x->is_full ? POLLOUT : 0)), 0};
    auto due = machine_.next();
    if (due && (v4_.is_full || v6_.is_full || quiet_until_))
      // What is due can't be sent: it waits for the socket, or for the pause.
      due = quiet_until_ ? std::max(*due, *quiet_until_)
                         : std::max(*due, steady_clock::now() + pause);
    timespec left{};
    if (due) {
      const auto ns = std::max<std::chrono::nanoseconds>(
          *due - steady_clock::now(), std::chrono::nanoseconds{0});
      left.tv_sec = ns.count() / 1'000'000'000;
      left.tv_nsec = ns.count() % 1'000'000'000;
    }
    ppoll(files.data(), count, due ? &left : nullptr, nullptr);
    if ((files[0].revents & POLLIN) != 0) {
      std::uint64_t wakes = 0;
      [[maybe_unused]] const auto size = ::read(wakeup_, &wakes, sizeof wakes);
    }
    v4_.is_full = v6_.is_full = false;
  }

  bool read(icmp_socket& from) {
    from.receive_errors([this](const quoted_request& request,
                               const ip_address& to,
                               const std::string& trouble) {
      machine_.failed(request, to, trouble);
    });
    return from.receive(
        [this](const echo_mark& mark, const ip_address& host, time_point at) {
          machine_.received(mark, host, at);
        });
  }

  void send() {
    const auto now = steady_clock::now();
    if (quiet_until_ && now < *quiet_until_)
      return;
    quiet_until_.reset();
    auto requests = machine_.take(now, icmp_socket::batch_max);
    std::vector<const echo_request*> left;
    for (const auto& request : requests)
      left.push_back(&request);
    bool is_stuck = false;
    while (!left.empty() && !is_stuck)
      is_stuck = !send_run(left);
    for (auto x = left.rbegin(); x != left.rend(); ++x)
      machine_.put_back(**x, now);
  }

  /// Sends the first requests, those of one family; false if the others must
  /// wait.
  bool send_run(std::vector<const echo_request*>& left) {
    const auto is = left.front()->host.is;
    const auto end =
        std::find_if(left.begin(), left.end(),
                     [is](const echo_request* x) { return x->host.is != is; });
    auto& through = socket_for(is);
    const auto at = steady_clock::now();
    const auto done = through.socket->send({left.begin(), end});
    for (std::size_t i = 0; i < done.sent; ++i)
      machine_.sent(*left[i], at);
    left.erase(left.begin(),
               left.begin() + static_cast<std::ptrdiff_t>(done.sent));
    if (done.code == 0)
      return true;
    if (done.code == EAGAIN || done.code == ENOBUFS) {
      through.is_full = done.code == EAGAIN;
      if (done.code == ENOBUFS)
        quiet_until_ = at + pause;
      return false;
    }
    machine_.refused(*left.front(), words_for(done.code, left.front()->host),
                     at);
    left.erase(left.begin());
    return true;
  }

  /// A `tell` may start and stop orders: whoever is stopped hears no more.
  void tell() {
    for (auto& [ticket, answers] : machine_.take_answers()) {
      const auto found = listeners_.find(ticket);
      if (found == listeners_.end())
        continue;
      auto& listener = found->second;
      listener.hosts_left -= answers.size();
      const auto told = listener.tell;
      if (listener.hosts_left == 0)
        listeners_.erase(found);
      told(std::move(answers));
    }
  }

  struct listener {
    heard tell;
    std::size_t hosts_left;
  };

  const int wakeup_;
  echo_machine machine_;
  std::unordered_map<std::uint64_t, listener> listeners_;
  family_socket v4_;
  family_socket v6_;
  std::optional<time_point> quiet_until_;

  std::mutex mutex_;
  std::condition_variable stopped_;
  std::vector<started> starting_;
  std::vector<std::uint64_t> stopping_;
  std::uint64_t last_ticket_ = 0;
  std::uint64_t stops_asked_ = 0;
  std::uint64_t stops_done_ = 0;
  bool is_over_ = false;
  std::thread thread_;
};

result<std::unique_ptr<icmp_echo>> icmp_echo::open(const echo_limits& limits) {
  const int wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wakeup < 0)
    return failure{
        errc::unavailable,
        fmt::format("cannot wait for echo replies: {}", std::strerror(errno))};
  return std::unique_ptr<icmp_echo>{
      new icmp_echo{std::make_unique<worker>(limits, wakeup)}};
}

icmp_echo::icmp_echo(std::unique_ptr<worker> worker)
    : worker_(std::move(worker)) {}

icmp_echo::~icmp_echo() = default;

std::uint64_t icmp_echo::start(echo_order order, heard tell) {
  return worker_->start(std::move(order), std::move(tell));
}

void icmp_echo::stop(std::uint64_t ticket) {
  worker_->stop(ticket);
}

} // namespace leasehold
