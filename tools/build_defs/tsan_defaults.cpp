// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Suppressions that every program under --config=tsan carries, wherever it is
// started: a path in TSAN_OPTIONS holds in one folder only.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  // libcaf and libkj are not instrumented, so what passes from thread to
  // thread through mailboxes, or to the event loop through a fulfiller, looks
  // unordered: leaves out what an actor, or an answer to the loop, had a part
  // in. The descriptor by which others wake the loop is closed under a lock of
  // libkj, which is not seen either.
  return "race:caf::\n"
         "race:kj::_::TransformPromiseNode\n"
         "race:kj::AutoCloseFd::~AutoCloseFd\n";
}
