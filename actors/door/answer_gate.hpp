// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>

#include <kj/async.h>
#include <kj/memory.h>
#include <kj/timer.h>

#include "messages/ids.hpp"
#include "runtime/rpc/connection_context.hpp"

// What answers may cost. A call of few bytes can ask for an answer of a
// million, so calls are not counted but the bytes of their answers, from when
// an actor is asked until the socket has taken them: for each session, for all
// sessions of one lessee, and for all together. A call that finds no room waits
// for its turn, and is forgotten if its caller goes.
namespace leasehold {

struct answer_limits {
  std::size_t session_bytes = 8 << 20;
  std::size_t lessee_bytes = 32 << 20;
  std::size_t all_bytes = 256 << 20;
  /// A session with more than this in its socket's queue has to read first.
  std::size_t unread_bytes = 256 << 10;
};

/// Belongs to the event loop. Lives in a shared pointer: answers may outlive
/// the door.
class answer_gate : public std::enable_shared_from_this<answer_gate> {
public:
  /// @pre the timer outlives the gate
  explicit answer_gate(kj::Timer& timer, answer_limits limits = {});
  KJ_DISALLOW_COPY(answer_gate);

  class session;

  /// The room that one answer takes, until it is dropped.
  class place {
  public:
    place(std::shared_ptr<session> of, std::size_t bytes);
    ~place() noexcept;
    KJ_DISALLOW_COPY(place);

  private:
    std::shared_ptr<session> of_;
    std::size_t bytes_;
  };

  /// @param connection May be null.
  std::shared_ptr<session> open(lessee_name who,
                                std::shared_ptr<connection_context> connection);

  /// Bytes of answers in progress, by their estimates.
  std::size_t in_progress() const noexcept {
    return in_progress_;
  }

private:
  /// Lets in those that wait and find room, one of each session in turn.
  void pump();
  /// The same soon, and again while somebody waits: sockets drain silently.
  void pump_soon();
  kj::Promise<void> keep_pumping();
  bool has_room(const session& x, std::size_t bytes) const;
  void change(session& x, std::ptrdiff_t bytes);

  kj::Timer& timer_;
  answer_limits limits_;
  std::size_t in_progress_ = 0;
  std::map<lessee_name, std::size_t> of_lessee_;
  std::list<session*> waiting_;
  bool pumping_ = false;
  /// Ends a pause between two looks.
  kj::Maybe<kj::Own<kj::PromiseFulfiller<void>>> pause_;
  kj::Promise<void> pump_ = nullptr;
};

/// The answers of one session.
class answer_gate::session
    : public std::enable_shared_from_this<answer_gate::session> {
public:
  session(std::shared_ptr<answer_gate> gate, lessee_name who,
          std::shared_ptr<connection_context> connection);
  ~session() noexcept;
  KJ_DISALLOW_COPY(session);

  /// A place at once, where there is room and nobody waits.
  kj::Maybe<kj::Own<place>> try_enter(std::size_t bytes);

  /// Done when there is room for an answer of about so many bytes. In order.
  kj::Promise<kj::Own<place>> enter(std::size_t bytes);

private:
  friend class answer_gate;
  friend class place;

  /// Nothing where what answers go over is not of this node's making.
  std::size_t queued_bytes() const {
    return connection_ ? connection_->queued_bytes() : 0;
  }

  struct waiter {
    kj::Own<kj::PromiseFulfiller<kj::Own<place>>> turn;
    std::size_t bytes;
  };

  std::shared_ptr<answer_gate> gate_;
  lessee_name who_;
  std::shared_ptr<connection_context> connection_;
  std::size_t in_progress_ = 0;
  std::deque<waiter> waiters_;
};

} // namespace leasehold
