// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/chronicle.hpp"

#include <algorithm>
#include <cassert>

namespace leasehold::sim {

namespace {

/// The first word of each fold: which kind of note it is.
enum class mark : std::uint8_t { step, append, frame, node, fault, wire, wake };

template <class T>
std::uint64_t number(T x) noexcept {
  return static_cast<std::uint64_t>(x);
}

} // namespace

const char* to_string(node_change x) noexcept {
  switch (x) {
  case node_change::started:
    return "started";
  case node_change::start_failed:
    return "start_failed";
  case node_change::killed:
    return "killed";
  case node_change::died:
    return "died";
  case node_change::stopped:
    return "stopped";
  case node_change::paused:
    return "paused";
  case node_change::resumed:
    return "resumed";
  }
  return "unknown";
}

void chronicle::add(observer& who) {
  observers_.push_back(&who);
}

void chronicle::remove(observer& who) {
  observers_.erase(std::remove(observers_.begin(), observers_.end(), &who),
                   observers_.end());
}

void chronicle::move_to(true_time at) {
  assert(at >= now_);
  now_ = at;
}

void chronicle::stepped(const step_note& note) {
  ++steps_;
  trace_.fold(number(mark::step) | number(note.node) << 8 | note.actor << 16);
  trace_.fold(now_);
  trace_.fold(note.message);
  for (auto who : observers_)
    who->stepped(now_, note);
}

void chronicle::appended(const append_note& note) {
  trace_.fold(number(mark::append) | number(note.node) << 8
              | number(note.outcome) << 16);
  for (auto& group : note.groups)
    for (auto& row : group) {
      trace_.fold(row.kind | number(row.what) << 16);
      trace_.fold(row.key);
      trace_.fold(row.body);
    }
  for (auto who : observers_)
    who->appended(now_, note);
}

void chronicle::framed(const frame_note& note) {
  trace_.fold(number(mark::frame) | number(note.from) << 8
              | number(note.to) << 16 | number(note.fate) << 24);
  trace_.fold(now_);
  trace_.fold(note.number);
  // What arrives of a frame is what was sent, or the first part of it.
  if (note.fate == frame_fate::sent)
    trace_.fold(note.bytes);
  else
    trace_.fold(note.bytes.size());
  for (auto who : observers_)
    who->framed(now_, note);
}

void chronicle::node_changed(const node_note& note) {
  trace_.fold(number(mark::node) | number(note.node) << 8
              | number(note.change) << 16);
  trace_.fold(now_);
  trace_.fold(note.why);
  for (auto who : observers_)
    who->node_changed(now_, note);
}

void chronicle::injected(const fault_note& note) {
  trace_.fold(number(mark::fault) | number(note.node) << 8
              | number(note.kind) << 16);
  trace_.fold(now_);
  for (auto who : observers_)
    who->injected(now_, note);
}

void chronicle::wired(const wire_note& note) {
  trace_.fold(number(mark::wire) | number(note.node) << 8);
  trace_.fold(now_);
  trace_.fold(note.device);
  trace_.fold(note.channel);
  trace_.fold(note.refused);
  for (auto& [id, x] : note.in_force) {
    trace_.fold(id);
    trace_.fold(x.version);
    trace_.fold(number(x.rate));
  }
  for (auto who : observers_)
    who->wired(now_, note);
}

void chronicle::woken(const wake_note& note) {
  trace_.fold(number(mark::wake) | number(note.node) << 8);
  trace_.fold(now_);
  trace_.fold(note.nic);
  for (auto who : observers_)
    who->woken(now_, note);
}

} // namespace leasehold::sim
