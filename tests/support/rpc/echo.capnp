# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
@0xd6a2a0c9d3d4b6f1;

# A service of which tests know what to expect.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("leasehold::rpc");

interface Echo {
  echo @0 (data :Data) -> (data :Data);
  # Gives back what it got.

  logIn @1 (name :Text) -> ();
  # Raises the bounds of the connection; an exception unless the certificate, if
  # there is one, carries the name.

  hang @2 () -> ();
  # Never answered.

  peer @3 () -> (name :Text);
  # The name on the peer's certificate.

  askThread @4 (number :UInt64) -> (number :UInt64);
  # Answered by another thread, with the same number.

  dismiss @5 (why :Text) -> ();
  # Answers, then ends the connection.

  callBack @6 (sink :Sink, count :UInt32) -> ();
  # Calls `sink` so many times without waiting for its answers.

  stay @7 () -> ();
  # Outlasts clients from now on, as another node does.
}

interface Sink {
  take @0 (data :Data) -> ();
}
